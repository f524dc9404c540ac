/* web_orders.c - over HTTP: after a merger and a division people still find their matter, see who has it and by which act; officers sort what was divided; everybody reads the order. */
#include "base/base.h"

#include "site.h"
#include "web/site.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static const char merger[] =
	"order: nq-1-2026\n"
	"title: { vi: \"Sắp xếp xã\", en: \"Communes rearranged\" }\n"
	"basis: 1/NQ-HĐND\n"
	"effective: %s\n"
	"parts:\n"
	"  - merge: [\"02155\", \"02176\"]\n"
	"    into: { name: Yến Lạc, type: xa, code: \"02155\", parent: \"19\" }\n"
	"  - split: \"02086\"\n"
	"    to:\n"
	"      - { unit: \"02152\", take: part, people: 2100, km2: \"40.10\", hamlets: [Bản Chang] }\n"
	"      - { unit: \"02185\", take: rest, people: 1900, km2: \"30.00\", hamlets: [Nà Tát] }\n"
	"  - split: \"02143\"\n"
	"    to:\n"
	"      - { unit: \"02104\", take: part, people: 2100 }\n"
	"      - { unit: \"02107\", take: rest, people: 1900 }\n";

enum { MANY = 53 }; /* matters of the second unit that is divided: more than a page */

struct fixture {
	struct history t;
	struct site   *site;
	struct server *server;
	struct arena  *arena;
	struct text    merged, divided, later;
	day_t          day;
};

static struct text file(struct fixture *p, const char *place)
{
	struct matter_file f = { .procedure = TEXT("phan-anh-kien-nghi"), .place = text_of(place), .text = TEXT("Cầu treo hỏng."), .received = DAY_NONE, .channel = TEXT("web"),
				 .ground = p->t.ground };
	house_do(&p->t.h, &row_matter_file, &f);
	return text_copy(p->arena, f.ret_code);
}

static void apply(struct fixture *p)
{
	struct order_apply o = { .bytes = text_print(p->arena, merger, text_c(p->arena, day_print(p->arena, p->day))), .file = "merger.yaml", .by = &p->t.h.console };
	house_do(&p->t.h, &row_order_apply, &o);
}

static int begin(void **state)
{
	struct fixture *p = calloc(1, sizeof(*p));
	p->arena = arena_new(0);
	history_begin(&p->t, 9);
	p->merged = file(p, "02155");
	p->divided = file(p, "02086");
	for (int i = 0; i < MANY; i++)
		file(p, "02143");
	history_publish(&p->t);
	/* sessions are judged by the server's clock, which is the machine's: the order's day was yesterday */
	struct world real = world_real();
	house_later(&p->t.h, real.now(&real).ms - p->t.h.world.fixed.ms - 3 * 24 * 3600 * 1000LL);
	p->day = day_add(history_today(&p->t), 2);
	apply(p);
	house_must(&p->t.h, act_start(p->t.h.act, &p->t.h.e));
	p->server = history_serve(&p->t, p->arena, "now", &p->site);
	*state = p;
	return 0;
}

static int end(void **state)
{
	struct fixture *p = *state;
	server_stop(p->server);
	site_free(p->site);
	history_end(&p->t);
	arena_free(p->arena);
	free(p);
	return 0;
}

static struct client *browser(struct fixture *p, const char *lang, const char *login, enum role role, const char *unit)
{
	struct client *c = client_new(p->arena, p->server);
	client_header(c, "Origin", p->server->url);
	client_header(c, "Accept-Language", lang);
	if (!login)
		return c;
	struct account_open open = { .login = text_of(login), .name = TEXT("Nguyễn Văn An"), .password = TEXT("con cò bay lả"), .invented = true, .by = &p->t.h.console };
	snprintf((char *)open.prepared, sizeof(open.prepared), "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$%s", login);
	house_do(&p->t.h, &row_account_open, &open);
	struct grant_give give = { .account = open.ret_number, .role = role, .unit = text_of(unit), .from = DAY_NONE, .to = DAY_NONE, .by = &p->t.h.console,
				   .registry = ground_registry(p->t.ground) };
	house_do(&p->t.h, &row_grant_give, &give);
	struct sign_in       s = { .account = open.ret_number, .now = p->t.h.world.fixed };
	struct session_start start = { .sign_in = &s, .what = "web" };
	house_do(&p->t.h, &row_session_start, &start);
	client_header(c, "Cookie", text_c(p->arena, text_print(p->arena, "danvan_session=%.*s", TEXT_ARG(start.ret_token))));
	return c;
}

