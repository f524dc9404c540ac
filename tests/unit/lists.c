/* Lists of matters against a list made the long way: every row looked at, sorted, and cut. Rows are drawn and written as they are; no page may lack one, have one twice or stand
 * in another order, whatever is filtered and however many desks are asked for. */
#include "base/base.h"
#include "base/fold.h"

#include "matter/inside.h"
#include "town.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

enum { DESKS = 110, ROWS = 700, PUBLISHED = 400, ASSIGNEES = 4, NEVER = 2932896, TODAY = 20700 };

static struct test_house h;
static struct ground    *ground;
static uint64_t          seed;

struct row { struct text code, desk, procedure, waits_for, subject; int64_t due, assignee; bool is_open, fresh, paused; };
static struct row  rows[ROWS];
static struct text desks[DESKS];

static size_t draw(size_t below)
{
	seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (size_t)(seed >> 33) % below;
}

static const char *const words[] = { "cầu", "đường", "đèn", "rác", "chợ", "cầu treo", "nước sạch", "Nà Rì" };

STATEMENT(lists_put, WRITES, "ttttiiIiIttb", "",
          "INSERT INTO matter (code, desk, procedure, waits_for, is_open, due, assignee, fresh, paused, subject, place, state, clock, received, entered, arrived, closed_late, outcome, channel, "
          "situation, key_hash, receipt_entry, version, invented) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 's', 'c', 20600, 20600, 20600, 0, '', 'web', '', $12, 0, 1, 0)");

static void write(struct connection *db, const struct row *r)
{
	struct value v[] = { value_text(r->code), value_text(r->desk), value_text(r->procedure), value_text(r->waits_for), value_int(r->is_open), value_int(r->due),
			     r->assignee ? value_int(r->assignee) : value_null(), value_int(r->fresh), r->paused ? value_int(20650) : value_null(), value_text(r->subject),
			     value_text(TEXT("p")), value_bytes(TEXT("k")) };
	house_must(&h, statement_run(db, &lists_put, v, NULL, &h.e));
}

static int by_place(const void *a, const void *b)
{
	const struct row *x = a, *y = b;
	return x->due != y->due ? (x->due < y->due ? -1 : 1) : text_compare(x->code, y->code);
}

static void draw_rows(struct connection *db)
{
	static const char *const kinds[] = { "phan-anh-kien-nghi", "phan-anh-kien-nghi", "nhiem-vu", "to-cao" };
	for (size_t i = 0; i < DESKS; i++)
		desks[i] = text_print(h.arena, "desk-%03zu", i);
	for (size_t i = 0; i < ROWS; i++) {
		struct build subject = { .arena = h.arena };
		for (size_t n = draw(4); n > 0; n--)
			build_print(&subject, "%s ", words[draw(COUNT_OF(words))]);
		rows[i] = (struct row){
			.code = text_print(h.arena, "%04zu%08zu", draw(10000), i), .desk = desks[draw(3) ? draw(DESKS) : 7], .procedure = text_of(kinds[draw(COUNT_OF(kinds))]),
			.waits_for = draw(5) ? TEXT_EMPTY : TEXT("head"), .subject = build_text(&subject), .due = draw(4) ? TODAY - 20 + (int64_t)draw(40) : NEVER,
			.assignee = (int64_t)draw(ASSIGNEES + 1), .is_open = draw(4) != 0, .fresh = draw(4) == 0, .paused = draw(5) == 0,
		};
		write(db, &rows[i]);
	}
	qsort(rows, ROWS, sizeof(*rows), by_place);
}

static int begin(void **state)
{
	town_begin(&h, &ground);
	seed = getenv("DANVAN_SEED") ? strtoull(getenv("DANVAN_SEED"), NULL, 10) : 20261127;
	print_message("seed %llu\n", (unsigned long long)seed);
	struct connection *db = test_connection(h.arena, h.store, STORE_WRITE);
	house_must(&h, store_begin(db, BEGIN_WRITE, &h.e));
	draw_rows(db);
	house_must(&h, matter_rebuild(db, &h.e) && store_commit(db, &h.e) == STORE_DONE);
	return 0;
}

static int end(void **state)
{
	town_end(&h, &ground);
	return 0;
}

