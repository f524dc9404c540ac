/* history.c - random histories for tests. */
#include "base/base.h"

#include "history.h"

#include <unistd.h>

enum { TEXT_ROOM = 400 };

static const struct person {
	const char *login, *unit;
	enum role   role;
} people[HISTORY_PEOPLE] = {
	{ "tiepnhan", "org-vn-02155-20250701-ubnd", ROLE_CLERK }, { "thuly", "org-vn-02155-20250701-ubnd", ROLE_OFFICER }, { "chutich", "org-vn-02155-20250701-ubnd", ROLE_HEAD },
	{ "thuly2", "org-vn-02086-20250701-ubnd", ROLE_OFFICER }, { "chutich2", "org-vn-02086-20250701-ubnd", ROLE_HEAD }, { "btcd", "org-19-btcd", ROLE_OFFICER },
	{ "phochutich", "org-19-ubnd", ROLE_HEAD }, { "theodoi", "org-19-ubnd", ROLE_LEADER }, { "thanhtra", "org-19-ubnd", ROLE_INSPECTOR },
};
static const char *const places[] = { "02155", "02086", "vn-02155-20250701", "02155" };
static const char *const offices[] = { "org-vn-02155-20250701-ubnd", "org-vn-02086-20250701-ubnd", "org-19-btcd", "org-19-ubnd" };

uint64_t history_draw(struct history *t, uint64_t below)
{
	t->state ^= t->state << 13;
	t->state ^= t->state >> 7;
	t->state ^= t->state << 17;
	return t->state % below;
}

day_t history_today(struct history *t) { return world_today(&t->h.world); }

static void count(struct history_count *list, const char *name)
{
	for (size_t i = 0; i < HISTORY_STEPS_MOST; i++) {
		if (list[i].n > 0 && strncmp(list[i].name, name, sizeof(list[i].name) - 1) != 0)
			continue;
		snprintf(list[i].name, sizeof(list[i].name), "%s", name);
		list[i].n++;
		return;
	}
}

/* Only the machine may not fail. */
static bool attempt(struct history *t, const struct act_row *row, void *command)
{
	struct act_result result;
	struct error      e = { 0 };
	t->commands++;
	bool did = act_do(t->h.act, row, command, t->scratch, &result, &e);
	if (t->told)
		t->told(t, row, command, did ? &result : NULL, &e);
	if (did)
		return true;
	if (text_starts(text_of(e.code), "store.") || text_starts(text_of(e.code), "act.") || text_starts(text_of(e.code), "ledger.")) {
		t->h.e = e;
		if (t->h.on_failure)
			t->h.on_failure(&t->h);
		test_fail(row->name, &e);
	}
	t->refused++;
	count(t->refusals, e.code);
	t->h.e = e;
	return false;
}

/* ---- the beginning: as `danvan init` does it ---- */

struct lists {
	struct registry_source source;
	struct registry_data  *data;
};

static bool lists_record(struct act_run *run, void *command, struct error *e)
{
	struct lists *l = command;
	return ledger_import(run->batch, run->today, TEXT("units"), text_of(l->source.units_file), 1, l->source.units, NULL, e) &&
	       ledger_import(run->batch, run->today, TEXT("organisations"), text_of(l->source.organisations_file), 1, l->source.organisations, NULL, e);
}

static bool lists_apply(struct act_run *run, void *command, struct error *e)
{
	struct lists *l = command;
	int64_t       units;
	return registry_import(run->db, l->data, run->today, &units, e);
}

static const struct act_row row_lists = { .name = "test.lists", .record = lists_record, .apply = lists_apply };

static void import_all(struct history *t)
{
	struct lists              l = { .source = registry_builtin(t->h.arena) };
	struct registry_faults    faults = { 0 };
	const struct pack_import *packs;
	house_must(&t->h, registry_parse(t->h.arena, l.source, &l.data, &faults));
	house_do(&t->h, &row_lists, &l);
	size_t n = pack_imports_builtin(t->h.arena, &packs);
	for (size_t i = 0; i < n; i++) {
		struct pack_import one = packs[i];
		house_do(&t->h, &row_pack_import, &one);
	}
}

