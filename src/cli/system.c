/* system.c - commands about the program itself: help, completion, version, configuration. */
#include "base/base.h"

#include "commands.h"
#include "config.h"
#include "inside.h"
#include "cli/version.h"

static int run_help(struct cli *c)
{
	if (cli_has(c, "man")) {
		manual_print(c->out, c->lang);
		return EXIT_DONE;
	}
	if (c->argument_count == 0) {
		help_all(c->out, c->lang);
		return EXIT_DONE;
	}
	struct build words = { .arena = c->arena };
	for (int i = 0; i < c->argument_count; i++) {
		build_c(&words, i ? " " : "");
		build_c(&words, cli_argument(c, i));
	}
	struct text               name = build_text(&words);
	const struct cli_command *command = cli_find_name(name);
	if (command)
		help_command(c->out, command, c->lang);
	else if (cli_is_prefix(name))
		help_group(c->out, name, c->lang);
	else {
		struct error e;
		struct text  nearest = cli_nearest_command(c->arena, name);
		error(&e, nearest.len ? CLI_NO_COMMAND_NEAR : CLI_NO_COMMAND, .value = name, .expected = nearest);
		return cli_fail(c, &e);
	}
	return EXIT_DONE;
}

static int run_completion(struct cli *c)
{
	if (strcmp(cli_argument(c, 0), "bash") != 0) {
		struct error e;
		error(&e, CLI_NO_SHELL, .value = text_of(cli_argument(c, 0)), .expected = TEXT("bash"));
		return cli_fail(c, &e);
	}
	completion_print(c->out);
	return EXIT_DONE;
}

#ifdef __clang__
static const char compiler[] = "clang " __clang_version__;
#else
static const char compiler[] = "gcc " __VERSION__;
#endif

static int run_version(struct cli *c)
{
	if (!c->json) {
		fprintf(c->out, "danvan %s\n%s: %s\n%s: %s\n%s: %d\n%s: %s\n", DANVAN_VERSION, cli_word(c, "bản ghi mã nguồn", "commit"), DANVAN_COMMIT,
			cli_word(c, "trình biên dịch", "compiler"), compiler, cli_word(c, "bản lược đồ dữ liệu", "schema version"), DANVAN_SCHEMA,
			cli_word(c, "gói quy trình", "procedure packs"), DANVAN_PACKS);
		return EXIT_DONE;
	}
	struct json json = json_start(c->arena, false);
	json_object(&json);
	json_member_text(&json, "commit", text_of(DANVAN_COMMIT));
	json_member_text(&json, "compiler", text_of(compiler));
	json_key(&json, "packs");
	json_array(&json);
	struct text rest = text_of(DANVAN_PACKS), pack;
	while (rest.len && text_next(&rest, ' ', &pack))
		json_text(&json, pack);
	json_end(&json);
	json_member_int(&json, "schema", DANVAN_SCHEMA);
	json_member_text(&json, "version", text_of(DANVAN_VERSION));
	json_end(&json);
	cli_print_json(c, json_done(&json));
	return EXIT_DONE;
}

static int run_config_show(struct cli *c)
{
	struct json json = json_start(c->arena, false);
	json_array(&json);
	for (int n = 0; config_key_at(n); n++) {
		const char *key = config_key_at(n)->name, *source = config_source(c->config, key);
		struct text value = config_shown(c->arena, c->config, key);
		json_object(&json);
		json_member_text(&json, "key", text_of(key));
		json_member_text(&json, "source", source ? text_of(source) : TEXT("standard"));
		json_member_text(&json, "value", value);
		json_end(&json);
		if (!c->json)
			fprintf(c->out, "%s=%.*s\t# %s\n", key, TEXT_ARG(value), source ? source : cli_word(c, "mặc định", "standard"));
	}
	json_end(&json);
	if (c->json)
		cli_print_json(c, json_done(&json));
	return EXIT_DONE;
}

