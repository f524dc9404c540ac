/* officer_enter.c - what came on paper, by telephone or at the counter: one page, eight fields, the receipt printed at once. */
#include "base/base.h"

#include "officer.h"
#include "pages.h"

#include <sodium.h>

enum { TEXT_FIELD, SUBJECT, KIND, CHANNEL, RECEIVED, UNIT, UNIT_ID, NAME, PHONE, ONCE, FIND, ENTER_FIELDS };
static const char *const channels[] = { "counter", "paper", "phone", NULL };
static const struct field enter_form[] = {
	[TEXT_FIELD] = { "text", field_text, 20000, REQUIRED, .label = "officer.text" },
	[SUBJECT] = { "subject", field_line, 200, REQUIRED, .label = "officer.subject" },
	[KIND] = { "kind", field_id, 60, REQUIRED, .label = "officer.kind" },
	[CHANNEL] = { "channel", field_choice, 20, REQUIRED, .label = "officer.channel", .choices = channels },
	[RECEIVED] = { "received", field_day, 30, REQUIRED, .label = "officer.received" },
	[UNIT] = { "unit", field_line, 200, OPTIONAL, .label = "officer.unit" },
	[UNIT_ID] = { "unit_id", field_id, 170, OPTIONAL },
	[NAME] = { "name", field_name, 120, OPTIONAL, .label = "officer.name" },
	[PHONE] = { "phone", field_phone, 40, OPTIONAL, .label = "officer.phone" },
	[ONCE] = { "once", field_token, 64, REQUIRED },
	[FIND] = { "find", field_flag, 5, OPTIONAL },
	{ NULL },
};
enum { CODE };
static const struct field receipt_form[] = {
	[CODE] = { "code", field_code, 12, IN_PATH },
	{ NULL },
};

/* Where the officer sits: most of what comes over the counter is about that commune. */
static struct text own_place(struct request *r, const struct ground *g)
{
	const struct actor *me = site_actor(r);
	for (size_t i = 0; i < me->grants_n; i++) {
		const struct unit_fact *unit = (me->grants[i].role & ROLES_AT_DESK) ? unit_on(ground_registry(g), grant_unit(&me->grants[i], ground_registry(g), site_today(r)), site_today(r)) : NULL;
		if (unit && unit->place.len > 0)
			return unit->place;
	}
	return TEXT_EMPTY;
}

static bool may_be_entered(const struct pack *p)
{
	const struct pack_step *open = pack_step(p, TEXT("open"));
	return pack_class(p) == PACK_OPEN && open && (open->who & (WHO_CLERK | WHO_OFFICER | WHO_HEAD | WHO_ANYBODY));
}

static void kinds(struct request *r, const struct ground *g, struct choice_view *v)
{
	struct choice     *o = ARENA_ARRAY(r->arena, struct choice, 32);
	const struct pack *p;
	bool               posted = r->route->method == POST;
	for (size_t i = 0; (p = ground_pack_at(g, i)) && v->choices_n < 32; i++)
		if (may_be_entered(p)) {
			bool chosen = posted ? text_equal(request_text(r, KIND), pack_name(p)) : v->choices_n == 0;
			o[v->choices_n++] = (struct choice){ .value = text_c(r->arena, pack_name(p)), .label = site_words(r, pack_title(p)), .chosen = chosen };
		}
	v->choices = o;
}

static struct text draw_once(struct request *r)
{
	uint8_t bytes[16];
	request_random(r, bytes, sizeof(bytes));
	return hex_encode(r->arena, text_bytes(bytes, sizeof(bytes)));
}

static void field_shown(struct request *r, size_t field, struct field_view *v)
{
	if (r->route->method != POST)
		return;
	request_show_field(r, field, v);
	v->error = request_has(r, FIND) ? TEXT_EMPTY : v->error;
}

static void enter_place(struct request *r, const struct ground *g, struct enter_view *v)
{
	struct text own = own_place(r, g);
	bool        posted = r->route->method == POST;
	struct text typed = posted ? r->given[UNIT].typed : own.len > 0 ? site_title(r, own) : TEXT_EMPTY;
	v->unit = desk_picker(r, "unit", typed, posted ? desk_unit(r, typed, request_text(r, UNIT_ID), false) : own, posted, false);
}

