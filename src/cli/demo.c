/* demo.c - danvan demo: a database to look around in. Real units and offices, invented people and matters of the last year, in all states. */
#include "base/base.h"

#include "commands.h"
#include "house.h"

extern const struct embedded demo_files[];

enum { YEAR_DAYS = 365, MORNING_MS = 8 * 3600 * 1000, FIELDS = 9, STEPS_MOST = 40 };

/* Who acts in the demonstration: one of each role at two communes and at the province. */
static const struct person {
	const char *login, *name, *role, *unit;
} people[] = {
	{ "tiepnhan", "Cán bộ tiếp nhận (giả định)", "clerk", "org-vn-02155-20250701-ubnd" },
	{ "thuly", "Cán bộ thụ lý (giả định)", "officer", "org-vn-02155-20250701-ubnd" },
	{ "chutich", "Chủ tịch xã (giả định)", "head", "org-vn-02155-20250701-ubnd" },
	{ "thuly2", "Cán bộ thụ lý xã khác (giả định)", "officer", "org-vn-02086-20250701-ubnd" },
	{ "chutich2", "Chủ tịch xã khác (giả định)", "head", "org-vn-02086-20250701-ubnd" },
	{ "bantiepdan", "Ban Tiếp công dân (giả định)", "officer", "org-19-btcd" },
	{ "phochutich", "Lãnh đạo tỉnh (giả định)", "head", "org-19-ubnd" },
	{ "lanhdao", "Lãnh đạo theo dõi (giả định)", "leader", "org-19-ubnd" },
	{ "quantri", "Quản trị (giả định)", "administrator", "org-19-ubnd" },
};

struct member {
	const struct person *person;
	int64_t              number;
	struct text          password, totp;
};

struct demo {
	struct cli       *cli;
	struct house     *house;
	struct world     *world;     /* its clock is moved by hand */
	instant_t         until;     /* now */
	struct member     members[COUNT_OF(people)];
	size_t            filed, steps;
};

/* ---- time: never backwards, so matters are told in the order of their days ---- */

static void set_day(struct demo *d, day_t day)
{
	instant_t at = { day_start(day).ms + MORNING_MS };
	if (at.ms > d->until.ms)
		at = d->until;
	if (at.ms > d->world->fixed.ms)
		d->world->fixed = at;
}

/* ---- accounts ---- */

static bool open_account(struct demo *d, const struct person *p, struct member *m, const struct actor *by, struct error *e)
{
	struct cli         *c = d->cli;
	struct act_result   result;
	struct account_open open = { .login = text_of(p->login), .name = text_of(p->name), .invented = true, .by = by };
	struct grant_give   give = { .unit = text_of(p->unit), .from = DAY_NONE, .to = DAY_NONE, .by = by, .registry = ground_registry(d->house->ground) };
	if (!account_open_prepare(c->world, c->arena, &open, e) || !act_do(d->house->act, &row_account_open, &open, c->arena, &result, e))
		return false;
	*m = (struct member){ .person = p, .number = open.ret_number, .password = open.ret_password, .totp = open.ret_totp_secret };
	give.account = open.ret_number;
	return role_parse(text_of(p->role), &give.role) && act_do(d->house->act, &row_grant_give, &give, c->arena, &result, e);
}

static bool open_accounts(struct demo *d, struct error *e)
{
	struct actor by = { .via = "console", .console = true, .day = world_today(d->world) };
	for (size_t i = 0; i < COUNT_OF(people); i++)
		if (!open_account(d, &people[i], &d->members[i], &by, e))
			return false;
	return true;
}

static struct member *member_of(struct demo *d, struct text login)
{
	for (size_t i = 0; i < COUNT_OF(d->members); i++)
		if (text_is(login, d->members[i].person->login))
			return &d->members[i];
	return NULL;
}

/* ---- the story: data/demo.tsv, one matter a line; its steps are told as "+DAYS WHO STEP name=value | …" ---- */

struct told {
	day_t       day;
	size_t      order;           /* line: among those of one day */
	struct text who, step;
	struct step_value values[8];
	size_t      values_n;
	struct story *story;         /* the first one of a story files it */
};

struct story {
	struct text field[FIELDS];   /* days ago, unit, channel, received before, officer, subject, text, name, steps */
	struct text code;
};

/* "{thuly}" in a value is that member's account number: the data knows logins, the engine numbers. */
static struct text value_of(struct demo *d, struct text value)
{
	struct member *m;
	if (value.len < 3 || value.at[0] != '{' || !(m = member_of(d, text_first(text_from(value, 1), value.len - 2))))
		return value;
	return text_print(d->cli->arena, "%lld", (long long)m->number);
}