static struct reply get(struct client *c, struct fixture *p, const char *before, struct text rest)
{
	struct reply r = http_get(c, text_c(p->arena, text_print(p->arena, "%s%.*s", before, TEXT_ARG(rest))));
	if (r.status != 200)
		fail_msg("%s%.*s: %ld", before, TEXT_ARG(rest), r.status);
	return r;
}

static void assert_says(struct reply r, const char *words)
{
	if (!reply_says(r, words))
		fail_msg("it does not say \"%s\": %.*s", words, TEXT_ARG(r.body));
}

static size_t times(struct text body, const char *words)
{
	size_t n = 0, at;
	for (; (at = text_find(body, text_of(words))) != SIZE_MAX; n++)
		body = text_from(body, at + strlen(words));
	return n;
}

static void before_its_day_nothing_is_said_of_an_order_on_a_matter(void **state)
{
	struct fixture *p = *state;
	struct reply    r = get(browser(p, "vi", NULL, 0, NULL), p, "/m/", p->merged);
	assert_says(r, "UBND xã Na Rì");
	assert_false(reply_says(r, "Yến Lạc"));
}

static void the_matter_says_who_received_it_who_has_it_and_by_which_act(void **state)
{
	struct fixture *p = *state;
	house_later(&p->t.h, 3 * 24 * 3600 * 1000LL);
	struct reply r = get(browser(p, "vi", NULL, 0, NULL), p, "/m/", p->merged);
	assert_says(r, "UBND xã Na Rì nhận, nay UBND xã Yến Lạc giữ");
	assert_says(r, "1/NQ-HĐND");
	assert_says(r, "· UBND xã Yến Lạc</p>"); /* the clock is his who owes the answer */
	assert_int_equal(times(r.body, "Nay UBND xã Yến Lạc giữ"), 1); /* once in the timeline */
	r = get(browser(p, "en", NULL, 0, NULL), p, "/m/", p->merged);
	assert_says(r, "received by UBND xã Na Rì, today with UBND xã Yến Lạc");
}

static void lists_figures_and_the_interface_give_the_unit_of_today(void **state)
{
	struct fixture *p = *state;
	struct client  *c = browser(p, "vi", NULL, 0, NULL);
	assert_says(get(c, p, "/matters.json?kind=phan-anh-kien-nghi&unit=02155", TEXT_EMPTY), "UBND xã Yến Lạc");
	assert_false(reply_says(get(c, p, "/matters.json", TEXT_EMPTY), "UBND xã Na Rì"));
	assert_says(get(c, p, "/matters.json?unit=02155", TEXT_EMPTY), text_c(p->arena, p->merged));
	assert_false(reply_says(get(c, p, "/matters.json?unit=02155", TEXT_EMPTY), text_c(p->arena, p->divided)));
	assert_says(get(c, p, "/figures.csv?by=unit", TEXT_EMPTY), "UBND xã Yến Lạc");
	assert_false(reply_says(get(c, p, "/figures.csv?by=unit", TEXT_EMPTY), "UBND xã Na Rì"));
	assert_says(get(c, p, "/api/v1/matters/", p->merged), "UBND xã Yến Lạc");
}

/* The worklist of somebody at the heir, and the number above it. */
static void who_has_nothing_divided_has_nothing_to_sort(void **state)
{
	struct fixture *p = *state;
	struct client  *c = browser(p, "vi", "an", ROLE_OFFICER, "org-vn-02185-20250701-ubnd");
	assert_false(reply_says(get(c, p, "/work", TEXT_EMPTY), "Còn phải chuyển"));
	assert_says(get(c, p, "/work/sort", TEXT_EMPTY), "Không còn đơn nào phải chuyển");
}