/* ---- the long way */

static bool is_asked(const struct work_filter *f, struct text desk)
{
	for (size_t i = 0; i < f->desks_n; i++)
		if (text_equal(f->desks[i], desk))
			return true;
	return false;
}

static bool has_words(const struct row *r, struct text asked)
{
	struct text word, folded = text_fold(h.arena, asked);
	while (text_next(&folded, ' ', &word)) {
		struct text rest = text_fold(h.arena, r->subject), own;
		bool        there = word.len == 0;
		while (!there && text_next(&rest, ' ', &own))
			there = text_equal(own, word);
		if (!there)
			return false;
	}
	return true;
}

static bool is_wanted(const struct row *r, const struct work_filter *f, struct text asked)
{
	bool view = f->view == WORK_LATE ? r->due < TODAY : f->view == WORK_SOON ? r->due >= TODAY && r->due <= TODAY + 3 : f->view == WORK_PAUSED ? r->paused :
	            f->view == WORK_NEW  ? r->fresh : f->view == WORK_SIGN ? r->waits_for.len > 0 : true;
	return view && r->is_open == (f->view != WORK_CLOSED) && is_asked(f, r->desk) && (f->procedure.len == 0 || text_equal(f->procedure, r->procedure)) &&
	       (f->assignee == 0 || f->assignee == r->assignee) && has_words(r, asked);
}

static struct work_filter draw_filter(void)
{
	struct work_filter f = { .view = (enum work_view)draw(WORK_CLOSED + 1), .desks = desks, .desks_n = DESKS, .after_due = DAY_NONE, .limit = 1 + draw(70) };
	if (draw(3) == 0) {
		f.desks_n = 1 + draw(60);
		f.desks = desks + draw(DESKS - f.desks_n);
	}
	if (draw(2))
		f.procedure = draw(2) ? TEXT("nhiem-vu") : TEXT("phan-anh-kien-nghi");
	if (f.view == WORK_MINE || draw(6) == 0)
		f.assignee = 1 + (int64_t)draw(ASSIGNEES);
	return f;
}

static void pages_follow_each_other_without_a_gap_whatever_is_filtered(void **state)
{
	size_t seen = 0;
	for (int round = 0; round < 120; round++) {
		struct work_filter f = draw_filter();
		struct work_row   *page = NULL;
		size_t             n = 0, at = 0;
		for (size_t i = 0; i < ROWS; i++) {
			if (!is_wanted(&rows[i], &f, TEXT_EMPTY))
				continue;
			if (at == n) {
				house_must(&h, work_list(h.db, h.arena, &f, (day_t){ TODAY }, &page, &n, &h.e));
				at = 0;
				if (n == 0)
					fail_msg("round %d, view %d: %.*s is missing", round, (int)f.view, TEXT_ARG(rows[i].code));
				f.after_due = day_is_known(page[n - 1].due) ? page[n - 1].due : DAY_MAX;
				f.after_code = page[n - 1].code;
			}
			if (!text_equal(page[at].code, rows[i].code) || !text_equal(page[at].desk, rows[i].desk))
				fail_msg("round %d, view %d: %.*s where %.*s belongs", round, (int)f.view, TEXT_ARG(page[at].code), TEXT_ARG(rows[i].code));
			at++;
			seen++;
		}
		assert_int_equal(at, n);
		house_must(&h, work_list(h.db, h.arena, &f, (day_t){ TODAY }, &page, &n, &h.e));
		if (seen > 0 && day_is_known(f.after_due))
			assert_int_equal(n, 0);
	}
	assert_true(seen > 1000);
}

