/* registry.c - how long the look-up of a unit by text takes, in process, by kind of input; prints the median and the 99th percentile in microseconds.
 *
 * Usage: bench_registry [COPIES]   COPIES of the units are loaded under other codes and names, to stand for a larger country (default 1, the real list). */
#include "base/base.h"

#include "base/fold.h"
#include "registry/registry.h"

static int64_t now_ns(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static int by_size(const void *a, const void *b) { return (*(const int64_t *)a > *(const int64_t *)b) - (*(const int64_t *)a < *(const int64_t *)b); }

/* The communes again with other ids, codes and a syllable put before their names. */
static struct text copied(struct arena *a, struct text units, int copies)
{
	static const char *const syllables[] = { "An", "Bắc", "Cẩm", "Đại", "Gia", "Hải", "Khánh", "Lộc", "Minh", "Ngọc", "Phú", "Quảng", "Sơn", "Tân", "Vĩnh", "Xuân" };
	struct build             b = { .arena = a };
	build_add(&b, units);
	for (int n = 1; n < copies; n++) {
		struct text rest = units, line, field;
		text_next(&rest, '\n', &line);
		for (int row = 0; text_next(&rest, '\n', &line); row++) {
			struct text fields[4], all = line;
			size_t      count = 0;
			while (count < 4 && text_next(&all, ',', &field))
				fields[count++] = field;
			if (count < 4 || fields[1].len != 5)
				continue;
			build_print(&b, "vn-c%d-%d,%05d,%s %s %.*s,%.*s,vn-19-20250701,2025-07-01,,\n", n, row, 20000 + n * 300 + row, syllables[n % 16], syllables[n / 16 % 16],
			            TEXT_ARG(fields[2]), TEXT_ARG(fields[3]));
		}
	}
	return build_text(&b);
}

static struct text slipped(struct arena *a, struct text t)
{
	size_t at = t.len / 2;
	return text_print(a, "%.*s%.*s", TEXT_ARG(text_first(t, at)), TEXT_ARG(text_from(t, at + 1)));
}

enum kind { EXACT, FOLDED, TELEX, ADDRESS, SLIP, UNKNOWN, KINDS };
static const char *const kind_names[KINDS] = { "as written", "without marks", "raw Telex", "address", "one slip", "not a unit" };

static struct text typed_as(struct arena *a, enum kind kind, const struct unit_fact *f, const struct registry *r, day_t day)
{
	struct text folded = text_fold(a, f->name);
	switch (kind) {
	case EXACT: return unit_title(a, f);
	case FOLDED: return folded;
	case TELEX: return text_print(a, "%.*sf", TEXT_ARG(folded));
	case ADDRESS: return text_print(a, "thôn Nà Khun, %.*s, %.*s", TEXT_ARG(unit_title(a, f)), TEXT_ARG(unit_title_at(r, a, f->parent, day)));
	case SLIP: return slipped(a, folded);
	default: return text_print(a, "qzw %.*s xkj", TEXT_ARG(slipped(a, folded)));
	}
}

static void measure(const struct registry *r, enum kind kind, day_t day)
{
	_cleanup_arena_ struct arena *a = arena_new(0), *work = arena_new(0);
	const struct unit_fact      **list;
	size_t                        count = unit_list(r, a, TEXT_EMPTY, LEVEL_COMMUNE, day, &list), rounds = 20000 / count + 1, n = 0;
	int64_t                      *took = ARENA_ARRAY(a, int64_t, count * rounds);
	for (size_t round = 0; round < rounds; round++)
		for (size_t i = 0; i < count; i++) {
			struct text        typed = typed_as(work, kind, list[i], r, day);
			struct unit_match *m;
			int64_t            start = now_ns();
			unit_find(r, work, (struct unit_search){ .text = typed, .on = DAY_NONE, .today = day }, &m);
			took[n++] = now_ns() - start;
			arena_reset(work);
		}
	qsort(took, n, sizeof(took[0]), by_size);
	printf("%-14s %8zu searches   median %7.1f us   p99 %7.1f us\n", kind_names[kind], n, (double)took[n / 2] / 1e3, (double)took[n * 99 / 100] / 1e3);
}

int main(int argc, char **argv)
{
	_cleanup_arena_ struct arena *a = arena_new(0);
	struct registry_source        s = registry_builtin();
	struct registry_data         *data;
	struct registry_faults        faults;
	int64_t                       copies = 1;
	if (argc > 1 && (!text_to_int(text_of(argv[1]), &copies) || copies < 1 || copies > 200)) {
		fprintf(stderr, "usage: bench_registry [COPIES from 1 to 200]\n");
		return 64;
	}
	s.units = copied(a, s.units, (int)copies);
	if (copies > 1)
		s.organisations = TEXT("id,name,kind,unit_id,parent_id,valid_from,valid_to,note\n");
	int64_t start = now_ns();
	if (!registry_parse(a, s, &data, &faults)) {
		fprintf(stderr, "%s in line %d: %s\n", faults.at[0].code, faults.at[0].line, faults.at[0].value);
		return 1;
	}
	printf("%zu units, made in %.1f ms\n", registry_data_units(data), (double)(now_ns() - start) / 1e6);
	for (enum kind kind = EXACT; kind < KINDS; kind++)
		measure(registry_of(data), kind, (day_t){ 20780 });
	return 0;
}
