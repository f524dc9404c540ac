/* data.h - private to the registry: lists on their way from CSV into the tables. */
#pragma once
#include "csv.h"
#include "model.h"

enum { MOST_FAULTS = 100 };

/* Where a fact was written, for faults. */
struct origin {
	const char *file;
	int         line;
};

struct registry_data {
	struct arena     *arena;
	struct unit_fact *facts;
	struct origin    *origins;      /* by fact, as long as facts keep the order of reading */
	size_t            count, room;
	struct lineage   *lineages;
	size_t            lineage_count, lineage_room;
	struct unit_measure *measures;
	size_t            measure_count, measure_room;
	struct order_plan *plans;       /* of the orders that were replayed, with their files */
	const struct registry_file *files;
	size_t            order_count;
	day_t             before;       /* what begins on this day or later is left out; 0: nothing is */
	struct registry   picture;      /* of the facts, once they are whole: a copy, in its own order */
	struct registry_faults *faults;
};

/* Room for one more fault; NULL when there are enough. */
struct error *fault_next(struct registry_data *);
void fact_add(struct registry_data *, const struct unit_fact *, struct origin);
void lineage_add(struct registry_data *, const struct lineage *);
void measure_add(struct registry_data *, const struct unit_measure *);

/* A column that a file has; the value, checked and put into the fact, or an error. */
struct column {
	const char *name;
	bool        required;
};
/* Reads the first row and finds the columns; position[i] is -1 for a column that may be left out and is. */
bool headings_read(struct csv *, const struct column *, size_t count, int *position, struct error *);
/* The field of a column, trimmed; empty when the column is not there. */
struct text field_of(const struct csv *, const int *position, size_t column);
bool id_is_good(struct text);
bool name_is_good(struct arena *, struct text);
/* An empty day gives `unknown`. */
bool csv_day(const struct csv *, const char *column, struct text, day_t unknown, day_t *ret, struct error *);

void units_parse(struct registry_data *, struct text, const char *file);
/* Plain rows before the orders, so that these may speak of them; after the orders rows with {xa}, which become one row for each commune of that day. */
enum organisation_rows { PLAIN_ROWS, PATTERN_ROWS };
void organisations_parse(struct registry_data *, struct text, const char *file, enum organisation_rows);
/* Orders upon the list, one after the other. */
void orders_replay(struct registry_data *, const struct registry_file *, size_t count);
/* After the picture is made. */
void order_parse(struct registry_data *, struct text, const char *file);
void notes_parse(struct registry_data *);
/* Units that don't fit together: faults. */
void data_check(struct registry_data *);
/* facts -> picture */
void data_picture(struct registry_data *);

/* The names in "NQ 1683/NQ-UBTVQH15 (...); from Xã A + Thị trấn B; code inherited from A": "Xã A", "Thị trấn B". 0: the note tells of no origin. */
size_t note_origins(struct text note, struct text *ret_names, size_t room);
/* The legal act that a note begins with, or the empty text: "NQ 1683/NQ-UBTVQH15 (tỉnh Thái Nguyên)". */
struct text note_basis(struct text note);
