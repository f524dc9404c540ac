/* kind_check.c - an entry against the table of kinds, in one pass over its bytes.
 *
 * The lists of members stand in bytewise order, as the members of canonical JSON do. So the reader walks along the list and only asks whether the next member
 * stands here: names need no comparing among themselves, nothing is copied, and what is not in the list can't be passed over. */
#include "base/base.h"

#include "canon.h"
#include "kinds.h"

const struct entry_kind *kind_find(struct text kind)
{
	for (const struct entry_kind *k = entry_kinds; k->kind; k++)
		if (name_is(kind, k->kind))
			return k;
	return NULL;
}

/* A pass: where it stands, the last day that was read, and, when it failed, at which member. */
struct pass { struct scan scan; day_t day; const char *wrong; struct text stranger; };

/* The innermost name is kept. */
static bool refuse(struct pass *p, const char *name)
{
	if (!p->wrong && p->stranger.len == 0)
		p->wrong = name;
	return false;
}

static bool take(struct pass *p, char c)
{
	if (p->scan.at == p->scan.end || *p->scan.at != c)
		return false;
	p->scan.at++;
	return true;
}

/* Passes over `"name":`, with the comma before it unless it is the first; stays where it is if something else stands here. */
static bool take_name(struct pass *p, const char *name, bool first)
{
	const char *at = p->scan.at, *end = p->scan.end;
	if (end - at < 4 || (!first && *at++ != ',') || *at++ != '"')
		return false;
	for (; *name; name++, at++)
		if (at == end || *at != *name)
			return false;
	if (end - at < 2 || at[0] != '"' || at[1] != ':')
		return false;
	p->scan.at = at + 2;
	return true;
}

/* `m` is not here: it is missing, or a member that no list has stands before it. */
static bool refuse_here(struct pass *p, const struct entry_member *m)
{
	struct text rest = { p->scan.at, (size_t)(p->scan.end - p->scan.at) }, name = TEXT_EMPTY;
	if (rest.len > 0 && rest.at[0] == ',')
		rest = text_from(rest, 1);
	if (rest.len > 0 && rest.at[0] == '"')
		name = text_first(text_from(rest, 1), text_find(text_from(rest, 1), TEXT("\"")));
	if (name.len == 0 || (m->name && text_compare(name, text_of(m->name)) >= 0))
		return refuse(p, m->name);
	if (!p->wrong && p->stranger.len == 0)
		p->stranger = name;
	return false;
}

/* The characters of a string that has no escapes; days, hashes and words have none. */
static bool take_plain(struct pass *p, size_t len, struct text *ret)
{
	struct scan *s = &p->scan;
	if ((size_t)(s->end - s->at) < len + 2 || s->at[0] != '"' || s->at[len + 1] != '"')
		return false;
	*ret = (struct text){ s->at + 1, len };
	s->at += len + 2;
	return true;
}

static bool take_hash(struct pass *p)
{
	struct text t;
	unsigned    bad = 0;
	if (!take_plain(p, 2 * sizeof(struct hash), &t))
		return false;
	for (size_t i = 0; i < 2 * sizeof(struct hash); i++) {
		unsigned char c = (unsigned char)t.at[i];
		bad |= (unsigned char)(c - '0') > 9 && (unsigned char)(c - 'a') > 5;
	}
	return !bad;
}

static bool take_day(struct pass *p)
{
	struct text t;
	return take_plain(p, strlen("2026-11-23"), &t) && day_parse(t, &p->day);
}

static bool take_one_of(struct pass *p, const char *words)
{
	struct text rest = text_of(words), word, t;
	while (text_next(&rest, ' ', &word)) {
		struct pass here = *p;
		if (take_plain(&here, word.len, &t) && memcmp(t.at, word.at, word.len) == 0) {
			p->scan = here.scan;
			return true;
		}
	}
	return false;
}

