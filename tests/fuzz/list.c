/* list.c - any bytes as a list of the country, in each format: refused with a place, or a list that fits together, that the ledger keeps, and that can be planned. */
#include "base/base.h"

#include <assert.h>

#include "fuzz.h"
#include "registry/registry.h"

static void is_planned(struct arena *a, const struct list *l, const struct registry *r)
{
	struct list_plan plan;
	for (int part = 0; part < 2; part++) {
		struct list_findings found = list_findings(a);
		if (list_plan(r, a, l, (day_t){ 20148 }, part, &plan, &found))
			assert(found.serious == 0 && plan.after);
		else
			assert(found.serious > 0);
	}
}

static void is_taken(struct arena *a, enum list_format format, struct text t, const struct registry *r)
{
	struct list_findings found = list_findings(a), again = list_findings(a);
	struct list         *l = NULL, *m = NULL;
	struct list_change  *changes;
	if (!list_read(a, format, t, "list", NULL, &l, &found)) {
		assert(found.serious > 0 && found.n > 0 && found.n <= LIST_FINDINGS_MOST);
		return;
	}
	assert(found.serious == 0 && l->n > 0);
	struct text csv = list_print(a, l);
	assert(list_read(a, LIST_CSV, csv, "kept", NULL, &m, &again) || again.serious > 0);
	if (again.serious == 0)
		assert(text_equal(csv, list_print(a, m)) && list_diff(a, l, m, &changes) == 0);
	is_planned(a, l, r);
	size_t n = list_diff(a, list_of(r, a, (day_t){ 20000 }), l, &changes);
	assert(text_is_utf8(list_draft(a, LANG_VI, l, l, (day_t){ 20148 }, changes, n)));
}

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len)
{
	_cleanup_arena_ struct arena *a = arena_new(0);
	struct registry_data         *data;
	struct registry_faults        faults;
	struct registry_source        s = { .units_file = "u", .organisations_file = "o", .organisations = TEXT("id,name,kind,unit_id,parent_id,valid_from,valid_to,note\n") };
	s.units = TEXT("id,code,name,type,parent_id,valid_from,valid_to,note\nvn-06-0,06,Bắc Kạn,tinh,,,,\nvn-066-0,066,Na Rì,huyen,vn-06-0,,,\n"
		       "vn-02134-0,02134,Yến Lạc,thi_tran,vn-066-0,,,\nvn-02155-0,02155,Lương Hạ,xa,vn-066-0,,,Danh mục\n");
	if (!registry_parse(a, s, &data, &faults))
		abort();
	for (size_t format = 0; list_format_word(format); format++)
		is_taken(a, (enum list_format)format, text_bytes(at, len), registry_of(data));
	return 0;
}