static bool read_told(struct demo *d, struct text t, struct told *ret)
{
	struct text rest = text_trim(t), part;
	int64_t     days;
	if (!text_next(&rest, ' ', &part) || part.len < 2 || !text_to_int(text_from(part, 1), &days) || !text_next(&rest, ' ', &ret->who))
		return false;
	ret->day = day_add(ret->day, (int32_t)days);
	struct text name = TEXT_EMPTY;
	if (!text_next(&rest, ' ', &ret->step))
		return false;
	while (rest.at && ret->values_n < COUNT_OF(ret->values) && text_next(&rest, ';', &part)) {
		part = text_trim(part);
		if (!text_next(&part, '=', &name) || !part.at)
			return false;
		ret->values[ret->values_n++] = (struct step_value){ text_trim(name), value_of(d, text_trim(part)) };
	}
	return true;
}

static bool damaged(struct error *e, size_t line) { return error(e, CLI_DEMO_LINE, .file = TEXT("data/demo.tsv"), .line = (int)line); }

/* One line into what happens on which day. */
static bool read_story(struct demo *d, struct text line, size_t number, struct told *told, size_t *n, struct error *e)
{
	struct story *s = ARENA_NEW(d->cli->arena, struct story);
	struct text   rest = line, step;
	int64_t       ago;
	for (int i = 0; i < FIELDS; i++)
		if (!text_next(&rest, '\t', &s->field[i]))
			return damaged(e, number);
	if (!text_to_int(s->field[0], &ago))
		return damaged(e, number);
	day_t day = day_add(instant_day(d->until), (int32_t)-ago);
	told[(*n)++] = (struct told){ .day = day, .order = number * STEPS_MOST, .story = s };
	rest = s->field[8];
	for (size_t k = 1; rest.len > 0 && rest.at && k < STEPS_MOST && text_next(&rest, '|', &step); k++) {
		struct told *t = &told[*n];
		*t = (struct told){ .day = day, .order = number * STEPS_MOST + k, .story = s };
		if (!read_told(d, step, t))
			return damaged(e, number);
		day = t->day;
		++*n;
	}
	return true;
}

static int by_day(const void *a, const void *b)
{
	const struct told *x = a, *y = b;
	return x->day.n != y->day.n ? (x->day.n < y->day.n ? -1 : 1) : x->order < y->order ? -1 : x->order > y->order;
}

static bool file(struct demo *d, struct story *s, struct error *e)
{
	struct cli        *c = d->cli;
	struct act_result  result;
	struct actor       by;
	int64_t            before = 0;
	struct matter_file f = { .procedure = ground_usual(d->house->ground), .place = s->field[1], .channel = s->field[2], .received = DAY_NONE,
				 .concerns_officer = text_is(s->field[4], "yes"), .subject = s->field[5], .text = s->field[6], .party = { .name = s->field[7] },
				 .ground = d->house->ground, .invented = true };
	text_to_int(s->field[3], &before);
	if (before > 0)
		f.received = day_add(world_today(d->world), (int32_t)-before);
	if (!text_is(s->field[2], "web")) {
		if (!actor_load(d->house->db, c->arena, member_of(d, TEXT("tiepnhan"))->number, world_today(d->world), "web", &by, e))
			return false;
		f.by = &by;
	}
	if (!act_do(d->house->act, &row_matter_file, &f, c->arena, &result, e))
		return false;
	s->code = f.ret_code;
	d->filed++;
	return true;
}

static bool act_told(struct demo *d, struct told *t, struct error *e)
{
	struct cli        *c = d->cli;
	struct act_result  result;
	struct actor       by;
	struct member     *m = member_of(d, t->who);
	struct matter_step s = { .code = t->story->code, .step = t->step, .values = t->values, .values_n = t->values_n, .version = -1,
				 .as_author = text_is(t->who, "author"), .received = DAY_NONE, .ground = d->house->ground };
	if (!m && !s.as_author)
		return damaged(e, t->order / STEPS_MOST);
	if (m && !actor_load(d->house->db, c->arena, m->number, world_today(d->world), "web", &by, e))
		return false;
	s.by = m ? &by : NULL;
	d->steps++;
	return act_do(d->house->act, &row_matter_step, &s, c->arena, &result, e);
}

