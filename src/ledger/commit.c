/* commit.c - one hash in the public entry stands for six private parts, each of which can be opened or erased alone. */
#include "base/base.h"

#include "commit.h"
#include "merkle.h"

static const char *const names[PART_COUNT] = { "time", "text", "party", "files", "acts", "internal" };

const char *part_name(enum part p) { return names[p]; }

bool part_parse(struct text t, enum part *ret)
{
	for (int p = 0; p < PART_COUNT; p++)
		if (text_is(t, names[p])) {
			*ret = (enum part)p;
			return true;
		}
	return false;
}

struct hash part_commitment(enum part p, const uint8_t salt[SALT], struct text bytes)
{
	return sha256_pieces((struct text[]){ text_of(names[p]), TEXT("\n"), text_bytes(salt, SALT), bytes }, 4);
}

struct hash commit_of(const struct hash part[PART_COUNT])
{
	return sha256_pieces((struct text[]){ TEXT("danvan commit v1\n"), text_bytes(part, PART_COUNT * sizeof(*part)) }, 2);
}