static void a_matter_of_a_divided_unit_goes_to_its_heir_by_one_button(void **state)
{
	struct fixture *p = *state;
	struct client  *c = browser(p, "vi", "binh", ROLE_OFFICER, "org-vn-02152-20250701-ubnd");
	assert_says(get(c, p, "/work", TEXT_EMPTY), "Còn phải chuyển sau khi chia đơn vị: 1");
	struct reply r = get(c, p, "/work/sort", TEXT_EMPTY);
	assert_says(r, "Còn phải chuyển: đơn từ xã Chợ Mới");
	assert_says(r, ">xã Côn Minh (Nà Tát)</button>");
	assert_says(r, ">xã Cường Lợi (Bản Chang)</button>"); /* it lies there, at the desk of the divided unit still */
	r = get(c, p, "/work/m/", p->divided);
	assert_says(r, "Chuyển đến xã Côn Minh");
	const char *path = text_c(p->arena, text_print(p->arena, "/work/m/%.*s/sort", TEXT_ARG(p->divided)));
	r.body = text_from(r.body, text_find(r.body, text_of(path))); /* behind the form of signing out */
	const char *token = text_c(p->arena, reply_input(p->arena, r, "_token")), *version = text_c(p->arena, reply_input(p->arena, r, "version"));
	assert_int_equal(http_post(c, path, form_of(p->arena, "_token", token, "version", version, "to", "org-19-ubnd", NULL)).status, 422); /* no heir */
	assert_int_equal(http_post(c, path, form_of(p->arena, "_token", token, "version", version, "to", "vn-02185-20250701", NULL)).status, 303);
	r = get(c, p, "/work/sort?done=", p->divided);
	assert_says(r, "Không còn đơn nào phải chuyển");
	assert_says(r, "Đã chuyển vụ việc");
	r = get(browser(p, "vi", "chi", ROLE_OFFICER, "org-vn-02185-20250701-ubnd"), p, "/work/m/", p->divided);
	assert_says(r, "Đã chuyển đến đơn vị tiếp nhận");
	assert_false(reply_says(r, "Đơn này còn phải chuyển?"));
}

/* The n-th code that can be ticked. */
static const char *ticked(struct fixture *p, struct reply r, size_t n)
{
	static const char box[] = "name=\"code\" value=\"";
	for (size_t i = 0;; i++) {
		size_t at = text_find(r.body, text_of(box));
		assert_true(at != SIZE_MAX);
		r.body = text_from(r.body, at + strlen(box));
		if (i == n)
			return text_c(p->arena, text_first(r.body, 12));
	}
}

static const char *sort_token(struct fixture *p, struct reply r)
{
	r.body = text_from(r.body, text_find(r.body, TEXT("action=\"/work/sort\"")));
	return text_c(p->arena, reply_input(p->arena, r, "_token"));
}

static struct reply next_page(struct fixture *p, struct client *c, struct reply r)
{
	size_t at = text_find(r.body, TEXT("<a rel=\"next\" href=\""));
	assert_true(at != SIZE_MAX);
	struct text href = text_from(r.body, at + strlen("<a rel=\"next\" href=\""));
	struct build b = { .arena = p->arena };
	for (size_t i = 0; href.at[i] != '"'; i++) {
		build_byte(&b, href.at[i]);
		i += text_starts(text_from(href, i), "&amp;") ? 4 : 0;
	}
	return get(c, p, "", build_text(&b));
}