static void find_as_the_long_way_does(void)
{
	size_t with_more = 0, found_n = 0;
	for (int round = 0; round < 80; round++) {
		struct work_filter f = draw_filter();
		struct work_found  found;
		struct build       asked = { .arena = h.arena };
		size_t             at = 0;
		for (size_t n = 1 + draw(3); n > 0; n--)
			build_print(&asked, "%s ", words[draw(COUNT_OF(words))]);
		f.limit = 1 + draw(20);
		house_must(&h, work_find(h.db, h.arena, &f, build_text(&asked), (day_t){ TODAY }, &found, &h.e));
		for (size_t i = 0; i < ROWS; i++) {
			if (!is_wanted(&rows[i], &f, build_text(&asked)))
				continue;
			if (at < found.n && !text_equal(found.rows[at].code, rows[i].code))
				fail_msg("round %d, \"%.*s\": %.*s where %.*s belongs", round, TEXT_ARG(build_text(&asked)), TEXT_ARG(found.rows[at].code), TEXT_ARG(rows[i].code));
			at++;
		}
		assert_int_equal(found.n, at < f.limit ? at : f.limit);
		assert_int_equal(found.more, at > f.limit);
		assert_int_equal(found.looked_at, 0);
		with_more += found.more;
		found_n += found.n;
	}
	assert_true(with_more > 0 && found_n > 50);
}

static void what_is_found_has_all_the_words_and_it_is_told_when_there_is_more(void **state) { find_as_the_long_way_does(); }

STATEMENT(lists_unmark, WRITES, "i", "", "UPDATE subject_word SET marks = $1", "subject_word");

static void what_was_not_marked_yet_is_found_and_nothing_else(void **state)
{
	struct connection *db = test_connection(h.arena, h.store, STORE_WRITE);
	house_must(&h, store_begin(db, BEGIN_WRITE, &h.e) && statement_run(db, &lists_unmark, (struct value[]){ value_int(-1) }, NULL, &h.e) && store_commit(db, &h.e) == STORE_DONE);
	find_as_the_long_way_does();
	house_must(&h, store_begin(db, BEGIN_WRITE, &h.e) && matter_rebuild(db, &h.e) && store_commit(db, &h.e) == STORE_DONE);
}

static void a_word_that_nobody_wrote_finds_nothing(void **state)
{
	struct work_filter f = { .desks = desks, .desks_n = DESKS, .after_due = DAY_NONE };
	struct work_found  found;
	house_must(&h, work_find(h.db, h.arena, &f, TEXT("cau voi"), (day_t){ TODAY }, &found, &h.e));
	assert_int_equal(found.n, 0);
	assert_false(found.more);
}

STATEMENT(lists_common, WRITES, "tt", "",
          "WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 2100) "
          "INSERT INTO subject_word (word, is_open, desk, due, matter) SELECT $1, 1, 'desk-003', n, $2 || CAST(n AS TEXT) FROM n",
          "n");
STATEMENT(lists_count, WRITES, "ti", "", "INSERT INTO word_count (word, count) VALUES ($1, $2)");

static void a_search_that_was_given_up_says_after_how_many(void **state)
{
	struct connection *db = test_connection(h.arena, h.store, STORE_WRITE);
	struct work_filter f = { .desks = desks, .desks_n = DESKS, .after_due = DAY_NONE };
	struct work_found  found;
	house_must(&h, store_begin(db, BEGIN_WRITE, &h.e) && statement_run(db, &lists_common, (struct value[]){ value_text(TEXT("chung")), value_text(TEXT("a")) }, NULL, &h.e) &&
	                       statement_run(db, &lists_common, (struct value[]){ value_text(TEXT("khac")), value_text(TEXT("b")) }, NULL, &h.e) &&
	                       statement_run(db, &lists_count, (struct value[]){ value_text(TEXT("chung")), value_int(2100) }, NULL, &h.e) &&
	                       statement_run(db, &lists_count, (struct value[]){ value_text(TEXT("khac")), value_int(2101) }, NULL, &h.e) && store_commit(db, &h.e) == STORE_DONE);
	house_must(&h, work_find(h.db, h.arena, &f, TEXT("chung khac"), (day_t){ TODAY }, &found, &h.e));
	assert_int_equal(found.n, 0);
	assert_int_equal(found.looked_at, 2000);
}

