/* replay.c - one matter made again from its entries: what they say is taken from them, what they only commit to is opened, what follows from both is left to the engine, step by step. */
#include "base/base.h"

#include "audit.h"

enum { VALUES_MOST = 48 };

const char *const matter_step_columns[] = { "number", "matter", "entry", "day", "step", "state_before", "state_after", "role", "unit", "holder", "account", "via", "corrects",
					    "corrected", "situation", "desk", NULL };
const char *const matter_link_columns[] = { "other", "matter", "kind", "entry", NULL };
const char *const public_step_columns[] = { "entry", "matter", "day", "step", "state", "unit", NULL };

STATEMENT(replay_entries, READS, "t", "idtb",
          "SELECT idx, day, kind, bytes FROM entry WHERE matter = $1 AND kind IN ('matter.filed', 'matter.step', 'grouped') ORDER BY idx");

/* One entry, with what could be opened of its parts. */
struct said {
	struct kept_entry entry;
	struct entry_members members;       /* what an open matter shows; none: not known any more */
	struct text       part[PART_COUNT]; /* empty: absent or not known */
	bool              known[PART_COUNT];
	struct named      values[VALUES_MOST];
	size_t            values_n;
	struct text       step;             /* empty: it was filed */
};

static struct text member(struct arena *a, struct text object, const char *name)
{
	struct text t;
	return entry_text(a, object, name, &t) ? t : TEXT_EMPTY;
}

static day_t member_day(struct arena *a, struct text object, const char *name)
{
	day_t day;
	return day_parse(member(a, object, name), &day) ? day : DAY_NONE;
}

static struct text said(struct arena *a, const struct said *s, const char *name)
{
	struct text t;
	return members_text(a, &s->members, name, &t) ? t : TEXT_EMPTY;
}

static day_t said_day(struct arena *a, const struct said *s, const char *name)
{
	day_t day;
	return day_parse(said(a, s, name), &day) ? day : DAY_NONE;
}

static void take_parts(struct said *s, const struct openings *o)
{
	for (int p = 0; p < PART_COUNT; p++) {
		s->known[p] = o->known[p];
		if (s->known[p])
			s->part[p] = o->at[p].bytes;
	}
}

/* Parts that are erased, or that the ledger's own audit tells of, are not known. */
static bool open_parts(struct audit *u, struct said *s, struct error *e)
{
	struct openings o = { 0 };
	struct error    why = { 0 };
	bool            found;
	if (!ledger_open_parts(u->db, u->key, s->entry.index, u->arena, &o, &found, &why)) {
		if (text_starts(text_of(why.code), "ledger."))
			return true;
		*e = why;
		return false;
	}
	if (found)
		take_parts(s, &o);
	return true;
}

static void add_values(struct arena *a, struct said *s, struct text object)
{
	size_t      at = 0;
	struct text name, value;
	while (s->values_n < VALUES_MOST && entry_member(a, object, &at, &name, &value))
		s->values[s->values_n++] = (struct named){ name, value };
}

/* `opened` NULL: nobody has opened its parts yet. */
static bool listen(struct audit *u, const struct kept_entry *entry, const struct openings *opened, struct said *s, struct error *e)
{
	struct text acts, raw, members = entry->bytes;
	*s = (struct said){ .entry = *entry };
	if (opened)
		take_parts(s, opened);
	else if (!open_parts(u, s, e))
		return false;
	acts = s->part[PART_ACTS];
	if (text_is(entry->kind, "grouped")) {
		members = entry_raw(acts, "entry", &raw) ? raw : TEXT_EMPTY;
		acts = entry_raw(acts, "values", &raw) ? raw : TEXT_EMPTY;
	}
	entry_members(members, &s->members);
	add_values(u->arena, s, s->part[PART_TEXT]);
	add_values(u->arena, s, s->part[PART_PARTY]);
	add_values(u->arena, s, acts);
	add_values(u->arena, s, s->part[PART_INTERNAL]);
	s->step = said(u->arena, s, "step");
	return true;
}

