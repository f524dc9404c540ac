/* ground.c - packs in use, units and calendar as the database holds them: read once, shared, read anew when a version moved. */
#include "base/base.h"

#include "inside.h"

STATEMENT(pack_version, READS, "", "ii", "SELECT COALESCE(max(entry), -1), count(*) FROM pack", "pack");
STATEMENT(packs_in_use, READS, "", "tb", "SELECT name, files FROM pack WHERE in_use = 1 ORDER BY name", "pack");
STATEMENT(pack_retire, WRITES, "t", "", "UPDATE pack SET in_use = 0 WHERE name = $1");
STATEMENT(pack_put, WRITES, "ttbdi", "",
          "INSERT INTO pack (name, hash, files, imported, entry, in_use) VALUES ($1, $2, $3, $4, $5, 1) "
          "ON CONFLICT (name, hash) DO UPDATE SET in_use = 1, entry = excluded.entry, imported = excluded.imported");

STATEMENT(pack_hash_in_use, READS, "t", "t", "SELECT hash FROM pack WHERE name = $1 AND in_use = 1");
STATEMENT(states_in_use, READS, "t", "t", "SELECT DISTINCT state FROM tally WHERE procedure = $1 AND count > 0 ORDER BY state", "tally");

struct ground {
	struct registry       *registry;
	struct arena          *arena;    /* the calendar's */
	const struct calendar *calendar; /* with history: the program's own */
	const struct embedded *calendar_files; /* that it was made from; without history */
	struct calendar_notice *notices; /* with history: all, in their order */
	size_t                 notices_n;
	struct pack          **packs;
	size_t                 packs_n;
	int64_t                version, units_version, calendar_version;
	struct pack_history   *history; /* of each of `packs`, in the order of imports; NULL: those in use, by name */
	int64_t                moment;  /* with history: index of the entry that is replayed */
	bool                   is_beside; /* all but `moment` is another's */
};

const struct registry *ground_registry(const struct ground *g) { return g->registry; }

const struct calendar *ground_calendar(const struct ground *g)
{
	for (size_t i = g->notices_n; i > 0; i--)
		if (g->notices[i - 1].entry < g->moment)
			return g->notices[i - 1].calendar;
	return g->calendar;
}

const struct embedded *ground_calendar_files(const struct ground *g) { return g->calendar_files; }

const struct calendar_notice *ground_notice_at(const struct ground *g, size_t n) { return n < g->notices_n ? &g->notices[n] : NULL; }

bool ground_notices(const struct ground *g, struct connection *db, struct arena *a, int64_t since, struct calendar_notice **ret, size_t *ret_n, struct error *e)
{
	size_t first = 0, end = 0;
	if (!g->history)
		return calendar_notices_since(db, a, since, true, ret, ret_n, e);
	while (first < g->notices_n && g->notices[first].entry <= since)
		first++;
	for (end = first; end < g->notices_n && g->notices[end].entry < g->moment; end++)
		;
	*ret = g->notices_n > 0 ? g->notices + first : NULL;
	*ret_n = end - first;
	return true;
}

const struct pack *ground_pack_at(const struct ground *g, size_t n) { return n < g->packs_n ? g->packs[n] : NULL; }

struct text ground_usual(const struct ground *g)
{
	for (size_t i = 0; i < g->packs_n; i++)
		if (pack_class(g->packs[i]) == PACK_OPEN)
			return pack_name(g->packs[i]);
	return TEXT_EMPTY;
}

const struct pack *ground_pack(const struct ground *g, struct text procedure)
{
	for (size_t i = g->packs_n; i > 0; i--)
		if ((!g->history || g->history[i - 1].entry < g->moment) && text_equal(pack_name(g->packs[i - 1]), procedure))
			return g->packs[i - 1];
	return NULL;
}

void ground_free(struct ground *g)
{
	if (!g)
		return;
	if (g->is_beside) {
		free(g);
		return;
	}
	for (size_t i = 0; i < g->packs_n; i++)
		pack_free(g->packs[i]);
	registry_free(g->registry);
	arena_free(g->arena);
	free(g);
}

/* A pack as it is kept and published: {"files":{"NAME":"BYTES",...}} in canonical JSON. */
static int by_file(const void *a, const void *b) { return text_compare(((const struct pack_file *)a)->name, ((const struct pack_file *)b)->name); }

static struct text pack_blob(struct arena *a, const struct pack_file *files, size_t n)
{
	struct pack_file *sorted = ARENA_ARRAY(a, struct pack_file, n);
	struct json       j = json_start(a, true);
	memcpy(sorted, files, n * sizeof(*sorted));
	qsort(sorted, n, sizeof(*sorted), by_file);
	json_object(&j);
	for (size_t i = 0; i < n; i++)
		json_member_text(&j, text_c(a, sorted[i].name), sorted[i].bytes);
	json_end(&j);
	return json_done(&j);
}

