/* pack.c - commands about procedures: checking a folder before it is imported, and what the program itself brings. No database. */
#include "base/base.h"

#include <dirent.h>
#include <errno.h>

#include "commands.h"
#include "house.h"
#include "pack.h"

static int is_yaml(const struct dirent *d) { return d->d_name[0] != '.' && text_ends(text_of(d->d_name), ".yaml"); }

static bool file_read(struct cli *c, const char *folder, const char *name, struct pack_file *ret, struct error *e)
{
	const char *path = text_c(c->arena, text_print(c->arena, "%s/%s", folder, name));
	ret->name = text_copy(c->arena, text_of(name));
	return c->world->file_read(c->world, c->arena, path, PACK_BYTES_MOST, &ret->bytes, e);
}

bool pack_folder_read(struct cli *c, const char *folder, struct pack_file **ret, size_t *ret_n, struct error *e)
{
	struct dirent **names;
	int             n = scandir(folder, &names, is_yaml, alphasort);
	bool            ok = n > 0 && n <= PACK_FILES_MOST;
	struct pack_file *files = ARENA_ARRAY(c->arena, struct pack_file, PACK_FILES_MOST);
	if (n == 0)
		error(e, PACK_NO_FILES, .name = text_of(folder));
	else if (n > PACK_FILES_MOST)
		error(e, PACK_TOO_LARGE, .file = text_of(folder), .number = n, .limit = PACK_FILES_MOST);
	else if (n < 0)
		error(e, BASE_FILE_READ, .name = text_of(folder), .value = text_of(strerror(errno)));
	for (int i = 0; i < n; i++) {
		ok = ok && file_read(c, folder, names[i]->d_name, &files[i], e);
		free(names[i]);
	}
	if (n >= 0)
		free(names);
	*ret = files;
	*ret_n = ok ? (size_t)n : 0;
	return ok;
}

struct counted { int64_t rules, unverified, states, steps, clocks; };

static struct counted pack_count(const struct pack *p)
{
	struct counted          n = { 0 };
	const struct pack_rule *r;
	for (; (r = pack_rule_at(p, (size_t)n.rules)); n.rules++)
		n.unverified += r->verified != RULE_SEEN;
	while (pack_state_at(p, (size_t)n.states))
		n.states++;
	while (pack_step_at(p, (size_t)n.steps))
		n.steps++;
	while (pack_clock_at(p, (size_t)n.clocks))
		n.clocks++;
	return n;
}

static void print_json(struct cli *c, const struct pack *p, const struct counted *n)
{
	struct json json = json_start(c->arena, false);
	json_object(&json);
	json_member_int(&json, "clocks", n->clocks);
	json_member_text(&json, "hash", pack_hash(p));
	json_member_text(&json, "pack", pack_name(p));
	json_member_int(&json, "rules", n->rules);
	json_member_int(&json, "states", n->states);
	json_member_int(&json, "steps", n->steps);
	json_member_int(&json, "unverified", n->unverified);
	json_end(&json);
	cli_print_json(c, json_done(&json));
}

static void print_words(struct cli *c, const struct pack *p, const struct counted *n)
{
	const struct pack_rule *r;
	struct build            b = { .arena = c->arena };
	SAY(&b, c->lang, "cli.pack_good", FACT_T("name", pack_name(p)), FACT_N("rules", n->rules), FACT_N("states", n->states), FACT_N("steps", n->steps),
		FACT_N("unverified", n->unverified), FACT_T("hash", pack_hash(p)));
	for (size_t i = 0; (r = pack_rule_at(p, i)); i++)
		if (r->verified != RULE_SEEN)
			build_print(&b, "\n%.*s:%d %.*s: %.*s", TEXT_ARG(r->file), r->line, TEXT_ARG(r->reference), TEXT_ARG(r->note));
	cli_print(c, build_text(&b));
}

static int run_check(struct cli *c)
{
	struct error      e = { 0 };
	struct pack_file *files;
	struct pack      *p;
	size_t            n;
	if (!pack_folder_read(c, cli_argument(c, 0), &files, &n, &e) || !pack_load(files, n, &p, &e))
		return cli_fail(c, &e);
	struct counted counted = pack_count(p);
	if (c->json)
		print_json(c, p, &counted);
	else
		print_words(c, p, &counted);
	pack_free(p);
	return EXIT_DONE;
}

static int run_import(struct cli *c)
{
	_cleanup_house_ struct house h = { 0 };
	struct error                 e = { 0 };
	struct pack_file            *files;
	struct act_result            result;
	struct pack_import           p = { 0 };
	if (!pack_folder_read(c, cli_argument(c, 0), &files, &p.files_n, &e) || !house_open_to_write(c, &h, &e))
		return cli_fail(c, &e);
	p.files = files;
	p.by = &h.actor;
	if (!h.actor.console && !actor_has(&h.actor, ROLE_ADMINISTRATOR)) {
		error(&e, ACCESS_NOT_YOURS, .expected = text_of(role_name(ROLE_ADMINISTRATOR)));
		return cli_fail(c, &e);
	}
	if (!act_do(h.act, &row_pack_import, &p, c->arena, &result, &e) || !house_ground(&h, &e))
		return cli_fail(c, &e);
	cli_print(c, text_print(c->arena, "%lld", (long long)result.head.size - 1));
	return EXIT_DONE;
}

const struct cli_command pack_commands[] = {
	{ .name = "pack check", .group = "pack", .no_database = true, .run = run_check, .arguments = "DIR", .exits = "65 74",
	  .one_line_vi = "kiểm tra một thư mục gói quy trình", .one_line_en = "check a folder with a procedure pack",
	  .help_vi = "Đọc mọi tệp .yaml trong thư mục, nối và kiểm tra. Nếu sai, nói tệp, dòng, cột và cách sửa. Cách viết gói: docs/packs.md.",
	  .help_en = "Reads every .yaml file of the folder, links and checks it. What is wrong is told with file, line, column and what to do. How to write one: docs/packs.md.",
	  .examples = "danvan pack check packs/vn/procedures/phan-anh-kien-nghi\ndanvan pack check my-pack --json",
	  .output_vi = "Tên, số quy tắc, tình trạng, bước, mã băm; rồi mỗi quy tắc chưa kiểm chứng một dòng. Với --json: một đối tượng.",
	  .output_en = "Name, numbers of rules, states and steps, hash; then one line for each rule that is not verified. With --json: one object." },
	{ .name = "pack import", .group = "pack", .run = run_import, .arguments = "DIR", .exits = "1 65 69 74 77 78",
	  .one_line_vi = "đưa một gói quy trình vào dùng", .one_line_en = "take a procedure pack into use",
	  .help_vi = "Kiểm tra gói, giữ nguyên văn trong sổ cái công khai và dùng từ nay. Vụ việc đang mở chạy tiếp theo gói mới; quy tắc nào áp dụng là do ngày trong từng quy tắc.",
	  .help_en = "Checks the pack, keeps its words in the public ledger and uses it from now on. Open matters go on under it; which rule applies is decided by the dates in each rule.",
	  .examples = "danvan pack import packs/vn/procedures/phan-anh-kien-nghi",
	  .output_vi = "số thứ tự của bản ghi import", .output_en = "index of its import entry" },
	{ .name = NULL },
};