/* Somebody who may do everything at the holder and above it: whether the one who did it might was decided then; here only what it did counts. */
static void make_anyone(struct audit *u, struct text holder, day_t day, struct actor *ret)
{
	static const enum role roles[] = { ROLE_CLERK, ROLE_OFFICER, ROLE_HEAD, ROLE_LEADER, ROLE_INSPECTOR, ROLE_ADMINISTRATOR };
	const struct registry *r = ground_registry(u->ground);
	struct grant          *grants = ARENA_ARRAY(u->arena, struct grant, 2 * COUNT_OF(roles));
	struct office          office;
	size_t                 n = 0;
	for (size_t i = 0; i < COUNT_OF(roles); i++)
		grants[n++] = (struct grant){ .role = roles[i], .unit = holder };
	const struct unit_fact *above = office_above(r, holder, day, &office, NULL) ? unit_on(r, office.unit, day) : NULL;
	for (size_t i = 0; above && i < COUNT_OF(roles); i++)
		grants[n++] = (struct grant){ .role = roles[i], .unit = above->place.len > 0 ? above->place : above->unit };
	*ret = (struct actor){ .account = { .number = 1 }, .grants = grants, .grants_n = n, .day = day, .via = "web" };
}

static bool repeat_filing(struct replay *r, struct act_run *run, const struct said *s, struct change *c)
{
	struct arena      *a = run->arena;
	struct named       values[VALUES_MOST];
	size_t             n = 0;
	struct office      office;
	struct matter_file f = { .procedure = said(a, s, "procedure"), .ground = r->audit->ground, .received = said_day(a, s, "received") };
	const struct pack *pack = ground_pack(f.ground, f.procedure);
	if (!pack || !office_of(ground_registry(f.ground), said(a, s, "place"), run->today, &office, NULL))
		return false;
	for (size_t i = 0; i < s->values_n; i++)
		for (size_t k = 0; k < pack_step(pack, TEXT("open"))->fields_n; k++)
			if (text_equal(pack_step(pack, TEXT("open"))->fields[k].name, s->values[i].name))
				values[n++] = s->values[i];
	for (size_t i = 0; i < s->values_n; i++)
		if (text_is(s->values[i].name, "subject"))
			c->after.subject = s->values[i].value;
	return engine_open(run, &f, &office, values, n, c, NULL);
}

static int64_t corrected_number(const struct replay *r, const struct said *s)
{
	int64_t index;
	if (members_int(&s->members, "corrects", &index))
		for (size_t i = 0; i < r->matter.events_n; i++)
			if (r->matter.events[i].entry == index)
				return r->matter.events[i].number;
	return 0;
}

/* The holder of the day stands for what the writer found under its lock. */
static void look_anew(struct replay *r, day_t day)
{
	const struct registry *registry = ground_registry(r->audit->ground);
	struct matter         *m = &r->matter;
	struct office          above;
	m->holder = desk_holder(registry, m->desk, day);
	m->situation.holder = m->holder;
	m->situation.holder_level = situation_level(r->audit->ground, m->holder, day);
	m->situation.is_top = !office_above(registry, m->holder, day, &above, NULL);
}

static bool repeat_step(struct replay *r, struct act_run *run, const struct said *s, struct change *c)
{
	struct actor        anyone;
	struct step_value  *values = ARENA_ARRAY(run->arena, struct step_value, s->values_n + 1);
	struct text         by, point, role = TEXT_EMPTY;
	struct matter_step  step = { .code = r->matter.code, .step = s->step, .values = values, .values_n = s->values_n, .version = -1, .ground = r->audit->ground,
				     .received = said_day(run->arena, s, "paper") };
	for (size_t i = 0; i < s->values_n; i++)
		values[i] = (struct step_value){ s->values[i].name, s->values[i].value };
	if (members_raw(&s->members, "point", &point)) {
		step.point_kind = member(run->arena, point, "kind");
		entry_int(point, "number", &step.point);
	}
	if (members_raw(&s->members, "by", &by))
		role = member(run->arena, by, "role");
	step.as_author = text_is(role, "author");
	make_anyone(r->audit, r->matter.holder, run->today, &anyone);
	if (!step.as_author && !text_is(role, "system"))
		step.by = &anyone;
	return engine_step(run, &r->matter, &step, c, NULL);
}

