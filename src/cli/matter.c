/* matter.c - matters from the command line, under the same rules as the pages. */
#include "base/base.h"

#include "commands.h"
#include "house.h"

static const struct cli_option open_options[] = {
	{ "procedure", "NAME", "quy trình, ví dụ phan-anh-kien-nghi", "procedure, such as phan-anh-kien-nghi", true, false },
	{ "unit", "UNIT", "nơi có việc: mã hoặc định danh đơn vị", "the place: code or id of a unit", true, false },
	{ "text", "TEXT", "nội dung", "what is said", true, false },
	{ "receipt", "FILE", "ghi tệp biên nhận (.tlog-proof) vào đây", "write the receipt file (.tlog-proof) here", false, false },
	{ "subject", "TEXT", "một dòng tóm tắt của cán bộ", "the officer's line about it", false, false },
	{ "channel", "WORD", "cách đến: web, counter, paper, phone, console", "how it came: web, counter, paper, phone, console", false, false },
	{ "received", "DATE", "ngày nhận, nếu nhập sau", "day received, when it is entered later", false, false },
	{ "name", "TEXT", "họ tên người gửi", "name of the sender", false, false },
	{ "phone", "TEXT", "số điện thoại người gửi", "telephone of the sender", false, false },
	{ "email", "TEXT", "thư điện tử người gửi", "e-mail of the sender", false, false },
	{ "concerns-officer", NULL, "liên quan cán bộ của cơ quan đó: cấp trên xử lý", "concerns an officer of that office: the level above handles it", false, false },
	{ 0 },
};

static struct text option(const struct cli *c, const char *name) { return text_nfc(c->arena, text_of(cli_option(c, name))); }

static void member_day(struct json *j, const char *key, day_t day)
{
	json_key(j, key);
	if (day_is_known(day))
		json_text(j, day_print(j->out.arena, day));
	else
		json_null(j);
}

static bool load(struct house *h, struct text code, struct matter *m, struct error *e)
{
	bool found;
	struct text read;
	if (!crockford_read(h->cli->arena, code, 12, &read))
		return error(e, MATTER_NO_SUCH, .value = code);
	if (!matter_load(h->db, h->cli->arena, h->ground, read, world_today(h->cli->world), m, &found, e))
		return false;
	return found || error(e, MATTER_NO_SUCH, .value = code);
}

/* ---- open ---- */

static bool write_receipt(struct house *h, struct text code, const char *path, struct error *e)
{
	struct text receipt;
	struct cli *c = h->cli;
	return !path || (matter_receipt(h->db, h->key, c->arena, code, &receipt, e) && c->world->file_replace(c->world, path, receipt, 0644, e));
}

static void print_opened(struct cli *c, const struct matter_file *f, const struct matter *m)
{
	if (!c->json) {
		cli_print(c, text_print(c->arena, "%.*s %.*s", TEXT_ARG(f->ret_code), TEXT_ARG(f->ret_key)));
		return;
	}
	struct json j = json_start(c->arena, false);
	json_object(&j);
	json_member_text(&j, "code", f->ret_code);
	member_day(&j, "due", m->due);
	json_member_int(&j, "entry", f->ret_entry);
	json_member_text(&j, "key", f->ret_key);
	json_member_text(&j, "unit", m->holder);
	json_end(&j);
	cli_print_json(c, json_done(&j));
}

static int run_open(struct cli *c)
{
	_cleanup_house_ struct house h = { 0 };
	struct error                 e = { 0 };
	struct act_result            result;
	struct matter                m;
	struct matter_file           f = { .procedure = option(c, "procedure"), .place = option(c, "unit"), .text = option(c, "text"), .subject = option(c, "subject"),
					   .received = DAY_NONE, .channel = cli_has(c, "channel") ? option(c, "channel") : TEXT("console"),
					   .party = { .name = option(c, "name"), .phone = option(c, "phone"), .email = option(c, "email") },
					   .concerns_officer = cli_has(c, "concerns-officer") };
	if (!cli_day(c, "received", &f.received, &e) || !house_open_to_write(c, &h, &e))
		return cli_fail(c, &e);
	f.ground = h.ground;
	f.by = h.actor.console ? NULL : &h.actor;
	if (!act_do(h.act, &row_matter_file, &f, c->arena, &result, &e) || !write_receipt(&h, f.ret_code, cli_option(c, "receipt"), &e) ||
	    !load(&h, f.ret_code, &m, &e))
		return cli_fail(c, &e);
	print_opened(c, &f, &m);
	return EXIT_DONE;
}

/* ---- show ---- */