/* A password's hash draws salt of its own, so it is given: the same history must give the same bytes. */
static void open_accounts(struct history *t)
{
	for (size_t i = 0; i < HISTORY_PEOPLE; i++) {
		struct account_open open = { .login = text_of(people[i].login), .name = text_print(t->h.arena, "Cán bộ %s", people[i].login), .password = TEXT("con cò bay lả"),
					     .invented = true, .by = &t->h.console };
		snprintf((char *)open.prepared, sizeof(open.prepared), "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$%02zu", i);
		house_do(&t->h, &row_account_open, &open);
		struct grant_give give = { .account = open.ret_number, .role = people[i].role, .unit = text_of(people[i].unit), .from = DAY_NONE, .to = DAY_NONE,
					   .by = &t->h.console, .registry = ground_registry(t->ground) };
		house_do(&t->h, &row_grant_give, &give);
		t->account[i] = open.ret_number;
	}
}

void history_begin(struct history *t, uint64_t seed)
{
	struct world world = world_real();
	history_begin_in(t, seed, &world);
}

void history_begin_in(struct history *t, uint64_t seed, const struct world *world)
{
	*t = (struct history){ .state = seed * 2654435761u + 88172645463325252ull, .scratch = arena_new(0) };
	house_begin_in(&t->h, "demo.test/ledger", world);
	world_seed(&t->h.world, seed);
	import_all(t);
	house_must(&t->h, ground_load(t->h.db, &t->ground, &t->h.e));
	open_accounts(t);
	history_publish(t);
}

void history_end(struct history *t)
{
	ground_free(t->ground);
	arena_free(t->scratch);
	house_end(&t->h);
}

const struct actor *history_actor(struct history *t, struct arena *a, size_t n)
{
	struct actor *actor = ARENA_NEW(a, struct actor);
	if (n >= HISTORY_PEOPLE)
		return NULL;
	house_must(&t->h, actor_load(t->h.db, a, t->account[n], history_today(t), "web", actor, &t->h.e));
	return actor;
}

void history_publish(struct history *t)
{
	struct publish p = { 0 };
	house_do(&t->h, &row_publish, &p);
	t->published++;
}

/* ---- filing ---- */

static struct text words_of(struct history *t, size_t least, size_t most)
{
	static const char *const some[] = { "cầu", "đường", "nước", "điện", "rác", "trường", "chợ", "đèn", "hỏng", "chậm", "chưa", "đề nghị", "sửa", "xin", "hỏi" };
	struct build b = { .arena = t->scratch };
	size_t       points = 0;
	if (most > TEXT_ROOM)
		most = TEXT_ROOM;
	if (t->marker && most > strlen(t->marker) + 1)
		build_print(&b, "%s ", t->marker);
	do {
		const char *w = some[history_draw(t, COUNT_OF(some))];
		points = text_points(build_text(&b));
		if (points + text_points(text_of(w)) + 1 > most)
			break;
		build_print(&b, "%s ", w);
		points = text_points(build_text(&b));
	} while (points < least || history_draw(t, 8) > 0);
	if (b.len == 0)
		build_c(&b, "x");
	return build_text(&b);
}

static struct text token_of(struct history *t)
{
	uint8_t bytes[32];
	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (uint8_t)history_draw(t, 256);
	return hex_encode(t->scratch, text_bytes(bytes, sizeof(bytes)));
}

static struct text draft_with_file(struct history *t, const char *name)
{
	struct draft_save save = { .token = token_of(t), .json = TEXT("{\"text\":\"x\"}") };
	struct text       bytes = words_of(t, 200, TEXT_ROOM);
	struct draft_file_add add = { .token = save.token, .name = text_of(name), .type = TEXT("text/plain"), .bytes = bytes, .shown = true };
	add.sent_hash = hash_hex(t->scratch, sha256(bytes));
	return attempt(t, &row_draft_save, &save) && attempt(t, &row_draft_file_add, &add) ? save.token : TEXT_EMPTY;
}

static void keep_code(struct history *t, const struct matter_file *f)
{
	t->again += f->ret_again;
	t->filed += !f->ret_again;
	if (!f->ret_again && t->codes < HISTORY_CODES_MOST)
		t->code[t->codes++] = text_copy(t->h.arena, f->ret_code);
}

