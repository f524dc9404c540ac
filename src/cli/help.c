/* help.c - what --help prints, from the rows. */
#include "base/base.h"

#include "inside.h"

static const struct {
	int         code;
	const char *vi, *en;
} exits[] = {
	{ EXIT_DONE, "xong", "done" },
	{ EXIT_REFUSED, "không khớp, bị quy tắc từ chối, hoặc không tìm thấy", "does not fit, refused by a rule, or not found" },
	{ EXIT_USAGE, "dòng lệnh sai", "the command line is wrong" },
	{ EXIT_DATA, "tệp hoặc giá trị đưa vào sai", "a file or value that was given is wrong" },
	{ EXIT_UNAVAILABLE, "cơ sở dữ liệu hoặc máy chủ không trả lời", "the database or a server does not answer" },
	{ EXIT_CANNOT_CREATE, "tệp hoặc cơ sở dữ liệu cần tạo đã có, hoặc không tạo được", "what is to be made is there already, or can't be made" },
	{ EXIT_IO, "đọc hoặc ghi tệp không được", "reading or writing a file failed" },
	{ EXIT_NOT_ALLOWED, "chưa đăng nhập hoặc tài khoản không có quyền", "not signed in, or the account has no right to it" },
	{ EXIT_CONFIG, "cấu hình sai hoặc thiếu", "the configuration is wrong or missing" },
};

static const char *word(enum lang lang, const char *vi, const char *en) { return lang == LANG_EN ? en : vi; }

const char *help_exit(int code, enum lang lang)
{
	for (size_t i = 0; i < COUNT_OF(exits); i++)
		if (exits[i].code == code)
			return word(lang, exits[i].vi, exits[i].en);
	return NULL;
}

/* Each line of `lines` with two spaces before it. */
static void print_indented(FILE *to, const char *lines)
{
	struct text rest = text_of(lines), line;
	while (text_next(&rest, '\n', &line))
		fprintf(to, line.len ? "  %.*s\n" : "%.*s\n", TEXT_ARG(line));
}

static void print_option(FILE *to, const struct cli_option *o, enum lang lang)
{
	char name[48];
	snprintf(name, sizeof name, "--%s%s%s%s", o->name, o->value ? " " : "", o->value ? o->value : "", o->repeats ? " ..." : "");
	fprintf(to, "  %-24s %s%s\n", name, word(lang, o->vi, o->en), o->required ? word(lang, " (bắt buộc)", " (required)") : "");
}

static void print_usage(FILE *to, const struct cli_command *command)
{
	fprintf(to, "  danvan %s", command->name);
	if (command->arguments)
		fprintf(to, " %s", command->arguments);
	for (const struct cli_option *o = command->options; o && o->name; o++)
		fprintf(to, o->required ? " --%s%s%s" : " [--%s%s%s]", o->name, o->value ? " " : "", o->value ? o->value : "");
	fputs(command->no_database ? "\n" : " [--db URL]\n", to);
}

static void print_exits(FILE *to, const struct cli_command *command, enum lang lang)
{
	struct text rest = text_of(command->exits), part;
	int64_t     code;
	bool        usage_printed = false;
	fprintf(to, "  %-3d %s\n", EXIT_DONE, help_exit(EXIT_DONE, lang));
	while (text_next(&rest, ' ', &part)) {
		if (!text_to_int(part, &code))
			continue;
		if (code > EXIT_USAGE && !usage_printed) {
			fprintf(to, "  %-3d %s\n", EXIT_USAGE, help_exit(EXIT_USAGE, lang));
			usage_printed = true;
		}
		fprintf(to, "  %-3d %s\n", (int)code, help_exit((int)code, lang));
	}
	if (!usage_printed)
		fprintf(to, "  %-3d %s\n", EXIT_USAGE, help_exit(EXIT_USAGE, lang));
}

void help_command(FILE *to, const struct cli_command *command, enum lang lang)
{
	fprintf(to, "danvan %s – %s\n\n%s\n", command->name, word(lang, command->one_line_vi, command->one_line_en), word(lang, "Cách dùng", "Usage"));
	print_usage(to, command);
	fputc('\n', to);
	print_indented(to, word(lang, command->help_vi, command->help_en));
	fprintf(to, "\n%s\n", word(lang, "Tùy chọn", "Options"));
	for (const struct cli_option *o = command->options; o && o->name; o++)
		print_option(to, o, lang);
	for (const struct cli_option *o = cli_common_options; o->name; o++)
		if (!command->no_database || strcmp(o->name, "db") != 0)
			print_option(to, o, lang);
	fprintf(to, "\n%s\n", word(lang, "Kết quả (đầu ra chuẩn)", "Result (standard output)"));
	print_indented(to, word(lang, command->output_vi, command->output_en));
	fprintf(to, "\n%s\n", word(lang, "Ví dụ", "Examples"));
	print_indented(to, command->examples);
	fprintf(to, "\n%s\n", word(lang, "Mã thoát", "Exit codes"));
	print_exits(to, command, lang);
}

/* The commands of one heading; false when there is none. */
static bool print_group(FILE *to, const char *group, enum lang lang)
{
	bool any = false;
	for (int n = 0; cli_command_at(n); n++) {
		const struct cli_command *command = cli_command_at(n);
		if (strcmp(command->group, group) != 0)
			continue;
		if (!any)
			fprintf(to, "\n%s\n", cli_group_title(group, lang));
		fprintf(to, "  %-18s %s\n", command->name, word(lang, command->one_line_vi, command->one_line_en));
		any = true;
	}
	return any;
}

/* Is this the first command of its heading? */
static bool begins_group(int n)
{
	for (int i = 0; i < n; i++)
		if (strcmp(cli_command_at(i)->group, cli_command_at(n)->group) == 0)
			return false;
	return true;
}

void help_all(FILE *to, enum lang lang)
{
	fputs(word(lang, "danvan – chương trình để chính quyền giữ lời với dân\n\nCách dùng\n  danvan LỆNH [TÙY CHỌN]\n",
		      "danvan – with it a local government keeps its word\n\nUsage\n  danvan COMMAND [OPTIONS]\n"),
		to);
	for (int n = 0; cli_command_at(n); n++)
		if (begins_group(n))
			print_group(to, cli_command_at(n)->group, lang);
	fprintf(to, "\n%s\n", word(lang, "Trợ giúp về một lệnh: danvan help LỆNH, hoặc danvan LỆNH --help", "Help on a command: danvan help COMMAND, or danvan COMMAND --help"));
}

void help_group(FILE *to, struct text words, enum lang lang)
{
	fprintf(to, word(lang, "danvan %.*s có các lệnh:\n", "danvan %.*s has these commands:\n"), TEXT_ARG(words));
	for (int n = 0; cli_command_at(n); n++) {
		const struct cli_command *command = cli_command_at(n);
		struct text               name = text_of(command->name);
		if (name.len > words.len && name.at[words.len] == ' ' && text_equal(text_first(name, words.len), words))
			fprintf(to, "  %-18s %s\n", command->name, word(lang, command->one_line_vi, command->one_line_en));
	}
}
