/* manual.c - the man page and the shell's completion, from the same rows as --help. */
#include "base/base.h"

#include "config.h"
#include "inside.h"

static const char *word(enum lang lang, const char *vi, const char *en) { return lang == LANG_EN ? en : vi; }

/* Text for roff: no line is taken for a request, a hyphen stays a hyphen. */
static void roff(FILE *to, const char *text)
{
	bool at_start = true;
	for (const char *c = text; *c; c++) {
		if (at_start && (*c == '.' || *c == '\''))
			fputs("\\&", to);
		if (*c == '\\')
			fputs("\\e", to);
		else if (*c == '-')
			fputs("\\-", to);
		else
			fputc(*c, to);
		at_start = *c == '\n';
	}
	fputc('\n', to);
}

static void print_section(FILE *to, enum lang lang, const char *vi, const char *en) { fprintf(to, ".SH \"%s\"\n", word(lang, vi, en)); }

static void print_option(FILE *to, const struct cli_option *o, enum lang lang)
{
	fprintf(to, ".TP\n\\fB\\-\\-%s\\fR%s%s\n", o->name, o->value ? " " : "", o->value ? o->value : "");
	roff(to, word(lang, o->vi, o->en));
}

static void print_command(FILE *to, const struct cli_command *command, enum lang lang)
{
	fprintf(to, ".SS \"danvan %s%s%s\"\n", command->name, command->arguments ? " " : "", command->arguments ? command->arguments : "");
	roff(to, word(lang, command->help_vi, command->help_en));
	for (const struct cli_option *o = command->options; o && o->name; o++)
		print_option(to, o, lang);
	fputs(".PP\n.nf\n", to);
	roff(to, command->examples);
	fputs(".fi\n", to);
}

static void print_keys(FILE *to, enum lang lang)
{
	print_section(to, lang, "CẤU HÌNH", "CONFIGURATION");
	roff(to, word(lang,
			 "Một tệp gồm các dòng KHÓA=GIÁ_TRỊ (--config, DANVAN_CONFIG, hoặc /etc/danvan/danvan.conf). Mỗi khóa cũng đặt được bằng biến DANVAN_KHÓA; "
			 "KHÓA_FILE đọc giá trị từ một tệp. Dòng lệnh thắng biến môi trường, biến môi trường thắng tệp.",
			 "One file of lines KEY=VALUE (--config, DANVAN_CONFIG, or /etc/danvan/danvan.conf). Each key may also be the variable DANVAN_KEY; KEY_FILE reads "
			 "the value from a file. The command line wins over the environment, the environment over the file."));
	for (int n = 0; config_key_at(n); n++) {
		const struct config_key *key = config_key_at(n);
		fprintf(to, ".TP\n\\fB%s\\fR (%s%s%s)\n", key->name, config_type_words(key->type, lang), key->standard ? "; " : "",
			key->standard ? key->standard : "");
		roff(to, word(lang, key->vi, key->en));
	}
}

static void print_exits(FILE *to, enum lang lang)
{
	print_section(to, lang, "MÃ THOÁT", "EXIT STATUS");
	for (int code = 0; code < 128; code++)
		if (help_exit(code, lang)) {
			fprintf(to, ".TP\n%d\n", code);
			roff(to, help_exit(code, lang));
		}
}

void manual_print(FILE *to, enum lang lang)
{
	fputs(".TH DANVAN 1\n", to);
	print_section(to, lang, "TÊN", "NAME");
	roff(to, word(lang, "danvan - chương trình để chính quyền giữ lời với dân", "danvan - with it a local government keeps its word"));
	print_section(to, lang, "CÁCH DÙNG", "SYNOPSIS");
	fprintf(to, ".B danvan\n%s\n", word(lang, "LỆNH [TÙY CHỌN]", "COMMAND [OPTIONS]"));
	print_section(to, lang, "TÙY CHỌN CHUNG", "COMMON OPTIONS");
	for (const struct cli_option *o = cli_common_options; o->name; o++)
		print_option(to, o, lang);
	print_section(to, lang, "LỆNH", "COMMANDS");
	for (int n = 0; cli_command_at(n); n++)
		print_command(to, cli_command_at(n), lang);
	print_keys(to, lang);
	print_exits(to, lang);
}

/* The next words after `prefix` ("unit": show find), each once. */
static void print_next_words(FILE *to, struct text prefix)
{
	for (int n = 0; cli_command_at(n); n++) {
		struct text name = text_of(cli_command_at(n)->name), next;
		if (prefix.len && !(name.len > prefix.len && name.at[prefix.len] == ' ' && text_equal(text_first(name, prefix.len), prefix)))
			continue;
		struct text rest = prefix.len ? text_from(name, prefix.len + 1) : name;
		text_next(&rest, ' ', &next);
		bool before = false;
		for (int i = 0; i < n && !before; i++) {
			struct text earlier = text_of(cli_command_at(i)->name);
			size_t      end = (size_t)(next.at - name.at) + next.len;
			before = earlier.len >= end && text_equal(text_first(earlier, end), text_first(name, end)) &&
			         (earlier.len == end || earlier.at[end] == ' ');
		}
		if (!before)
			fprintf(to, "%.*s ", TEXT_ARG(next));
	}
}

static void print_options(FILE *to, const struct cli_command *command)
{
	for (const struct cli_option *o = command->options; o && o->name; o++)
		fprintf(to, "--%s ", o->name);
	for (const struct cli_option *o = cli_common_options; o->name; o++)
		fprintf(to, "--%s ", o->name);
}

/* Commands of `words` words; more words come first, since the shell takes the first pattern that fits. */
static void print_cases(FILE *to, int words)
{
	for (int n = 0; cli_command_at(n); n++) {
		struct text name = text_of(cli_command_at(n)->name), rest = name, part;
		int         count = 0;
		while (text_next(&rest, ' ', &part))
			count++;
		if (count == words) {
			fprintf(to, "\t\"%s \"*) words=\"", cli_command_at(n)->name);
			print_options(to, cli_command_at(n));
			fputs("\" ;;\n", to);
		}
	}
}

static void print_prefix_cases(FILE *to)
{
	for (int n = 0; cli_command_at(n); n++) {
		struct text name = text_of(cli_command_at(n)->name), first, rest = name;
		text_next(&rest, ' ', &first);
		bool seen = !rest.len || cli_find_name(first);
		for (int i = 0; i < n && !seen; i++)
			seen = text_starts(text_of(cli_command_at(i)->name), cli_command_at(n)->name) ||
			       (strncmp(cli_command_at(i)->name, first.at, first.len) == 0 && cli_command_at(i)->name[first.len] == ' ');
		if (seen)
			continue;
		fprintf(to, "\t\"%.*s \"*) words=\"", TEXT_ARG(first));
		print_next_words(to, first);
		fputs("\" ;;\n", to);
	}
}

void completion_print(FILE *to)
{
	fputs("# completion of danvan for bash: source <(danvan completion bash)\n"
	      "_danvan() {\n"
	      "\tlocal current=\"${COMP_WORDS[COMP_CWORD]}\" line=\"${COMP_WORDS[*]:1:COMP_CWORD-1} \" words=\n"
	      "\tcase \"$line\" in\n",
		to);
	for (int words = 4; words > 0; words--)
		print_cases(to, words);
	print_prefix_cases(to);
	fputs("\t*) words=\"", to);
	print_next_words(to, TEXT_EMPTY);
	fputs("\" ;;\n"
	      "\tesac\n"
	      "\tmapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$current\")\n"
	      "}\n"
	      "complete -o default -F _danvan danvan\n",
		to);
}