static void the_counts_are_those_of_the_rows(void **state)
{
	for (int round = 0; round < 30; round++) {
		struct work_filter f = draw_filter();
		struct work_counts c, must = { 0 };
		struct work_share *shares;
		size_t             n;
		int64_t            mine, must_mine = 0, open[ASSIGNEES + 1] = { 0 }, late[ASSIGNEES + 1] = { 0 };
		for (size_t i = 0; i < ROWS; i++) {
			const struct row *r = &rows[i];
			bool              is_late = r->due < TODAY;
			if (!r->is_open || !is_asked(&f, r->desk))
				continue;
			must.open++;
			must.late += is_late;
			must.soon += r->due >= TODAY && r->due <= TODAY + 3;
			must.paused += r->paused;
			must.fresh += r->fresh;
			must.sign += r->waits_for.len > 0;
			must_mine += r->assignee == 2;
			open[r->assignee]++;
			late[r->assignee] += is_late;
		}
		house_must(&h, work_count(h.db, h.arena, f.desks, f.desks_n, (day_t){ TODAY }, &c, &h.e));
		assert_memory_equal(&c, &must, sizeof(c));
		house_must(&h, work_mine(h.db, 2, f.desks, f.desks_n, &mine, &h.e));
		assert_int_equal(mine, must_mine);
		house_must(&h, work_shares(h.db, h.arena, f.desks, f.desks_n, true, (day_t){ TODAY }, &shares, &n, &h.e));
		for (size_t i = 0; i < n; i++) {
			open[shares[i].assignee] -= shares[i].open;
			late[shares[i].assignee] -= shares[i].late;
		}
		for (size_t i = 0; i <= ASSIGNEES; i++)
			assert_true(open[i] == 0 && late[i] == 0);
	}
}

/* ---- what everybody sees */

#define NA_RI "org-vn-02155-20250701-ubnd"
#define CHO_MOI "org-vn-02086-20250701-ubnd"

STATEMENT(lists_publish, WRITES, "ttttdDDitt", "",
          "INSERT INTO public_matter (code, class, procedure, unit, place, state, status, outcome, received, due, closed, paused, invented, sort_due) "
          "VALUES ($1, $10, $2, $3, '', 's', $4, $9, $5, $6, NULL, $7, 0, $8)");
static struct public_row published[PUBLISHED];
static const char *const holders[] = { NA_RI, CHO_MOI, "org-19-btcd" }, *const kinds[] = { "phan-anh-kien-nghi", "nhiem-vu" },
	*const statuses[] = { "open", "closed-in-time", "closed-late" };
static const char *const days[] = { "2025-12-31", "2026-01-01", "2026-05-20", "2024-02-29" };
static const char *const outcomes[] = { "answered", "refused", "guided", "withdrawn", "lapsed" };

static int newest_first(const void *a, const void *b)
{
	const struct public_row *x = a, *y = b;
	return x->received.n != y->received.n ? (x->received.n > y->received.n ? -1 : 1) : text_compare(y->code, x->code);
}

static int late_for_longest_first(const void *a, const void *b)
{
	const struct public_row *x = a, *y = b;
	return x->due.n != y->due.n ? (x->due.n < y->due.n ? -1 : 1) : text_compare(x->code, y->code);
}

static day_t day_of(const char *t)
{
	day_t d = DAY_NONE;
	assert_true(day_parse(text_of(t), &d));
	return d;
}

static void write_published(struct connection *db, const struct public_row *r)
{
	struct value v[] = { value_text(r->code), value_text(r->procedure), value_text(r->unit), value_text(r->status), value_day(r->received), value_day(r->due), value_day(r->paused),
			     value_int(day_is_known(r->due) ? r->due.n : NEVER), value_text(r->outcome), value_text(r->class) };
	house_must(&h, statement_run(db, &lists_publish, v, NULL, &h.e));
}

static void draw_published(struct connection *db)
{
	_cleanup_arena_ struct arena *texts = arena_new(0);
	struct public_tally          *tally = public_tally_new(h.arena, texts);
	for (size_t i = 0; i < PUBLISHED; i++) {
		struct public_row *r = &published[i];
		bool grouped = draw(5) == 0;
		*r = (struct public_row){ .code = text_print(h.arena, "%04zuX%07zu", draw(10000), i), .procedure = grouped ? TEXT_EMPTY : text_of(kinds[draw(2)]), .unit = text_of(holders[draw(3)]),
					  .status = text_of(statuses[draw(3)]), .received = day_of(days[draw(COUNT_OF(days))]), .due = draw(4) ? (day_t){ TODAY - 20 + (int)draw(40) } : DAY_NONE,
					  .paused = draw(5) ? DAY_NONE : (day_t){ TODAY - 30 }, .class = grouped ? TEXT("grouped") : TEXT("open") };
		r->outcome = text_is(r->status, "open") ? TEXT_EMPTY : text_of(outcomes[draw(COUNT_OF(outcomes))]);
		write_published(db, r);
		house_must(&h, public_tally_move(db, tally, r, 1, &h.e));
	}
	house_must(&h, public_tally_write(db, tally, &h.e));
}

