/* keep.c - entries and parts read from where they are kept. */
#include "base/base.h"

#include "canon.h"
#include "key.h"
#include "stored.h"

STATEMENT(entry_get, READS, "i", "dtTbb", "SELECT day, kind, matter, bytes, leaf FROM entry WHERE idx = $1");

bool stored_entry(struct connection *db, int64_t index, struct arena *a, struct stored_entry *ret, bool *ret_found, struct error *e)
{
	struct value row[5];
	if (!statement_one(db, &entry_get, (struct value[]){ value_int(index) }, a, row, ret_found, e))
		return false;
	if (*ret_found)
		*ret = (struct stored_entry){ .index = index, .day = value_as_day(row[0]), .kind = row[1].text, .matter = row[2].text,
					      .bytes = row[3].text, .leaf = row[4].text };
	return true;
}

bool ledger_entry(struct connection *db, int64_t index, struct arena *a, struct kept_entry *ret, bool *ret_found, struct error *e)
{
	struct stored_entry s;
	if (!stored_entry(db, index, a, &s, ret_found, e))
		return false;
	if (*ret_found)
		*ret = (struct kept_entry){ .index = index, .day = s.day, .kind = s.kind, .matter = s.matter, .bytes = s.bytes };
	return true;
}

STATEMENT(entry_slice, READS, "ii", "idtTb", "SELECT idx, day, kind, matter, bytes FROM entry WHERE idx >= $1 AND idx < $2 ORDER BY idx");

static bool walk_slice(struct connection *db, int64_t from, int64_t to, bool (*see)(void *, const struct kept_entry *, struct error *), void *arg,
		       int64_t *ret_seen, struct error *e)
{
	_cleanup_query_ struct query *q = NULL;
	if (!query_start(db, &entry_slice, (struct value[]){ value_int(from), value_int(to) }, &q, e))
		return false;
	for (*ret_seen = 0; query_next(q); ++*ret_seen) {
		struct kept_entry n = { query_int(q, 0), query_day(q, 1), query_text(q, 2), query_text(q, 3), query_bytes(q, 4) };
		if (!see(arg, &n, e))
			return false;
	}
	return query_end_ok(q, e);
}

/* In slices, so that no snapshot is held long and no result grows with the ledger. */
bool ledger_walk(struct connection *db, int64_t from, int64_t to, bool (*see)(void *, const struct kept_entry *, struct error *), void *arg,
		 struct error *e)
{
	enum { SLICE = 1024 };
	for (int64_t seen; from < to; from += SLICE) {
		int64_t until = to - from < SLICE ? to : from + SLICE;
		if (!walk_slice(db, from, until, see, arg, &seen, e))
			return false;
		if (seen < until - from)
			return error(e, LEDGER_NO_ENTRY, .number = from + seen);
	}
	return true;
}

STATEMENT(part_get, READS, "i", "tbbbbbbb",
	  "SELECT scope, commitments, sealed_time, sealed_text, sealed_party, sealed_files, sealed_acts, sealed_internal FROM part WHERE idx = $1");

bool stored_parts(struct connection *db, int64_t index, struct arena *a, struct stored_parts *ret, bool *ret_found, struct error *e)
{
	struct value row[2 + PART_COUNT];
	if (!statement_one(db, &part_get, (struct value[]){ value_int(index) }, a, row, ret_found, e))
		return false;
	if (!*ret_found)
		return true;
	if (row[1].text.len != PART_COUNT * sizeof(struct hash))
		return error(e, LEDGER_DAMAGED, .name = TEXT("part"), .number = index);
	ret->scope = row[0].text;
	ret->commitments = row[1].text;
	for (int p = 0; p < PART_COUNT; p++)
		ret->sealed[p] = row[2 + p].text;
	return true;
}

bool opening_split(enum part p, struct text scope, struct text both, struct opening *ret, struct error *e)
{
	if (both.len < SALT)
		return error(e, LEDGER_SEAL_BROKEN, .name = scope, .value = text_of(part_name(p)));
	ret->part = p;
	memcpy(ret->salt, both.at, SALT);
	ret->bytes = text_from(both, SALT);
	return true;
}

bool stored_opening(struct connection *db, const struct ledger_key *k, int64_t index, const struct stored_parts *s, enum part p, struct arena *a,
		    struct opening *ret, struct error *e)
{
	struct text both = s->sealed[p];
	if (both.len != SALT && !keys_open(db, k, s->scope, p, ledger_part_label(a, index), both, a, &both, e))
		return false;
	return opening_split(p, s->scope, both, ret, e);
}

STATEMENT(data_keys_of, READS, "t", "iB", "SELECT part, wrapped FROM data_key WHERE scope = $1 ORDER BY part");

bool scope_keys(struct connection *db, struct text scope, struct arena *a, struct scope_keys *ret, struct error *e)
{
	_cleanup_query_ struct query *q = NULL;
	*ret = (struct scope_keys){ 0 };
	if (!query_start(db, &data_keys_of, (struct value[]){ value_text(scope) }, &q, e))
		return false;
	while (query_next(q)) {
		int64_t p = query_int(q, 0);
		if (p < 0 || p >= PART_COUNT)
			continue;
		ret->is_there[p] = true;
		ret->wrapped[p] = query_is_null(q, 1) ? value_null() : value_bytes(text_copy(a, query_bytes(q, 1)));
	}
	return query_end_ok(q, e);
}

bool stored_opening_by(const struct ledger_key *k, const struct scope_keys *keys, int64_t index, const struct stored_parts *s, enum part p, struct arena *a,
		       struct opening *ret, struct error *e)
{
	struct text both = s->sealed[p];
	if (both.len != SALT && !keys->is_there[p])
		return error(e, LEDGER_SEAL_BROKEN, .name = s->scope, .value = text_of(part_name(p)));
	if (both.len != SALT && !wrapped_open(k, keys->wrapped[p], s->scope, p, ledger_part_label(a, index), both, a, &both, e))
		return false;
	return opening_split(p, s->scope, both, ret, e);
}

bool ledger_open_parts(struct connection *db, const struct ledger_key *k, int64_t index, struct arena *a, struct openings *ret, bool *ret_found, struct error *e)
{
	struct stored_parts s;
	struct scope_keys   keys;
	if (!stored_parts(db, index, a, &s, ret_found, e) || (*ret_found && !scope_keys(db, s.scope, a, &keys, e)))
		return false;
	for (int p = 0; *ret_found && p < PART_COUNT; p++) {
		struct error why = { 0 };
		ret->known[p] = stored_opening_by(k, &keys, index, &s, (enum part)p, a, &ret->at[p], &why);
	}
	return true;
}

bool ledger_open_part(struct connection *db, const struct ledger_key *k, int64_t index, enum part p, struct arena *a, struct opening *ret,
		      struct error *e)
{
	struct stored_parts s;
	bool                found;
	if (!stored_parts(db, index, a, &s, &found, e))
		return false;
	return found ? stored_opening(db, k, index, &s, p, a, ret, e) : error(e, LEDGER_NO_ENTRY, .number = index);
}

struct text opening_print(struct arena *a, const struct opening *o)
{
	struct json j = json_start(a, false);
	json_object(&j);
	json_member_text(&j, "bytes", base64_encode(a, o->bytes));
	json_member_text(&j, "part", text_of(part_name(o->part)));
	json_member_text(&j, "salt", base64_encode(a, text_bytes(o->salt, SALT)));
	json_end(&j);
	return json_done(&j);
}
