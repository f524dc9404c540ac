/* convert.c - how many addresses a second are led from 2019 to today on one core, beside a look-up of the exact names in a plain hash table; seconds are of CPU.
 *
 * Usage: bench_convert [ADDRESSES [SEED]]   over a country of 25,000 versions of units (country.h): 90 of 100 addresses are exact after folding, 8 are abbreviated,
 * 2 have a slip; every one has its own hamlet or house in front. Then a file of the same addresses, through the reader of CSV as well. */
#include "base/base.h"

#include "base/fold.h"
#include "country.h"
#include "registry/model.h"

static double cpu_seconds(void)
{
	struct timespec t;
	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static struct text abbreviated(const struct unit_fact *f)
{
	static const char *const words[][2] = { { "xa", "X. " }, { "phuong", "P." }, { "thi_tran", "TT. " }, { "huyen", "H. " }, { "thi_xa", "TX " }, { "thanh_pho", "TP. " }, { "tinh", "T. " } };
	for (size_t i = 0; i < COUNT_OF(words); i++)
		if (text_is(f->type, words[i][0]))
			return text_of(words[i][1]);
	return TEXT_EMPTY;
}

static struct text slipped(struct arena *a, struct text t, struct draw *d)
{
	struct text folded = text_fold(a, t);
	size_t      at = draw(d, folded.len);
	return text_print(a, "%.*s%.*s", TEXT_ARG(text_first(folded, at)), TEXT_ARG(text_from(folded, at + 1)));
}

struct sample { struct text exact, typed; };

static struct sample sample_draw(const struct registry *r, struct arena *a, const struct unit_fact *f, struct draw *d)
{
	const struct unit_fact *up = unit_on(r, f->parent, COUNTRY_OLD), *top = unit_on(r, up->parent, COUNTRY_OLD);
	size_t                  kind = draw(d, 100);
	struct sample           s;
	s.exact = text_print(a, "%.*s, %.*s, %.*s", TEXT_ARG(unit_title(a, f)), TEXT_ARG(unit_title(a, up)), TEXT_ARG(unit_title(a, top)));
	struct text place = s.exact;
	if (kind >= 98)
		place = text_print(a, "%.*s %.*s, %.*s, %.*s", TEXT_ARG(unit_type_word(f->type)), TEXT_ARG(slipped(a, f->name, d)), TEXT_ARG(unit_title(a, up)), TEXT_ARG(unit_title(a, top)));
	else if (kind >= 90)
		place = text_print(a, "%.*s%.*s, %.*s%.*s, %.*s%.*s", TEXT_ARG(abbreviated(f)), TEXT_ARG(f->name), TEXT_ARG(abbreviated(up)), TEXT_ARG(up->name), TEXT_ARG(abbreviated(top)),
		                   TEXT_ARG(top->name));
	else if (kind >= 45)
		place = text_fold(a, unit_title(a, f)).len > 0 ? text_print(a, "%.*s, %.*s, %.*s", TEXT_ARG(text_fold(a, unit_title(a, f))), TEXT_ARG(text_fold(a, unit_title(a, up))),
		                                                            TEXT_ARG(text_fold(a, unit_title(a, top))))
		                                               : place;
	s.typed = text_print(a, "số nhà %d, thôn %d, %.*s", (int)draw(d, 400), (int)draw(d, 20), TEXT_ARG(place));
	return s;
}

/* The other way: the exact address as a key, and nothing forgiven. */
static double plain_hash(const struct sample *samples, size_t count, struct arena *a)
{
	struct chains c = chains_make(a, count);
	size_t        found = 0;
	for (size_t i = 0; i < count; i++)
		chains_add(&c, samples[i].exact, i);
	double start = cpu_seconds();
	for (size_t i = 0; i < count; i++)
		found += chains_first(&c, samples[i].exact) != SIZE_MAX;
	double took = cpu_seconds() - start;
	printf("a plain hash of exact names: %.0f a second (%zu found)\n", (double)count / took, found);
	return took;
}

static double addresses(struct conversion *c, const struct sample *samples, size_t count)
{
	_cleanup_arena_ struct arena *work = arena_new(0);
	int64_t                       counts[CERTAINTIES] = { 0 };
	double                        start = cpu_seconds();
	for (size_t i = 0; i < count; i++) {
		counts[address_convert(c, work, samples[i].typed).certainty]++;
		arena_reset(work);
	}
	double took = cpu_seconds() - start;
	printf("addresses: %.0f a second; %lld certain, %lld likely, %lld ambiguous, %lld unknown\n", (double)count / took, (long long)counts[0], (long long)counts[1],
	       (long long)counts[2], (long long)counts[3]);
	return took;
}

static bool file(struct conversion *c, struct arena *a, const struct sample *samples, size_t count)
{
	enum { PIECE = 32 * 1024 };
	_cleanup_arena_ struct arena *work = arena_new(0);
	struct build                  csv = { .arena = a };
	struct error                  e;
	build_c(&csv, "id,address,telephone\n");
	for (size_t i = 0; i < count; i++)
		build_print(&csv, "%zu,\"%.*s\",0912345678\n", i, TEXT_ARG(samples[i].typed));
	struct address_file *f = address_file_start(c, a, (struct address_how){ .column = TEXT("address") });
	double               start = cpu_seconds();
	bool                 ok = true;
	for (size_t at = 0; ok && at < csv.len; at += PIECE) {
		struct build out = { .arena = work };
		ok = address_file_feed(f, text_first(text_from(build_text(&csv), at), PIECE), &out, NULL, &e);
		arena_reset(work);
	}
	double took = cpu_seconds() - start;
	printf("a file of them: %.0f a second, %.1f MB a second\n", (double)count / took, (double)csv.len / took / 1e6);
	return ok;
}

int main(int argc, char **argv)
{
	_cleanup_arena_ struct arena *a = arena_new(0);
	int64_t                       count = 200000, seed = 1;
	struct conversion            *c;
	struct error                  e;
	if ((argc > 1 && (!text_to_int(text_of(argv[1]), &count) || count < 1)) || (argc > 2 && (!text_to_int(text_of(argv[2]), &seed) || seed < 1))) {
		fprintf(stderr, "usage: bench_convert [ADDRESSES [SEED]]\n");
		return 64;
	}
	const struct registry   *r = country_make(a, (uint64_t)seed);
	struct draw              d = { (uint64_t)seed };
	const struct unit_fact **list;
	size_t                   units = unit_list(r, a, TEXT_EMPTY, LEVEL_COMMUNE, COUNTRY_OLD, &list);
	struct sample           *samples = ARENA_ARRAY(a, struct sample, (size_t)count);
	for (int64_t i = 0; i < count; i++)
		samples[i] = sample_draw(r, a, list[draw(&d, units)], &d);
	double start = cpu_seconds();
	if (!conversion_start(r, a, COUNTRY_OLD, COUNTRY_TODAY, TEXT_EMPTY, &c, &e))
		return 1;
	printf("%lld addresses, %zu versions of units, seed %lld; made ready in %.1f ms\n", (long long)count, country_versions(r), (long long)seed, (cpu_seconds() - start) * 1e3);
	double took = addresses(c, samples, (size_t)count);
	printf("%.1f times the plain hash\n", took / plain_hash(samples, (size_t)count, a));
	return file(c, a, samples, (size_t)count) ? 0 : 1;
}
