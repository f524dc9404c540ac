/* proof.c - printing and reading of .tlog-proof files. Reading ends by printing again and comparing, so that there is one file for one fact. */
#include "base/base.h"

#include "canon.h"
#include "commit.h"
#include "proof.h"

/* The names of the parts in the order of keys. */
static const enum part by_name[PART_COUNT] = { PART_ACTS, PART_FILES, PART_INTERNAL, PART_PARTY, PART_TEXT, PART_TIME };

static struct text hash_base64(struct arena *a, const struct hash *h) { return base64_encode(a, text_bytes(h->at, sizeof(h->at))); }

static struct text extra_print(struct arena *a, const struct proof_file *f)
{
	struct json j = json_start(a, false);
	json_object(&j);
	json_member_text(&j, "entry", base64_encode(a, f->entry));
	json_key(&j, "parts");
	json_object(&j);
	for (int i = 0; f->has_parts && i < PART_COUNT; i++)
		json_member_text(&j, part_name(by_name[i]), hash_base64(a, &f->part[by_name[i]]));
	json_end(&j);
	json_end(&j);
	return json_done(&j);
}

struct text proof_print(struct arena *a, const struct proof_file *f)
{
	struct build b = { .arena = a };
	build_c(&b, "c2sp.org/tlog-proof@v1\nextra ");
	build_add(&b, base64_encode(a, extra_print(a, f)));
	build_print(&b, "\nindex %lld\n", (long long)f->index);
	for (int i = 0; i < f->proof.count; i++) {
		build_add(&b, hash_base64(a, &f->proof.at[i]));
		build_byte(&b, '\n');
	}
	build_byte(&b, '\n');
	build_add(&b, f->checkpoint);
	return build_text(&b);
}

static bool hash_parse(struct arena *a, struct text base64, struct hash *ret)
{
	struct text bytes;
	if (!base64_decode(a, base64, &bytes) || bytes.len != sizeof(ret->at))
		return false;
	memcpy(ret->at, bytes.at, bytes.len);
	return true;
}

static bool extra_parse(struct arena *a, struct text base64, struct proof_file *f)
{
	struct text json, entry, parts, key, value;
	if (!base64_decode(a, base64, &json) || !canon_is_good(json, false) || !entry_text(a, json, "entry", &entry) ||
	    !base64_decode(a, entry, &f->entry) || !entry_raw(json, "parts", &parts) || parts.at[0] != '{')
		return false;
	size_t at = 0;
	for (int i = 0; canon_member(parts, &at, &key, &value); i++) {
		if (i == PART_COUNT || !text_is(key, part_name(by_name[i])) || value.at[0] != '"' ||
		    !hash_parse(a, canon_string(a, value), &f->part[by_name[i]]))
			return false;
		f->has_parts = i == PART_COUNT - 1;
	}
	return true;
}

/* A line that begins with `word`, without it. */
static bool line_after(struct text *rest, const char *word, struct text *ret)
{
	struct text line;
	if (!text_next(rest, '\n', &line) || !text_starts(line, word))
		return false;
	*ret = text_from(line, strlen(word));
	return true;
}

bool proof_parse(struct arena *a, struct text whole, struct proof_file *ret, struct error *e)
{
	struct proof_file f = { 0 };
	struct text       rest = whole, value, line;
	if (whole.len > PROOF_FILE_MOST || !line_after(&rest, "c2sp.org/tlog-proof@v1", &value) || value.len > 0)
		return error(e, LEDGER_BAD_RECEIPT, .line = 1);
	if (!line_after(&rest, "extra ", &value) || !extra_parse(a, value, &f))
		return error(e, LEDGER_BAD_RECEIPT, .line = 2);
	if (!line_after(&rest, "index ", &value) || !text_to_int(value, &f.index) || f.index < 0)
		return error(e, LEDGER_BAD_RECEIPT, .line = 3);
	int number = 4;
	for (; text_next(&rest, '\n', &line) && line.len > 0; number++)
		if (f.proof.count == TREE_LEVELS || !hash_parse(a, line, &f.proof.at[f.proof.count++]))
			return error(e, LEDGER_BAD_RECEIPT, .line = number);
	f.checkpoint = rest;
	if (!text_equal(whole, proof_print(a, &f)))
		return error(e, LEDGER_BAD_RECEIPT, .line = number);
	*ret = f;
	return true;
}