/* What the entry itself says stands, whatever the engine of today makes of it: due days above all, for the calendar of that day is not ours. */
static void take_said(struct replay *r, const struct said *s)
{
	struct arena  *a = r->audit->arena;
	struct matter *m = &r->matter;
	struct text    clocks, item, sure;
	struct clock  *mine = (struct clock *)(uintptr_t)m->situation.clocks; /* the outcome's own copy */
	m->state = said(a, s, "to");
	m->outcome = said(a, s, "outcome");
	m->procedure = said(a, s, "procedure");
	m->place = said(a, s, "place");
	m->received = said_day(a, s, "received");
	m->due = said_day(a, s, "due");
	r->due_known = true;
	m->paused = said_day(a, s, "paused");
	m->is_open = text_is(said(a, s, "status"), "open");
	if (!m->is_open)
		m->closed_late = text_is(said(a, s, "status"), "closed-late");
	if (!members_raw(&s->members, "clocks", &clocks))
		return;
	for (size_t at = 0; entry_item(clocks, &at, &item);)
		for (size_t i = 0; i < m->situation.clocks_n; i++) {
			if (!text_equal(mine[i].name, member(a, item, "name")) || !day_is_known(member_day(a, item, "due")))
				continue;
			mine[i].due = member_day(a, item, "due");
			mine[i].sure = !entry_raw(item, "sure", &sure) || text_is(sure, "true");
		}
}

/* Where the entry and the engine tell different things of state and holder, the entry is none that this program wrote. */
static void hold_against(struct replay *r, const struct said *s, const struct change *c)
{
	struct arena *a = r->audit->arena;
	bool          fits = text_equal(c->after.state, said(a, s, "to")) && text_equal(c->after.holder, said(a, s, "unit")) &&
			     text_equal(c->after.outcome, said(a, s, "outcome"));
	if (!fits)
		audit_misfit(r->audit, "entry", "bytes", r->matter.code, s->entry.index);
}

/* Where it lies when the engine could not say: at the desk of the holder that the entry names. */
static void move_by_entry(struct replay *r, const struct said *s)
{
	const struct registry *registry = ground_registry(r->audit->ground);
	struct matter         *m = &r->matter;
	struct text            unit = said(r->audit->arena, s, "unit");
	if (text_equal(m->holder, unit) && m->desk.len > 0)
		return;
	m->holder = unit;
	m->desk = unit_desk(registry, unit, s->entry.day);
	m->arrived = s->entry.day;
	m->fresh = true;
}

/* What a correction needs to know later. */
static void note_event(struct replay *r, const struct said *s, int64_t wrong, struct text situation, struct text desk)
{
	enum { CORRECTED = 13 }; /* of matter_step_columns */
	struct matter *m = &r->matter;
	for (size_t i = 0; wrong > 0 && i < m->events_n; i++)
		if (m->events[i].number == wrong) {
			m->events[i].corrected = true;
			r->steps.rows[i * r->steps.width + CORRECTED] = value_int(1);
		}
	if (m->events_n % 16 == 0)
		m->events = arena_grow(r->audit->arena, m->events, m->events_n, 16, sizeof(*m->events));
	m->events[m->events_n++] = (struct matter_event){ .number = m->version, .entry = s->entry.index, .day = s->entry.day, .step = s->step, .corrects = wrong,
							  .situation = situation, .desk = desk };
}

static void note_link(struct replay *r, const struct said *s, struct text other)
{
	for (size_t i = 0; i < r->links.n; i++)
		if (text_equal(r->links.rows[i * r->links.width].text, other) && text_equal(r->links.rows[i * r->links.width + 2].text, s->step))
			return; /* named once already by a step of that name */
	struct value link[] = { value_text(other), value_text(r->matter.code), value_text(s->step), value_int(s->entry.index) };
	memcpy(bag_add(r->audit->arena, &r->links), link, sizeof(link));
}

