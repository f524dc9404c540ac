/* chains.c - a hash table from texts to lists of numbers; filled once, then only read. */
#include "model.h"

#include <assert.h>

uint64_t text_hash(struct text t)
{
	struct hashing h = hashing_start();
	hashing_add(&h, t);
	return hashing_end(h);
}

struct chains chains_make(struct arena *a, size_t items)
{
	size_t size = 16;
	while (size < items * 2)
		size *= 2;
	return (struct chains){ .slots = ARENA_ARRAY(a, struct chain_slot, size), .mask = size - 1, .next = ARENA_ARRAY(a, uint32_t, items + 1), .room = items };
}

static struct chain_slot *slot_of(const struct chains *c, struct text key)
{
	for (size_t i = text_hash(key) & c->mask;; i = (i + 1) & c->mask)
		if (c->slots[i].first == 0 || text_equal(c->slots[i].key, key))
			return &c->slots[i];
}

void chains_add(struct chains *c, struct text key, size_t item)
{
	assert(item < c->room && c->used < c->room);
	struct chain_slot *slot = slot_of(c, key);
	uint32_t           number = (uint32_t)item + 1;
	c->used++;
	if (slot->first == 0) {
		slot->key = key;
		slot->first = number;
	} else {
		c->next[slot->last - 1] = number;
	}
	slot->last = number;
}

size_t chains_first(const struct chains *c, struct text key)
{
	uint32_t first = c->slots ? slot_of(c, key)->first : 0;
	return first > 0 ? first - 1 : SIZE_MAX;
}

size_t chains_next(const struct chains *c, size_t item) { return c->next[item] > 0 ? c->next[item] - 1 : SIZE_MAX; }
