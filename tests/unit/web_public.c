/* web_public.c - the public pages and the API against a random history with matters of both classes: what is shown, what is not, and that pages, data and ledger agree. */
#include "base/base.h"

#include "site.h"
#include "ledger/ledger.h"
#include "base/json_in.h"
#include "web/public.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

enum { COMMANDS = 400 };

struct fixture {
	struct history t;
	struct site   *site;
	struct server *server;
	struct client *client;
	struct arena  *arena;
};

static int begin(void **state)
{
	struct fixture *p = calloc(1, sizeof(*p));
	history_begin(&p->t, 20261123);
	p->t.marker = "Qwyzzle";
	history_run(&p->t, COMMANDS);
	history_publish(&p->t);
	p->arena = arena_new(0);
	p->server = history_serve(&p->t, p->arena, "12:00, 18:00", &p->site);
	p->client = client_new(p->arena, p->server);
	*state = p;
	return 0;
}

static int end(void **state)
{
	struct fixture *p = *state;
	server_stop(p->server);
	arena_free(p->arena);
	site_free(p->site);
	history_end(&p->t);
	free(p);
	return 0;
}

/* ---- JSON as the answers have it; objects and arrays as they stand ---- */

static struct text get_json(struct fixture *p, const char *path)
{
	struct reply   r = http_get(p->client, path);
	struct json_in j = { .arena = p->arena, .all = r.body, .depth_limit = 32 };
	if (r.status != 200 || !json_in_check(&j))
		fail_msg("%s: %ld %.*s", path, r.status, TEXT_ARG(r.body));
	return r.body;
}

static struct json_in inside(struct fixture *p, struct text json)
{
	struct json_in j = { .arena = p->arena, .all = json, .depth_limit = 32 };
	json_in_enter(&j);
	return j;
}

/* Its text, number or whole value; empty when it is not there. */
static struct text member(struct fixture *p, struct text object, const char *name)
{
	struct json_in   j = inside(p, object);
	struct text      at;
	struct json_seen v;
	while (json_in_member(&j, &at, &v))
		if (text_is(at, name))
			return v.text;
	return TEXT_EMPTY;
}

static int64_t number(struct fixture *p, struct text object, const char *name)
{
	int64_t n = -1;
	assert_true(text_to_int(member(p, object, name), &n));
	return n;
}

static size_t items(struct fixture *p, struct text array)
{
	struct json_in   j = inside(p, array);
	struct json_seen v;
	size_t           n = 0;
	while (json_in_item(&j, &v))
		n++;
	return n;
}

static const char *c(struct fixture *p, const char *before, struct text t) { return text_c(p->arena, text_print(p->arena, "%s%.*s", before, TEXT_ARG(t))); }

/* ---- CSV ---- */

static void assert_cell(const char *typed, bool for_excel, const char *expected)
{
	_cleanup_arena_ struct arena *a = arena_new(0);
	struct sheet                  s = sheet_start(a, false);
	s.for_excel = for_excel;
	sheet_text(&s, text_of(typed));
	assert_string_equal(text_c(a, build_text(&s.out)), expected);
}

static void cells_that_look_like_formulas_stay_text_in_excel_and_raw_for_programs(void **state)
{
	static const char *const begins[] = { "=", "+", "-", "@", "\t", "\r" };
	for (size_t i = 0; i < COUNT_OF(begins); i++) {
		char typed[16], excel[16];
		snprintf(typed, sizeof(typed), "%s1", begins[i]);
		snprintf(excel, sizeof(excel), "\"'%s1\"", begins[i]);
		assert_cell(typed, true, excel);
		assert_cell(typed, false, i == 5 ? "\"\r1\"" : typed);
	}
	assert_cell("a=b", true, "a=b");
}

static void cells_are_quoted_where_rfc_4180_says_so(void **state)
{
	assert_cell("xã Na Rì", true, "xã Na Rì");
	assert_cell("a,b", false, "\"a,b\"");
	assert_cell("he said \"no\"", false, "\"he said \"\"no\"\"\"");
	assert_cell("two\nlines", false, "\"two\nlines\"");
	assert_cell("", false, "");
}

/* ---- grouped matters ---- */

static void assert_only(struct fixture *p, struct text object, const char *const *names)
{
	struct json_in   j = inside(p, object);
	struct text      name;
	struct json_seen v;
	while (json_in_member(&j, &name, &v)) {
		size_t i = 0;
		while (names[i] && !text_is(name, names[i]))
			i++;
		if (!names[i])
			fail_msg("%.*s is shown of a grouped matter", TEXT_ARG(name));
	}
}