static void the_matters_of_a_divided_unit_go_to_an_heir_several_at_once_and_page_by_page(void **state)
{
	struct fixture *p = *state;
	struct client  *c = browser(p, "vi", "khanh", ROLE_OFFICER, "org-vn-02104-20250701-ubnd");
	assert_says(get(c, p, "/work", TEXT_EMPTY), "Còn phải chuyển sau khi chia đơn vị: 53");
	struct reply first = get(c, p, "/work/sort", TEXT_EMPTY), second = next_page(p, c, first);
	assert_int_equal(times(first.body, "name=\"code\" value="), 50);
	assert_int_equal(times(second.body, "name=\"code\" value="), MANY - 50);
	assert_false(reply_says(second, "rel=\"next\""));
	const char *from = "vn-02143-20250701", *to = "vn-02107-20250701", *token = sort_token(p, first);
	struct reply r = http_post(c, "/work/sort", form_of(p->arena, "_token", token, "from", from, "to", to, NULL));
	assert_int_equal(r.status, 422);
	assert_says(r, "Chưa chọn đơn nào");
	const char *one = ticked(p, first, 0), *two = ticked(p, first, 49), *three = ticked(p, second, 0);
	r = http_post(c, "/work/sort", form_of(p->arena, "_token", token, "from", from, "to", to, "code", one, "code", two, NULL));
	assert_int_equal(r.status, 303);
	r = get(c, p, "", reply_header(r, "Location"));
	assert_says(r, "Đã chuyển 2 đơn đến xã Thanh Thịnh");
	assert_false(reply_says(r, one));
	assert_says(next_page(p, c, first), three); /* by a key: what was moved meanwhile moves no page that is open */
	r = http_post(c, "/work/sort", form_of(p->arena, "_token", token, "from", from, "to", to, "code", two, "code", three, NULL));
	assert_int_equal(r.status, 422); /* the second time around one is there already; the other goes all the same */
	assert_says(r, "Đã chuyển 1 đơn đến xã Thanh Thịnh; 1 đơn chưa chuyển được");
	assert_says(r, "Không có vụ việc nào mang mã"); /* who may not see it any more is told nothing of it */
	r = http_post(c, "/work/sort", form_of(p->arena, "_token", token, "from", from, "to", "vn-02155-20250701", "code", ticked(p, first, 1), NULL));
	assert_int_equal(r.status, 422); /* no heir of that unit */
	assert_says(r, "Đã chuyển 0 đơn");
	assert_says(get(c, p, "/work", TEXT_EMPTY), "Còn phải chuyển sau khi chia đơn vị: 50");
	struct client *other = browser(p, "vi", "lam", ROLE_OFFICER, "org-vn-02107-20250701-ubnd");
	r = get(other, p, "/work", TEXT_EMPTY);
	assert_says(r, one);
	assert_false(reply_says(r, ticked(p, first, 1)));
	r = get(browser(p, "vi", "tren", ROLE_HEAD, "org-19-ubnd"), p, "/work/sort", TEXT_EMPTY); /* above both: one divided unit at a time, the other by a link */
	assert_says(r, "Đơn vị khác cũng đã chia");
}

static void who_only_inspects_sees_no_button(void **state)
{
	struct fixture *p = *state;
	struct reply    r = http_get(browser(p, "vi", "soi", ROLE_INSPECTOR, "org-vn-02152-20250701-ubnd"), "/work/sort");
	assert_false(reply_says(r, "name=\"to\""));
	assert_says(r, "Không còn đơn nào phải chuyển");
}

static void everybody_reads_an_order_and_finds_its_file_and_entry(void **state)
{
	struct fixture *p = *state;
	struct client  *c = browser(p, "vi", NULL, 0, NULL);
	struct reply    r = get(c, p, "/orders", TEXT_EMPTY);
	assert_says(r, "/orders/nq-1-2026");
	assert_says(r, "trong năm"); /* orders of which only the year is known */
	history_publish(&p->t);
	r = get(c, p, "/orders/nq-1-2026", TEXT_EMPTY);
	assert_says(r, "đang có hiệu lực");
	assert_says(r, "40,10 km²; 2.100 người; Bản Chang");
	assert_says(r, ">UBND xã Yến Lạc</a>");
	size_t at = text_find(r.body, TEXT("/ledger/blob/"));
	assert_true(at != SIZE_MAX);
	assert_says(get(c, p, "", text_first(text_from(r.body, at), strlen("/ledger/blob/") + 64)), "order: nq-1-2026");
	assert_says(get(c, p, "/orders/nq-1-2026.json", TEXT_EMPTY), "\"state\":\"in_force\"");
	assert_says(get(c, p, "/orders.json", TEXT_EMPTY), "nq-1-2026");
	assert_says(get(c, p, "/orders/nq-855-2020", TEXT_EMPTY), "Nhập vào đơn vị đang có: thị trấn Phủ Thông (01969)");
	assert_says(get(c, p, "/api/v1/orders", TEXT_EMPTY), "\"id\":\"nq-1-2026\"");
	r = get(c, p, "/api/v1/orders/nq-1-2026", TEXT_EMPTY);
	assert_says(r, "{\"extent\":\"part\",\"from\":\"vn-02086-20250701\",\"from_name\":\"xã Chợ Mới\",\"to\":\"vn-02152-20250701\",\"to_name\":\"xã Cường Lợi\"}");
	assert_says(r, "{\"from\":\"org-vn-02155-20250701-ubnd\",\"from_name\":\"UBND xã Na Rì\",");
	assert_true(text_starts(reply_header(http_get(c, "/api/v1/orders/nq-0"), "Content-Type"), "application/problem+json"));
	assert_says(get(c, p, "/units/vn-02155-20250701", TEXT_EMPTY), "1/NQ-HĐND");
	assert_int_equal(http_get(c, "/orders/nq-0").status, 404);
}

