/* convert_tail.c - the ends of addresses that were decided: "xã Kim Lư, huyện Na Rì, tỉnh Bắc Kạn" stands at the end of thousands of lines.
 *
 * Kept are only ends that begin at a comma with the type of their commune and are certain. What stands before such an end can make no difference, unless it
 * has a type of commune itself; so it is looked through for words that may be one, and where there is any doubt the address is read whole. */
#include "convert.h"

enum { TAILS = 32768, LONGEST = 108, TAIL_PARTS = 3 };

struct tail {
	uint64_t hash;
	uint32_t was, now;      /* facts */
	uint8_t  len;           /* 0: none */
	char     at[LONGEST];
};

static struct tail *tail_slot(const struct conversion *c, uint64_t hash) { return &c->tails[hash % TAILS]; }

/* How long the letter at `at` is, of those that Vietnamese is written with; 0: it is none, and who knows what it means folded. */
static size_t letter_len(struct text t, size_t at)
{
	unsigned char c = (unsigned char)t.at[at], next = at + 1 < t.len ? (unsigned char)t.at[at + 1] : 0, third = at + 2 < t.len ? (unsigned char)t.at[at + 2] : 0;
	switch (c) {
	case 0xC3: return next >= 0x80 && next != 0x90 && next != 0x97 && next != 0xB0 && next != 0xB7 ? 2 : 0;
	case 0xC4: return next == 0x82 || next == 0x83 || next == 0x90 || next == 0x91 || next == 0xA8 || next == 0xA9 ? 2 : 0;
	case 0xC5: return next == 0xA8 || next == 0xA9 ? 2 : 0;
	case 0xC6: return next == 0xA0 || next == 0xA1 || next == 0xAF || next == 0xB0 ? 2 : 0;
	case 0xE1: return (next == 0xBA && third >= 0xA0) || (next == 0xBB && third >= 0x80) ? 3 : 0;
	default: return c < 0x80 ? 1 : 0;
	}
}

/* May the word that begins at `at` be "xã", "phường", "thị trấn", "đặc khu" or short for one? */
static bool may_be_type(struct text t, size_t at)
{
	char next = at + 1 < t.len ? char_lower(t.at[at + 1]) : ' ', third = at + 2 < t.len ? char_lower(t.at[at + 2]) : ' ';
	switch (char_lower(t.at[at])) {
	case 'x':
	case 'p':
	case 'f': return true;
	case 't': return next == 't' || (next == 'h' && (third == 'i' || (unsigned char)third == 0xE1));
	case 'd': return next != 'u';
	case '\xC4': return ((unsigned char)next == 0x90 || (unsigned char)next == 0x91) && (unsigned char)third != 0xC6; /* đ, but for đư */
	default: return false;
	}
}

/* Nothing before the end may name a commune. */
static bool is_plain(struct text before)
{
	bool begins = true;
	for (size_t i = 0, len; i < before.len; i += len) {
		len = letter_len(before, i);
		if (len == 0)
			return false;
		bool letter = len > 1 || char_is_alpha(before.at[i]) || char_is_digit(before.at[i]);
		if (letter && begins && may_be_type(before, i))
			return false;
		begins = !letter;
	}
	return true;
}

bool tail_find(const struct conversion *c, struct text address, struct address_answer *ret)
{
	size_t at = address.len;
	for (int parts = 1; parts <= TAIL_PARTS && at > 0; parts++) {
		while (at > 0 && address.at[at - 1] != ',')
			at--;
		struct text tail = text_trim(text_from(address, at));
		if (tail.len > LONGEST)
			return false;
		if (parts > 1) {
			uint64_t           hash = text_hash(tail);
			const struct tail *slot = tail_slot(c, hash);
			if (slot->hash == hash && slot->len == tail.len && memcmp(slot->at, tail.at, tail.len) == 0 && is_plain(text_first(address, at))) {
				*ret = (struct address_answer){ .certainty = CERTAINTY_CERTAIN, .reason = "registry.address_whole", .was = &c->r->facts[slot->was], .now = &c->r->facts[slot->now] };
				return true;
			}
		}
		at -= at > 0;
	}
	return false;
}

void tail_keep(const struct conversion *c, struct text tail, const struct unit_fact *was, const struct unit_fact *now)
{
	tail = text_trim(tail);
	if (tail.len == 0 || tail.len > LONGEST)
		return;
	uint64_t     hash = text_hash(tail);
	struct tail *slot = tail_slot(c, hash);
	*slot = (struct tail){ .hash = hash, .was = (uint32_t)(was - c->r->facts), .now = (uint32_t)(now - c->r->facts), .len = (uint8_t)tail.len };
	memcpy(slot->at, tail.at, tail.len);
}

void tails_make(struct conversion *c) { c->tails = ARENA_ARRAY(c->arena, struct tail, TAILS); }
