/* admin.c - accounts, packs with what nobody has verified yet, and what a real commune has to prepare. */
#include "base/base.h"

#include "admin.h"
#include "pages.h"

enum { NUMBER };
static const struct field number_form[] = { [NUMBER] = { "number", field_number, 12, IN_PATH, .least = 1, .most = INT64_C(1) << 40 }, { NULL } };
enum { NAME };
static const struct field name_form[] = { [NAME] = { "name", field_id, 80, IN_PATH }, { NULL } };

/* ---- the first page ---- */

static const struct table_column *columns(struct request *r, const char *const *names, size_t n)
{
	struct table_column *c = ARENA_ARRAY(r->arena, struct table_column, n);
	for (size_t i = 0; i < n; i++)
		c[i].heading = desk_word(r, "officer.column", text_of(names[i]));
	return c;
}

static struct text roles_of(struct request *r, const struct grant *grants, size_t n, int64_t account)
{
	struct build b = { .arena = r->arena };
	for (size_t i = 0; i < n; i++)
		if (grants[i].account == account && day_compare(grants[i].to, site_today(r)) > 0)
			build_print(&b, "%s%.*s · %.*s", b.len ? "; " : "", TEXT_ARG(desk_word(r, "role", text_of(role_name(grants[i].role)))), TEXT_ARG(site_title(r, grants[i].unit)));
	return build_text(&b);
}

static bool accounts(struct request *r, struct table_view *t, struct figure_view *figure)
{
	enum { WIDTH = 4 };
	static const char *const names[WIDTH] = { "login", "name", "roles", "account" };
	struct account *a;
	struct grant   *grants;
	struct error    e;
	size_t          n, grants_n;
	if (!account_list(web_read(r), r->arena, &a, &n, &e) || !grant_list(web_read(r), r->arena, 0, &grants, &grants_n, &e)) {
		answer_error(r, &e);
		return false;
	}
	struct cell *c = ARENA_ARRAY(r->arena, struct cell, n * WIDTH + 1);
	for (size_t i = 0; i < n; i++) {
		c[i * WIDTH] = (struct cell){ .text = a[i].login, .href = text_print(r->arena, "/admin/accounts/%lld", (long long)a[i].number) };
		c[i * WIDTH + 1] = (struct cell){ .text = a[i].name };
		c[i * WIDTH + 2] = (struct cell){ .text = roles_of(r, grants, grants_n, a[i].number) };
		c[i * WIDTH + 3] = (struct cell){ .text = SAID(r, a[i].active ? "officer.account_open" : "officer.account_closed"),
						  .hint = a[i].has_totp ? TEXT_EMPTY : SAID(r, "officer.no_totp") };
		figure->number += a[i].active;
	}
	*t = (struct table_view){ .caption = SAID(r, "officer.accounts"), .columns = columns(r, names, WIDTH), .columns_n = WIDTH, .cells = c, .rows_n = n };
	*figure = (struct figure_view){ .number = figure->number, .of = (int64_t)n, .label = SAID(r, "officer.accounts_open") };
	return true;
}

size_t admin_unverified(const struct pack *p)
{
	const struct pack_rule *rule;
	size_t                  n = 0;
	for (size_t i = 0; (rule = pack_rule_at(p, i)); i++)
		n += rule->verified != RULE_SEEN;
	return n;
}

static void packs(struct request *r, const struct ground *g, struct table_view *t, struct figure_view *figure)
{
	enum { WIDTH = 3, MOST = 64 };
	static const char *const names[WIDTH] = { "kind", "rules", "unverified" };
	struct cell       *c = ARENA_ARRAY(r->arena, struct cell, MOST * WIDTH);
	const struct pack *p;
	for (size_t i = 0; (p = ground_pack_at(g, i)) && i < MOST; i++) {
		size_t rules = 0, unverified = admin_unverified(p);
		while (pack_rule_at(p, rules))
			rules++;
		struct text href = text_print(r->arena, "/admin/packs/%.*s", TEXT_ARG(pack_name(p)));
		c[i * WIDTH] = (struct cell){ .text = site_words(r, pack_title(p)), .href = href, .hint = pack_name(p) };
		c[i * WIDTH + 1] = (struct cell){ .number = (int64_t)rules, .is_number = true };
		c[i * WIDTH + 2] = (struct cell){ .number = (int64_t)unverified, .is_number = true, .href = href };
		figure->number += (int64_t)unverified;
		figure->of += (int64_t)rules;
		t->rows_n++;
	}
	t->caption = SAID(r, "officer.packs");
	t->columns = columns(r, names, WIDTH);
	t->columns_n = WIDTH;
	t->cells = c;
	figure->label = SAID(r, "officer.rules_unverified");
	figure->face = figure->number > 0 ? FACE_SOON : FACE_NONE;
}