static bool load_pack(struct arena *a, struct text blob, struct pack **ret, struct error *e)
{
	struct pack_file files[PACK_FILES_MOST];
	size_t           n = 0, at = 0;
	while (n < PACK_FILES_MOST && entry_member(a, blob, &at, &files[n].name, &files[n].bytes))
		n++;
	return pack_load(files, n, ret, e);
}

static bool load_packs(struct connection *db, struct ground *g, struct error *e)
{
	_cleanup_arena_ struct arena *a = arena_new(0);
	_cleanup_query_ struct query *q = NULL;
	if (!query_start(db, &packs_in_use, NULL, &q, e))
		return false;
	while (query_next(q)) {
		g->packs = arena_grow(g->arena, g->packs, g->packs_n, 1, sizeof(*g->packs));
		if (!load_pack(a, query_bytes(q, 1), &g->packs[g->packs_n], e))
			return false;
		g->packs_n++;
	}
	return query_end_ok(q, e);
}

static bool versions(struct connection *db, int64_t *ret_packs, int64_t *ret_units, int64_t *ret_calendar, struct error *e)
{
	_cleanup_arena_ struct arena *a = arena_new(0);
	struct value                  row[2];
	bool                          found;
	if (!statement_one(db, &pack_version, NULL, a, row, &found, e))
		return false;
	*ret_packs = row[0].number;
	return registry_version(db, ret_units, e) && calendar_version(db, ret_calendar, e);
}

bool ground_is_current(struct connection *db, const struct ground *g, bool *ret, struct error *e)
{
	int64_t packs, units, calendar;
	if (!versions(db, &packs, &units, &calendar, e))
		return false;
	*ret = g->version == packs && g->units_version == units && g->calendar_version == calendar;
	return true;
}

void ground_version(const struct ground *g, struct build *b)
{
	build_print(b, "packs %lld units %lld calendar %lld", (long long)g->version, (long long)g->units_version, (long long)g->calendar_version);
}

bool ground_calendar_stands(struct connection *db, const struct ground *g, struct error *e)
{
	int64_t now;
	if (!calendar_version(db, &now, e))
		return false;
	return g->history || now == g->calendar_version || error(e, MATTER_CALENDAR_MOVED);
}

bool ground_load(struct connection *db, struct ground **kept, struct error *e)
{
	int64_t packs, units, calendar;
	if (!versions(db, &packs, &units, &calendar, e))
		return false;
	if (*kept && (*kept)->version == packs && (*kept)->units_version == units && (*kept)->calendar_version == calendar)
		return true;
	struct ground *g = calloc(1, sizeof(*g));
	if (!g)
		abort();
	*g = (struct ground){ .arena = arena_new(0), .version = packs, .units_version = units, .calendar_version = calendar };
	if (!calendar_present(db, g->arena, &g->calendar_files, &g->calendar, e) || !registry_load(db, &g->registry, e) || !load_packs(db, g, e)) {
		ground_free(g);
		return false;
	}
	ground_free(*kept);
	*kept = g;
	return true;
}

/* ---- all packs that were ever brought in ---- */

STATEMENT(pack_imports_ever, READS, "", "idb", "SELECT idx, day, bytes FROM entry WHERE kind = 'import' ORDER BY idx", "entry");
STATEMENT(pack_blob_bytes, READS, "b", "b", "SELECT bytes FROM blob WHERE hash = $1");

struct ground *ground_beside(const struct ground *other)
{
	struct ground *g = memory_new(sizeof(*g));
	*g = *other;
	g->is_beside = true;
	return g;
}

void ground_set_moment(struct ground *g, int64_t index) { g->moment = index; }

bool ground_import_at(const struct ground *g, size_t n, struct pack_history *ret)
{
	if (n >= g->packs_n)
		return false;
	*ret = g->history[n];
	return true;
}

/* A blob that is missing, is not what the entry names, or is no pack of this program's grammar is passed over: the ledger's own audit tells of the first two. */
static bool take_import(struct connection *db, struct ground *g, struct pack_history h, struct text bytes, struct error *e)
{
	_cleanup_arena_ struct arena *a = arena_new(0);
	struct text                   what, hex, hash;
	struct value                  row[1];
	bool                          found;
	if (!entry_text(a, bytes, "what", &what) || !text_is(what, "pack") || !entry_text(a, bytes, "name", &h.name) || !entry_text(a, bytes, "blob", &hex) ||
	    !hex_decode(a, hex, &hash))
		return true;
	if (!statement_one(db, &pack_blob_bytes, (struct value[]){ value_bytes(hash) }, g->arena, row, &found, e))
		return false;
	g->packs = arena_grow(g->arena, g->packs, g->packs_n, 1, sizeof(*g->packs));
	g->history = arena_grow(g->arena, g->history, g->packs_n, 1, sizeof(*g->history));
	if (!found || !text_equal(hash_hex(a, sha256(row[0].text)), hex) || !load_pack(a, row[0].text, &g->packs[g->packs_n], NULL))
		return true;
	h.name = text_copy(g->arena, h.name);
	h.files = row[0].text;
	h.hash = pack_hash(g->packs[g->packs_n]);
	g->history[g->packs_n++] = h;
	return true;
}