static const char renaming[] =
	"order: nq-3-2026\ntitle: { vi: \"Đổi tên\", en: \"A name\" }\nbasis: 3/NQ-HĐND\neffective: %s\nparts:\n  - rename: \"%s\"\n    name: Xuân Dương Mới\n";

static struct reply order_form(struct fixture *p, struct client *c, const char *order, const char *phase, const char *seen)
{
	struct reply r = get(c, p, "/admin/orders", TEXT_EMPTY);
	r.body = text_from(r.body, text_find(r.body, TEXT("action=\"/admin/orders\"")));
	const char *token = text_c(p->arena, reply_input(p->arena, r, "_token"));
	return http_post(c, "/admin/orders", form_of(p->arena, "_token", token, "order", order, "phase", phase, "seen", seen, NULL));
}

static const char *seen_of(struct fixture *p, const char *order)
{
	return text_c(p->arena, hash_hex(p->arena, sha256(text_trim(text_of(order)))));
}

static struct reply post_order(struct fixture *p, struct client *c, const char *order, const char *phase)
{
	return order_form(p, c, order, phase, seen_of(p, order));
}

static struct reply send_order(struct fixture *p, struct client *c, struct text file)
{
	struct reply r = get(c, p, "/admin/orders", TEXT_EMPTY);
	r.body = text_from(r.body, text_find(r.body, TEXT("action=\"/admin/orders\"")));
	struct text head = text_print(p->arena,
				      "--x\r\nContent-Disposition: form-data; name=\"_token\"\r\n\r\n%.*s\r\n--x\r\nContent-Disposition: form-data; name=\"order\"\r\n\r\nolder text\r\n"
				      "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"order.yaml\"\r\nContent-Type: application/yaml\r\n\r\n",
				      TEXT_ARG(reply_input(p->arena, r, "_token")));
	struct text tail = TEXT("\r\n--x--\r\n");
	char       *all = malloc(head.len + file.len + tail.len); /* larger than an arena's block */
	memcpy(all, head.at, head.len);
	memcpy(all + head.len, file.at, file.len);
	memcpy(all + head.len + file.len, tail.at, tail.len);
	r = http_send(c, "POST", "/admin/orders", "multipart/form-data; boundary=x", (struct text){ all, head.len + file.len + tail.len });
	free(all);
	return r;
}

static void an_administrator_checks_applies_and_takes_back_an_order(void **state)
{
	struct fixture *p = *state;
	struct client  *c = browser(p, "vi", "quantri", ROLE_ADMINISTRATOR, text_c(p->arena, unit_at(ground_registry(p->t.ground), TEXT("19"), history_today(&p->t))->unit));
	struct client  *narrow = browser(p, "vi", "quanxa", ROLE_ADMINISTRATOR, "org-vn-02155-20250701-ubnd");
	const char     *day = text_c(p->arena, day_print(p->arena, day_add(history_today(&p->t), 20)));
	const char     *wrong = text_c(p->arena, text_print(p->arena, renaming, day, "99999")), *right = text_c(p->arena, text_print(p->arena, renaming, day, "02191"));
	struct reply    r = post_order(p, c, wrong, "check");
	assert_int_equal(r.status, 422);
	assert_says(r, "dòng 6"); /* where it is wrong */
	assert_says(r, "99999");  /* and what was pasted, again */
	r = post_order(p, c, right, "check");
	assert_int_equal(r.status, 200);
	assert_says(r, "xã Xuân Dương Mới");
	assert_int_equal(http_get(c, "/orders/nq-3-2026").status, 404); /* checking wrote nothing */
	r = post_order(p, narrow, right, "check");
	assert_says(r, "nơi tài khoản của ông/bà không quản trị"); /* told with the plan, which has no button then */
	assert_false(reply_says(r, "Áp dụng phương án này"));
	assert_int_equal(post_order(p, narrow, right, "apply").status, 422); /* a commune's administrator does not rename its neighbour */
	r = order_form(p, c, right, "apply", seen_of(p, wrong));
	assert_int_equal(r.status, 200); /* another text than the one whose plan was seen: its plan first */
	assert_says(r, "Nội dung khác với bản đã xem");
	assert_int_equal(http_get(c, "/orders/nq-3-2026").status, 404);
	r = post_order(p, c, right, "apply");
	if (r.status != 303)
		fail_msg("not applied: %.*s", TEXT_ARG(text_first(text_from(r.body, text_find(r.body, TEXT("role=\"alert\""))), 900)));
	assert_says(get(c, p, "/orders/nq-3-2026", TEXT_EMPTY), "chưa đến ngày");
	assert_int_equal(post_order(p, c, "", "check").status, 422);
	r = get(c, p, "/admin/orders", TEXT_EMPTY);
	r.body = text_from(r.body, text_find(r.body, TEXT("/admin/orders/nq-3-2026/revoke")));
	const char *token = text_c(p->arena, reply_input(p->arena, r, "_token"));
	assert_int_equal(http_post(c, "/admin/orders/nq-3-2026/revoke", form_of(p->arena, "_token", token, "reason", "Hoãn lại", NULL)).status, 303);
	assert_says(get(c, p, "/orders/nq-3-2026", TEXT_EMPTY), "đã rút lại");
}