static bool take_text(struct pass *p) { return p->scan.at < p->scan.end && *p->scan.at == '"' && scan_string(&p->scan); }

static bool take_number(struct pass *p) { return p->scan.at < p->scan.end && char_is_digit(*p->scan.at) && scan_number(&p->scan); }

static bool take_members(struct pass *, const struct entry_member *);

/* Texts, or objects with the members `of`. */
static bool take_items(struct pass *p, const struct entry_member *of)
{
	if (!take(p, '['))
		return false;
	if (take(p, ']'))
		return true;
	do
		if (!(of ? take_members(p, of) : take_text(p)))
			return false;
	while (take(p, ','));
	return take(p, ']');
}

static bool take_value(struct pass *p, const struct entry_member *m)
{
	switch (m->type) {
	case MEMBER_TEXT:
		return take_text(p);
	case MEMBER_WORD:
		return take_one_of(p, m->words);
	case MEMBER_NUMBER:
		return take_number(p);
	case MEMBER_BOOL:
		return scan_word(&p->scan, "true") || scan_word(&p->scan, "false");
	case MEMBER_DAY:
		return take_day(p);
	case MEMBER_HASH:
		return take_hash(p);
	case MEMBER_OBJECT:
		return take_members(p, m->of);
	case MEMBER_LIST:
	case MEMBER_TEXTS:
		return take_items(p, m->type == MEMBER_LIST ? m->of : NULL);
	}
	return false;
}

static bool take_members(struct pass *p, const struct entry_member *m)
{
	bool first = true;
	if (!take(p, '{'))
		return false;
	for (; m->name; m++) {
		if (take_name(p, m->name, first)) {
			first = false;
			if (!take_value(p, m))
				return refuse(p, m->name);
		} else if (m->required)
			return refuse_here(p, m);
	}
	return take(p, '}') || refuse_here(p, m);
}

/* ---- the entry itself: its own members, and those that entries share ---- */

bool kind_has_common(const struct entry_kind *k, const struct entry_member *m)
{
	if (m->name[0] == 'm')
		return k->matter != MATTER_NEVER;
	return m->name[0] != 'c' || k->commits;
}

static bool stands_before(const char *a, const char *b) { return a[0] != b[0] ? a[0] < b[0] : strcmp(a, b) < 0; }

/* Of both lists, in order; at the end a member without a name. */
struct next { const struct entry_member *member; bool shared, required; };

static struct next next_member(const struct entry_kind *k, const struct entry_member **own, const struct entry_member **shared)
{
	while ((*shared)->name && !kind_has_common(k, *shared))
		++*shared;
	const struct entry_member *o = *own, *s = *shared;
	if (!s->name || (o->name && stands_before(o->name, s->name))) {
		*own += o->name != NULL;
		return (struct next){ o, false, o->required };
	}
	++*shared;
	return (struct next){ s, true, s->required || (s->name[0] == 'm' && k->matter == MATTER_MUST) };
}

struct found { struct entry_facts facts; day_t received, to; };

/* Keeps what the shared members say (their first letters differ); false: they say what they may not. */
static bool keep_shared(struct found *f, const struct entry_kind *k, const struct entry_member *m, const struct pass *p, const char *from)
{
	struct text raw = { from, (size_t)(p->scan.at - from) }, plain = { from + 1, raw.len - (raw.len > 1 ? 2 : 1) };
	switch (m->name[0]) {
	case 'c':
		f->facts.commit = plain;
		return true;
	case 'd':
		f->facts.day = p->day;
		return true;
	case 'k':
		return text_is(plain, k->kind);
	case 'm':
		f->facts.matter = plain;
		return plain.len > 0 || k->matter != MATTER_MUST;
	}
	return text_is(raw, "1"); /* v */
}

static void keep_own(struct found *f, const struct entry_member *m, const struct pass *p)
{
	if (m->type == MEMBER_DAY && text_is(text_of(m->name), "received"))
		f->received = p->day;
	else if (m->type == MEMBER_DAY && text_is(text_of(m->name), "to"))
		f->to = p->day;
}

