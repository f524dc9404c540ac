/* web_kept.c - answers that the server keeps in memory: whoever changes the database, the next page shows it; and nothing of one reader is kept for another. */
#include "base/base.h"

#include "site.h"
#include "web/delta.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <sys/wait.h>
#include <unistd.h>

enum { COMMANDS = 120, ROUNDS = 60, PAGES = 8 };

struct fixture {
	struct history t;
	struct site   *site;
	struct server *server;
	struct client *client;
	struct arena  *arena;
};

static int begin(void **state)
{
	struct fixture *p = calloc(1, sizeof(*p));
	history_begin(&p->t, 20261124);
	history_run(&p->t, COMMANDS);
	history_publish(&p->t);
	p->arena = arena_new(0);
	p->server = history_serve(&p->t, p->arena, "now", &p->site);
	p->client = client_new(p->arena, p->server);
	*state = p;
	return 0;
}

static int end(void **state)
{
	struct fixture *p = *state;
	server_stop(p->server);
	arena_free(p->arena);
	site_free(p->site);
	history_end(&p->t);
	free(p);
	return 0;
}

static const char *page_of(struct fixture *p, size_t n)
{
	return text_c(p->arena, text_print(p->arena, "/m/%.*s", TEXT_ARG(p->t.code[n % p->t.codes])));
}

/* As a server that has just been started, and remembers nothing, shows it. */
static struct text fresh(struct fixture *p, const char *path)
{
	struct site   *site;
	struct server *other = history_serve(&p->t, p->arena, "now", &site);
	struct reply   r = http_get(client_new(p->arena, other), path);
	assert_int_equal(r.status, 200);
	assert_true(server_stop(other));
	site_free(site);
	return r.body;
}

static void assert_true_to_the_database(struct fixture *p, const char *path)
{
	struct text expected = fresh(p, path);
	for (int i = 0; i < 6; i++) { /* often enough for each of the server's connections */
		struct reply r = http_get(p->client, path);
		assert_int_equal(r.status, 200);
		if (!text_equal(r.body, expected))
			fail_msg("%s is not what the database holds:\n%.*s\n--- but\n%.*s", path, TEXT_ARG(r.body), TEXT_ARG(expected));
	}
}

/* The history's commands go through a connection that the server knows nothing of, as another process's do. */
static void after_any_change_the_page_is_that_of_the_database(void **state)
{
	struct fixture *p = *state;
	for (size_t round = 0; round < ROUNDS; round++) {
		for (size_t i = 0; i < PAGES; i++)
			http_get(p->client, page_of(p, round + i * 7)); /* they are kept now */
		history_run(&p->t, 3);
		if (round % 3 == 0)
			history_publish(&p->t);
		assert_true_to_the_database(p, page_of(p, round + round % PAGES * 7));
		if (round % 10 == 0) {
			assert_true_to_the_database(p, "/");
			assert_true_to_the_database(p, "/matters");
			assert_true_to_the_database(p, "/figures");
		}
	}
}

/* SQL by hand, past the program, by a process of its own: what engine and store know inside one process must not help. */
static void tamper_from_outside(struct fixture *p, const char *sql)
{
	const char *url = p->t.h.url;
	if (store_engine(p->t.h.store) != STORE_SQLITE) {
		house_tamper(&p->t.h, sql); /* each connection is a process there */
		return;
	}
	pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		execlp("sqlite3", "sqlite3", "-cmd", ".timeout 5000", url + strlen("sqlite:"), sql, (char *)NULL);
		_exit(127);
	}
	int status = 1;
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
}

/* The page follows it all the same. */
static void after_a_write_from_another_process_the_page_is_that_of_the_database(void **state)
{
	struct fixture *p = *state;
	for (size_t i = 0; i < 3; i++) {
		const char  *path = page_of(p, i * 5), *sql;
		struct text  before = http_get(p->client, path).body;
		sql = text_c(p->arena, text_print(p->arena, "UPDATE public_matter SET received = received - %zu WHERE code = '%s'", i + 3, path + 3));
		http_get(p->client, path);
		tamper_from_outside(p, sql);
		assert_false(text_equal(http_get(p->client, path).body, before));
		assert_true_to_the_database(p, path);
	}
}

static void a_page_in_one_language_is_not_given_in_the_other(void **state)
{
	struct fixture  *p = *state;
	struct client *c = client_new(p->arena, p->server);
	const char    *path = page_of(p, 1);
	for (int i = 0; i < 4; i++) {
		client_header(c, "Accept-Language", i % 2 ? "en" : "vi");
		assert_true(reply_says(http_get(c, path), i % 2 ? "<html lang=\"en\">" : "<html lang=\"vi\">"));
	}
}

