/* order.c - any bytes as an order: refused with a place, or planned, and then the picture with its changes has whoever it says. */
#include "base/base.h"

#include <assert.h>

#include "fuzz.h"
#include "registry/registry.h"

static const struct registry *ground(struct arena *a)
{
	struct registry_data  *data;
	struct registry_faults faults;
	struct registry_source s = { .units_file = "u", .organisations_file = "o" };
	s.units = TEXT("id,code,name,type,parent_id,valid_from,valid_to,note,km2,people\nvn-06-0,06,Bắc Kạn,tinh,,,,,,\nvn-066-0,066,Na Rì,huyen,vn-06-0,,,,,\n"
		       "vn-02134-0,02134,Yến Lạc,thi_tran,vn-066-0,,,,4.40,900\nvn-02155-0,02155,Lương Hạ,xa,vn-066-0,,,,,\nvn-02152-0,02152,Cường Lợi,xa,vn-066-0,,,,18.65,1804\n"
		       "vn-02149-0,02149,Văn Học,xa,vn-066-0,,,,14.50,1011\nvn-02137-0,02137,Vũ Loan,xa,vn-066-0,,,,,\n");
	s.organisations = TEXT("id,name,kind,unit_id,parent_id,valid_from,valid_to,note\norg-1,UBND xã Lương Hạ,ubnd,vn-02155-0,,,,\norg-2,Trường,school,vn-02155-0,,,,\n");
	if (!registry_parse(a, s, &data, &faults))
		abort();
	return registry_of(data);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	_cleanup_arena_ struct arena *a = arena_new(0);
	const struct registry        *r = ground(a);
	struct order                 *o = NULL;
	struct order_plan             plan;
	struct order_faults           faults;
	struct error                  e = { 0 };
	if (!order_read(a, text_bytes(bytes, size), "fuzz.yaml", &o, &e)) {
		assert(e.code && e.file[0]);
		return 0;
	}
	if (!order_plan(r, a, o, &plan, &faults)) {
		assert(faults.wrong_n > 0 && faults.wrong[0].code && faults.wrong[0].line > 0);
		return 0;
	}
	const struct registry *after = order_applied(r, a, &plan);
	for (size_t i = 0; i < plan.made_n; i++)
		assert(unit_exists(after, plan.made[i], o->day));
	for (size_t i = 0; i < plan.ended_n; i++)
		assert(!unit_exists(after, plan.ended[i], o->day));
	return 0;
}