struct text history_file(struct history *t, const char *place, const char *text, const struct matter_party *party, const char *file_name)
{
	struct matter_file f = { .procedure = TEXT("phan-anh-kien-nghi"), .place = text_of(place), .text = text_of(text), .party = *party, .received = DAY_NONE,
				 .channel = TEXT("web"), .ground = t->ground };
	if (file_name)
		f.draft_token = draft_with_file(t, file_name);
	if (!attempt(t, &row_matter_file, &f))
		test_fail("matter.file", &t->h.e);
	keep_code(t, &f);
	return t->code[t->codes - 1];
}

static const struct pack *some_pack(struct history *t)
{
	size_t n = 0;
	while (ground_pack_at(t->ground, n))
		n++;
	return ground_pack_at(t->ground, history_draw(t, n));
}

static void file(struct history *t)
{
	struct matter_file f = { .procedure = pack_name(some_pack(t)), .place = text_of(places[history_draw(t, COUNT_OF(places))]), .text = words_of(t, 20, TEXT_ROOM),
				 .received = DAY_NONE, .channel = TEXT("web"), .ground = t->ground, .concerns_officer = history_draw(t, 10) == 0,
				 .invented = history_draw(t, 4) == 0 };
	if (history_draw(t, 3) > 0)
		f.party = (struct matter_party){ .name = words_of(t, 4, 60), .phone = TEXT("0912345678"), .email = TEXT("ai@example.vn"), .address = words_of(t, 4, 60) };
	switch (history_draw(t, 5)) {
	case 0: /* on paper, entered later by a clerk, who words a subject line */
		f.by = history_actor(t, t->scratch, 0);
		f.channel = TEXT("paper");
		f.subject = TEXT("Cầu treo thôn Bản Pò bị hỏng 0912345678");
		f.place = TEXT("02155");
		f.received = day_add(history_today(t), -(int32_t)history_draw(t, 6));
		break;
	case 1: /* a program that may send twice */
		f.caller = TEXT("program");
		f.key = text_print(t->scratch, "k%llu", (unsigned long long)history_draw(t, 6));
		f.body_hash = TEXT("0123456789abcdef");
		f.channel = TEXT("api");
		break;
	case 2: f.draft_token = draft_with_file(t, "ảnh cầu hỏng.txt"); break;
	}
	if (attempt(t, &row_matter_file, &f))
		keep_code(t, &f);
}

/* ---- steps ---- */

static struct text value_for(struct history *t, const struct pack_field *f)
{
	struct arena *a = t->scratch;
	int64_t       least = f->least > 0 ? f->least : 1;
	switch (f->type) {
	case FIELD_TEXT:
	case FIELD_LINE: return words_of(t, (size_t)least, f->most > 0 ? (size_t)f->most : TEXT_ROOM);
	case FIELD_CHOICE: return f->choices_n > 0 ? f->choices[history_draw(t, f->choices_n)].name : TEXT_EMPTY;
	case FIELD_YES_NO: return history_draw(t, 2) ? TEXT("yes") : TEXT("no");
	case FIELD_CONFIRM: return TEXT("yes");
	case FIELD_NUMBER: return text_print(a, "%lld", (long long)(least + (int64_t)history_draw(t, 5)));
	case FIELD_RATING: return text_print(a, "%llu", (unsigned long long)(1 + history_draw(t, 5)));
	case FIELD_DAY: return day_print(a, day_add(history_today(t), -(int32_t)history_draw(t, 3)));
	case FIELD_UNIT: return text_of(offices[history_draw(t, COUNT_OF(offices))]);
	case FIELD_ACCOUNT: return text_print(a, "%lld", (long long)t->account[history_draw(t, HISTORY_PEOPLE)]);
	case FIELD_MATTER: return t->code[history_draw(t, t->codes)];
	case FIELD_DOCUMENT: return TEXT("125/UBND-VP");
	default: return TEXT_EMPTY;
	}
}

static bool is_one_of(struct text list, struct text value)
{
	struct text one;
	while (text_next(&list, '|', &one))
		if (text_equal(one, value))
			return true;
	return false;
}