/* basis: trust.md section 6 */
static void a_grouped_matter_shows_no_more_than_its_entries(void **state)
{
	static const char *const shown[] = { "class", "code", "due", "received", "status", "unit", NULL }, *const alone[] = { "class", "code", "due", "published", "received", "status", "unit", NULL };
	struct fixture            *p = *state;
	size_t                   seen = 0, open = 0;
	for (struct text next = TEXT("/api/v1/matters"); next.len > 0;) {
		struct text      page = get_json(p, c(p, "", next));
		struct json_in   rows = inside(p, member(p, page, "matters"));
		struct json_seen row;
		while (json_in_item(&rows, &row)) {
			open += text_is(member(p, row.text, "class"), "open");
			if (!text_is(member(p, row.text, "class"), "grouped"))
				continue;
			seen++;
			assert_only(p, row.text, shown);
			assert_only(p, get_json(p, c(p, "/api/v1/matters/", member(p, row.text, "code"))), alone);
		}
		next = member(p, page, "next");
	}
	assert_true(seen > 0 && open > 0);
	print_message("%zu grouped and %zu open matters looked at\n", seen, open);
}

static void figures_of_grouped_matters_are_by_unit_and_quarter_alone(void **state)
{
	static const char *const shown[] = { "in_time", "late", "open", "quarter", "received", "unit", NULL };
	struct fixture            *p = *state;
	struct text              f = get_json(p, "/figures.json");
	struct json_in           rows = inside(p, member(p, f, "grouped"));
	struct json_seen         row;
	int64_t                  grouped = 0;
	while (json_in_item(&rows, &row)) {
		assert_only(p, row.text, shown);
		assert_int_equal(number(p, row.text, "received"), number(p, row.text, "open") + number(p, row.text, "in_time") + number(p, row.text, "late"));
		grouped += number(p, row.text, "received");
	}
	assert_true(grouped > 0);
	assert_int_equal(number(p, get_json(p, "/matters.json"), "total"), number(p, member(p, f, "total"), "received") + grouped);
	/* a month would say more than its quarter */
	assert_int_equal(items(p, member(p, get_json(p, "/figures.json?month=2026-11"), "grouped")), 0);
}

/* ---- pages and data ---- */

static void the_page_and_the_csv_show_the_codes_of_the_json_in_its_order(void **state)
{
	struct fixture    *p = *state;
	struct json_in   list = inside(p, member(p, get_json(p, "/matters.json?status=open"), "matters"));
	struct text      html = http_get(p->client, "/matters?status=open").body, csv = http_get(p->client, "/matters.csv?status=open&bom=0").body;
	struct json_seen row;
	size_t           n = 0;
	for (; json_in_item(&list, &row); n++) {
		struct text code = member(p, row.text, "code"), link = text_of(c(p, "/m/", code)), line = text_of(c(p, "\r\n", code));
		size_t      in_html = text_find(html, link), in_csv = text_find(csv, line);
		assert_true(in_html != SIZE_MAX);
		assert_true(in_csv != SIZE_MAX);
		html = text_from(html, in_html + link.len);
		csv = text_from(csv, in_csv + line.len);
	}
	assert_true(n > 3);
}

static int64_t total(struct fixture *p, const char *query, struct text value) { return number(p, get_json(p, c(p, query, value)), "total"); }

static void filters_choose_what_they_say(void **state)
{
	struct fixture    *p = *state;
	int64_t          all = total(p, "/matters.json", TEXT_EMPTY), own = 0, months = 0;
	struct text      f = get_json(p, "/figures.json");
	struct json_in   rows = inside(p, member(p, f, "by_procedure"));
	struct json_seen row;
	for (; json_in_item(&rows, &row); own++)
		assert_int_equal(total(p, "/matters.json?kind=", member(p, row.text, "procedure")), number(p, row.text, "received"));
	assert_true(own > 0);
	rows = inside(p, member(p, f, "by_month"));
	for (; json_in_item(&rows, &row); months++)
		assert_int_equal(total(p, "/matters.json?kind=phan-anh-kien-nghi&month=", member(p, row.text, "month")), number(p, row.text, "received"));
	assert_true(months > 0);
	assert_int_equal(all, total(p, "/matters.json?status=", TEXT("open")) + total(p, "/matters.json?status=", TEXT("closed-in-time")) + total(p, "/matters.json?status=", TEXT("closed-late")));
	/* the province's place has all communes under it */
	assert_int_equal(all, total(p, "/matters.json?unit=", TEXT("vn-19-20250701")));
	int64_t one = total(p, "/matters.json?unit=", TEXT("02155"));
	assert_true(one > 0 && one < all);
	static const char *const refused[] = { "/matters?unit=99999", "/matters?month=2026-13", "/matters?after=x", "/figures?by=sex", "/matters.json?status=x", "/matters.csv?kind=none" };
	for (size_t i = 0; i < COUNT_OF(refused); i++)
		assert_int_equal(http_get(p->client, refused[i]).status, 422);
}