static void admin_show(struct request *r)
{
	const struct ground *g = site_ground(r);
	struct admin_view    v = { 0 };
	struct figure_view  *f = ARENA_ARRAY(r->arena, struct figure_view, 2);
	if (!g || !accounts(r, &v.accounts, &f[0]))
		return;
	packs(r, g, &v.packs, &f[1]);
	v.figures = f;
	v.figures_n = 2;
	request_layout(r, &v.layout);
	v.layout.wide = true;
	page_admin(r->out, &v);
}

static void admin_page(struct request *r) { desk_seen(r, admin_show); }

/* ---- one pack ---- */

/* The unverified first, then those from memory, then the rest; within each as the pack has them. */
static void pack_page(struct request *r)
{
	const struct ground    *g = site_ground(r);
	const struct pack      *p = g ? ground_pack(g, request_text(r, NAME)) : NULL;
	const struct pack_rule *rule;
	struct pack_view        v = { 0 };
	static const enum rule_verified order[] = { RULE_UNVERIFIED, RULE_MEMORY, RULE_SEEN };
	static const char *const binds[] = { "received", "accepted", "pending" };
	size_t                  all = 0;
	if (!g)
		return;
	if (!p) {
		answer_not_found(r);
		return;
	}
	while (pack_rule_at(p, all))
		all++;
	struct rule_line *lines = ARENA_ARRAY(r->arena, struct rule_line, all + 1);
	for (size_t pass = 0; pass < COUNT_OF(order); pass++)
		for (size_t i = 0; (rule = pack_rule_at(p, i)); i++)
			if (rule->verified == order[pass])
				lines[v.rules_n++] = (struct rule_line){ .reference = rule->reference, .says = site_words(r, &rule->says), .basis = rule->basis, .note = rule->note,
									 .from = rule->from, .to = rule->to, .is_open_ended = day_compare(rule->to, DAY_MAX) >= 0, .is_own = rule->is_own,
									 .verified = rule->verified, .binds = desk_word(r, "officer.binds", text_of(binds[rule->binds])) };
	v.rules = lines;
	v.unverified = admin_unverified(p);
	v.title = site_words(r, pack_title(p));
	v.name = pack_name(p);
	v.hash = text_first(pack_hash(p), 16);
	v.about = site_words(r, pack_about(p));
	request_layout(r, &v.layout);
	v.layout.back_url = TEXT("/admin");
	page_pack(r->out, &v);
}

/* ---- what a real commune prepares ---- */

static struct setup_line setup_line(struct request *r, const char *what, bool by_hand, bool done, struct text found)
{
	return (struct setup_line){ .what = desk_word(r, "officer.setup", text_of(what)), .how = desk_word(r, "officer.setup_how", text_of(what)), .found = found, .done = done, .by_hand = by_hand };
}

/* How many active accounts have each role today: who is missing is named. */
static bool roles_line(struct request *r, struct setup_line *ret)
{
	static const enum role needed[] = { ROLE_CLERK, ROLE_OFFICER, ROLE_HEAD, ROLE_LEADER, ROLE_ADMINISTRATOR };
	struct grant   *grants;
	struct account *a;
	struct error    e;
	size_t          n, accounts_n;
	struct build    missing = { .arena = r->arena };
	if (!grant_list(web_read(r), r->arena, 0, &grants, &n, &e) || !account_list(web_read(r), r->arena, &a, &accounts_n, &e)) {
		answer_error(r, &e);
		return false;
	}
	for (size_t k = 0; k < COUNT_OF(needed); k++) {
		bool has = false;
		for (size_t i = 0; i < n; i++)
			for (size_t j = 0; grants[i].role == needed[k] && day_compare(grants[i].from, site_today(r)) <= 0 && day_compare(grants[i].to, site_today(r)) > 0 && j < accounts_n; j++)
				has = has || (a[j].number == grants[i].account && a[j].active);
		if (!has)
			build_print(&missing, "%s%.*s", missing.len ? ", " : "", TEXT_ARG(desk_word(r, "role", text_of(role_name(needed[k])))));
	}
	*ret = setup_line(r, "roles", false, missing.len == 0, missing.len ? SAID(r, "officer.setup_missing", FACT_T("roles", build_text(&missing))) : TEXT_EMPTY);
	return true;
}

