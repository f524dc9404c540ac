/* serve.c - danvan serve: the pages, the writer and the jobs in one process. */
#include "base/base.h"

#include "commands.h"
#include "config.h"
#include "house.h"
#include "web/web.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

/* The thread that runs the jobs. It has a world of its own: the writer's belongs to the writer. */
struct worker {
	struct act       *act;
	struct store     *store;
	struct world      world;
	const struct job *jobs;
	size_t            jobs_n;
	FILE             *err;
	pthread_t         thread;
	pthread_mutex_t   lock;
	pthread_cond_t    wake;
	bool              ending;
};

static void wait_until(struct worker *w, instant_t until)
{
	int64_t         ms = until.ms - w->world.now(&w->world).ms;
	struct timespec at;
	clock_gettime(CLOCK_REALTIME, &at);
	ms = ms < 100 ? 100 : ms > 60000 ? 60000 : ms;
	at.tv_sec += ms / 1000 + (at.tv_nsec / 1000000 + ms % 1000) / 1000;
	at.tv_nsec = (at.tv_nsec / 1000000 + ms % 1000) % 1000 * 1000000;
	pthread_mutex_lock(&w->lock);
	if (!w->ending)
		pthread_cond_timedwait(&w->wake, &w->lock, &at);
	pthread_mutex_unlock(&w->lock);
}

static bool is_ending(struct worker *w)
{
	pthread_mutex_lock(&w->lock);
	bool ending = w->ending;
	pthread_mutex_unlock(&w->lock);
	return ending;
}

static void *work(void *arg)
{
	struct worker *w = arg;
	while (!is_ending(w)) {
		instant_t    next = { w->world.now(&w->world).ms + 60000 };
		size_t       failed = 0;
		struct error e = { 0 };
		if (!jobs_run(w->act, w->store, &w->world, w->jobs, w->jobs_n, &next, &failed, &e) || failed > 0)
			fprintf(w->err, "danvan: jobs: %zu failed %s\n", failed, e.code ? e.code : "");
		wait_until(w, next);
	}
	return NULL;
}

static instant_t publish_at(const struct job *j, instant_t now)
{
	instant_t at = publish_next(text_of(j->arg), now);
	return at.ms > 0 ? at : (instant_t){ now.ms + 1000 }; /* "now": a second later at the latest */
}

/* Tells systemd, where it asked to be told. */
static void notify(const struct cli *c, const char *state)
{
	const char        *path = cli_variable(c, "NOTIFY_SOCKET");
	struct sockaddr_un to = { .sun_family = AF_UNIX };
	if (!path || strlen(path) >= sizeof(to.sun_path))
		return;
	memcpy(to.sun_path, path, strlen(path) + 1);
	if (to.sun_path[0] == '@')
		to.sun_path[0] = '\0';
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return;
	ssize_t sent = sendto(fd, state, strlen(state), 0, (struct sockaddr *)&to, (socklen_t)(offsetof(struct sockaddr_un, sun_path) + strlen(path)));
	(void)sent; /* nobody to tell: the service runs all the same */
	close(fd);
}

static _Atomic(const struct cli *) serving; /* for `started`, which web calls with the site only */

static void started(struct web *web, void *house)
{
	const struct cli *c = atomic_load(&serving);
	fprintf(c->err, c->lang == LANG_VI ? "danvan: đang phục vụ tại cổng %d\n" : "danvan: serving on port %d\n", web_port(web));
	fflush(c->err);
	notify(c, "READY=1");
}

static struct text setting(struct cli *c, const char *key) { return text_of(config_text(c->config, key)); }

/* Before any thread starts: a thread that does not block them would be ended by them, and the process with it, whatever it was doing. web_serve waits for them. */
static void block_signals(void)
{
	sigset_t signals;
	sigemptyset(&signals);
	sigaddset(&signals, SIGTERM);
	sigaddset(&signals, SIGINT);
	sigaddset(&signals, SIGHUP);
	pthread_sigmask(SIG_BLOCK, &signals, NULL);
}