/* ---- every route of the API ---- */

static void errors_of_every_path_of_the_api_are_problem_details(void **state)
{
	struct fixture       *p = *state;
	const struct route *row;
	size_t              walked = 0, in_all = 0;
	for (size_t n = 0; (row = route_at(web_routes, n)); n++) {
		if (!text_starts(text_of(row->path), "/api/"))
			continue;
		in_all++;
		struct build path = { .arena = p->arena };
		for (const char *at = row->path; *at; at++)
			if (*at == '{') {
				build_c(&path, "7Q4M2RXAK9TD");
				at = strchr(at, '}');
			} else
				build_byte(&path, *at);
		const char  *at = text_c(p->arena, build_text(&path));
		struct reply put = http_send(p->client, "PUT", at, "application/json", TEXT("{}"));
		struct reply bad = row->method == POST ? http_send(p->client, "POST", at, "application/json", TEXT("{")) :
		                                         http_get(p->client, text_c(p->arena, text_print(p->arena, "%s/none", at)));
		struct reply both[] = { put, bad };
		assert_int_equal(put.status, 405);
		assert_true(reply_header(put, "Allow").len > 0);
		for (size_t i = 0; i < COUNT_OF(both); i++) {
			assert_true(text_starts(reply_header(both[i], "Content-Type"), "application/problem+json"));
			assert_int_equal(number(p, both[i].body, "status"), both[i].status);
			assert_int_equal(http_get(p->client, c(p, "", member(p, both[i].body, "type"))).status, 200);
		}
		if (row->method == GET)
			assert_int_equal(http_head(p->client, at).status, http_get(p->client, at).status);
		walked++;
	}
	assert_int_equal(walked, in_all);
	print_message("%zu paths of the API walked\n", walked);
}

/* ---- the ledger ---- */

struct over_http { struct fixture *p; };

static bool read_over_http(void *arg, const char *path, size_t limit, struct arena *a, struct text *ret, struct error *e)
{
	struct over_http *o = arg;
	struct reply      r = http_get(o->p->client, text_c(a, text_print(a, "/ledger/%s", path)));
	if (r.status != 200 || r.body.len > limit)
		return error(e, LEDGER_FILE_WRONG, .name = text_of(path));
	*ret = r.body;
	return true;
}

static void the_ledger_over_http_verifies(void **state)
{
	struct fixture        *p = *state;
	struct over_http     arg = { p };
	struct ledger_reader reader = { read_over_http, &arg };
	struct ledger_report report;
	struct error         e = { 0 };
	struct text          vkey = key_vkey(p->arena, act_key(p->t.h.act)), wrong = key_vkey(p->arena, act_key(p->t.h.act));
	if (!verify_ledger(&reader, &vkey, 1, TEXT_EMPTY, p->arena, &report, &e))
		test_fail("verify_ledger", &e);
	assert_int_equal(report.head.size, house_size(&p->t.h));
	wrong = text_copy(p->arena, wrong);
	char *last = (char *)(uintptr_t)wrong.at + wrong.len - 8;
	*last = *last == 'A' ? 'B' : 'A';
	assert_false(verify_ledger(&reader, &wrong, 1, TEXT_EMPTY, p->arena, &report, &e));
}

