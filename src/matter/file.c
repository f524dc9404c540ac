/* file.c - filing: from what a person wrote to a matter, its entry and its receipt. Sent twice it is one matter. */
#include "base/base.h"

#include "inside.h"

#include <sodium.h>

enum { TEXT_MOST = 20000, RECEIVED_DAYS_MOST = 366, IDEMPOTENCY_DAYS = 7 };

STATEMENT(matter_exists, READS, "t", "i", "SELECT 1 FROM matter WHERE code = $1");
STATEMENT(again_find, READS, "b", "bt", "SELECT body, matter FROM idempotency WHERE caller = $1");
STATEMENT(again_put, WRITES, "bbtd", "", "INSERT INTO idempotency (caller, body, matter, day) VALUES ($1, $2, $3, $4)");
STATEMENT(again_forget, WRITES, "d", "", "DELETE FROM idempotency WHERE day < $1");

/* Between load and apply. */
struct filing {
	struct change change;
	struct draft  draft;
	bool          has_draft;
	struct office office;
	struct value  caller; /* hash of who asks and with which key; NULL value: none */
	uint8_t       key_hash[32];
};

/* A draft's token repeats what a form sends; the API's caller repeats by a key of its own. */
static struct text repetition(struct arena *a, const struct matter_file *f)
{
	return f->draft_token.len > 0 ? f->draft_token : text_print(a, "%.*s\n%.*s", TEXT_ARG(f->caller), TEXT_ARG(f->key));
}

struct text matter_key_again(const struct ledger_key *key, struct arena *a, struct text token_or_caller, struct text caller_key)
{
	uint8_t     bytes[32];
	struct text input = caller_key.len > 0 ? text_print(a, "%.*s\n%.*s", TEXT_ARG(token_or_caller), TEXT_ARG(caller_key)) : token_or_caller;
	key_derive(key, "private key of a matter", input, bytes);
	return crockford_encode(a, text_bytes(bytes, 17), KEY_DIGITS);
}

static bool repeats(const struct matter_file *f) { return f->draft_token.len > 0 || f->key.len > 0; }

/* The private key: derived where the sender may send again, else drawn. Only its hash is kept. */
static void make_key(struct act_run *run, struct matter_file *f, struct filing *w)
{
	uint8_t drawn[32];
	if (repeats(f))
		f->ret_key = matter_key_again(run->key, run->arena, f->draft_token.len > 0 ? f->draft_token : f->caller, f->draft_token.len > 0 ? TEXT_EMPTY : f->key);
	else {
		run->world->random(run->world, drawn, sizeof(drawn));
		f->ret_key = crockford_encode(run->arena, text_bytes(drawn, 17), KEY_DIGITS);
	}
	crypto_hash_sha256(w->key_hash, (const unsigned char *)f->ret_key.at, f->ret_key.len);
}

/* Has this been filed already? Then the answer is the old one. */
static bool find_again(struct act_run *run, struct matter_file *f, struct filing *w, struct error *e)
{
	struct value row[2];
	bool         found;
	uint8_t     *hash = arena_alloc(run->arena, 32);
	struct text  input = repetition(run->arena, f);
	crypto_hash_sha256(hash, (const unsigned char *)input.at, input.len);
	w->caller = value_bytes(text_bytes(hash, 32));
	if (!statement_one(run->db, &again_find, &w->caller, run->arena, row, &found, e))
		return false;
	if (!found)
		return true;
	if (f->draft_token.len == 0 && !text_equal(row[0].text, f->body_hash))
		return error(e, MATTER_OTHER_BODY);
	f->ret_again = true;
	f->ret_code = row[1].text;
	return true;
}

static bool load(struct act_run *run, void *command, struct error *e)
{
	struct matter_file *f = command;
	struct filing      *w = f->work = ARENA_NEW(run->arena, struct filing);
	if (!ground_calendar_stands(run->db, f->ground, e) || (repeats(f) && !find_again(run, f, w, e)))
		return false;
	if (f->ret_again || f->draft_token.len == 0)
		return true;
	return draft_load(run->db, run->arena, f->draft_token, &w->draft, &w->has_draft, e);
}