/* `c`: as the engine did it; NULL when it could not. */
static void note_step(struct replay *r, const struct said *s, const struct change *c, struct text situation, struct text desk)
{
	struct arena  *a = r->audit->arena;
	struct matter *m = &r->matter;
	struct text    by = TEXT("{}");
	int64_t        account = 0, wrong = corrected_number(r, s);
	members_raw(&s->members, "by", &by);
	entry_int(by, "account", &account);
	struct text  via = member(a, by, "via");
	struct value row[] = {
		value_int(m->version), value_text(m->code), value_int(s->entry.index), value_day(s->entry.day), value_text(s->step),
		value_text(said(a, s, "from")), value_text(said(a, s, "to")), value_text(member(a, by, "role")),
		value_text(member(a, by, "unit")), value_text(said(a, s, "unit")), account > 0 ? value_int(account) : value_null(),
		value_text(via.len > 0 ? via : TEXT("web")), wrong > 0 ? value_int(wrong) : value_null(), value_int(0),
		!c && s->step.len > 0 ? (struct value){ .type = (enum value_type)VALUE_ANY } : value_text(situation), value_text(desk),
	};
	note_event(r, s, wrong, situation, desk);
	memcpy(bag_add(a, &r->steps), row, sizeof(row));
	if (c && c->link.len > 0)
		note_link(r, s, c->link);
}

/* The part `files` of an entry, and of its first one the key's hash. */
static void note_parts(struct replay *r, const struct said *s)
{
	struct arena *a = r->audit->arena;
	struct text   files, item, filing, yes, hex;
	r->files_known = r->files_known && s->known[PART_FILES];
	if (entry_raw(s->part[PART_FILES], "files", &files))
		for (size_t at = 0; entry_item(files, &at, &item);) {
			if (r->files_n % 8 == 0)
				r->files = arena_grow(a, r->files, r->files_n, 8, sizeof(*r->files));
			struct replay_file *f = &r->files[r->files_n++];
			*f = (struct replay_file){ .step = r->matter.version, .kept = member(a, item, "kept"), .name = member(a, item, "name"), .sent = member(a, item, "sent") };
			entry_int(item, "size", &f->size);
		}
	if (s->step.len == 0 && entry_raw(s->part[PART_INTERNAL], "filing", &filing)) {
		if (hex_decode(a, member(a, filing, "key"), &hex))
			r->key_hash = hex;
		r->matter.invented = entry_raw(filing, "invented", &yes) && text_is(yes, "true");
	}
}

static void note_public(struct replay *r, const struct said *s)
{
	struct arena        *a = r->audit->arena;
	struct entry_members own;
	bool                 grouped = text_is(s->entry.kind, "grouped");
	r->matter.version = r->entries;
	if (s->entry.index >= r->audit->published)
		return;
	r->is_public = r->public_due_known = true;
	if (grouped)
		entry_members(s->entry.bytes, &own);
	public_show(a, &s->entry, grouped ? &own : &s->members, &r->public);
	struct value row[] = { value_int(s->entry.index), value_text(r->matter.code), value_day(s->entry.day),
			       value_text(grouped ? TEXT_EMPTY : s->step), value_text(r->public.state), value_text(r->public.unit) };
	memcpy(bag_add(a, &r->public_steps), row, sizeof(row));
}

static void begin(struct replay *r, const struct said *s)
{
	struct matter *m = &r->matter;
	m->channel = said(r->audit->arena, s, "channel");
	m->entered = m->arrived = s->entry.day;
	m->receipt_entry = s->entry.index;
	m->fresh = true;
}

/* The step again, by the engine. */
static void repeat(struct replay *r, const struct said *s, struct change *c)
{
	struct audit  *u = r->audit;
	struct act_run run = { .db = u->db, .arena = u->arena, .key = u->key, .today = s->entry.day, .via = "web" };
	ground_set_moment(u->ground, s->entry.index);
	r->whole = r->whole && (s->step.len == 0 ? repeat_filing(r, &run, s, c) : repeat_step(r, &run, s, c));
}