static bool tell(struct demo *d, struct error *e)
{
	struct told  *told = ARENA_ARRAY(d->cli->arena, struct told, 4000);
	struct text   rest = text_bytes(demo_files[0].at, demo_files[0].len), line;
	size_t        n = 0;
	for (size_t number = 1; text_next(&rest, '\n', &line); number++)
		if (line.len > 0 && line.at[0] != '#' && n + STEPS_MOST < 4000 && !read_story(d, line, number, told, &n, e))
			return false;
	qsort(told, n, sizeof(*told), by_day);
	for (size_t i = 0; i < n && told[i].day.n <= instant_day(d->until).n; i++) {
		set_day(d, told[i].day);
		if (!(told[i].who.len == 0 ? file(d, told[i].story, e) : act_told(d, &told[i], e))) {
			e->line = (int)(told[i].order / STEPS_MOST);
			return false;
		}
	}
	return true;
}

/* ---- the command ---- */

static void print_accounts(struct demo *d, struct text vkey)
{
	struct cli *c = d->cli;
	fprintf(c->err, "%s\n", cli_word(c, "Chỉ in một lần, hãy chép lại. Các cột: tên đăng nhập, vai trò, đơn vị, mật khẩu, khóa TOTP (nhập vào ứng dụng xác thực để lấy mã sáu số).",
			 "Printed once, note them. Columns: login, role, unit, password, TOTP secret (enter it in an authenticator app, which gives the six-digit code)."));
	for (size_t i = 0; i < COUNT_OF(d->members); i++) {
		const struct member *m = &d->members[i];
		fprintf(c->out, "%s\t%s\t%s\t%.*s\t%.*s\n", m->person->login, m->person->role, m->person->unit, TEXT_ARG(m->password), TEXT_ARG(m->totp));
	}
	fprintf(c->out, "vkey\t%.*s\n", TEXT_ARG(vkey));
	fprintf(c->err, cli_word(c, "%zu vụ việc giả định, %zu bước.\n", "%zu invented matters, %zu steps.\n"), d->filed, d->steps);
}

static bool make(struct cli *c, struct error *e)
{
	struct world  world = *c->world;
	struct cli    past = *c;
	struct store *store = NULL;
	struct text   vkey;
	struct demo   d = { .cli = &past, .world = &world, .until = c->world->now(c->world) };
	struct publish publish = { 0 };
	struct act_result result;
	world_fix_clock(&world, (instant_t){ day_start(day_add(instant_day(d.until), -YEAR_DAYS)).ms + MORNING_MS });
	past.world = &world;
	past.clock_is_fixed = true;
	bool made = store_open(c->db_url, &store, e) && init_database(&past, store, "demo.localhost/ledger", cli_option(c, "key"), &vkey, e);
	store_close(store);
	_cleanup_house_ struct house h = { 0 };
	if (!made || !house_open_to_write(&past, &h, e))
		return false;
	d.house = &h;
	if (!open_accounts(&d, e) || !tell(&d, e))
		return false;
	world.fixed = d.until;
	if (!act_do(h.act, &row_publish, &publish, c->arena, &result, e))
		return false;
	print_accounts(&d, vkey);
	return true;
}

static int run_demo(struct cli *c)
{
	struct error e = { 0 };
	if (!c->db_url) {
		error(&e, CLI_NO_DATABASE, .name = text_of(c->command->name));
		return cli_fail(c, &e);
	}
	return make(c, &e) ? EXIT_DONE : cli_fail(c, &e);
}

static const struct cli_option demo_options[] = {
	{ "key", "FILE", "tệp khóa sẽ được tạo", "key file to be made", false, false },
	{ 0 },
};

const struct cli_command demo_commands[] = {
	{
		.name = "demo", .group = "installation", .one_line_vi = "tạo cơ sở dữ liệu trình diễn", .one_line_en = "make a demonstration database", .options = demo_options,
		.help_vi = "Tạo cơ sở dữ liệu có sổ cái demo.…, đơn vị và cơ quan thật, tài khoản và vụ việc giả định trong một năm qua.\n"
			   "Mật khẩu và khóa TOTP được rút ngẫu nhiên và chỉ in một lần.",
		.help_en = "Makes a database with a ledger demo.…, real units and offices, invented accounts and matters of the last year.\n"
			   "Passwords and TOTP secrets are drawn at random and printed once.",
		.examples = "danvan demo --db sqlite:var/demo.db",
		.output_vi = "mỗi dòng một tài khoản: tên, vai trò, đơn vị, mật khẩu, khóa TOTP, cách nhau bằng tab; dòng cuối: vkey",
		.output_en = "an account a line: login, role, unit, password, TOTP secret, separated by tabs; last line: vkey", .exits = "1 69 73 74 78", .run = run_demo,
	},
	{ 0 },
};