static bool is_asked(const struct matter *m, const struct pack_field *f, const struct step_value *values, size_t n)
{
	for (size_t i = 0; i < f->only_if_n; i++) {
		bool holds = false;
		for (size_t k = 0; k < n; k++)
			holds = holds || (text_equal(values[k].name, f->only_if[i].name) && is_one_of(f->only_if[i].value, values[k].value));
		for (size_t k = 0; k < m->situation.facts_n; k++)
			holds = holds || (text_equal(m->situation.facts[k].name, f->only_if[i].name) && is_one_of(f->only_if[i].value, m->situation.facts[k].value));
		if (!holds)
			return false;
	}
	return true;
}

/* One that is offered; no chance for steps that end a matter at once while there are others, or hardly any would live long enough to show anything. */
static const struct offer *choose(struct history *t, const struct offers *offers)
{
	const struct offer *chosen = NULL;
	size_t              seen = 0;
	for (size_t i = 0; i < offers->count; i++)
		if (offers->at[i].may && history_draw(t, ++seen) == 0)
			chosen = &offers->at[i];
	static const char *const rare[] = { "withdraw", "withdraw_content", "note", "join", "correct", "send_up", "assign" };
	bool is_rare = false;
	for (size_t i = 0; chosen && i < COUNT_OF(rare); i++)
		is_rare = is_rare || text_is(chosen->step->name, rare[i]);
	return is_rare && history_draw(t, 8) > 0 ? NULL : chosen;
}

static void choose_point(struct history *t, const struct matter *m, const struct pack_step *p, struct matter_step *s)
{
	size_t seen = 0;
	for (size_t i = 0; i < m->situation.points_n; i++)
		if (m->situation.points[i].kind == p->acts_on && p->acts_on != POINT_WHOLE && history_draw(t, ++seen) == 0) {
			s->point_kind = p->acts_on == POINT_CONTENT ? TEXT("content") : TEXT("member");
			s->point = m->situation.points[i].number;
		}
}

/* Somebody to whom at least one step is offered: most often the first few that are asked have nothing to do with the matter. */
static const struct offer *offer_to_somebody(struct history *t, const struct matter *m, const struct actor **ret_by, bool *ret_as_author)
{
	struct offers offers;
	for (int tries = 0; tries < 6; tries++) {
		*ret_as_author = history_draw(t, 8) == 0;
		*ret_by = *ret_as_author ? NULL : history_actor(t, t->scratch, history_draw(t, HISTORY_PEOPLE));
		house_must(&t->h, matter_offers(m, t->ground, *ret_by, *ret_as_author, history_today(t), t->scratch, &offers, &t->h.e));
		const struct offer *o = choose(t, &offers);
		if (o)
			return o;
	}
	return NULL;
}

static void step(struct history *t)
{
	struct matter       m;
	struct step_value   values[32];
	bool                found, as_author;
	const struct actor *by;
	struct text         code = t->code[t->codes > 20 && history_draw(t, 3) > 0 ? t->codes - 1 - history_draw(t, 20) : history_draw(t, t->codes)];
	house_must(&t->h, matter_load(t->h.db, t->scratch, t->ground, code, history_today(t), &m, &found, &t->h.e) && found);
	const struct offer *o = offer_to_somebody(t, &m, &by, &as_author);
	if (!o)
		return;
	struct matter_step s = { .code = code, .step = o->step->name, .values = values, .version = history_draw(t, 4) ? m.version : -1, .as_author = as_author, .by = by,
				 .received = DAY_NONE, .ground = t->ground };
	for (size_t i = 0; i < o->fields_n && s.values_n < COUNT_OF(values); i++) {
		const struct pack_field *f = &o->fields[i];
		if (!is_asked(&m, f, values, s.values_n) || (!f->required && history_draw(t, 2) == 0))
			continue;
		struct text v = value_for(t, f);
		if (v.len > 0)
			values[s.values_n++] = (struct step_value){ f->name, v };
	}
	choose_point(t, &m, o->step, &s);
	if (!as_author && history_draw(t, 5) == 0)
		s.received = day_add(history_today(t), -(int32_t)history_draw(t, 2));
	if (history_draw(t, 12) == 0)
		s.draft_token = draft_with_file(t, "biên bản.txt");
	if (!attempt(t, &row_matter_step, &s))
		return;
	t->stepped++;
	count(t->steps, text_c(t->scratch, s.step));
}

