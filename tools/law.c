/* law.c - holds the rules of the packs against the tests: prints rule, article, days in force, how it was verified, where it stands and which test claims it.
 *
 * Usage: law TEST.c...      A test names rules in a comment: basis: KN.ACCEPT.1/2 KN.IDENTIFY. A rule with several versions needs each of them named.
 * Ends with 1 when a rule has no test, or a test names a rule that is in no pack. */
#include "base/base.h"

#include "procedure/procedure.h"

struct claim { struct text token, file; int line; bool fits; };
struct claims { struct arena *arena; struct claim *at; size_t n, room; };

static bool in_token(char c) { return (c >= 'A' && c <= 'Z') || char_is_digit(c) || c == '.' || c == '_' || c == '/'; }

/* The tokens of one comment, up to its end. */
static void claims_add(struct claims *c, struct text comment, struct text file, int line)
{
	for (size_t i = 0; i < comment.len;) {
		size_t end = i;
		while (end < comment.len && in_token(comment.at[end]))
			end++;
		struct text token = text_first(text_from(comment, i), end - i);
		if (token.len && token.at[0] != '.' && text_find(token, TEXT(".")) != SIZE_MAX) {
			if (c->n == c->room) {
				c->at = arena_grow(c->arena, c->at, c->n, c->n + 64, sizeof(*c->at));
				c->room += c->n + 64;
			}
			c->at[c->n++] = (struct claim){ token, file, line, false };
		}
		i = end + 1;
	}
}

static void file_scan(struct claims *c, struct text bytes, struct text file)
{
	struct text line;
	for (int number = 1; text_next(&bytes, '\n', &line); number++) {
		size_t at = text_find(line, TEXT("/* basis: "));
		if (at == SIZE_MAX)
			continue;
		struct text comment = text_from(line, at + 10);
		size_t      end = text_find(comment, TEXT("*/"));
		claims_add(c, text_first(comment, end == SIZE_MAX ? comment.len : end), file, number);
	}
}

static bool has_other_versions(const struct pack *p, const struct pack_rule *r)
{
	const struct pack_rule *other;
	for (size_t n = 0; (other = pack_rule_at(p, n)); n++)
		if (other != r && text_equal(other->id, r->id))
			return true;
	return false;
}

/* Marks the claims that speak of it; the first that covers it, or NULL. */
static const struct claim *claim_of(struct claims *c, const struct pack *p, const struct pack_rule *r)
{
	const struct claim *found = NULL;
	for (size_t i = 0; i < c->n; i++) {
		bool whole = text_equal(c->at[i].token, r->id), version = text_equal(c->at[i].token, r->reference);
		c->at[i].fits |= whole || version;
		if (!found && (version || (whole && !has_other_versions(p, r))))
			found = &c->at[i];
	}
	return found;
}

static bool rule_print(struct arena *a, struct claims *c, const struct pack *p, const struct pack_rule *r)
{
	static const char *const verified[] = { "seen", "memory", "unverified" }, *const binds[] = { "received", "accepted", "pending" };
	const struct claim      *test = claim_of(c, p, r);
	struct text              to = r->to.n == DAY_MAX.n ? TEXT("") : day_print(a, r->to);
	printf("%-26.*s %.*s - %-10.*s %-8s %-10s %s%.*s  %.*s/%.*s:%d  %s%.*s", TEXT_ARG(r->reference), TEXT_ARG(day_print(a, r->from)), TEXT_ARG(to),
		binds[r->binds], verified[r->verified], r->is_own ? "(own) " : "", TEXT_ARG(r->basis), TEXT_ARG(pack_name(p)), TEXT_ARG(r->file), r->line,
		test ? "" : "NO TEST", TEXT_ARG(test ? test->file : TEXT_EMPTY));
	printf(test ? ":%d\n" : "\n", test ? test->line : 0);
	return test != NULL;
}

static size_t packs_print(struct arena *a, struct claims *c, size_t *ret_rules)
{
	struct text             name;
	struct pack_file       *files;
	struct pack            *p;
	const struct pack_rule *r;
	struct error            e = { 0 };
	size_t                  n, missing = 0;
	for (size_t i = 0; (n = procedure_builtin(i, a, &name, &files)); i++) {
		if (!pack_load(files, n, &p, &e)) {
			printf("%.*s\n", TEXT_ARG(error_say(a, LANG_EN, &e)));
			return 1;
		}
		for (size_t k = 0; (r = pack_rule_at(p, k)); k++, ++*ret_rules)
			missing += !rule_print(a, c, p, r);
		pack_free(p);
	}
	return missing;
}

/* Claims of other modules (calendar, registry) speak of articles, not of rules; ours begin as the rules of packs do. */
static size_t strangers_print(const struct claims *c)
{
	size_t strangers = 0;
	for (size_t i = 0; i < c->n; i++)
		if (!c->at[i].fits && (text_starts(c->at[i].token, "KN.") || text_starts(c->at[i].token, "PAKN."))) {
			printf("%.*s:%d: no pack has the rule %.*s\n", TEXT_ARG(c->at[i].file), c->at[i].line, TEXT_ARG(c->at[i].token));
			strangers++;
		}
	return strangers;
}

int main(int argc, char **argv)
{
	_cleanup_arena_ struct arena *a = arena_new(0);
	struct claims                 c = { .arena = a };
	struct world                  world = world_real();
	struct error                  e = { 0 };
	size_t                        rules = 0;
	for (int i = 1; i < argc; i++) {
		struct text bytes;
		if (!world.file_read(&world, a, argv[i], 16 * 1024 * 1024, &bytes, &e)) {
			fprintf(stderr, "%.*s\n", TEXT_ARG(error_say(a, LANG_EN, &e)));
			return 2;
		}
		file_scan(&c, bytes, text_of(argv[i]));
	}
	size_t missing = packs_print(a, &c, &rules), strangers = strangers_print(&c);
	printf("%zu rules, %zu without a test, %zu tests of no rule\n", rules, missing, strangers);
	return missing || strangers;
}
