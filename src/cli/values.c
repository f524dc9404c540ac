/* values.c - what commands ask of their context: typed values, words in a language, printing. */
#include "base/base.h"

#include "inside.h"
#include "store/store.h"

bool cli_number(const struct cli *c, const char *name, int64_t least, int64_t most, int64_t *ret, struct error *e)
{
	const char *given = cli_option(c, name);
	int64_t     number;
	if (!given)
		return true;
	if (!text_to_int(text_of(given), &number) || number < least || number > most)
		return error(e, CLI_BAD_NUMBER, .name = text_print(c->arena, "--%s", name), .value = text_of(given), .number = least, .limit = most);
	*ret = number;
	return true;
}

/* "31/01/2020", as people write it here */
static bool day_with_slashes(struct text given, day_t *ret)
{
	struct text part[3];
	int64_t     number[3];
	for (int i = 0; i < 3; i++)
		if (!text_next(&given, '/', &part[i]) || !text_to_int(part[i], &number[i]) || number[i] < 1 || number[i] > 9999)
			return false;
	return !given.len && day_make((struct date){ .year = (int)number[2], .month = (int)number[1], .day = (int)number[0] }, ret);
}

bool cli_day(const struct cli *c, const char *name, day_t *ret, struct error *e)
{
	const char *given = cli_option(c, name);
	if (!given)
		return true;
	if (strcmp(given, "today") == 0) {
		*ret = world_today(c->world);
		return true;
	}
	if (!day_parse(text_of(given), ret) && !day_with_slashes(text_of(given), ret))
		return error(e, CLI_BAD_DAY, .name = text_print(c->arena, "--%s", name), .value = text_of(given));
	return true;
}

const char *cli_variable(const struct cli *c, const char *name)
{
	size_t length = strlen(name);
	for (char *const *v = c->variables; v && *v; v++)
		if (strncmp(*v, name, length) == 0 && (*v)[length] == '=' && (*v)[length + 1])
			return *v + length + 1;
	return NULL;
}

bool cli_store(const struct cli *c, struct store **ret, struct error *e)
{
	if (!c->db_url)
		return error(e, CLI_NO_DATABASE, .name = text_of(c->command->name));
	return store_open(c->db_url, ret, e);
}

const char *cli_word(const struct cli *c, const char *vi, const char *en) { return c->lang == LANG_EN ? en : vi; }

void cli_print(const struct cli *c, struct text text)
{
	fwrite(text.at, 1, text.len, c->out);
	fputc('\n', c->out);
}

void cli_print_json(const struct cli *c, struct text json) { cli_print(c, json); }
