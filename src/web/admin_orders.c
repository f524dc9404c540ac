/* admin_orders.c - an order is checked, seen as a plan, applied, and taken back while its day has not come. The text itself goes from form to form, pasted or out of a file: nothing is
 * kept until it is applied, and only what was seen is applied. */
#include "base/base.h"

#include "admin.h"
#include "pages.h"
#include "public.h"

enum { ORDER_MOST = 1 << 20 /* what order_read takes is more: that is for the command line */, EXCERPT = 120 };
static const char *const phases[] = { "check", "apply", NULL };
enum { DONE };
const struct field admin_orders_form[] = {
	[DONE] = { "done", field_id, 80, OPTIONAL },
	{ NULL },
};
enum { FILE_TEXT_FIELD, FILE_FIELD, SEEN, PHASE };
const struct field admin_order_form[] = {
	[FILE_TEXT_FIELD] = { "order", field_text, ORDER_MOST, OPTIONAL, .label = "officer.order_text" },
	[FILE_FIELD] = { "file", field_file, ORDER_MOST, OPTIONAL, .label = "officer.order_text", .accept = ACCEPTS(FILE_TEXT) | ACCEPTS(FILE_UNKNOWN) },
	[SEEN] = { "seen", field_id, 64, OPTIONAL },
	[PHASE] = { "phase", field_choice, 10, OPTIONAL, .choices = phases },
	{ NULL },
};
enum { ID, REASON };
const struct field admin_order_revoke_form[] = {
	[ID] = { "id", field_id, 80, IN_PATH },
	[REASON] = { "reason", field_line, 300, REQUIRED, .label = "officer.reason" },
	{ NULL },
};

static bool is_order(const struct request *r) { return r->route->form == admin_order_form; }

/* ---- the page */

/* Orders that can still be taken back; where a reason did not fit, its sentence stands at the field. */
static void coming(struct request *r, const struct order_row *rows, size_t n, struct desk_errors *errors, struct admin_orders_view *v)
{
	struct order_coming *c = ARENA_ARRAY(r->arena, struct order_coming, n + 1);
	bool                 is_revoke = r->route->form == admin_order_revoke_form;
	for (size_t i = 0; i < n; i++) {
		if (rows[i].revoked > 0 || rows[i].day_unknown || rows[i].day.n <= site_today(r).n)
			continue;
		struct order_coming *one = &c[v->coming_n];
		*one = (struct order_coming){ .title = rows[i].title.in[r->lang], .basis = rows[i].basis, .day = rows[i].day, .href = text_print(r->arena, "/orders/%.*s", TEXT_ARG(rows[i].id)),
					      .url = text_print(r->arena, "/admin/orders/%.*s/revoke", TEXT_ARG(rows[i].id)) };
		if (is_revoke && text_equal(rows[i].id, request_text(r, ID))) {
			one->error = request_field_error(r, REASON);
			desk_error(r, errors, text_c(r->arena, text_print(r->arena, "reason-%zu", v->coming_n)), one->error);
		}
		v->coming_n++;
	}
	v->coming = c;
}

/* What was done to the order that the address names. */
static void say_done(struct request *r, const struct order_row *rows, size_t n, struct admin_orders_view *v)
{
	for (size_t i = 0; r->route->form == admin_orders_form && i < n; i++)
		if (text_equal(rows[i].id, request_text(r, DONE)))
			v->done = (struct notice_view){ .kind = NOTICE_DONE,
							.title = rows[i].revoked > 0 ? SAID(r, "officer.order_revoked", FACT_T("title", rows[i].title.in[r->lang])) :
										       SAID(r, "officer.order_applied", FACT_T("title", rows[i].title.in[r->lang]), FACT_D("day", rows[i].day)),
							.text = rows[i].revoked > 0 ? TEXT_EMPTY : SAID(r, "officer.order_applied_next"),
							.link = SAID(r, "officer.order_public"), .link_url = text_print(r->arena, "/orders/%.*s", TEXT_ARG(rows[i].id)) };
}

static void order_fields(struct request *r, struct desk_errors *errors, struct admin_orders_view *v)
{
	v->order = (struct field_view){ .id = "order", .rows = 14, .no_spellcheck = true, .is_file = true };
	if (!is_order(r))
		return;
	v->order.value = request_text(r, FILE_TEXT_FIELD).len > 0 ? request_text(r, FILE_TEXT_FIELD) : r->given[FILE_TEXT_FIELD].typed;
	v->order.error = request_field_error(r, FILE_TEXT_FIELD);
	v->file_error = error_is(&r->given[FILE_FIELD].error, FORM_FILE_LARGE) ? SAID(r, "officer.order_large") : request_field_error(r, FILE_FIELD);
	if (v->order.error.len > 0)
		desk_error(r, errors, "order", v->order.error);
	if (v->file_error.len > 0)
		desk_error(r, errors, "file", v->file_error);
}