static void enter_show(struct request *r, const struct error *e, const char *at)
{
	const struct ground *g = site_ground(r);
	struct desk_errors   errors = { 0 };
	struct enter_view    v = { .kind = { .id = "kind" }, .channel = { .id = "channel" }, .text = { .id = "text", .rows = 6 }, .subject = { .id = "subject" },
				   .received = { .id = "received", .width = 10, .inputmode = "numeric" }, .name = { .id = "name", .optional = true, .no_spellcheck = true },
				   .phone = { .id = "phone", .type = "tel", .optional = true, .width = 20 } };
	struct choice       *ways = ARENA_ARRAY(r->arena, struct choice, COUNT_OF(channels));
	bool                 posted = r->route->method == POST, finding = posted && request_has(r, FIND);
	struct build         today = { .arena = r->arena };
	if (!g)
		return;
	request_layout(r, &v.layout);
	v.token = request_token(r, "work.enter.post");
	v.once = posted && request_has(r, ONCE) ? request_text(r, ONCE) : draw_once(r);
	kinds(r, g, &v.kind);
	for (size_t i = 0; channels[i]; i++)
		ways[i] = (struct choice){ .value = channels[i], .label = desk_word(r, "officer.channel", text_of(channels[i])),
					   .chosen = posted ? text_is(r->given[CHANNEL].typed, channels[i]) : i == 0 };
	v.channel.choices = ways;
	v.channel.choices_n = COUNT_OF(channels) - 1;
	struct date d = day_date(site_today(r));
	build_print(&today, "%02d/%02d/%04d", d.day, d.month, d.year);
	v.received.value = build_text(&today);
	enter_place(r, g, &v);
	field_shown(r, TEXT_FIELD, &v.text);
	field_shown(r, SUBJECT, &v.subject);
	field_shown(r, RECEIVED, &v.received);
	field_shown(r, NAME, &v.name);
	field_shown(r, PHONE, &v.phone);
	if (posted && !finding)
		desk_field_errors(r, &errors, ENTER_FIELDS);
	if (e) {
		struct text sentence = error_say(r->arena, r->lang, e);
		*(strcmp(at, "unit") == 0 ? &v.unit.error : strcmp(at, "received") == 0 ? &v.received.error : &v.text.error) = sentence;
		desk_error(r, &errors, at, sentence);
	}
	v.errors = desk_summary(r, &errors, &v.layout);
	if (finding)
		answer_status(r, 200);
	page_enter(r->out, &v);
}

static void enter_page(struct request *r) { enter_show(r, NULL, NULL); }

/* Some field does not fit; the place may be missing too, and is said at the same time. */
static void enter_refused(struct request *r)
{
	struct error e = { 0 };
	bool         place = request_has(r, FIND) || desk_unit(r, r->given[UNIT].typed, request_text(r, UNIT_ID), false).len > 0;
	enter_show(r, place ? NULL : (error(&e, OFFICER_NO_PLACE), &e), "unit");
}

static void entered(struct request *r)
{
	struct matter_file *f = r->state;
	if (!r->did) {
		bool day = error_is(&r->error, MATTER_RECEIVED_FUTURE) || error_is(&r->error, MATTER_RECEIVED_OLD);
		enter_show(r, &r->error, day ? "received" : "text");
		return;
	}
	const char *path = text_c(r->arena, text_print(r->arena, "/work/m/%.*s", TEXT_ARG(f->ret_code)));
	answer_cookie(r, (struct cookie){ .name = "entered", .value = f->key, .seconds = 2 * 86400, .path = path, .strict = true });
	answer_see(r, request_path(r, "work.receipt", text_c(r->arena, f->ret_code), NULL), NULL);
}

static struct text caller(struct request *r) { return text_print(r->arena, "account %lld", (long long)site_actor(r)->account.number); }

