/* config_read.c - the file of settings and the environment. */
#include "base/base.h"

#include "cli.h"
#include "config_inside.h"
#include "inside.h"

static const char standard_file[] = "/etc/danvan/danvan.conf";
static const char prefix[] = "DANVAN_";

enum { FILE_LIMIT = 64 * 1024 };

/* Variables of ours that are no settings: where the settings are, and what scripts/ and tests/ take. A name that ends with "_" stands for all that begin so. */
static const char *const other_variables[] = { "config", "session", "test_", "build", "meson", "no_install", "accept", "fuzz_", "extract_bin", "postgres_bin" };

struct reader {
	struct world  *world;
	struct arena  *arena;
	enum lang      lang;
	struct config *config;
	struct error  *error;
};

/* One key as it was found; file is NULL for the environment. */
struct found {
	struct text key, value;
	const char *source;
	const char *file;
	int         line;
};

static struct text nearest_key(struct arena *arena, struct text typed)
{
	const char *nearest = NULL;
	int         least = 99;
	for (int n = 0; config_key_at(n); n++) {
		int distance = near_distance(typed, text_of(config_key_at(n)->name));
		if (distance < least) {
			least = distance;
			nearest = config_key_at(n)->name;
		}
	}
	return nearest && near_enough(least, typed.len) ? text_copy(arena, text_of(nearest)) : TEXT_EMPTY;
}

/* The key of a row, or of a row whose value lies in a file (KEY_FILE); -1 if neither. */
static int row_of(struct text key, bool *ret_by_file)
{
	static const char ending[] = "_file";
	int               row = config_find(key);
	*ret_by_file = false;
	if (row >= 0 || !text_ends(key, ending))
		return row;
	*ret_by_file = true;
	return config_find(text_first(key, key.len - strlen(ending)));
}

static bool unknown_key(struct reader *r, struct found f)
{
	struct text nearest = nearest_key(r->arena, f.key);
	if (!f.file)
		return error(r->error, nearest.len ? CLI_CONFIG_VARIABLE_NEAR : CLI_CONFIG_VARIABLE, .value = f.key, .expected = nearest, .file = text_of(f.source));
	return error(r->error, nearest.len ? CLI_CONFIG_KEY_NEAR : CLI_CONFIG_KEY, .value = f.key, .expected = nearest, .file = text_of(f.file), .line = f.line);
}

static bool wrong_value(struct reader *r, struct found f, const struct config_key *key, struct text value)
{
	if (key->type == CONFIG_NUMBER)
		return error(r->error, CLI_CONFIG_NUMBER, .name = text_of(key->name), .value = value, .number = key->least, .limit = key->most,
			.file = text_of(f.source), .line = f.line);
	return error(r->error, CLI_CONFIG_VALUE, .name = text_of(key->name), .value = value, .expected = text_of(config_type_words(key->type, r->lang)),
		.file = text_of(f.source), .line = f.line);
}

static bool take(struct reader *r, struct found f)
{
	bool        by_file;
	int         row = row_of(f.key, &by_file);
	struct text value = f.value;
	if (row < 0)
		return unknown_key(r, f);
	if (by_file && !r->world->file_read(r->world, r->arena, text_c(r->arena, value), FILE_LIMIT, &value, r->error))
		return false;
	value = text_trim(value);
	const struct config_key *key = config_key_at(row);
	/* what stands in a file of its own, or names a database, may hold a password: an error does not repeat it */
	bool hidden = by_file || key->secret || key->type == CONFIG_DATABASE;
	if (!value.len || !text_is_utf8(value) || !config_fits(key, value))
		return wrong_value(r, f, key, hidden ? TEXT("***") : value);
	r->config->values[row] = (struct config_value){ .text = text_c(r->arena, value), .source = f.source };
	return true;
}

static struct text without_quotes(struct text value)
{
	bool quoted = value.len >= 2 && (value.at[0] == '"' || value.at[0] == '\'') && value.at[value.len - 1] == value.at[0];
	return quoted ? text_first(text_from(value, 1), value.len - 2) : value;
}

/* "db" and "DANVAN_DB" are one key: a file may be shared with systemd's EnvironmentFile. */
static struct text plain_key(struct arena *arena, struct text key)
{
	struct text name = text_starts(key, prefix) ? text_from(key, strlen(prefix)) : key;
	struct build lower = { .arena = arena };
	for (size_t i = 0; i < name.len; i++)
		build_byte(&lower, char_lower(name.at[i]));
	return build_text(&lower);
}

static bool read_line(struct reader *r, const char *path, int number, struct text line)
{
	struct text rest = text_trim(line), key;
	if (!rest.len || rest.at[0] == '#')
		return true;
	if (text_find(rest, TEXT("=")) == SIZE_MAX)
		return error(r->error, CLI_CONFIG_LINE, .value = line, .file = text_of(path), .line = number);
	text_next(&rest, '=', &key);
	struct text source = text_print(r->arena, "%s:%d", path, number);
	return take(r, (struct found){ .key = plain_key(r->arena, text_trim(key)), .value = without_quotes(text_trim(rest)),
		.source = text_c(r->arena, source), .file = path, .line = number });
}

static bool read_file(struct reader *r, const char *path)
{
	struct text bytes, line;
	if (!r->world->file_read(r->world, r->arena, path, FILE_LIMIT, &bytes, r->error))
		return false;
	r->config->file = path;
	for (int number = 1; text_next(&bytes, '\n', &line); number++)
		if (!read_line(r, path, number, line))
			return false;
	return true;
}

static bool is_other(struct text key)
{
	for (size_t i = 0; i < COUNT_OF(other_variables); i++)
		if (text_is(key, other_variables[i]) || (text_ends(text_of(other_variables[i]), "_") && text_starts(key, other_variables[i])))
			return true;
	return false;
}

static bool read_variable(struct reader *r, const char *variable)
{
	struct text rest = text_of(variable), name;
	if (!text_starts(rest, prefix) || text_find(rest, TEXT("=")) == SIZE_MAX)
		return true;
	text_next(&rest, '=', &name);
	struct text key = plain_key(r->arena, name);
	if (is_other(key) || !rest.len)
		return true;
	return take(r, (struct found){ .key = key, .value = rest, .source = text_c(r->arena, name) });
}

static const char *variable(char *const *variables, const char *name)
{
	return cli_variable(&(struct cli){ .variables = variables }, name);
}

bool config_read(struct world *world, struct arena *arena, enum lang lang, const char *path, char *const *variables, const struct config **ret,
                 struct error *e)
{
	struct config *config = ARENA_NEW(arena, struct config);
	struct reader  r = { .world = world, .arena = arena, .lang = lang, .config = config, .error = e };
	const char    *file = path ? path : variable(variables, "DANVAN_CONFIG");
	if (!file && world->file_exists(world, standard_file))
		file = standard_file;
	if (file && !read_file(&r, file))
		return false;
	for (char *const *v = variables; v && *v; v++)
		if (!read_variable(&r, *v))
			return false;
	*ret = config;
	return true;
}