static bool take_member(struct pass *p, const struct entry_kind *k, struct next n, struct found *f)
{
	const char *from = p->scan.at;
	if (!take_value(p, n.member) || (n.shared && !keep_shared(f, k, n.member, p, from)))
		return refuse(p, n.member->name);
	if (!n.shared)
		keep_own(f, n.member, p);
	return true;
}

static bool take_entry(struct pass *p, const struct entry_kind *k, struct found *f)
{
	const struct entry_member *own = k->members, *shared = entry_common;
	struct next                n;
	bool                       first = true;
	if (!take(p, '{'))
		return false;
	while ((n = next_member(k, &own, &shared)).member->name) {
		if (take_name(p, n.member->name, first)) {
			first = false;
			if (!take_member(p, k, n, f))
				return false;
		} else if (n.required)
			return refuse_here(p, n.member);
	}
	return (take(p, '}') && p->scan.at == p->scan.end) || refuse_here(p, n.member);
}

static bool fits(struct text bytes, struct text kind, struct found *f, struct pass *p)
{
	const struct entry_kind *k = kind_find(kind);
	*p = (struct pass){ .scan = { bytes.at, bytes.at + bytes.len, false, 0 } };
	*f = (struct found){ .facts = { .kind = k, .day = DAY_NONE }, .received = DAY_NONE, .to = DAY_NONE };
	return k && take_entry(p, k, f);
}

/* What the first member named kind says, at whatever depth it stands. If that is not the entry's own kind, the entry does not fit it. */
static struct text likely_kind(struct text bytes)
{
	static const char name[] = "\"kind\":\"";
	const char       *end = bytes.at + bytes.len;
	for (const char *k = bytes.at + 1; end - k > (ptrdiff_t)sizeof(name) && (k = memchr(k, 'k', (size_t)(end - k))); k++)
		if (end - k >= (ptrdiff_t)sizeof(name) && memcmp(k - 1, name, sizeof(name) - 1) == 0) {
			const char *from = k + sizeof(name) - 2, *to = memchr(from, '"', (size_t)(end - from));
			return to ? text_bytes(from, (size_t)(to - from)) : TEXT_EMPTY;
		}
	return TEXT_EMPTY;
}

/* The careful way, for what did not fit: the kind is looked for where it must stand. */
static bool fits_or_why(struct arena *a, struct text bytes, int64_t index, struct found *f, struct error *e)
{
	struct pass p;
	struct text kind;
	if (!canon_is_good(bytes, false) || bytes.at[0] != '{' || !entry_text(a, bytes, "kind", &kind) || !kind_find(kind))
		return error(e, LEDGER_ENTRY_WRONG, .name = TEXT("kind"), .number = index);
	if (fits(bytes, kind, f, &p))
		return true;
	return error(e, LEDGER_ENTRY_WRONG, .name = p.wrong ? text_of(p.wrong) : p.stranger, .value = kind, .number = index);
}

bool kind_check(struct arena *a, struct text bytes, int64_t index, struct entry_facts *ret, struct error *e)
{
	struct found f;
	struct pass  p;
	if (bytes.len > LEDGER_ENTRY_MOST)
		return error(e, LEDGER_ENTRY_TOO_LARGE, .number = (int64_t)bytes.len, .limit = LEDGER_ENTRY_MOST);
	if (!fits(bytes, likely_kind(bytes), &f, &p) && !fits_or_why(a, bytes, index, &f, e))
		return false;
	if (day_is_known(f.received) && day_compare(f.received, f.facts.day) > 0)
		return error(e, LEDGER_RECEIVED_LATER, .day = f.received, .number = index);
	f.facts.floor = name_is(text_of(f.facts.kind->kind), "clock.corrected") ? f.to : f.facts.day;
	*ret = f.facts;
	return true;
}
