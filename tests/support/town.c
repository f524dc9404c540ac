#include "base/base.h"

#include "country.h"
#include "town.h"

static bool lists_apply(struct act_run *run, void *command, struct error *e)
{
	int64_t units;
	return registry_import(run->db, country_data(run->arena), run->today, &units, e);
}

static const struct act_row row_lists = { .name = "test.lists", .apply = lists_apply };

void town_begin(struct test_house *h, struct ground **ret_ground)
{
	const struct pack_import *packs;
	house_begin(h);
	house_do(h, &row_lists, NULL);
	size_t n = pack_imports_builtin(h->arena, &packs);
	for (size_t i = 0; i < n; i++) {
		struct pack_import p = packs[i];
		house_do(h, &row_pack_import, &p);
	}
	*ret_ground = NULL;
	house_must(h, ground_load(h->db, ret_ground, &h->e));
}

void town_end(struct test_house *h, struct ground **ground)
{
	ground_free(*ground);
	*ground = NULL;
	house_end(h);
}