static void setup_page(struct request *r)
{
	const struct ground      *g = site_ground(r);
	const struct site_config *s = site_settings(r);
	struct setup_view         v = { 0 };
	struct setup_line        *l = ARENA_ARRAY(r->arena, struct setup_line, 10);
	size_t                    n = 0, unverified = 0;
	const struct pack        *p;
	if (!g)
		return;
	l[n++] = setup_line(r, "key", true, false, text_of(key_id(site_key(r))));
	l[n++] = setup_line(r, "origin", false, !site_is_demo(r), text_of(key_origin(site_key(r))));
	l[n++] = setup_line(r, "office", false, s->office.len > 0 && s->phone.len > 0 && s->address.len > 0, s->office.len > 0 ? site_title(r, s->office) : TEXT_EMPTY);
	l[n++] = setup_line(r, "publish", false, s->publish.len > 0, s->publish);
	l[n++] = setup_line(r, "url", false, text_starts(s->public_url, "https://"), s->public_url);
	l[n++] = setup_line(r, "totp", false, !s->totp_off, TEXT_EMPTY);
	if (!roles_line(r, &l[n++]))
		return;
	for (size_t i = 0; (p = ground_pack_at(g, i)); i++)
		unverified += admin_unverified(p);
	l[n++] = setup_line(r, "rules", false, unverified == 0, unverified > 0 ? SAID(r, "officer.setup_rules", FACT_N("n", (int64_t)unverified)) : TEXT_EMPTY);
	l[n++] = setup_line(r, "backup", true, false, TEXT_EMPTY);
	for (size_t i = 0; i < n; i++)
		v.done += l[i].done;
	v.lines = l;
	v.lines_n = n;
	request_layout(r, &v.layout);
	v.layout.back_url = TEXT("/admin");
	page_setup(r->out, &v);
}

enum { SMALL = 8192, ORDER_BODY = 4 << 20 /* more than is taken, so that what is too large is told on the page */, ORDER_MEMORY = 64 << 20 };
const struct route admin_routes[] = {
	{ GET, "/admin", ADMINISTRATOR, NULL, 0, admin_page, .name = "admin", .produces = HTML, .help_vi = "Quản trị: tài khoản và quy trình.", .help_en = "Administration: accounts and packs." },
	{ GET, "/admin/setup", ADMINISTRATOR, NULL, 0, setup_page, .name = "admin.setup", .produces = HTML, .help_vi = "Chuẩn bị cho một xã thật.", .help_en = "What a real commune has to prepare." },
	{ GET, "/admin/packs/{name}", ADMINISTRATOR, name_form, 0, pack_page, .name = "admin.pack", .produces = HTML, .help_vi = "Các quy tắc của một quy trình, chưa kiểm chứng trước.",
	  .help_en = "The rules of a procedure, unverified ones first." },
	{ GET, "/admin/orders", ADMINISTRATOR, admin_orders_form, 0, admin_orders, .name = "admin.orders", .produces = HTML, .help_vi = "Sắp xếp đơn vị: kiểm tra, xem trước, áp dụng, rút lại.",
	  .help_en = "Orders: check, see the plan, apply, revoke." },
	{ POST, "/admin/orders", ADMINISTRATOR, admin_order_form, ORDER_BODY, admin_orders_post, .refused = admin_orders_refused, .name = "admin.orders.post", .produces = HTML,
	  .sink = &gather_sink, .memory = ORDER_MEMORY,
	  .help_vi = "Kiểm tra một phương án, rồi áp dụng.", .help_en = "Checks an order and shows its plan, then applies it." },
	{ POST, "/admin/orders/{id}/revoke", ADMINISTRATOR, admin_order_revoke_form, SMALL, admin_order_revoke, .refused = admin_order_revoke_refused, .name = "admin.order.revoke", .produces = HTML,
	  .help_vi = "Rút một phương án chưa đến ngày.", .help_en = "Takes an order back before its day." },
	{ GET, "/admin/accounts/new", ADMINISTRATOR, NULL, 0, admin_account_new, .name = "admin.account.new", .produces = HTML, .help_vi = "Thêm tài khoản.", .help_en = "A new account." },
	{ POST, "/admin/accounts/new", ADMINISTRATOR, admin_new_form, SMALL, admin_account_new_post, .refused = admin_account_new_refused, .name = "admin.account.new.post", .produces = HTML,
	  .help_vi = "Thêm tài khoản và giao vai trò.", .help_en = "Opens an account and gives it a role." },
	{ GET, "/admin/accounts/{number}", ADMINISTRATOR, number_form, 0, admin_account, .name = "admin.account", .produces = HTML, .help_vi = "Một tài khoản và quyền của nó.",
	  .help_en = "One account and its grants." },
	{ POST, "/admin/accounts/{number}/change", ADMINISTRATOR, admin_change_form, SMALL, admin_account_change, .name = "admin.account.change", .produces = HTML,
	  .help_vi = "Khóa, mở, đặt lại.", .help_en = "Closes, opens, resets it." },
	{ POST, "/admin/accounts/{number}/give", ADMINISTRATOR, admin_give_form, SMALL, admin_grant_give, .refused = admin_grant_refused, .name = "admin.grant.give", .produces = HTML,
	  .help_vi = "Giao quyền.", .help_en = "Gives a role at a unit." },
	{ POST, "/admin/accounts/{number}/end", ADMINISTRATOR, admin_end_form, SMALL, admin_grant_end, .name = "admin.grant.end", .produces = HTML, .help_vi = "Kết thúc một quyền.",
	  .help_en = "Ends a grant." },
	{ 0 },
};