/* State secrets have no place here: domain.md section 14; the offline way is told in the sentence. */
static bool is_marked_secret(struct text t)
{
	static const char *const marks[] = { "TUYỆT MẬT", "TỐI MẬT", "\nMẬT\n" };
	for (size_t i = 0; i < COUNT_OF(marks); i++)
		if (text_find(t, text_of(marks[i])) != SIZE_MAX)
			return true;
	return text_is(text_trim(text_first(t, text_find(t, TEXT("\n")) == SIZE_MAX ? t.len : text_find(t, TEXT("\n")))), "MẬT");
}

static bool check_words(const struct matter_file *f, struct error *e)
{
	size_t points = text_points(f->text);
	if (text_trim(f->text).len == 0)
		return error(e, MATTER_NO_TEXT);
	if (points > TEXT_MOST)
		return error(e, MATTER_TEXT_LONG, .number = (int64_t)points, .limit = TEXT_MOST);
	return !is_marked_secret(f->text) || error(e, MATTER_SECRET_MARK);
}

static bool check_received(struct act_run *run, struct matter_file *f, struct error *e)
{
	if (!day_is_known(f->received))
		f->received = run->today;
	if (day_compare(f->received, run->today) > 0)
		return error(e, MATTER_RECEIVED_FUTURE, .day = f->received);
	if (day_between(f->received, run->today) > RECEIVED_DAYS_MOST)
		return error(e, MATTER_RECEIVED_OLD, .limit = RECEIVED_DAYS_MOST, .day = f->received);
	return true;
}

/* To whom it goes first: the office of the place. The pack says when the level above takes it at once. */
static bool route(struct act_run *run, const struct matter_file *f, struct filing *w, struct error *e)
{
	const struct registry *r = ground_registry(f->ground);
	if (!office_of(r, f->place, run->today, &w->office, e))
		return false;
	w->change.after.place = text_copy(run->arena, w->office.place);
	return true;
}

static bool draw_code(struct act_run *run, struct text *ret, struct error *e)
{
	for (;;) {
		uint8_t      bytes[8];
		struct value row[1];
		bool         taken;
		run->world->random(run->world, bytes, sizeof(bytes));
		*ret = crockford_encode(run->arena, text_bytes(bytes, sizeof(bytes)), CODE_DIGITS); /* 60 bits */
		if (!statement_one(run->db, &matter_exists, (struct value[]){ value_text(*ret) }, run->arena, row, &taken, e))
			return false;
		if (!taken)
			return true;
	}
}

/* What was filled in. Fields that the pack declares for `open` go to the engine; the rest is kept in the part that it belongs to. */
static struct text object_of(struct arena *a, const struct named *values, size_t n)
{
	struct json j = json_start(a, true);
	bool        any = false;
	json_object(&j);
	for (size_t i = 0; i < n; i++)
		if (values[i].value.len > 0) {
			json_member_text(&j, values[i].name.at, values[i].value);
			any = true;
		}
	json_end(&j);
	return any ? json_done(&j) : TEXT_EMPTY;
}

static void filing_parts(struct arena *a, const struct matter_file *f, struct text part[PART_COUNT])
{
	const struct matter_party *p = &f->party; /* names in bytewise order */
	const struct named         party[] = { { TEXT("address"), p->address }, { TEXT("email"), p->email }, { TEXT("for_whom"), p->for_whom },
					       { TEXT("name"), p->name }, { TEXT("phone"), p->phone }, { TEXT("title"), p->title } };
	part[PART_TEXT] = object_of(a, (struct named[]){ { TEXT("text"), f->text } }, 1);
	part[PART_PARTY] = object_of(a, party, COUNT_OF(party));
	part[PART_INTERNAL] = object_of(a, (struct named[]){ { TEXT("subject"), f->subject } }, 1);
}