static struct text state_word(const struct house *h, const struct matter *m)
{
	const struct pack       *pack = ground_pack(h->ground, m->procedure);
	const struct pack_state *s = pack ? pack_state(pack, m->state) : NULL;
	return s ? s->word.in[h->cli->lang] : m->state;
}

static void show_words(struct cli *c, const struct matter_words *words, size_t n)
{
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < words[i].values_n; k++)
			fprintf(c->out, "%lld %.*s: %.*s\n", (long long)words[i].step, TEXT_ARG(words[i].values[k].name), TEXT_ARG(words[i].values[k].value));
}

/* What is private: for who shows the key, or for a signed-in officer, whose reading is recorded first. */
static bool show_private(struct house *h, const struct matter *m, struct error *e)
{
	struct cli          *c = h->cli;
	struct matter_words *words;
	size_t               n;
	bool                 fits = false;
	static const enum part parts[] = { PART_TEXT, PART_ACTS };
	if (!cli_has(c, "key"))
		return true;
	if (!matter_key_fits(h->db, c->arena, m->code, option(c, "key"), &fits, e))
		return false;
	if (!fits)
		return error(e, MATTER_WRONG_KEY);
	if (!house_key(h, e))
		return false;
	for (size_t i = 0; i < COUNT_OF(parts); i++) {
		if (!matter_open(h->db, h->key, c->arena, m->code, parts[i], &words, &n, e))
			return false;
		show_words(c, words, n);
	}
	return true;
}

static void show_plain(struct house *h, const struct matter *m)
{
	struct cli  *c = h->cli;
	struct build due = { .arena = c->arena };
	say_day(&due, c->lang, m->due);
	fprintf(c->out, "%.*s\n%.*s\n", TEXT_ARG(grouped(c->arena, m->code, 4, '-')), TEXT_ARG(state_word(h, m)));
	fprintf(c->out, "%s: %.*s\n", cli_word(c, "đơn vị", "unit"), TEXT_ARG(unit_title_at(ground_registry(h->ground), c->arena, m->holder, world_today(c->world))));
	fprintf(c->out, "%s: %.*s\n", cli_word(c, "hạn", "due"), TEXT_ARG(build_text(&due)));
	for (size_t i = 0; i < m->events_n; i++) {
		const struct matter_event *v = &m->events[i];
		fprintf(c->out, "%.*s  %.*s\n", TEXT_ARG(day_print(c->arena, v->day)), TEXT_ARG(v->step.len > 0 ? v->step : TEXT("open")));
	}
}

static void show_json(struct house *h, const struct matter *m)
{
	struct json j = json_start(h->cli->arena, false);
	json_object(&j);
	json_member_text(&j, "code", m->code);
	member_day(&j, "due", m->due);
	json_key(&j, "events");
	json_array(&j);
	for (size_t i = 0; i < m->events_n; i++) {
		json_object(&j);
		json_member_text(&j, "day", day_print(h->cli->arena, m->events[i].day));
		json_member_int(&j, "entry", m->events[i].entry);
		json_member_text(&j, "step", m->events[i].step.len > 0 ? m->events[i].step : TEXT("open"));
		json_member_text(&j, "to", m->events[i].after);
		json_end(&j);
	}
	json_end(&j);
	json_key(&j, "open");
	json_bool(&j, m->is_open);
	json_member_text(&j, "outcome", m->outcome);
	json_member_text(&j, "procedure", m->procedure);
	json_member_text(&j, "received", day_print(h->cli->arena, m->received));
	json_member_text(&j, "state", m->state);
	json_member_text(&j, "unit", m->holder);
	json_member_int(&j, "version", m->version);
	json_end(&j);
	cli_print_json(h->cli, json_done(&j));
}

static int run_show(struct cli *c)
{
	_cleanup_house_ struct house h = { 0 };
	struct error                 e = { 0 };
	struct matter                m;
	if (!house_open(c, &h, &e) || !house_ground(&h, &e) || !load(&h, text_of(cli_argument(c, 0)), &m, &e))
		return cli_fail(c, &e);
	if (c->json)
		show_json(&h, &m);
	else
		show_plain(&h, &m);
	if (!c->json && !show_private(&h, &m, &e))
		return cli_fail(c, &e);
	return EXIT_DONE;
}

static const struct cli_option show_options[] = {
	{ "key", "KEY", "khóa riêng trên biên nhận: hiện thêm nội dung và trả lời", "private key of the receipt: shows text and answer too", false, false },
	{ 0 },
};

/* ---- list ---- */