static bool serve(struct cli *c, struct house *h, struct error *e)
{
	const char        *listen = cli_option(c, "listen"), *publish = cli_option(c, "publish");
	struct site_config sc = { .world = c->world, .store = h->store, .act = h->act, .publish = publish ? text_of(publish) : setting(c, "publish"),
				  .extract = setting(c, "extract"), .public_url = setting(c, "public_url"), .totp_off = !config_switch(c->config, "totp"),
				  .office = setting(c, "office"), .address = setting(c, "address"), .hours = setting(c, "hours"), .phone = setting(c, "phone") };
	const struct job jobs[] = {
		{ .name = "publish", .row = &row_publish, .command = sizeof(struct publish), .next = publish_at, .arg = text_c(c->arena, sc.publish) },
		{ .name = "readings", .row = &row_readings_commit, .every_ms = 3600 * 1000 },
		{ .name = "drafts", .row = &row_draft_clean, .every_ms = 3600 * 1000 },
	};
	struct web_config wc = { .listen = listen ? listen : config_text(c->config, "listen"), .public_origin = config_text(c->config, "public_url"),
				 .trusted_proxies = config_text(c->config, "trusted_proxy"), .workers = (unsigned)config_number(c->config, "threads"),
				 .started = started, .log = cli_has(c, "log") ? c->err : NULL };
	wc.limits[LIMIT_FILING] = (struct web_limit){ (int)config_number(c->config, "limit_filing"), 3600 };
	wc.limits[LIMIT_SIGN_IN] = (struct web_limit){ (int)config_number(c->config, "limit_sign_in"), 600 };
	wc.limits[LIMIT_KEY] = (struct web_limit){ 20, 600 };
	struct site  *site = site_new(&sc);
	struct worker w = { .act = h->act, .store = h->store, .world = *c->world, .jobs = jobs, .jobs_n = COUNT_OF(jobs), .err = c->err,
			    .lock = PTHREAD_MUTEX_INITIALIZER, .wake = PTHREAD_COND_INITIALIZER };
	site_configure(site, &wc);
	block_signals();
	atomic_store(&serving, c);
	bool ok = act_start(h->act, e) && pthread_create(&w.thread, NULL, work, &w) == 0;
	if (ok) {
		ok = web_serve(&wc, e);
		pthread_mutex_lock(&w.lock);
		w.ending = true;
		pthread_cond_signal(&w.wake);
		pthread_mutex_unlock(&w.lock);
		pthread_join(w.thread, NULL);
	}
	site_free(site);
	return ok;
}

static int run_serve(struct cli *c)
{
	_cleanup_house_ struct house h = { 0 };
	struct error                 e = { 0 };
	if (!house_open_to_write(c, &h, &e) || !serve(c, &h, &e))
		return cli_fail(c, &e);
	return EXIT_DONE;
}

static const struct cli_option serve_options[] = {
	{ "listen", "ADDRESS:PORT", "địa chỉ và cổng để nghe (mặc định theo cấu hình: 127.0.0.1:8080)", "address and port to listen on (default: configuration, 127.0.0.1:8080)", false, false },
	{ "publish", "TIMES", "giờ công bố: now hoặc 12:00,18:00", "hours of publication: now or 12:00,18:00", false, false },
	{ "log", NULL, "ghi mỗi yêu cầu một dòng: phương thức, tên trang, kết quả, mili giây; không có gì về người gửi", "log one line a request: method, name of the page, status, milliseconds; nothing about who asks", false, false },
	{ 0 },
};

const struct cli_command serve_commands[] = {
	{
		.name = "serve",
		.group = "installation",
		.one_line_vi = "phục vụ các trang web và API",
		.one_line_en = "serve the pages and the API",
		.options = serve_options,
		.help_vi = "Chạy máy chủ web, bộ ghi sổ cái và các việc định kỳ (công bố, dọn bản nháp, chốt nhật ký đọc) trong một tiến trình.\n"
			   "Dừng êm bằng SIGTERM hoặc Ctrl+C: việc đang làm được làm xong.",
		.help_en = "Runs the web server, the writer of the ledger and the regular jobs (publication, old drafts, the trace of readings) in one process.\n"
			   "Stop it with SIGTERM or Ctrl+C: what is under way is finished.",
		.examples = "danvan serve --db sqlite:var/danvan.db\ndanvan serve --db sqlite:var/danvan.db --listen 127.0.0.1:8080 --publish now",
		.output_vi = "không có gì",
		.output_en = "nothing",
		.exits = "1 69 74 78",
		.run = run_serve,
	},
	{ 0 },
};