static size_t filing_values(const struct matter_file *f, const struct pack *pack, struct named values[2])
{
	const struct pack_step *open = pack_step(pack, TEXT("open"));
	const struct named      all[] = { { TEXT("concerns_officer"), f->concerns_officer ? TEXT("yes") : TEXT("no") }, { TEXT("channel"), f->channel } };
	size_t                  n = 0;
	for (size_t i = 0; i < COUNT_OF(all); i++)
		for (size_t k = 0; k < open->fields_n; k++)
			if (text_equal(open->fields[k].name, all[i].name))
				values[n++] = all[i];
	return n;
}

static bool decide(struct act_run *run, void *command, struct error *e)
{
	struct matter_file *f = command;
	struct filing      *w = f->work;
	const struct pack  *pack = ground_pack(f->ground, f->procedure);
	struct named        values[2];
	make_key(run, f, w);
	if (f->ret_again)
		return true;
	if (!pack)
		return error(e, MATTER_NO_PROCEDURE, .value = f->procedure);
	if (!check_words(f, e) || !check_received(run, f, e) || !route(run, f, w, e))
		return false;
	struct change *c = &w->change;
	size_t         n = filing_values(f, pack, values);
	c->after.subject = f->subject;
	c->after.channel = f->channel;
	if (!engine_open(run, f, &w->office, values, n, c, e) || !draw_code(run, &f->ret_code, e))
		return false;
	filing_parts(run->arena, f, c->part);
	c->after.code = f->ret_code;
	c->after.invented = f->invented;
	c->after.version = 1;
	c->key_hash = text_bytes(w->key_hash, sizeof(w->key_hash));
	c->channel = f->channel;
	c->received = f->received;
	c->account = f->by ? f->by->account.number : 0;
	c->role = f->by ? text_of(f->by->console ? "administrator" : "clerk") : TEXT("author");
	c->role_unit = f->by ? c->after.holder : TEXT_EMPTY;
	c->via = f->by && f->by->via ? f->by->via : text_is(f->channel, "api") ? "api" : run->via;
	if (w->has_draft && w->draft.files_n > 0)
		c->part[PART_FILES] = files_part(run->arena, &w->draft);
	return true;
}

static bool record(struct act_run *run, void *command, struct error *e)
{
	struct matter_file *f = command;
	struct filing      *w = f->work;
	if (f->ret_again)
		return true;
	if (!change_record(run, &w->change, e))
		return false;
	f->ret_entry = w->change.entry;
	ledger_ask_receipt(run->batch, f->ret_entry, run->arena, &f->ret_receipt);
	return true;
}

static bool apply(struct act_run *run, void *command, struct error *e)
{
	struct matter_file *f = command;
	struct filing      *w = f->work;
	if (f->ret_again)
		return true;
	if (!matter_insert(run, &w->change, text_bytes(w->key_hash, 32), e) || !change_apply(run, &w->change, NULL, e))
		return false;
	if (w->has_draft && (!attach_draft(run, f->ret_code, 1, &w->draft, e) || !draft_sent(run, f->draft_token, f->ret_code, e)))
		return false;
	if (!repeats(f))
		return true;
	struct value v[] = { w->caller, value_bytes(f->body_hash), value_text(f->ret_code), value_day(run->today) };
	return statement_send(run->db, &again_put, v, e) &&
	       statement_send(run->db, &again_forget, (struct value[]){ value_day(day_add(run->today, -IDEMPOTENCY_DAYS)) }, e);
}

const struct act_row row_matter_file = { .name = "matter.file", .load = load, .decide = decide, .record = record, .apply = apply };

/* The checkpoint of a receipt is of the tree that ends with its entry: Ed25519 is deterministic, so root and signature can be made again for ever. */
bool matter_receipt(struct connection *db, const struct ledger_key *key, struct arena *a, struct text code, struct text *ret, struct error *e)
{
	struct matter m;
	bool          found;
	if (!matter_read(db, a, code, &m, &found, e))
		return false;
	if (!found)
		return error(e, MATTER_NO_SUCH, .value = code);
	return ledger_receipt(db, key, m.receipt_entry, m.receipt_entry + 1, a, ret, e);
}
