/* orders.c - how long a reform of a whole country takes to plan: every two neighbouring communes of a made country become one, each with six bodies and their desks.
 *
 * Usage: bench_orders [COMMUNES...]   prints for each number: milliseconds of CPU to read the order, to plan it, to make the picture after it, and its changes. */
#include "base/base.h"

#include "registry/registry.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { PROVINCES = 60 };

static double now_ms(void)
{
	struct timespec t;
	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1000 + (double)t.tv_nsec / 1e6;
}

static struct text units(struct arena *a, int communes)
{
	struct build b = { .arena = a };
	build_c(&b, "id,code,name,type,parent_id,valid_from,valid_to\n");
	for (int i = 0; i < PROVINCES; i++)
		build_print(&b, "vn-%02d-0,%02d,Tỉnh %d,tinh,,,\n", i + 10, i + 10, i);
	for (int i = 0; i < communes; i++)
		build_print(&b, "vn-%05d-0,%05d,Xã %d,xa,vn-%02d-0,,\n", i + 10000, i + 10000, i, i * PROVINCES / communes + 10);
	return build_text(&b);
}

static struct text bodies(struct arena *a)
{
	static const char *const kinds[] = { "ubnd", "office", "kt:division", "vhxh:division", "one-stop", "front" };
	struct build             b = { .arena = a };
	build_c(&b, "id,name,kind,unit_id,parent_id,valid_from,valid_to,note\n");
	for (size_t i = 0; i < COUNT_OF(kinds); i++) {
		const char *colon = strchr(kinds[i], ':'), *kind = colon ? colon + 1 : kinds[i];
		build_print(&b, "org-{xa}-%.*s,%s %zu {type} {name},%s,{xa},,2020-01-01,,\n", colon ? (int)(colon - kinds[i]) : (int)strlen(kinds[i]), kinds[i], kind, i, kind);
	}
	return build_text(&b);
}

static struct text order(struct arena *a, int communes)
{
	struct build b = { .arena = a };
	build_c(&b, "order: reform\ntitle: { vi: \"a\", en: \"a\" }\nbasis: \"1\"\neffective: 2030-01-01\nparts:\n");
	for (int i = 0; i + 1 < communes; i += 2)
		build_print(&b, "  - merge: [\"%05d\", \"%05d\"]\n    into: { name: \"Mới %d\", type: xa, code: \"%05d\", parent: \"%02d\" }\n", i + 10000, i + 10001, i, i + 10000,
			    i * PROVINCES / communes + 10);
	return build_text(&b);
}

static void measure(int communes)
{
	_cleanup_arena_ struct arena *a = arena_new(0);
	struct registry_source        s = { .units = units(a, communes), .units_file = "units", .organisations = bodies(a), .organisations_file = "bodies" };
	struct registry_data         *data;
	struct registry_faults        faults = { 0 };
	struct order                 *o;
	struct order_plan             plan;
	struct order_faults           wrong = { 0 };
	struct error                  e = { 0 };
	if (!registry_parse(a, s, &data, &faults)) {
		fprintf(stderr, "bench_orders: %s line %d\n", faults.at[0].code, faults.at[0].line);
		exit(70);
	}
	double begun = now_ms();
	bool   read = order_read(a, order(a, communes), "reform", &o, &e);
	double planned_from = now_ms();
	if (!read || !order_plan(registry_of(data), a, o, &plan, &wrong)) {
		fprintf(stderr, "bench_orders: %s line %d\n", read ? wrong.wrong[0].code : e.code, read ? wrong.wrong[0].line : e.line);
		exit(70);
	}
	double pictured_from = now_ms();
	order_applied(registry_of(data), a, &plan);
	printf("%d\t%.1f\t%.1f\t%.1f\t%zu\n", communes, planned_from - begun, pictured_from - planned_from, now_ms() - pictured_from, plan.changes_n);
}

int main(int argc, char **argv)
{
	static const int usual[] = { 1000, 2000, 10000 };
	for (size_t i = 0; argc < 2 && i < COUNT_OF(usual); i++)
		measure(usual[i]);
	for (int i = 1; i < argc; i++)
		measure(atoi(argv[i]));
	return 0;
}
