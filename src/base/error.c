/* error.c - the facts of a refusal, kept by value so that they outlive the arena they came from. */
#include "base/base.h"

static void keep(char *at, size_t room, struct text t)
{
	struct text cut = text_cut(t, room - 1);
	if (cut.len > 0)
		memcpy(at, cut.at, cut.len);
	at[cut.len] = '\0';
}

bool error_set(struct error *e, const char *code, const struct error_facts *f)
{
	if (!e)
		return false;
	*e = (struct error){ .code = code, .number = f->number, .limit = f->limit, .day = f->day, .line = f->line, .column = f->column };
	keep(e->name, sizeof(e->name), f->name);
	keep(e->value, sizeof(e->value), f->value);
	keep(e->expected, sizeof(e->expected), f->expected);
	keep(e->basis, sizeof(e->basis), f->basis);
	keep(e->file, sizeof(e->file), f->file);
	return false;
}

bool error_is(const struct error *e, const char *code) { return e && e->code && strcmp(e->code, code) == 0; }