/* Kinds and members that the page shows have their sentence in both languages; the schema says which there are. */
static void every_member_of_every_kind_of_entry_is_explained(void **state)
{
	struct fixture    *p = *state;
	struct json_in   kinds = inside(p, member(p, ledger_schema(p->arena), "oneOf"));
	struct json_seen kind, v;
	struct text      name;
	size_t           members = 0;
	while (json_in_item(&kinds, &kind)) {
		struct text    title = member(p, kind.text, "title");
		struct json_in properties = inside(p, member(p, kind.text, "properties"));
		if (!say_knows(c(p, "entry_kind.", title)))
			fail_msg("no sentence for the kind %.*s", TEXT_ARG(title));
		for (; json_in_member(&properties, &name, &v); members++)
			if (!say_knows(c(p, "entry_member.", name)))
				fail_msg("no sentence for %.*s of %.*s", TEXT_ARG(name), TEXT_ARG(title));
	}
	assert_true(members > 50);
}

static void nothing_that_somebody_wrote_is_on_a_public_page(void **state)
{
	static const char *const paths[] = { "/matters", "/matters.json", "/matters.csv", "/figures", "/figures.json", "/figures.csv", "/figures.csv?by=grouped", "/units", "/ledger",
					     "/ledger/tile/entries/000", "/api/v1/matters", "/api/v1/procedures" };
	struct fixture            *p = *state;
	for (size_t i = 0; i < COUNT_OF(paths); i++) {
		struct reply r = http_get(p->client, paths[i]);
		assert_int_equal(r.status, 200);
		assert_true(text_find(r.body, text_of(p->t.marker)) == SIZE_MAX);
		assert_int_equal(reply_header(r, "Date").len, 0);
		assert_int_equal(reply_header(r, "Last-Modified").len, 0);
	}
}

/* A table of addresses of so many bytes, sent to be converted. */
static struct reply convert(struct arena *a, struct client *client, size_t bytes)
{
	struct text  token = reply_input(a, http_get(client, "/units/convert"), "_token");
	struct build b = { .arena = a };
	build_print(&b, "--BB\r\nContent-Disposition: form-data; name=\"_token\"\r\n\r\n%.*s\r\n", TEXT_ARG(token));
	build_c(&b, "--BB\r\nContent-Disposition: form-data; name=\"column\"\r\n\r\naddress\r\n--BB\r\nContent-Disposition: form-data; name=\"from\"\r\n\r\n1/6/2025\r\n");
	build_c(&b, "--BB\r\nContent-Disposition: form-data; name=\"to\"\r\n\r\n1/8/2025\r\n");
	build_c(&b, "--BB\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\nContent-Type: text/csv\r\n\r\naddress\r\n");
	for (size_t end = b.len + bytes; b.len < end;)
		build_c(&b, "\"Thôn Bản Pò, xã Kim Lư, huyện Na Rì, tỉnh Bắc Kạn\"\r\n");
	build_c(&b, "\r\n--BB--\r\n");
	return http_send(client, "POST", "/units/convert", "multipart/form-data; boundary=BB", build_text(&b));
}

static void files_of_all_requests_take_no_more_memory_than_was_set(void **state)
{
	struct fixture               *p = *state;
	_cleanup_arena_ struct arena *a = arena_new(0);
	struct site                  *site;
	struct server                *server = history_serve_set(&p->t, a, (struct site_config){ .gathered_most = 400 * 1024 }, &site);
	struct client                *client = client_new(a, server);
	for (int i = 0; i < 5; i++) { /* what was gathered is given back, whether it was taken or refused */
		struct reply refused = convert(a, client, 500 * 1024);
		assert_int_equal(refused.status, 422);
		assert_true(reply_says(refused, "hết chỗ"));
		assert_int_equal(convert(a, client, 50 * 1024).status, 200);
	}
	server_stop(server);
	site_free(site);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cells_that_look_like_formulas_stay_text_in_excel_and_raw_for_programs),
		cmocka_unit_test(cells_are_quoted_where_rfc_4180_says_so),
		cmocka_unit_test(a_grouped_matter_shows_no_more_than_its_entries),
		cmocka_unit_test(figures_of_grouped_matters_are_by_unit_and_quarter_alone),
		cmocka_unit_test(the_page_and_the_csv_show_the_codes_of_the_json_in_its_order),
		cmocka_unit_test(filters_choose_what_they_say),
		cmocka_unit_test(errors_of_every_path_of_the_api_are_problem_details),
		cmocka_unit_test(the_ledger_over_http_verifies),
		cmocka_unit_test(every_member_of_every_kind_of_entry_is_explained),
		cmocka_unit_test(nothing_that_somebody_wrote_is_on_a_public_page),
		cmocka_unit_test(files_of_all_requests_take_no_more_memory_than_was_set),
	};
	return cmocka_run_group_tests(tests, begin, end);
}