/* Who administers the office of a province, as an installation's first administrator does, administers the communes under it. */
static void the_administrator_of_a_provinces_office_applies_orders_about_its_communes(void **state)
{
	struct fixture *p = *state;
	struct client  *c = browser(p, "vi", "quanubnd", ROLE_ADMINISTRATOR, "org-19-ubnd");
	const char     *day = text_c(p->arena, day_print(p->arena, day_add(history_today(&p->t), 30)));
	const char     *order = text_c(p->arena, text_print(p->arena,
							    "order: nq-4-2026\ntitle: { vi: \"Đổi tên\", en: \"A name\" }\nbasis: 4/NQ-HĐND\neffective: %s\nparts:\n  - rename: \"02191\"\n    name: Xuân Dương Hai\n", day));
	const char *province = text_c(p->arena, text_print(p->arena,
							   "order: nq-5-2026\ntitle: { vi: \"Đổi tên\", en: \"A name\" }\nbasis: 5/NQ-HĐND\neffective: %s\nparts:\n  - rename: \"19\"\n    name: Thái Nguyên Hai\n", day));
	assert_says(post_order(p, c, province, "check"), "tỉnh Thái Nguyên, nơi tài khoản"); /* not the province itself */
	struct reply r = post_order(p, c, order, "apply");
	assert_int_equal(r.status, 303);
	r = get(c, p, "", reply_header(r, "Location"));
	assert_says(r, "Đã áp dụng “Đổi tên”");
	const char *revoke = "/admin/orders/nq-4-2026/revoke";
	r.body = text_from(r.body, text_find(r.body, text_of(revoke)));
	const char *token = text_c(p->arena, reply_input(p->arena, r, "_token"));
	r = http_post(c, revoke, form_of(p->arena, "_token", token, "reason", "", NULL));
	assert_int_equal(r.status, 422); /* without a reason: said at the field */
	assert_says(r, "id=\"reason-0-error\"");
	r = http_post(c, revoke, form_of(p->arena, "_token", token, "reason", "Hoãn lại", NULL));
	assert_int_equal(r.status, 303);
	assert_says(get(c, p, "", reply_header(r, "Location")), "Đã rút lại “Đổi tên”");
}

