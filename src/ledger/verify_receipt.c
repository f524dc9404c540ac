/* verify_receipt.c - a receipt file against verifier keys that come from elsewhere. Needs no database and no network. */
#include "base/base.h"

#include "canon.h"
#include "checkpoint.h"
#include "commit.h"
#include "kinds.h"
#include "proof.h"

static bool commitment_fits(struct arena *a, const struct proof_file *f, const struct entry_facts *facts, struct error *e)
{
	if (f->has_parts == (facts->commit.len > 0) && (!f->has_parts || text_equal(hash_hex(a, commit_of(f->part)), facts->commit)))
		return true;
	return error(e, LEDGER_BAD_COMMITMENT, .name = TEXT("commit"), .number = f->index);
}

bool verify_receipt(struct arena *a, struct text file, const struct text *vkeys, size_t vkey_count, struct receipt *ret, struct error *e)
{
	struct proof_file  f;
	struct vkey       *v;
	struct checkpoint  c;
	struct entry_facts facts;
	if (!vkeys_parse(a, vkeys, vkey_count, &v, e) || !proof_parse(a, file, &f, e) || !checkpoint_verify(a, f.checkpoint, v, vkey_count, &c, e))
		return false;
	if (!inclusion_holds(leaf_hash(f.entry), f.index, c.head, &f.proof))
		return error(e, LEDGER_NOT_INCLUDED, .number = f.index, .limit = c.head.size);
	if (!kind_check(a, f.entry, f.index, &facts, e) || !commitment_fits(a, &f, &facts, e))
		return false;
	*ret = (struct receipt){ .origin = c.origin, .entry = f.entry, .kind = text_of(facts.kind->kind), .matter = facts.matter, .index = f.index,
				 .day = facts.day, .head = c.head, .signatures = c.signatures, .unknown = c.unknown, .has_parts = f.has_parts };
	memcpy(ret->part, f.part, sizeof(ret->part));
	return true;
}

static bool opening_parse(struct arena *a, struct text file, struct opening *ret)
{
	struct text whole = text_ends(file, "\n") ? text_first(file, file.len - 1) : file, bytes, part, salt;
	if (!canon_is_good(whole, false) || !entry_text(a, whole, "bytes", &bytes) || !entry_text(a, whole, "part", &part) ||
	    !entry_text(a, whole, "salt", &salt))
		return false;
	if (!base64_decode(a, bytes, &ret->bytes) || !part_parse(part, &ret->part) || !base64_decode(a, salt, &salt) || salt.len != SALT)
		return false;
	memcpy(ret->salt, salt.at, SALT);
	return text_equal(whole, opening_print(a, ret));
}

bool verify_opening(struct arena *a, const struct receipt *r, struct text file, struct opening *ret, struct error *e)
{
	struct opening o;
	if (!opening_parse(a, file, &o))
		return error(e, LEDGER_BAD_RECEIPT, .line = 1);
	if (!r->has_parts || !hash_equal(part_commitment(o.part, o.salt, o.bytes), r->part[o.part]))
		return error(e, LEDGER_BAD_COMMITMENT, .name = text_of(part_name(o.part)), .number = r->index);
	*ret = o;
	return true;
}
