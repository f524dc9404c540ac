/* registry.c - how long the look-up of a unit by text takes, in process, by kind of input; prints the median and the 99th percentile in microseconds of CPU.
 *
 * Usage: bench_registry [SEED]   once over the lists in the program, once over a country of 25,000 versions of units (country.h). */
#include "base/base.h"

#include "base/fold.h"
#include "country.h"

enum { SEARCHES = 20000 };

/* Of this thread's work, so that a busy machine tells the same. */
static int64_t now_ns(void)
{
	struct timespec t;
	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static int by_size(const void *a, const void *b) { return (*(const int64_t *)a > *(const int64_t *)b) - (*(const int64_t *)a < *(const int64_t *)b); }

static struct text slipped(struct arena *a, struct text t, struct draw *d)
{
	size_t at = draw(d, t.len);
	return text_print(a, "%.*s%.*s", TEXT_ARG(text_first(t, at)), TEXT_ARG(text_from(t, at + 1)));
}

enum kind { EXACT, FOLDED, ABBREVIATED, TELEX, ADDRESS, SLIP, SLIP_ADDRESS, BEGINNING, UNKNOWN, KINDS };
static const char *const kind_names[KINDS] = { "as written", "without marks",    "abbreviated",     "raw Telex",     "address",
	                                       "one slip",   "address and slip", "first letters", "not a unit" };

static struct text typed_as(struct arena *a, enum kind kind, const struct unit_fact *f, const struct registry *r, day_t day, struct draw *d)
{
	struct text folded = text_fold(a, f->name), above = unit_title_at(r, a, f->parent, day);
	switch (kind) {
	case EXACT: return unit_title(a, f);
	case FOLDED: return folded;
	case ABBREVIATED: return text_print(a, "%s %.*s, H. %.*s", text_is(f->type, "phuong") ? "P." : text_is(f->type, "xa") ? "X." : "TT.", TEXT_ARG(f->name), TEXT_ARG(above));
	case TELEX: return text_print(a, "%.*sf", TEXT_ARG(folded));
	case ADDRESS: return text_print(a, "thôn Nà Khun, %.*s, %.*s", TEXT_ARG(unit_title(a, f)), TEXT_ARG(above));
	case SLIP: return slipped(a, folded, d);
	case SLIP_ADDRESS: return text_print(a, "xa %.*s, %.*s", TEXT_ARG(slipped(a, folded, d)), TEXT_ARG(above));
	case BEGINNING: return text_first(folded, 3);
	default: return text_print(a, "qzw %.*s xkj", TEXT_ARG(slipped(a, folded, d)));
	}
}

static void measure(const struct registry *r, enum kind kind, day_t day, struct draw *d)
{
	_cleanup_arena_ struct arena *a = arena_new(0), *work = arena_new(0);
	const struct unit_fact      **list;
	size_t                        count = unit_list(r, a, TEXT_EMPTY, LEVEL_COMMUNE, day, &list), found = 0, most = 0;
	int64_t                      *took = ARENA_ARRAY(a, int64_t, SEARCHES);
	for (size_t n = 0; n < SEARCHES; n++) {
		struct text        typed = typed_as(work, kind, list[draw(d, count)], r, day, d);
		struct unit_match *m;
		int64_t            start = now_ns();
		size_t             matches = unit_find(r, work, (struct unit_search){ .text = typed, .on = DAY_NONE, .today = COUNTRY_TODAY }, &m);
		took[n] = now_ns() - start;
		found += matches;
		most = matches > most ? matches : most;
		arena_reset(work);
	}
	qsort(took, SEARCHES, sizeof(took[0]), by_size);
	printf("%-17s median %7.1f us   p99 %7.1f us   matches %5.1f, at most %zu\n", kind_names[kind], (double)took[SEARCHES / 2] / 1e3,
	       (double)took[SEARCHES * 99 / 100] / 1e3, (double)found / SEARCHES, most);
}

static void measure_all(const struct registry *r, uint64_t seed)
{
	struct draw d = { seed };
	for (enum kind kind = EXACT; kind < KINDS; kind++)
		measure(r, kind, COUNTRY_OLD, &d);
}

int main(int argc, char **argv)
{
	_cleanup_arena_ struct arena *a = arena_new(0);
	struct registry_data         *data;
	struct registry_faults        faults;
	int64_t                       seed = 1;
	if (argc > 1 && (!text_to_int(text_of(argv[1]), &seed) || seed < 1)) {
		fprintf(stderr, "usage: bench_registry [SEED above 0]\n");
		return 64;
	}
	if (!registry_parse(a, registry_builtin(a), &data, &faults)) {
		fprintf(stderr, "%s in line %d: %s\n", faults.at[0].code, faults.at[0].line, faults.at[0].value);
		return 1;
	}
	printf("the lists in the program\n");
	measure_all(registry_of(data), (uint64_t)seed);
	int64_t                start = now_ns();
	const struct registry *country = country_make(a, (uint64_t)seed);
	printf("a country of %zu versions, made in %.0f ms, seed %lld\n", country_versions(country), (double)(now_ns() - start) / 1e6, (long long)seed);
	measure_all(country, (uint64_t)seed);
	return 0;
}