static void an_order_comes_as_a_file_too_up_to_a_megabyte(void **state)
{
	struct fixture *p = *state;
	struct client  *c = browser(p, "vi", "quantep", ROLE_ADMINISTRATOR, "org-19-ubnd");
	const char     *day = text_c(p->arena, day_print(p->arena, day_add(history_today(&p->t), 40)));
	struct text     order = text_print(p->arena, "\xef\xbb\xbf" "order: nq-6-2026\r\ntitle: { vi: \"Đổi tên\", en: \"A name\" }\r\nbasis: 6/NQ-HĐND\r\neffective: %s\r\nparts:\r\n  - rename: \"02191\"\r\n    name: Xuân Dương Ba\r\n", day);
	struct reply    r = send_order(p, c, order);
	assert_int_equal(r.status, 200);
	assert_says(r, "xã Xuân Dương → xã Xuân Dương Ba");
	assert_says(r, "order: nq-6-2026"); /* it stands in the form now, in place of what was pasted */
	assert_false(reply_says(r, "older text"));
	r = send_order(p, c, TEXT("order: 6\nbasis: x\n"));
	assert_int_equal(r.status, 422);
	enum { LARGE = 1 << 20 };
	char *large = malloc(LARGE + 1);
	memcpy(large, order.at, order.len);
	for (size_t i = order.len; i <= LARGE; i++)
		large[i] = i % 100 ? '#' : '\n';
	r = send_order(p, c, (struct text){ large, LARGE });
	if (r.status != 200)
		fail_msg("a megabyte: %ld %.*s", r.status, TEXT_ARG(text_first(r.body, r.body.len < 3000 ? r.body.len : 3000)));
	assert_says(r, "xã Xuân Dương → xã Xuân Dương Ba");
	r = send_order(p, c, (struct text){ large, LARGE + 1 });
	assert_int_equal(r.status, 422);
	assert_says(r, "Tệp lớn hơn 1 MB");
	assert_says(r, "danvan order apply");
	free(large);
}

static struct reply convert(struct fixture *p, struct client *c, const char *column, const char *csv)
{
	struct reply r = get(c, p, "/units/convert", TEXT_EMPTY);
	r.body = text_from(r.body, text_find(r.body, TEXT("action=\"/units/convert\"")));
	struct build b = { .arena = p->arena };
	const char  *fields[][2] = { { "_token", text_c(p->arena, reply_input(p->arena, r, "_token")) }, { "column", column }, { "from", "30/06/2025" }, { "to", "01/07/2025" } };
	for (size_t i = 0; i < COUNT_OF(fields); i++)
		build_print(&b, "--x\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n%s\r\n", fields[i][0], fields[i][1]);
	build_print(&b, "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\nContent-Type: text/csv\r\n\r\n%s\r\n--x--\r\n", csv);
	return http_send(c, "POST", "/units/convert", "multipart/form-data; boundary=x", build_text(&b));
}

static void a_table_of_addresses_comes_back_converted_and_is_not_kept(void **state)
{
	struct fixture *p = *state;
	struct client  *c = browser(p, "vi", NULL, 0, NULL);
	struct reply    r = convert(p, c, "address", "no,address\n1,\"xã Cường Lợi, huyện Na Rì, tỉnh Bắc Kạn\"\n");
	if (r.status != 200)
		fail_msg("%ld %.*s", r.status, TEXT_ARG(r.body));
	assert_says(r, "certainty");
	assert_says(r, "certain");
	assert_true(text_find(reply_header(r, "Cache-Control"), TEXT("no-store")) != SIZE_MAX);
	r = convert(p, c, "nowhere", "no,address\n1,x\n");
	assert_int_equal(r.status, 422);
	assert_says(r, "nowhere");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(before_its_day_nothing_is_said_of_an_order_on_a_matter),
		cmocka_unit_test(the_matter_says_who_received_it_who_has_it_and_by_which_act),
		cmocka_unit_test(lists_figures_and_the_interface_give_the_unit_of_today),
		cmocka_unit_test(who_has_nothing_divided_has_nothing_to_sort),
		cmocka_unit_test(who_only_inspects_sees_no_button),
		cmocka_unit_test(the_matters_of_a_divided_unit_go_to_an_heir_several_at_once_and_page_by_page),
		cmocka_unit_test(a_matter_of_a_divided_unit_goes_to_its_heir_by_one_button),
		cmocka_unit_test(everybody_reads_an_order_and_finds_its_file_and_entry),
		cmocka_unit_test(a_table_of_addresses_comes_back_converted_and_is_not_kept),
		cmocka_unit_test(an_administrator_checks_applies_and_takes_back_an_order),
		cmocka_unit_test(the_administrator_of_a_provinces_office_applies_orders_about_its_communes),
		cmocka_unit_test(an_order_comes_as_a_file_too_up_to_a_megabyte),
	};
	return cmocka_run_group_tests(tests, begin, end);
}