/* Where the engine could not say: what follows from the entry alone. */
static void follow_entry(struct replay *r, const struct said *s)
{
	struct matter *m = &r->matter;
	bool           open = text_is(said(r->audit->arena, s, "status"), "open");
	m->fresh = s->step.len == 0;
	if (open)
		m->closed = DAY_NONE;
	else if (m->is_open || !day_is_known(m->closed))
		m->closed = s->entry.day;
	move_by_entry(r, s);
}

static void take_change(struct replay *r, const struct said *s, const struct change *c)
{
	struct matter_event *events = r->matter.events;
	size_t               n = r->matter.events_n;
	hold_against(r, s, c);
	r->matter = c->after;
	r->matter.events = events;
	r->matter.events_n = n;
}

/* One entry more. */
static void advance(struct replay *r, struct said *s)
{
	struct matter *m = &r->matter;
	bool           files = s->step.len == 0;
	struct text    situation = TEXT_EMPTY, desk = TEXT_EMPTY;
	replay_notices(r, s->entry.index);
	r->entries++;
	note_public(r, s);
	r->shown = r->shown && s->members.object.len > 0;
	r->whole = r->whole && r->shown && s->known[PART_ACTS]; /* without what was done the engine cannot repeat the step */
	if (r->entries == 1)
		begin(r, s);
	note_parts(r, s);
	if (!r->shown)
		return;
	if (!files) {
		look_anew(r, s->entry.day);
		situation = r->whole ? situation_print(r->audit->arena, &m->situation) : TEXT_EMPTY;
		desk = m->desk;
	}
	struct change c = { .after = *m };
	repeat(r, s, &c);
	if (r->whole)
		take_change(r, s, &c);
	else
		follow_entry(r, s);
	m->version = r->entries;
	take_said(r, s);
	note_step(r, s, r->whole ? &c : NULL, situation, desk);
}

static void replay_begin(struct audit *u, struct text code, struct replay *r)
{
	*r = (struct replay){ .audit = u, .shown = true, .whole = true, .files_known = true, .recounts_known = true, .due_known = true, .public_due_known = true,
			      .recounts = bag_of("matter_recount", recount_columns), .key_hash = TEXT_EMPTY, .steps = bag_of("matter_step", matter_step_columns),
			      .links = bag_of("matter_link", matter_link_columns), .public_steps = bag_of("public_step", public_step_columns) };
	r->matter = (struct matter){ .code = code, .accepted = DAY_NONE, .closed = DAY_NONE, .paused = DAY_NONE, .due = DAY_NONE };
	r->public = (struct public_row){ .closed = DAY_NONE };
}

static bool replay_entry(struct replay *r, const struct kept_entry *n, const struct openings *opened, struct error *e)
{
	struct said s;
	if (r->audit->sums)
		sums_entry(r->audit->sums, n->matter, n->index, true);
	if (!listen(r->audit, n, opened, &s, e))
		return false;
	advance(r, &s);
	return true;
}

static bool replay_all(struct replay *r, struct error *e)
{
	_cleanup_query_ struct query *q = NULL;
	struct arena                 *a = r->audit->arena;
	struct text                   code = r->matter.code;
	if (!query_start(r->audit->db, &replay_entries, (struct value[]){ value_text(code) }, &q, e))
		return false;
	while (query_next(q)) {
		struct kept_entry n = { query_int(q, 0), query_day(q, 1), text_copy(a, query_text(q, 2)), code, text_copy(a, query_bytes(q, 3)) };
		if (!replay_entry(r, &n, NULL, e))
			return false;
	}
	return query_end_ok(q, e);
}

bool replay_matter(struct audit *u, struct text code, const struct seen_entry *only, struct replay *r, struct error *e)
{
	replay_begin(u, code, r);
	if (!(only ? replay_entry(r, only->entry, only->opened, e) : replay_all(r, e)))
		return false;
	replay_notices(r, INT64_MAX);
	return true;
}