static bool is_shown(const struct public_row *r, const struct public_filter *f)
{
	struct date at = day_date(r->received);
	bool        late = r->due.n < TODAY && day_is_known(r->due) && !day_is_known(r->paused) && text_is(r->status, "open");
	bool        unit = f->unit.len == 0 || text_equal(f->unit, r->unit) || unit_is_under(ground_registry(ground), r->unit, f->unit, (day_t){ TODAY });
	return unit && (!f->late_now || late) && (f->procedure.len == 0 || text_equal(f->procedure, r->procedure)) && (f->status.len == 0 || text_equal(f->status, r->status)) &&
	       (f->year == 0 || (at.year == f->year && (f->month == 0 || at.month == f->month)));
}

static struct public_filter draw_public(void)
{
	static const char *const units[] = { "", NA_RI, "vn-02155-20250701", "vn-19-20250701", CHO_MOI };
	struct public_filter     f = { .after_day = DAY_NONE, .limit = 1 + draw(70), .unit = text_of(units[draw(5)]), .late_now = draw(4) == 0 };
	f.status = f.late_now ? TEXT("open") : draw(2) ? TEXT_EMPTY : text_of(statuses[draw(3)]);
	f.procedure = draw(2) ? TEXT_EMPTY : text_of(kinds[draw(2)]);
	f.year = draw(3) ? 0 : 2024 + (int)draw(3);
	f.month = f.year && draw(2) ? (draw(2) ? 1 : 12) : 0;
	return f;
}

/* All pages of it, row by row; and how many there are, as is said above the list. */
static size_t follow_pages(struct public_filter f, int round)
{
	struct public_row *page = NULL;
	size_t             n = 0, at = 0, all = 0;
	int64_t            said;
	house_must(&h, public_count(h.db, h.arena, ground_registry(ground), &f, (day_t){ TODAY }, &said, &h.e));
	qsort(published, PUBLISHED, sizeof(*published), f.late_now ? late_for_longest_first : newest_first);
	for (size_t i = 0; i < PUBLISHED; i++) {
		if (!is_shown(&published[i], &f))
			continue;
		if (at == n) {
			house_must(&h, public_list(h.db, h.arena, ground_registry(ground), &f, (day_t){ TODAY }, &page, &n, &h.e));
			at = 0;
			if (n == 0)
				fail_msg("round %d: %.*s is missing (unit %.*s, kind %.*s, status %.*s, late %d, %d-%d)", round, TEXT_ARG(published[i].code), TEXT_ARG(f.unit), TEXT_ARG(f.procedure),
				         TEXT_ARG(f.status), f.late_now, f.year, f.month);
			f.after_day = public_row_day(&f, &page[n - 1]);
			f.after_code = page[n - 1].code;
		}
		if (!text_equal(page[at].code, published[i].code))
			fail_msg("round %d: %.*s where %.*s belongs", round, TEXT_ARG(page[at].code), TEXT_ARG(published[i].code));
		at++;
		all++;
	}
	assert_int_equal(at, n);
	assert_int_equal(said, all);
	return all;
}

static void public_pages_follow_each_other_without_a_gap_and_are_counted(void **state)
{
	struct connection *db = test_connection(h.arena, h.store, STORE_WRITE);
	size_t             seen = 0;
	house_must(&h, store_begin(db, BEGIN_WRITE, &h.e));
	draw_published(db);
	house_must(&h, store_commit(db, &h.e) == STORE_DONE);
	for (int round = 0; round < 120; round++)
		seen += follow_pages(draw_public(), round);
	assert_true(seen > 1000);
}

/* ---- figures, the long way */

