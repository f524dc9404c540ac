/* reading.c - who read what: a row before anything is unwrapped, and once a day an entry that commits to the rows, so that none can be taken away. */
#include "base/base.h"

#include "access/access.h"
#include "inside.h"

enum { PURPOSE_MOST = 300 };

STATEMENT(reading_next, READS, "", "i", "SELECT COALESCE(max(number), 0) + 1 FROM reading");
STATEMENT(reading_put, WRITES, "itiditt", "", "INSERT INTO reading (number, matter, account, day, at, what, purpose, entry) VALUES ($1, $2, $3, $4, $5, $6, $7, NULL)");
STATEMENT(reading_of_matter, READS, "t", "idtt", "SELECT account, day, what, purpose FROM reading WHERE matter = $1 ORDER BY number");
STATEMENT(reading_open_days, READS, "d", "itiditt",
          "SELECT number, matter, account, day, at, what, purpose FROM reading WHERE day < $1 AND entry IS NULL ORDER BY day, number");
STATEMENT(reading_commit, WRITES, "di", "", "UPDATE reading SET entry = $2 WHERE day < $1 AND entry IS NULL");

static bool reading_apply(struct act_run *run, void *command, struct error *e)
{
	struct reading *r = command;
	struct value    row[1];
	bool            found;
	if (!statement_one(run->db, &reading_next, NULL, run->arena, row, &found, e))
		return false;
	struct value v[] = { row[0], value_text(r->matter), value_int(r->account), value_day(run->today), value_instant(run->at),
			     value_text(text_of(r->what)), value_text(text_cut(r->purpose, PURPOSE_MOST)) };
	return statement_run(run->db, &reading_put, v, NULL, e);
}

const struct act_row row_reading = { .name = "reading", .keeps = true, .apply = reading_apply };

bool reading_list(struct connection *db, struct arena *a, struct text matter, struct reading_row **ret, size_t *ret_n, struct error *e)
{
	_cleanup_query_ struct query *q = NULL;
	struct reading_row           *rows = NULL;
	size_t                        n = 0;
	if (!query_start(db, &reading_of_matter, (struct value[]){ value_text(matter) }, &q, e))
		return false;
	for (; query_next(q); n++) {
		if (n % 16 == 0)
			rows = arena_grow(a, rows, n, 16, sizeof(*rows));
		rows[n] = (struct reading_row){ .account = query_int(q, 0), .day = query_day(q, 1), .what = text_copy(a, query_text(q, 2)),
						.purpose = text_copy(a, query_text(q, 3)) };
	}
	*ret = rows;
	*ret_n = n;
	return query_end_ok(q, e);
}

/* One line a row, as anybody who holds the rows can write it again. */
struct text reading_line(struct arena *a, struct query *q)
{
	struct json j = json_start(a, true);
	json_array(&j);
	json_int(&j, query_int(q, 0));
	json_text(&j, query_text(q, 1));
	json_int(&j, query_int(q, 2));
	json_text(&j, day_print(a, query_day(q, 3)));
	json_int(&j, query_int(q, 4));
	json_text(&j, query_text(q, 5));
	json_text(&j, query_text(q, 6));
	json_end(&j);
	return json_done(&j);
}

struct readings {
	struct build lines;
	int64_t      count;
};

static bool gather(struct act_run *run, struct readings *r, struct error *e)
{
	_cleanup_query_ struct query *q = NULL;
	if (!query_start(run->db, &reading_open_days, (struct value[]){ value_day(run->today) }, &q, e))
		return false;
	for (; query_next(q); r->count++) {
		build_add(&r->lines, reading_line(run->arena, q));
		build_byte(&r->lines, '\n');
	}
	return query_end_ok(q, e);
}

static bool commit_record(struct act_run *run, void *command, struct error *e)
{
	struct readings r = { .lines = { .arena = run->arena } };
	if (!gather(run, &r, e))
		return false;
	if (r.count == 0)
		return true;
	struct json j = json_start(run->arena, false);
	json_object(&j);
	json_member_int(&j, "count", r.count);
	json_end(&j);
	struct json p = json_start(run->arena, true); /* only committed: with few rows a bare hash could be tried out, and would say at what hour somebody read */
	json_object(&p);
	json_member_text(&p, "hash", hash_hex(run->arena, sha256(build_text(&r.lines))));
	json_end(&p);
	struct entry entry = { .kind = "readings.day", .day = run->today, .members = json_done(&j), .scope = TEXT("readings") };
	entry.part[PART_INTERNAL] = json_done(&p);
	int64_t      index;
	return ledger_append(run->batch, &entry, &index, e) &&
	       statement_run(run->db, &reading_commit, (struct value[]){ value_day(run->today), value_int(index) }, NULL, e);
}

const struct act_row row_readings_commit = { .name = "readings.commit", .record = commit_record };