/* The frame has read it all before this runs: what is wrong was already told, with exit code 78. */
static int run_config_check(struct cli *c)
{
	const char *file = config_file(c->config);
	if (c->json)
		cli_print_json(c, TEXT("{\"ok\":true}"));
	else
		fprintf(c->out, "%s (%s)\n", cli_word(c, "Cấu hình đúng", "The configuration is right"),
			file ? file : cli_word(c, "không có tệp", "no file"));
	return EXIT_DONE;
}

static const struct cli_option help_options[] = {
	{ "man", NULL, "in trang sổ tay (roff), xem bằng: danvan help --man | man -l -", "print the man page (roff), read it with: danvan help --man | man -l -" },
	{ NULL },
};

const struct cli_command system_commands[] = {
	{ .name = "help", .group = "system", .no_database = true, .no_settings = true, .run = run_help, .arguments = "[COMMAND...]", .options = help_options,
	  .one_line_vi = "trợ giúp về mọi lệnh hoặc một lệnh", .one_line_en = "help on all commands or on one",
	  .help_vi = "Không có tên lệnh thì liệt kê mọi lệnh theo nhóm.", .help_en = "Without a name all commands are listed by group.",
	  .examples = "danvan help\ndanvan help config show\ndanvan help --man",
	  .output_vi = "Bản trợ giúp.", .output_en = "The help." },
	{ .name = "completion", .group = "system", .no_database = true, .no_settings = true, .run = run_completion, .arguments = "SHELL",
	  .one_line_vi = "gợi ý lệnh khi gõ trong bash", .one_line_en = "completion of commands in bash",
	  .help_vi = "In đoạn mã để bash gợi ý tên lệnh và tùy chọn khi bấm phím Tab.", .help_en = "Prints the code with which bash completes commands and options on Tab.",
	  .examples = "danvan completion bash > /etc/bash_completion.d/danvan",
	  .output_vi = "Mã bash.", .output_en = "Code of bash." },
	{ .name = "version", .group = "system", .no_database = true, .no_settings = true, .run = run_version,
	  .one_line_vi = "bản của chương trình, lược đồ và gói quy trình", .one_line_en = "versions of the program, the schema and the packs",
	  .help_vi = "Dùng khi báo lỗi hoặc so hai máy.", .help_en = "For reporting a fault, or for comparing two machines.",
	  .examples = "danvan version\ndanvan version --json",
	  .output_vi = "Bản, mã nguồn, trình biên dịch, lược đồ, gói quy trình; với --json: commit, compiler, packs, schema, version.",
	  .output_en = "Version, commit, compiler, schema, packs; with --json: commit, compiler, packs, schema, version." },
	{ .name = "config show", .group = "system", .no_database = true, .run = run_config_show, .exits = "74 78",
	  .one_line_vi = "các giá trị cấu hình đang có hiệu lực và nguồn của chúng", .one_line_en = "the settings in effect and where each comes from",
	  .help_vi = "Mỗi khóa một dòng: giá trị, rồi nơi đặt giá trị đó. Mật khẩu được che.", .help_en = "One line a key: its value, then where it was set. Passwords are masked.",
	  .examples = "danvan config show\nDANVAN_LISTEN=0.0.0.0:80 danvan config show --json",
	  .output_vi = "KHÓA=GIÁ_TRỊ  # NGUỒN; với --json: một mảng gồm key, source, value.", .output_en = "KEY=VALUE  # SOURCE; with --json: an array of key, source, value." },
	{ .name = "config check", .group = "system", .no_database = true, .run = run_config_check, .exits = "74 78",
	  .one_line_vi = "kiểm tra cấu hình mà không khởi động gì", .one_line_en = "check the configuration without starting anything",
	  .help_vi = "Đọc tệp và biến môi trường. Khóa lạ hoặc giá trị sai: mã thoát 78, kèm số dòng và khóa gần giống nhất.",
	  .help_en = "Reads the file and the environment. An unknown key or a wrong value: exit code 78, with the line and the nearest key.",
	  .examples = "danvan config check --config /etc/danvan/danvan.conf",
	  .output_vi = "Một câu; với --json: {\"ok\":true}.", .output_en = "One sentence; with --json: {\"ok\":true}." },
	{ NULL },
};