static int64_t *column_of(struct figure_row *r, const struct public_row *p)
{
	int64_t *const sums[] = { &r->answered, &r->refused, &r->guided, &r->withdrawn, &r->other };
	for (size_t i = 0; i < COUNT_OF(outcomes); i++)
		if (text_is(p->outcome, outcomes[i]))
			return sums[i];
	fail_msg("%.*s", TEXT_ARG(p->outcome));
	return NULL;
}

static bool in_row(const struct figure_row *r, const struct public_row *p, enum figures_by by)
{
	struct date at = day_date(p->received);
	int         month = at.year * 12 + at.month - 1;
	bool        by_unit = by == FIGURES_BY_UNIT || by == FIGURES_BY_QUARTER;
	return text_equal(r->class, p->class) && (!by_unit || text_equal(r->unit, p->unit)) && (by != FIGURES_BY_PROCEDURE || text_equal(r->procedure, p->procedure)) &&
	       (by == FIGURES_BY_MONTH ? r->month == month : by == FIGURES_BY_QUARTER ? r->month == month - month % 3 : true);
}

static struct figure_row counted_anew(const struct figure_row *like, const struct public_filter *f, enum figures_by by)
{
	struct figure_row    must = { .unit = like->unit, .procedure = like->procedure, .class = like->class, .month = like->month };
	struct public_filter late = *f;
	late.late_now = true;
	for (size_t i = 0; i < PUBLISHED; i++) {
		const struct public_row *p = &published[i];
		bool                     open = text_is(p->status, "open");
		if (!is_shown(p, f) || !in_row(like, p, by))
			continue;
		must.received++;
		must.open += open;
		must.late += text_is(p->status, "closed-late");
		must.in_time += text_is(p->status, "closed-in-time");
		must.late_now += by != FIGURES_BY_MONTH && by != FIGURES_BY_QUARTER && f->year == 0 && is_shown(p, &late);
		if (!open && text_is(p->class, "open"))
			++*column_of(&must, p);
	}
	return must;
}

/* Each row is what it must be, and together they hold all that is shown. */
static void figures_are_those_of_the_published_rows(void **state)
{
	for (int round = 0; round < 200; round++) {
		enum figures_by      by = (enum figures_by)(round % (FIGURES_BY_QUARTER + 1));
		struct public_filter f = draw_public();
		struct figure_row   *all;
		size_t               n, shown = 0, received = 0;
		f.late_now = false;
		f.status = TEXT_EMPTY;
		for (size_t i = 0; i < PUBLISHED; i++)
			shown += is_shown(&published[i], &f);
		house_must(&h, public_figures(h.db, h.arena, ground_registry(ground), &f, by, (day_t){ TODAY }, &all, &n, &h.e));
		for (size_t i = 0; i < n; i++) {
			struct figure_row    must = counted_anew(&all[i], &f, by), *is = &all[i];
			const int64_t        a[] = { must.received, must.open, must.late_now, must.in_time, must.late, must.answered, must.refused, must.guided, must.withdrawn, must.other };
			const int64_t        b[] = { is->received, is->open, is->late_now, is->in_time, is->late, is->answered, is->refused, is->guided, is->withdrawn, is->other };
			for (size_t c = 0; c < COUNT_OF(a); c++)
				if (a[c] != b[c])
					fail_msg("round %d, by %d, unit %.*s of %.*s, month %d: figure %zu is %lld, must be %lld", round, (int)by, TEXT_ARG(is->unit), TEXT_ARG(f.unit), is->month, c,
					         (long long)b[c], (long long)a[c]);
			received += (size_t)is->received;
		}
		assert_int_equal(received, shown);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pages_follow_each_other_without_a_gap_whatever_is_filtered),
		cmocka_unit_test(what_is_found_has_all_the_words_and_it_is_told_when_there_is_more),
		cmocka_unit_test(what_was_not_marked_yet_is_found_and_nothing_else),
		cmocka_unit_test(a_word_that_nobody_wrote_finds_nothing),
		cmocka_unit_test(the_counts_are_those_of_the_rows),
		cmocka_unit_test(a_search_that_was_given_up_says_after_how_many),
		cmocka_unit_test(public_pages_follow_each_other_without_a_gap_and_are_counted),
		cmocka_unit_test(figures_are_those_of_the_published_rows),
	};
	return cmocka_run_group_tests(tests, begin, end);
}