static const struct cli_option list_options[] = {
	{ "late", NULL, "chỉ những vụ đang quá hạn", "only those that are late now", false, false },
	{ "unit", "UNIT", "đơn vị đang giữ", "unit that holds it", false, false },
	{ "procedure", "NAME", "quy trình", "procedure", false, false },
	{ "status", "WORD", "open, closed-in-time hoặc closed-late", "open, closed-in-time or closed-late", false, false },
	{ "month", "YYYY-MM", "tháng nhận", "month received", false, false },
	{ "limit", "N", "số dòng (mặc định 50, nhiều nhất 1000)", "lines (default 50, at most 1000)", false, false },
	{ 0 },
};

static void list_row(struct cli *c, struct json *j, const struct public_row *r)
{
	if (!c->json) {
		struct text due = day_is_known(r->due) ? day_print(c->arena, r->due) : TEXT("-");
		fprintf(c->out, "%.*s\t%.*s\t%.*s\t%.*s\t%.*s\t%.*s\n", TEXT_ARG(r->code), TEXT_ARG(r->procedure), TEXT_ARG(r->unit),
			TEXT_ARG(day_print(c->arena, r->received)), TEXT_ARG(due), TEXT_ARG(r->status));
		return;
	}
	json_object(j);
	json_member_text(j, "code", r->code);
	member_day(j, "due", r->due);
	json_member_text(j, "procedure", r->procedure);
	json_member_text(j, "received", day_print(c->arena, r->received));
	json_member_text(j, "state", r->state);
	json_member_text(j, "status", r->status);
	json_member_text(j, "unit", r->unit);
	json_end(j);
}

static bool read_month(const struct cli *c, struct public_filter *f, struct error *e)
{
	struct text t = option(c, "month");
	day_t       first;
	if (t.len == 0)
		return true;
	if (!day_parse(text_print(c->arena, "%.*s-01", TEXT_ARG(t)), &first))
		return error(e, CLI_BAD_DAY, .name = TEXT("month"), .value = t);
	f->year = day_date(first).year;
	f->month = day_date(first).month;
	return true;
}

static int run_list(struct cli *c)
{
	_cleanup_house_ struct house h = { 0 };
	struct error                 e = { 0 };
	struct public_row           *rows;
	size_t                       n;
	int64_t                      limit = 50;
	struct public_filter         f = { .procedure = option(c, "procedure"), .unit = option(c, "unit"), .status = option(c, "status"), .late_now = cli_has(c, "late"),
					   .after_day = DAY_NONE };
	if (!cli_number(c, "limit", 1, 1000, &limit, &e) || !read_month(c, &f, &e) || !house_open(c, &h, &e) || !house_ground(&h, &e))
		return cli_fail(c, &e);
	f.limit = (size_t)limit;
	if (!public_list(h.db, c->arena, ground_registry(h.ground), &f, world_today(c->world), &rows, &n, &e))
		return cli_fail(c, &e);
	struct json j = json_start(c->arena, false);
	json_array(&j);
	for (size_t i = 0; i < n; i++)
		list_row(c, &j, &rows[i]);
	json_end(&j);
	if (c->json)
		cli_print_json(c, json_done(&j));
	return EXIT_DONE;
}

/* ---- do ---- */

static const struct cli_option do_options[] = {
	{ "set", "NAME=VALUE", "giá trị một mục của bước; dùng được nhiều lần", "value of a field of the step; may be given several times", false, true },
	{ "key", "KEY", "làm với tư cách người gửi, bằng khóa riêng", "act as the author, by the private key", false, false },
	{ "received", "DATE", "ngày nhận giấy làm căn cứ của bước", "day of the paper that moves it", false, false },
	{ 0 },
};

static bool read_values(const struct cli *c, struct matter_step *s, struct error *e)
{
	struct step_value *values = ARENA_ARRAY(c->arena, struct step_value, 64);
	const char        *given;
	for (int n = 0; n < 64 && (given = cli_option_at(c, "set", n)); n++) {
		struct text rest = text_of(given), name;
		text_next(&rest, '=', &name);
		if (!rest.at || name.len == 0)
			return error(e, CLI_VALUE_MISSING, .name = TEXT("set"), .expected = TEXT("NAME=VALUE"));
		values[s->values_n++] = (struct step_value){ name, text_nfc(c->arena, rest) };
	}
	s->values = values;
	return true;
}

/* The author by the key, an officer by the session of `danvan login`; the console acts in nobody's name. */
static bool who_does(struct house *h, struct matter_step *s, struct error *e)
{
	struct cli *c = h->cli;
	bool        fits = false;
	if (cli_has(c, "key")) {
		if (!matter_key_fits(h->db, c->arena, s->code, option(c, "key"), &fits, e))
			return false;
		s->as_author = fits;
		return fits || error(e, MATTER_WRONG_KEY);
	}
	if (h->actor.console)
		return error(e, CLI_NOT_SIGNED_IN);
	s->by = &h->actor;
	return true;
}