/* Of what was typed: sent twice it is one matter; another text under the same number is told. */
static struct text body_hash(struct request *r)
{
	struct build b = { .arena = r->arena };
	uint8_t     *hash = arena_alloc(r->arena, 32);
	for (size_t i = 0; i < ENTER_FIELDS; i++) {
		build_add(&b, r->given[i].typed);
		build_byte(&b, '\n');
	}
	crypto_generichash(hash, 32, (const unsigned char *)build_text(&b).at, build_text(&b).len, NULL, 0);
	return text_bytes(hash, 32);
}

static void enter_post(struct request *r)
{
	const struct ground *g = site_ground(r);
	struct matter_file  *f = r->state = ARENA_NEW(r->arena, struct matter_file);
	struct text          unit = desk_unit(r, r->given[UNIT].typed, request_text(r, UNIT_ID), false);
	struct error         e = { 0 };
	if (!g)
		return;
	if (request_has(r, FIND) || unit.len == 0) {
		enter_show(r, request_has(r, FIND) ? NULL : (error(&e, OFFICER_NO_PLACE), &e), "unit");
		return;
	}
	*f = (struct matter_file){ .procedure = request_text(r, KIND), .place = unit, .text = request_text(r, TEXT_FIELD), .subject = request_text(r, SUBJECT),
				   .party = { .name = request_text(r, NAME), .phone = request_text(r, PHONE) }, .channel = request_text(r, CHANNEL),
				   .received = request_day(r, RECEIVED), .by = desk_actor(r), .ground = g, .caller = caller(r), .key = request_text(r, ONCE),
				   .body_hash = body_hash(r), .invented = site_is_demo(r) };
	request_act(r, &row_matter_file, f, entered);
}

/* ---- the receipt, for printing ---- */

/* Derived again for the browser that entered it; held against the hash, so that nothing but the right key is ever printed. */
static struct text key_again(struct request *r, struct text code)
{
	struct text  once = request_cookie(r, "entered");
	struct error e;
	bool         fits = false;
	if (once.len == 0)
		return TEXT_EMPTY;
	struct text key = matter_key_again(site_key(r), r->arena, caller(r), once);
	return matter_key_fits(web_read(r), r->arena, code, key, &fits, &e) && fits ? grouped(r->arena, key, 4, '-') : TEXT_EMPTY;
}

static void receipt_page(struct request *r)
{
	const struct ground *g;
	const struct pack   *pack;
	struct matter        m;
	struct entered_view  v = { 0 };
	if (!desk_load(r, &g, &pack, &m))
		return;
	request_layout(r, &v.layout);
	struct text base = site_settings(r)->public_url.len > 0 ? site_settings(r)->public_url : request_origin(r);
	v.address = text_print(r->arena, "%.*s/m/%.*s", TEXT_ARG(base), TEXT_ARG(m.code));
	v.code = (struct code_box_view){ .code = site_code(r, m.code), .label = SAID(r, "officer.code_label") };
	v.code.qr_path = site_qr(r, v.address, &v.code.qr_size);
	v.key = key_again(r, m.code);
	v.unit = site_title(r, m.holder);
	v.subject = m.subject;
	v.clock = site_clock(r, &m);
	v.has_due = v.clock.face != FACE_NONE;
	v.basis = v.clock.basis;
	v.matter_url = request_path(r, "work.matter", text_c(r->arena, m.code), NULL);
	v.enter_url = request_path(r, "work.enter", NULL);
	page_entered(r->out, &v);
}

const struct route officer_enter_routes[] = {
	{ GET, "/work/enter", ENTERS_PAPER, NULL, 0, enter_page, .name = "work.enter", .produces = HTML, .help_vi = "Nhập điều người dân gửi bằng giấy, điện thoại, tại quầy.",
	  .help_en = "Enter what came on paper, by telephone, at the counter." },
	{ POST, "/work/enter", ENTERS_PAPER, enter_form, 128 << 10, enter_post, .refused = enter_refused, .name = "work.enter.post", .produces = HTML,
	  .help_vi = "Ghi nhận và in biên nhận.", .help_en = "Registers it and shows the receipt." },
	{ GET, "/work/m/{code}/receipt", HANDLER_OF_MATTER, receipt_form, 0, receipt_page, .name = "work.receipt", .produces = HTML, .help_vi = "Biên nhận để in.",
	  .help_en = "The receipt, for printing." },
	{ 0 },
};