static void a_page_is_kept_by_coding_and_comes_whole(void **state)
{
	static const char *const codings[] = { "identity", "gzip", "br", "identity", "br", "gzip" };
	struct fixture            *p = *state;
	struct text              plain = http_get(p->client, page_of(p, 2)).body;
	for (size_t i = 0; i < COUNT_OF(codings); i++) {
		struct client *c = client_new(p->arena, p->server);
		client_header(c, "Accept-Encoding", codings[i]);
		struct reply r = http_get(c, page_of(p, 2));
		bool         packed = strcmp(codings[i], "identity") != 0;
		assert_int_equal(r.status, 200);
		assert_true(text_is(reply_header(r, "Content-Encoding"), packed ? codings[i] : ""));
		assert_true(packed ? r.body.len < plain.len : text_equal(r.body, plain));
	}
}

/* The page of who has shown the key holds words that are nobody else's. */
static void what_the_key_opens_is_kept_for_nobody(void **state)
{
	struct fixture       *p = *state;
	struct matter_party nobody = { 0 };
	struct matter_file  f = { .procedure = TEXT("phan-anh-kien-nghi"), .place = TEXT("vn-02155-20250701"), .text = TEXT("Chỉ người gửi được đọc câu này."), .channel = TEXT("web"),
				  .received = DAY_NONE, .party = nobody, .ground = p->t.ground };
	house_do(&p->t.h, &row_matter_file, &f);
	history_publish(&p->t);
	const char *path = text_c(p->arena, text_print(p->arena, "/m/%.*s", TEXT_ARG(f.ret_code)));
	assert_false(reply_says(http_get(p->client, path), "Chỉ người gửi"));
	struct client *author = client_new(p->arena, p->server);
	client_header(author, "Sec-Fetch-Site", "same-origin");
	struct reply given = http_post(author, path, form_of(p->arena, "key", text_c(p->arena, f.ret_key), NULL));
	assert_true(reply_says(http_follow(author, given), "Chỉ người gửi"));
	for (int i = 0; i < 3; i++) {
		assert_true(reply_says(http_get(author, path), "Chỉ người gửi"));
		assert_false(reply_says(http_get(p->client, path), "Chỉ người gửi"));
	}
}

/* ---- a page told by another */

static struct text random_page(struct arena *a, uint64_t *state, struct text from, size_t changes)
{
	struct build b = { .arena = a };
	size_t       at = 0;
	for (size_t i = 0; i < changes && at < from.len; i++) {
		*state = *state * 6364136223846793005u + 1442695040888963407u;
		size_t n = (size_t)(*state >> 33) % 900, skip = (size_t)(*state >> 50) % 40;
		n = n < from.len - at ? n : from.len - at;
		build_add(&b, (struct text){ from.at + at, n });
		for (size_t k = 0; k < skip; k++)
			build_byte(&b, (char)(*state >> k % 56));
		at += n + (skip < from.len - at - n ? skip : from.len - at - n);
	}
	build_add(&b, text_from(from, at));
	return build_text(&b);
}

static void a_page_told_by_another_is_the_page_again(void **state)
{
	for (uint64_t seed = 1; seed <= 400; seed++) {
		_cleanup_arena_ struct arena *a = arena_new(0);
		uint64_t                      s = seed * 7919;
		struct text                   first = random_page(a, &s, text_print(a, "%*s", (int)(64 + seed * 40), ""), 60), page = random_page(a, &s, first, seed % 30);
		struct delta_base            *base = delta_base_new(first);
		char                         *room = arena_alloc(a, page.len), *again = arena_alloc(a, page.len);
		assert_non_null(base);
		size_t len = delta_make(base, page, room);
		assert_true(len <= page.len * 3 / 4);
		if (len > 0) {
			delta_undo(base, (struct text){ room, len }, again, page.len);
			assert_memory_equal(again, page.at, page.len);
		}
		delta_base_free(base);
	}
}

static void what_is_alike_takes_little_room_and_what_is_not_is_left_alone(void **state)
{
	_cleanup_arena_ struct arena *a = arena_new(0);
	struct fixture                 *p = *state;
	struct text                   one = http_get(p->client, page_of(p, 0)).body, two = http_get(p->client, page_of(p, 3)).body;
	struct delta_base            *base = delta_base_new(one);
	char                         *room = arena_alloc(a, two.len + 100);
	size_t                        len = delta_make(base, two, room);
	assert_true(len > 0 && len < two.len / 2);
	print_message("a page of %zu bytes told in %zu\n", two.len, len);
	assert_int_equal(delta_make(base, TEXT("nothing of it stands in the other page, nothing at all, not one word"), room), 0);
	assert_null(delta_base_new(TEXT("short")));
	delta_base_free(base);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_page_told_by_another_is_the_page_again),
		cmocka_unit_test(what_is_alike_takes_little_room_and_what_is_not_is_left_alone),
		cmocka_unit_test(after_any_change_the_page_is_that_of_the_database),
		cmocka_unit_test(a_page_in_one_language_is_not_given_in_the_other),
		cmocka_unit_test(a_page_is_kept_by_coding_and_comes_whole),
		cmocka_unit_test(what_the_key_opens_is_kept_for_nobody),
		cmocka_unit_test(after_a_write_from_another_process_the_page_is_that_of_the_database),
	};
	return cmocka_run_group_tests(tests, begin, end);
}