static void show(struct request *r, struct admin_orders_view *v)
{
	struct order_row  *rows;
	struct desk_errors errors = { 0 };
	struct error       e;
	size_t             n;
	if (!order_list(web_read(r), r->arena, &rows, &n, &e)) {
		answer_error(r, &e);
		return;
	}
	request_layout(r, &v->layout);
	coming(r, rows, n, &errors, v);
	say_done(r, rows, n, v);
	order_fields(r, &errors, v);
	v->table = public_orders_table(r, site_today(r), rows, n);
	v->token = request_token(r, "admin.orders.post");
	v->token_revoke = request_token(r, "admin.order.revoke");
	v->layout.back_url = TEXT("/admin");
	v->errors = desk_summary(r, &errors, &v->layout);
	if (v->wrong_n > 0 || errors.n > 0) {
		v->layout.has_error = true;
		answer_status(r, 422);
	}
	page_admin_orders(r->out, v);
}

void admin_orders(struct request *r)
{
	struct admin_orders_view v = { 0 };
	show(r, &v);
}

void admin_orders_refused(struct request *r) { admin_orders(r); }

/* ---- what is wrong with the file */

static struct text line_of(struct text file, int number)
{
	struct text line = TEXT_EMPTY;
	for (int i = 0; i < number; i++)
		if (!text_next(&file, '\n', &line))
			return TEXT_EMPTY;
	return text_cut(text_trim(line), EXCERPT);
}

static void faults(struct request *r, const struct order_apply *o, const struct error *e, struct admin_orders_view *v)
{
	const struct error *at = o->ret_faults.wrong_n > 0 ? o->ret_faults.wrong : e;
	v->wrong_n = o->ret_faults.wrong_n > 0 ? o->ret_faults.wrong_n : 1;
	struct order_fault *f = ARENA_ARRAY(r->arena, struct order_fault, v->wrong_n);
	for (size_t i = 0; i < v->wrong_n; i++)
		f[i] = (struct order_fault){ .said = error_say(r->arena, r->lang, &at[i]), .line = line_of(o->bytes, at[i].line) };
	v->wrong = f;
	show(r, v);
}

static void was_applied(struct request *r)
{
	struct order_apply      *o = r->state;
	struct admin_orders_view v = { 0 };
	if (r->did)
		answer_see(r, text_print(r->arena, "/admin/orders?done=%.*s", TEXT_ARG(o->ret_plan.order->id)), NULL);
	else
		faults(r, o, &r->error, &v);
}

/* A file stands for what was pasted. */
static bool read_text(struct request *r)
{
	struct given *text = &r->given[FILE_TEXT_FIELD];
	if (r->upload_count > 0)
		request_put(r, FILE_TEXT_FIELD, gathered_text(&r->uploads[0]));
	if (!text->came && !text->error.code)
		error(&text->error, FORM_MISSING, .name = SAID(r, "officer.order_text"));
	return text->fits;
}

void admin_orders_post(struct request *r)
{
	struct order_apply      *o = r->state = ARENA_NEW(r->arena, struct order_apply);
	struct admin_orders_view v = { 0 };
	const struct registry   *now = NULL;
	struct error             e = { 0 };
	bool                     apply = text_is(request_text(r, PHASE), "apply");
	if (!read_text(r)) {
		show(r, &v);
		return;
	}
	*o = (struct order_apply){ .bytes = request_text(r, FILE_TEXT_FIELD), .file = text_c(r->arena, SAID(r, "officer.order_file")), .by = site_actor(r) };
	v.seen = hash_hex(r->arena, sha256(o->bytes));
	if (apply && text_equal(v.seen, request_text(r, SEEN))) {
		request_act(r, &row_order_apply, o, was_applied);
		return;
	}
	if (!order_preview(web_read(r), r->arena, o, site_today(r), &now, &e)) {
		faults(r, o, &e, &v);
		return;
	}
	v.planned = true;
	v.other = apply;
	if (admin_plan(r, o, now, &v.plan, &e))
		show(r, &v);
	else
		answer_error(r, &e);
}

/* ---- taking it back */

static void was_revoked(struct request *r)
{
	if (r->did)
		answer_see(r, text_print(r->arena, "/admin/orders?done=%.*s", TEXT_ARG(request_text(r, ID))), NULL);
	else
		answer_error(r, &r->error);
}

void admin_order_revoke(struct request *r)
{
	struct order_revoke *o = ARENA_NEW(r->arena, struct order_revoke);
	*o = (struct order_revoke){ .id = request_text(r, ID), .reason = request_text(r, REASON), .by = site_actor(r) };
	request_act(r, &row_order_revoke, o, was_revoked);
}

/* The reason is missing; where the order itself is not there any more, only that is said. */
void admin_order_revoke_refused(struct request *r) { admin_orders(r); }
