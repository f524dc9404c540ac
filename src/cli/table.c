/* table.c - the table of commands as a whole: walking it and finding a row by its words. */
#include "base/base.h"

#include "commands.h"
#include "inside.h"

static const struct cli_command *const groups[] = {
#define ROW(group) group##_commands,
	CLI_GROUPS(ROW)
#undef ROW
};

static const struct {
	const char *group, *vi, *en;
} titles[] = {
	{ "calendar", "Lịch và thời hạn", "Calendar and terms" },
	{ "unit", "Đơn vị", "Units" },
	{ "matter", "Vụ việc", "Matters" },
	{ "ledger", "Sổ cái và kiểm chứng", "Ledger and verification" },
	{ "office", "Phiên làm việc, tài khoản và quyền", "Sessions, accounts and rights" },
	{ "pack", "Gói quy trình", "Procedure packs" },
	{ "installation", "Cài đặt và vận hành", "Installation and running" },
	{ "system", "Về chương trình", "About the program" },
};

const struct cli_command *cli_command_at(int n)
{
	for (size_t g = 0; g < COUNT_OF(groups); g++)
		for (const struct cli_command *row = groups[g]; row->name; row++)
			if (n-- == 0)
				return row;
	return NULL;
}

const char *cli_group_title(const char *group, enum lang lang)
{
	for (size_t i = 0; i < COUNT_OF(titles); i++)
		if (strcmp(titles[i].group, group) == 0)
			return lang == LANG_EN ? titles[i].en : titles[i].vi;
	return NULL;
}

/* How many of `words` the name takes, or 0 when it is not there whole. */
static int words_of_name(const char *name, char *const *words, int count)
{
	struct text rest = text_of(name), part;
	int         used = 0;
	while (text_next(&rest, ' ', &part)) {
		if (used >= count || !text_is(part, words[used]))
			return 0;
		used++;
	}
	return used;
}

const struct cli_command *cli_find(char *const *words, int count, int *ret_used)
{
	const struct cli_command *found = NULL;
	int                       best = 0;
	for (int n = 0; cli_command_at(n); n++) {
		int used = words_of_name(cli_command_at(n)->name, words, count);
		if (used > best) {
			best = used;
			found = cli_command_at(n);
		}
	}
	if (found)
		*ret_used = best;
	return found;
}

const struct cli_command *cli_find_name(struct text name)
{
	for (int n = 0; cli_command_at(n); n++)
		if (text_is(name, cli_command_at(n)->name))
			return cli_command_at(n);
	return NULL;
}

bool cli_is_prefix(struct text words)
{
	for (int n = 0; cli_command_at(n); n++) {
		struct text name = text_of(cli_command_at(n)->name);
		if (words.len && name.len > words.len && name.at[words.len] == ' ' && text_equal(text_first(name, words.len), words))
			return true;
	}
	return false;
}

struct text cli_nearest_command(struct arena *arena, struct text typed)
{
	const char *nearest = NULL;
	int         least = 99;
	for (int n = 0; cli_command_at(n); n++) {
		const char *name = cli_command_at(n)->name;
		int         distance = near_distance(typed, text_of(name));
		if (distance < least) {
			least = distance;
			nearest = name;
		}
	}
	return nearest && near_enough(least, typed.len) ? text_copy(arena, text_of(nearest)) : TEXT_EMPTY;
}
