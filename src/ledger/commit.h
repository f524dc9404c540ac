/* commit.h - the six commitments behind an entry's `commit`, and the names of the parts. */
#pragma once
#include "base/base.h"
#include "ledger.h"

enum { SALT = 32 };
struct hash part_commitment(enum part, const uint8_t salt[SALT], struct text bytes);
struct hash commit_of(const struct hash part[PART_COUNT]);