static void read_one(struct history *t)
{
	static const char *const what[] = { "text", "party", "files", "internal" };
	struct reading r = { .matter = t->code[history_draw(t, t->codes)], .account = t->account[history_draw(t, HISTORY_PEOPLE)], .what = what[history_draw(t, 4)],
			     .purpose = TEXT("để giải quyết") };
	attempt(t, &row_reading, &r);
}

static void pass_days(struct history *t)
{
	int64_t days = 1 + (int64_t)history_draw(t, 4);
	house_later(&t->h, days * 24 * 3600 * 1000);
	t->days += days;
	attempt(t, &row_readings_commit, NULL);
	attempt(t, &row_draft_clean, NULL);
}

/* A day off within the next weeks, or a Saturday that is worked in place of a day in a year's time. */
static void announce(struct history *t)
{
	day_t                  today = history_today(t), day = day_add(today, 1 + (int32_t)history_draw(t, 40)), far = day_add(today, 300 + (int32_t)history_draw(t, 60));
	struct date            d = day_date(day);
	struct text            on = day_print(t->scratch, day);
	struct calendar_change c = { .name = text_print(t->scratch, "notice-%.*s.yaml", TEXT_ARG(on)), .announced = day_add(today, -(int32_t)history_draw(t, 5)),
				     .basis = TEXT("TB 1/TB-VPCP"), .by = &t->h.console, .ground = t->ground };
	if (history_draw(t, 2))
		c.bytes = text_print(t->scratch, "rules:\n- {id: le-%.*s, vi: Lễ, en: Day, basis: TB, on: %02d-%02d, from: %.*s, until: %.*s}\n", TEXT_ARG(on), d.month, d.day,
				     TEXT_ARG(on), TEXT_ARG(on));
	else
		c.bytes = text_print(t->scratch, "swaps:\n- {off: %.*s, work: %.*s, basis: TB}\n", TEXT_ARG(day_print(t->scratch, far)),
				     TEXT_ARG(day_print(t->scratch, day_add(day, 6 - day_weekday(day)))));
	if (!attempt(t, &row_calendar_change, &c))
		return;
	t->notices++;
	house_must(&t->h, ground_load(t->h.db, &t->ground, &t->h.e));
}

void history_run(struct history *t, size_t commands)
{
	for (int64_t until = t->commands + (int64_t)commands; t->commands < until; arena_reset(t->scratch)) {
		uint64_t what = history_draw(t, 100);
		if (t->codes == 0 || what < 8)
			file(t);
		else if (what < 90)
			step(t);
		else if (what < 93)
			read_one(t);
		else if (what < 98)
			pass_days(t);
		else if (what < 99 && history_draw(t, 3) == 0)
			announce(t);
		else
			history_publish(t);
	}
}

void history_tell(const struct history *t)
{
	printf("%lld commands: %lld filed, %lld sent again, %lld steps, %lld refused, %lld publications, %lld notices of days off, %lld days\n", (long long)t->commands, (long long)t->filed,
	       (long long)t->again, (long long)t->stepped, (long long)t->refused, (long long)t->published, (long long)t->notices, (long long)t->days);
	for (size_t i = 0; i < HISTORY_STEPS_MOST && t->steps[i].n > 0; i++)
		printf("%s %s %lld", i ? "," : " ", t->steps[i].name, (long long)t->steps[i].n);
	printf("\n");
	for (size_t i = 0; i < HISTORY_STEPS_MOST && t->refusals[i].n > 0; i++)
		printf("%s %s %lld", i ? "," : "  refused:", t->refusals[i].name, (long long)t->refusals[i].n);
	printf("\n");
}

uint64_t history_seed(void) { return (uint64_t)test_number("DANVAN_TEST_SEED", 20261123); }

int history_setup(void **state)
{
	struct history *t = memory_new(sizeof(*t));
	history_begin(t, history_seed());
	t->marker = "Qwyzzle";
	*state = t;
	return 0;
}

int history_teardown(void **state)
{
	history_end(*state);
	free(*state);
	return 0;
}