static int run_do(struct cli *c)
{
	_cleanup_house_ struct house h = { 0 };
	struct error                 e = { 0 };
	struct act_result            result;
	struct matter_step           s = { .step = text_of(cli_argument(c, 1)), .version = -1, .received = DAY_NONE };
	if (!crockford_read(c->arena, text_of(cli_argument(c, 0)), 12, &s.code)) {
		error(&e, MATTER_NO_SUCH, .value = text_of(cli_argument(c, 0)));
		return cli_fail(c, &e);
	}
	if (!read_values(c, &s, &e) || !cli_day(c, "received", &s.received, &e) || !house_open_to_write(c, &h, &e) || !who_does(&h, &s, &e))
		return cli_fail(c, &e);
	s.ground = h.ground;
	if (!act_do(h.act, &row_matter_step, &s, c->arena, &result, &e))
		return cli_fail(c, &e);
	if (c->json) {
		struct json j = json_start(c->arena, false);
		json_object(&j);
		json_member_int(&j, "entry", s.ret_entry);
		json_member_text(&j, "unit", s.ret_holder);
		json_member_int(&j, "version", s.ret_version);
		json_end(&j);
		cli_print_json(c, json_done(&j));
	} else
		cli_print(c, text_print(c->arena, "%lld", (long long)s.ret_entry));
	return EXIT_DONE;
}

const struct cli_command matter_commands[] = {
	{
		.name = "matter open", .group = "matter", .one_line_vi = "gửi một phản ánh, kiến nghị", .one_line_en = "file a matter", .options = open_options,
		.help_vi = "Ghi nhận một vụ việc như trang web làm. Có phiên đăng nhập (danvan login) thì ghi tên người nhập; không thì coi như người dân tự gửi.",
		.help_en = "Records a matter as the pages do. With a session of `danvan login` it is entered by that officer; without, it is the author's own filing.",
		.examples = "danvan matter open --db sqlite:var/danvan.db --procedure phan-anh-kien-nghi --unit 02155 --text \"Cầu treo hỏng\" --receipt bien-nhan.tlog-proof",
		.output_vi = "mã và khóa riêng trên một dòng; với --json: code, due, entry, key, unit",
		.output_en = "code and private key on one line; with --json: code, due, entry, key, unit", .exits = "1 65 69 74 78", .run = run_open,
	},
	{
		.name = "matter show", .group = "matter", .one_line_vi = "xem một vụ việc", .one_line_en = "show a matter", .arguments = "CODE", .options = show_options,
		.help_vi = "Trạng thái, đơn vị đang giữ, hạn và các bước. Có khóa riêng thì xem cả nội dung và trả lời.",
		.help_en = "State, holder, due day and steps. With the private key also text and answer.",
		.examples = "danvan matter show 7Q4M-2RXA-K9TD\ndanvan matter show 7Q4M2RXAK9TD --json", .output_vi = "vụ việc, mỗi dòng một mục; với --json: một đối tượng",
		.output_en = "the matter, a line each; with --json an object", .exits = "1 69 74 78", .run = run_show,
	},
	{
		.name = "matter list", .group = "matter", .one_line_vi = "danh sách vụ việc đã công bố", .one_line_en = "list published matters", .options = list_options,
		.help_vi = "Danh sách công khai, mới nhận trước. Không có gì về người gửi.", .help_en = "The public list, newest first. Nothing about who filed.",
		.examples = "danvan matter list --late\ndanvan matter list --unit org-vn-02155-20250701-ubnd --month 2026-10 --json",
		.output_vi = "mỗi dòng: mã, quy trình, đơn vị, ngày nhận, hạn, tình trạng, cách nhau bằng tab; với --json: một mảng",
		.output_en = "each line: code, procedure, unit, received, due, status, separated by tabs; with --json an array", .exits = "1 69 78", .run = run_list,
	},
	{
		.name = "matter do", .group = "matter", .one_line_vi = "làm một bước của vụ việc", .one_line_en = "make a step of a matter", .arguments = "CODE STEP", .options = do_options,
		.help_vi = "Làm một bước theo đúng quy trình, như trang web: cần phiên đăng nhập của cán bộ (danvan login) hoặc khóa riêng của người gửi.",
		.help_en = "Makes a step by the rules of the procedure, as the pages do: needs an officer's session (danvan login) or the author's private key.",
		.examples = "danvan matter do 7Q4M-2RXA-K9TD receive\ndanvan matter do 7Q4M-2RXA-K9TD rate --key … --set rating=5",
		.output_vi = "số thứ tự của bản ghi trong sổ cái; với --json: entry, unit, version", .output_en = "index of its entry in the ledger; with --json: entry, unit, version",
		.exits = "1 69 74 77 78", .run = run_do,
	},
	{ 0 },
};
