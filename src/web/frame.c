/* frame.c - the frame's own pages: is the server alive, is it ready, assets, what robots may read, what an error's code means. And how a handler hands its
 * command to the writer. */
#include "base/base.h"

#include "act/act.h"
#include "inside.h"

/* ---- commands ---- */

struct waiting {
	struct act_work work;
	struct request *request;
};

static void act_is_done(struct act_work *work)
{
	request_finish(((struct waiting *)work->caller)->request);
}

/* The first to run when the connection wakes: what the writer said becomes the request's. */
static void act_then(struct request *r)
{
	struct hit *h = hit_of(r);
	struct waiting *w = h->waiting;
	r->did = w->work.did;
	r->error = w->work.error;
	r->result = &w->work.result;
	h->then_act(r);
}

void request_act(struct request *r, const struct act_row *row, void *command, void (*then)(struct request *))
{
	struct hit *h = hit_of(r);
	struct waiting *w = ARENA_NEW(r->arena, struct waiting);
	if (h->is_refused)
		return; /* what it rests on could not be read */
	if (!r->web->config.act) {
		answer_refusal(h, &(struct error){ .code = WEB_UNAVAILABLE });
		return;
	}
	*w = (struct waiting){ .request = r, .work = { .row = row, .command = command, .arena = r->arena, .done = act_is_done, .caller = w } };
	h->waiting = w;
	h->then_act = then;
	request_suspend(r, act_then);
	act_submit(r->web->config.act, &w->work);
}

/* ---- pages ---- */

static void healthz(struct request *r)
{
	answer_bytes(r, 200, "text/plain", TEXT("alive\n"), NULL);
}

static bool is_ready(struct request *r, struct error *e)
{
	const struct web_config *c = &r->web->config;
	if (atomic_load(&r->web->stopping))
		return error(e, WEB_STOPPING);
	if (c->store && !read_answers(r->web, e))
		return false;
	if (c->act && !act_is_ready(c->act, e))
		return false;
	return !c->ready || c->ready(c->house, e);
}

/* For the load balancer: one word, and the code of what is missing. */
static void readyz(struct request *r)
{
	struct error e = { 0 };
	if (is_ready(r, &e)) {
		answer_bytes(r, 200, "text/plain", TEXT("ready\n"), NULL);
		return;
	}
	answer_header(r, "Retry-After", TEXT("5"));
	hit_of(r)->log_code = e.code;
	answer_bytes(r, 503, "text/plain", text_print(r->arena, "not ready: %s\n", e.code), NULL);
}

static void robots(struct request *r)
{
	answer_bytes(r, 200, "text/plain", TEXT("User-agent: *\nDisallow: /api/\nDisallow: /file\nDisallow: /m/\n"), NULL);
}

enum { FILE_NAME };
static const struct field asset_form[] = {
	[FILE_NAME] = { "file", field_rest, 200, IN_PATH },
	{ NULL },
};

static void asset(struct request *r)
{
	const struct asset *a = asset_at(hit_of(r)->path);
	if (a)
		answer_bytes(r, 200, a->type, text_bytes(a->at, a->len), NULL);
	else
		answer_not_found(r);
}

enum { CODE };
static const struct field errors_form[] = {
	[CODE] = { "code", field_id, 80, IN_PATH },
	{ NULL },
};

/* The page behind a problem's `type`. */
static void errors_show(struct request *r)
{
	const char *code = text_c(r->arena, request_text(r, CODE));
	if (say_knows(code))
		problem_show(hit_of(r), code);
	else
		answer_not_found(r);
}

const struct route frame_routes[] = {
	{ GET, "/healthz", ANYONE, NULL, 0, healthz, .name = "frame.healthz", .produces = TEXT_PLAIN,
	  .help_vi = "Chương trình còn chạy không (cho máy theo dõi).", .help_en = "Is the process alive (for monitoring)." },
	{ GET, "/readyz", ANYONE, NULL, 0, readyz, .name = "frame.readyz", .produces = TEXT_PLAIN,
	  .help_vi = "Có nhận việc được không: cơ sở dữ liệu, sổ cái, đồng hồ, chỗ trống (cho bộ cân tải).",
	  .help_en = "Can it take work: database, ledger, clock, room (for load balancers)." },
	{ GET, "/robots.txt", ANYONE, NULL, 0, robots, .name = "frame.robots", .produces = TEXT_PLAIN, .cache = REVALIDATE, .version = version_of_program,
	  .help_vi = "Máy tìm kiếm được đọc gì.", .help_en = "What search engines may read." },
	{ GET, "/assets/{file*}", ANYONE, asset_form, 0, asset, .name = "frame.asset", .produces = TEXT_PLAIN, .cache = FOREVER, .version = version_of_program,
	  .help_vi = "Kiểu chữ, hình, mã lệnh của trang; tên có mã băm nên giữ được mãi.",
	  .help_en = "Styles, images and scripts; the name holds a hash, so they may be kept for ever." },
	{ GET, "/errors/{code}", ANYONE, errors_form, 0, errors_show, .name = "frame.error", .produces = HTML, .cache = REVALIDATE, .version = version_of_program,
	  .help_vi = "Một mã lỗi nghĩa là gì và phải làm gì tiếp.", .help_en = "What the code of an error means and what to do next." },
	{ 0 },
};
