/* audit_first.c - the first entries of matters. Read from the index of entries by matter, which is small; that it tells all and nothing else is seen by the sums of entries. */
#include "base/base.h"

#include "audit.h"

STATEMENT(audit_by_matter, READS, "", "ti", "SELECT matter, idx FROM entry WHERE matter IS NOT NULL ORDER BY matter, idx", "entry");

struct firsts { int64_t size; uint8_t *is_first, *has_more; };

static bool bit(const uint8_t *bits, int64_t i) { return bits[i / 8] >> i % 8 & 1; }
static void set(uint8_t *bits, int64_t i) { bits[i / 8] |= (uint8_t)(1u << i % 8); }

bool firsts_is_first(const struct firsts *f, int64_t index) { return bit(f->is_first, index); }
bool firsts_has_more(const struct firsts *f, int64_t index) { return bit(f->has_more, index); }

void firsts_free(struct firsts *f)
{
	if (!f)
		return;
	free(f->is_first);
	free(f->has_more);
	free(f);
}

/* Texts of codes are copied only where a matter begins. An entry that the ledger does not have makes its matter one to be looked at. */
static void read_all(struct firsts *f, struct query *q, struct sums *doubts)
{
	_cleanup_arena_ struct arena *a = arena_new(0);
	struct text                   last = TEXT_EMPTY;
	int64_t                       first = -1;
	while (query_next(q)) {
		struct text code = query_text(q, 0);
		int64_t     index = query_int(q, 1);
		if (index < 0 || index >= f->size || code.len == 0) {
			sums_doubt(doubts, code);
			continue;
		}
		if (first >= 0 && text_equal(code, last)) {
			set(f->has_more, first);
			continue;
		}
		arena_reset(a);
		last = text_copy(a, code);
		first = index;
		set(f->is_first, first);
	}
}

bool firsts_read(struct connection *db, int64_t size, struct sums *doubts, struct firsts **ret, struct error *e)
{
	_cleanup_query_ struct query *q = NULL;
	if (!query_stream(db, &audit_by_matter, &q, e))
		return false;
	struct firsts *f = memory_new(sizeof(*f));
	*f = (struct firsts){ .size = size, .is_first = memory_new((size_t)size / 8 + 1), .has_more = memory_new((size_t)size / 8 + 1) };
	read_all(f, q, doubts);
	if (query_end_ok(q, e)) {
		*ret = f;
		return true;
	}
	firsts_free(f);
	return false;
}