static bool load_imports(struct connection *db, struct ground *g, struct error *e)
{
	_cleanup_query_ struct query *q = NULL;
	if (!query_start(db, &pack_imports_ever, NULL, &q, e))
		return false;
	while (query_next(q))
		if (!take_import(db, g, (struct pack_history){ .entry = query_int(q, 0), .day = query_day(q, 1) }, query_bytes(q, 2), e))
			return false;
	return query_end_ok(q, e);
}

bool ground_load_history(struct connection *db, struct ground **ret, struct error *e)
{
	struct ground *g = calloc(1, sizeof(*g));
	if (!g)
		abort();
	*g = (struct ground){ .arena = arena_new(0), .moment = INT64_MAX };
	g->history = ARENA_NEW(g->arena, struct pack_history); /* never NULL: that says what the packs are */
	if (!calendar_load(g->arena, calendar_files, &g->calendar, e) || !calendar_notices_of_ledger(db, g->arena, &g->notices, &g->notices_n, e) ||
	    !registry_load(db, &g->registry, e) || !load_imports(db, g, e)) {
		ground_free(g);
		return false;
	}
	*ret = g;
	return true;
}

/* ---- bringing a pack in ---- */

struct importing {
	struct pack *pack;
	struct text  blob;
	int64_t      entry;
};

static void pack_end(void *pack) { pack_free(pack); }

/* Open matters go on under the new files: each state in which one stands must still be there. */
static bool knows_open_states(struct act_run *run, const struct pack *pack, struct error *e)
{
	_cleanup_query_ struct query *q = NULL;
	if (!query_start(run->db, &states_in_use, (struct value[]){ value_text(pack_name(pack)) }, &q, e))
		return false;
	while (query_next(q))
		if (!pack_state(pack, query_text(q, 0)))
			return error(e, MATTER_PACK_STATE, .name = pack_name(pack), .value = query_text(q, 0));
	return query_end_ok(q, e);
}

static bool is_new(struct act_run *run, const struct pack *pack, struct error *e)
{
	struct value row[1];
	bool         found;
	if (!statement_one(run->db, &pack_hash_in_use, (struct value[]){ value_text(pack_name(pack)) }, run->arena, row, &found, e))
		return false;
	return !found || !text_equal(row[0].text, pack_hash(pack)) || error(e, MATTER_PACK_SAME, .name = pack_name(pack));
}

static bool import_load(struct act_run *run, void *command, struct error *e)
{
	struct pack_import *p = command;
	struct importing   *w = p->work = ARENA_NEW(run->arena, struct importing);
	if (!pack_load(p->files, p->files_n, &w->pack, e))
		return false;
	arena_owns(run->arena, pack_end, w->pack);
	w->blob = pack_blob(run->arena, p->files, p->files_n);
	return is_new(run, w->pack, e) && knows_open_states(run, w->pack, e);
}

static bool import_record(struct act_run *run, void *command, struct error *e)
{
	struct pack_import *p = command;
	struct importing   *w = p->work;
	size_t              rules = 0;
	while (pack_rule_at(w->pack, rules))
		rules++;
	return ledger_import(run->batch, run->today, TEXT("pack"), pack_name(w->pack), (int64_t)rules, w->blob, &w->entry, e);
}

static bool import_apply(struct act_run *run, void *command, struct error *e)
{
	struct pack_import *p = command;
	struct importing   *w = p->work;
	struct value        name = value_text(pack_name(w->pack));
	struct value        v[] = { name, value_text(pack_hash(w->pack)), value_bytes(w->blob), value_day(run->today), value_int(w->entry) };
	return statement_run(run->db, &pack_retire, &name, NULL, e) && statement_run(run->db, &pack_put, v, NULL, e);
}

const struct act_row row_pack_import = { .name = "pack.import", .load = import_load, .record = import_record, .apply = import_apply };

size_t pack_imports_builtin(struct arena *a, const struct pack_import **ret)
{
	struct pack_import *packs = NULL;
	size_t              n = 0;
	for (struct pack_import p; (p = (struct pack_import){ 0 }, p.files_n = procedure_builtin(n, a, &p.name, (struct pack_file **)(uintptr_t)&p.files)) > 0; n++) {
		packs = arena_grow(a, packs, n, 1, sizeof(*packs));
		packs[n] = p;
	}
	*ret = packs;
	return n;
}
