/* access.c - signing in: passwords, one-time codes, attempts, sessions. */
#include "base/base.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "../support/ledger.h"

enum { SECOND = 1000, MINUTE = 60 * SECOND, HOUR = 60 * MINUTE };
static const int64_t day_ms = INT64_C(24) * HOUR;

static struct test_house house, *h = &house;

static int begin(void **state)
{
	house_begin(h);
	return 0;
}

static int end(void **state)
{
	house_end(h);
	return 0;
}

/* ---- RFC 6238, appendix B (SHA-1; its eight digits cut to the last six) */

static const struct { int64_t seconds; const char *code; } vectors[] = {
	{ 59, "287082" },         { 1111111109, "081804" },  { 1111111111, "050471" },
	{ 1234567890, "005924" }, { 2000000000, "279037" }, { INT64_C(20000000000), "353130" },
};

static void one_time_codes_are_those_of_rfc_6238(void **state)
{
	_cleanup_arena_ struct arena *a = arena_new(0);
	struct text                   secret = TEXT("12345678901234567890");
	for (size_t i = 0; i < COUNT_OF(vectors); i++) {
		instant_t at = { vectors[i].seconds * 1000 };
		int64_t   step;
		assert_true(text_is(totp_code(a, secret, at), vectors[i].code));
		assert_true(totp_check(secret, text_of(vectors[i].code), at, 0, &step));
		assert_int_equal(step, vectors[i].seconds / 30);
	}
}

static void only_the_codes_own_thirty_seconds_count_and_each_step_once(void **state)
{
	struct text secret = TEXT("12345678901234567890"), code = TEXT("081804");
	instant_t   at = { INT64_C(1111111109) * 1000 };
	int64_t     step = 0;
	assert_true(totp_check(secret, TEXT("081 804"), at, 0, &step));
	assert_false(totp_check(secret, code, at, step, &step)); /* used */
	assert_false(totp_check(secret, code, (instant_t){ at.ms + 30000 }, 0, &step));
	assert_false(totp_check(secret, code, (instant_t){ at.ms - 30000 }, 0, &step));
	static const char *const wrong[] = { "", "08180", "0818044", "O81804", "081804x", "081805", "-81804" };
	for (size_t i = 0; i < COUNT_OF(wrong); i++)
		assert_false(totp_check(secret, text_of(wrong[i]), at, 0, &step));
}

/* ---- signing in */

static struct sign_in sign_in_of(const struct test_account *who, const char *address)
{
	return (struct sign_in){ .login = who->login, .password = who->password, .code = totp_code(h->arena, who->secret, h->world.fixed),
				 .address = text_of(address), .now = h->world.fixed };
}

static bool check(struct sign_in *s) { return sign_in_check(h->db, act_key(h->act), h->arena, s, &h->e); }

static struct text start(struct sign_in *s, const char *what)
{
	struct session_start c = { .sign_in = s, .what = what };
	house_do(h, &row_session_start, &c);
	return c.ret_token;
}

static bool is_signed_in(struct text token, struct actor *ret)
{
	bool found;
	house_must(h, session_find(h->db, h->arena, token, h->world.fixed, "web", ret, &found, &h->e));
	return found;
}

static void password_and_code_open_a_session_that_knows_its_account(void **state)
{
	struct test_account who = house_account(h, "lan", "Nông Thị Lan");
	house_grant(h, who.number, ROLE_OFFICER, "org-1");
	struct sign_in s = sign_in_of(&who, "10.0.0.1");
	house_must(h, check(&s));
	struct text  token = start(&s, "web");
	struct actor actor;
	assert_int_equal(token.len, 64);
	assert_true(is_signed_in(token, &actor));
	assert_int_equal(actor.account.number, who.number);
	assert_true(text_is(actor.account.login, "lan"));
	assert_true(actor_has(&actor, ROLE_OFFICER));
	assert_false(actor_has(&actor, ROLE_HEAD));
	assert_false(actor.console);
}

static void the_database_holds_neither_password_nor_token(void **state)
{
	struct test_account who = house_account(h, "lan", "Nông Thị Lan");
	struct sign_in      s = sign_in_of(&who, "10.0.0.1");
	house_must(h, check(&s));
	struct text token = start(&s, "web"), bytes = TEXT_EMPTY;
	if (store_engine(h->store) != STORE_SQLITE)
		return; /* its files are the server's; the same rows are written */
	_cleanup_arena_ struct arena *a = arena_new(0);
	static const char *const      files[] = { "", "-wal" };
	for (size_t i = 0; i < COUNT_OF(files); i++) {
		const char *path = text_c(a, text_print(a, "%s%s", h->url + strlen("sqlite:"), files[i]));
		house_must(h, !h->world.file_exists(&h->world, path) || h->world.file_read(&h->world, a, path, 1 << 28, &bytes, &h->e));
		assert_true(text_find(bytes, who.password) == SIZE_MAX);
		assert_true(text_find(bytes, token) == SIZE_MAX);
		assert_true(text_find(bytes, who.secret) == SIZE_MAX);
	}
}

static void wrong_password_wrong_code_and_unknown_login_are_told_alike(void **state)
{
	struct test_account who = house_account(h, "lan", "Nông Thị Lan");
	struct sign_in      password = sign_in_of(&who, "a"), code = password, login = password, none = password;
	password.password = TEXT("con cò bay la");
	code.code = TEXT("000000");
	login.login = TEXT("hoa");
	none.code = TEXT_EMPTY;
	assert_false(check(&password));
	assert_string_equal(h->e.code, ACCESS_SIGN_IN_WRONG);
	assert_true(password.failed);
	assert_false(check(&code));
	assert_string_equal(h->e.code, ACCESS_SIGN_IN_WRONG);
	assert_true(code.failed);
	assert_false(check(&login));
	assert_string_equal(h->e.code, ACCESS_SIGN_IN_WRONG);
	assert_false(check(&none));
	assert_string_equal(h->e.code, ACCESS_CODE_NEEDED);
	assert_true(none.needs_code && !none.failed);
}

static void a_password_fits_in_whatever_unicode_form_it_was_typed(void **state)
{
	struct test_account who = house_account(h, "lan", "Nông Thị Lan");
	struct sign_in      s = sign_in_of(&who, "a");
	s.login = TEXT(" LAN ");
	s.password = TEXT("con co\xcc\x80 bay la\xcc\x89"); /* NFD: o + grave, a + hook */
	house_must(h, check(&s));
}

struct starter { struct sign_in s; bool did; struct error e; };

static void *start_in_thread(void *arg)
{
	struct starter               *t = arg;
	_cleanup_arena_ struct arena *a = arena_new(0);
	struct session_start          c = { .sign_in = &t->s, .what = "web" };
	struct act_result             r;
	t->did = act_do(h->act, &row_session_start, &c, a, &r, &t->e);
	return NULL;
}

static void a_code_that_two_present_at_the_same_time_lets_one_in(void **state)
{
	struct test_account who = house_account(h, "lan", "Nông Thị Lan");
	struct starter      two[2];
	pthread_t           thread[2];
	for (int i = 0; i < 2; i++) {
		two[i] = (struct starter){ .s = sign_in_of(&who, i ? "a" : "b") };
		house_must(h, check(&two[i].s)); /* both are looked at before either is kept */
	}
	house_must(h, act_start(h->act, &h->e));
	for (int i = 0; i < 2; i++)
		assert_int_equal(pthread_create(&thread[i], NULL, start_in_thread, &two[i]), 0);
	for (int i = 0; i < 2; i++)
		pthread_join(thread[i], NULL);
	assert_int_equal(two[0].did + two[1].did, 1);
	assert_string_equal(two[two[0].did].e.code, ACCESS_CODE_USED);
	struct sign_in third = sign_in_of(&who, "c");
	assert_false(check(&third)); /* and later not either */
	assert_string_equal(h->e.code, ACCESS_CODE_USED);
	assert_false(third.failed);
	house_later(h, 30 * SECOND);
	struct sign_in next = sign_in_of(&who, "c");
	house_must(h, check(&next));
}

static bool fails_with(const struct test_account *who, const char *address, const char *code)
{
	struct sign_in s = sign_in_of(who, address);
	s.password = TEXT("sai mật khẩu rồi");
	assert_false(check(&s));
	struct error why = h->e;
	if (s.failed)
		house_do(h, &row_sign_in_failed, &s);
	h->e = why;
	return error_is(&why, code);
}

static void attempts_are_limited_where_they_come_from_and_lock_nobody_else_out(void **state)
{
	struct test_account who = house_account(h, "lan", "Nông Thị Lan"), other = house_account(h, "hoa", "Hoàng Hoa");
	for (int i = 0; i < 5; i++)
		assert_true(fails_with(&who, "203.0.113.9", ACCESS_SIGN_IN_WRONG));
	struct sign_in right = sign_in_of(&who, "203.0.113.9"), elsewhere = sign_in_of(&who, "10.0.0.1"), neighbour = sign_in_of(&other, "203.0.113.9");
	assert_false(check(&right)); /* even the right password must wait there */
	assert_string_equal(h->e.code, ACCESS_TOO_MANY);
	assert_int_equal(h->e.limit, 30);
	house_must(h, check(&elsewhere));
	house_must(h, check(&neighbour));

	house_later(h, 30 * SECOND);
	assert_true(fails_with(&who, "203.0.113.9", ACCESS_SIGN_IN_WRONG));
	assert_false(fails_with(&who, "203.0.113.9", ACCESS_SIGN_IN_WRONG));
	assert_int_equal(h->e.limit, 60); /* it doubles */
	house_later(h, 60 * SECOND);
	struct sign_in again = sign_in_of(&who, "203.0.113.9");
	house_must(h, check(&again));
	start(&again, "web");
	assert_true(fails_with(&who, "203.0.113.9", ACCESS_SIGN_IN_WRONG)); /* a success forgets the failures */
	assert_true(fails_with(&who, "203.0.113.9", ACCESS_SIGN_IN_WRONG));
}

static void failures_are_forgotten_after_a_day(void **state)
{
	struct test_account who = house_account(h, "lan", "Nông Thị Lan");
	for (int i = 0; i < 5; i++)
		assert_true(fails_with(&who, "a", ACCESS_SIGN_IN_WRONG));
	house_later(h, day_ms + SECOND);
	assert_true(fails_with(&who, "a", ACCESS_SIGN_IN_WRONG));
	assert_true(fails_with(&who, "a", ACCESS_SIGN_IN_WRONG)); /* counted anew */
}

static void change(const struct test_account *who, int what, struct account_change *ret)
{
	*ret = (struct account_change){ .number = who->number, .what = what, .by = &h->console };
	house_must(h, account_change_prepare(&h->world, h->arena, ret, &h->e));
	house_do(h, &row_account_change, ret);
}

static void a_closed_account_cannot_sign_in_and_its_sessions_end(void **state)
{
	struct test_account   who = house_account(h, "lan", "Nông Thị Lan");
	struct account_change c;
	struct actor          actor;
	struct sign_in        s = sign_in_of(&who, "a");
	house_must(h, check(&s));
	struct text token = start(&s, "web");
	change(&who, ACCOUNT_CLOSE, &c);
	assert_false(is_signed_in(token, &actor));
	house_later(h, MINUTE);
	s = sign_in_of(&who, "a");
	assert_false(check(&s));
	assert_string_equal(h->e.code, ACCESS_CLOSED);
	s.password = TEXT("sai mật khẩu rồi");
	assert_false(check(&s)); /* who does not know the password does not learn that it is closed */
	assert_string_equal(h->e.code, ACCESS_SIGN_IN_WRONG);
	change(&who, ACCOUNT_REOPEN, &c);
	s = sign_in_of(&who, "a");
	house_must(h, check(&s));
}

static void a_new_password_or_authenticator_replaces_the_old_one_and_ends_sessions(void **state)
{
	struct test_account   who = house_account(h, "lan", "Nông Thị Lan");
	struct account_change password, totp;
	struct actor          actor;
	struct sign_in        s = sign_in_of(&who, "a");
	house_must(h, check(&s));
	struct text token = start(&s, "web");
	change(&who, ACCOUNT_PASSWORD, &password);
	assert_int_equal(password.ret_password.len, 24); /* five groups of four, drawn */
	assert_false(is_signed_in(token, &actor));
	house_later(h, MINUTE);
	s = sign_in_of(&who, "a");
	assert_false(check(&s));
	s.password = password.ret_password;
	house_must(h, check(&s));
	change(&who, ACCOUNT_TOTP, &totp);
	assert_true(text_starts(totp.ret_totp_uri, "otpauth://totp/danvan:lan?secret="));
	assert_false(check(&s)); /* the old authenticator's code */
}

static void a_session_ends_when_it_is_ended_idle_or_old(void **state)
{
	struct test_account who = house_account(h, "lan", "Nông Thị Lan");
	struct actor        actor;
	struct text         token[3];
	for (int i = 0; i < 3; i++) {
		struct sign_in s = sign_in_of(&who, "a");
		house_must(h, check(&s));
		token[i] = start(&s, i == 2 ? "cli" : "web");
		house_later(h, MINUTE);
	}
	assert_true(is_signed_in(token[0], &actor));
	struct session_end one = { 0 };
	memcpy(one.hash, actor.session, sizeof(one.hash));
	house_do(h, &row_session_end, &one);
	assert_false(is_signed_in(token[0], &actor));
	assert_true(is_signed_in(token[1], &actor));

	house_later(h, 11 * HOUR);
	assert_true(is_signed_in(token[1], &actor));
	assert_true(actor.session_stale);
	struct session_seen seen;
	memcpy(seen.hash, actor.session, sizeof(seen.hash));
	house_do(h, &row_session_seen, &seen);
	house_later(h, 11 * HOUR);
	assert_true(is_signed_in(token[1], &actor)); /* it was used in between */
	house_later(h, 2 * HOUR);
	assert_false(is_signed_in(token[1], &actor));
	assert_true(is_signed_in(token[2], &actor)); /* of the command line: no idle end, but 30 days at most */
	house_later(h, 30 * day_ms);
	assert_false(is_signed_in(token[2], &actor));
}

static void all_sessions_of_an_account_are_listed_and_can_be_ended_at_once(void **state)
{
	struct test_account who = house_account(h, "lan", "Nông Thị Lan");
	struct session_row *rows;
	size_t              n;
	for (int i = 0; i < 3; i++) {
		struct sign_in s = sign_in_of(&who, "a");
		house_must(h, check(&s));
		start(&s, "web");
		house_later(h, MINUTE);
	}
	house_must(h, session_list(h->db, h->arena, who.number, &rows, &n, &h->e));
	assert_int_equal(n, 3);
	house_do(h, &row_session_end, &(struct session_end){ .account = who.number, .all = true });
	house_must(h, session_list(h->db, h->arena, who.number, &rows, &n, &h->e));
	assert_int_equal(n, 0);
}

static void without_an_authenticator_nobody_signs_in_unless_that_was_switched_off(void **state)
{
	struct account_open c = { .login = TEXT("lan"), .name = TEXT("Lan"), .password = TEXT("con cò bay lả"), .without_totp = true, .by = &h->console };
	house_must(h, account_open_prepare(&h->world, h->arena, &c, &h->e));
	house_do(h, &row_account_open, &c);
	struct test_account who = { .number = c.ret_number, .login = c.login, .password = TEXT("con cò bay lả") };
	struct sign_in      s = sign_in_of(&who, "a");
	assert_false(check(&s));
	assert_string_equal(h->e.code, ACCESS_NO_AUTHENTICATOR);
	s.totp_off = true;
	house_must(h, check(&s));
}

static void bad_logins_and_weak_passwords_are_refused(void **state)
{
	static const struct { const char *login, *password, *code; } cases[] = {
		{ "L", "con cò bay lả", ACCESS_BAD_LOGIN },        { "Lan", "con cò bay lả", ACCESS_BAD_LOGIN },
		{ "lan anh", "con cò bay lả", ACCESS_BAD_LOGIN },  { "lân", "con cò bay lả", ACCESS_BAD_LOGIN },
		{ "lan", "ngắn quá", ACCESS_PASSWORD_SHORT },      { "lan", "1234567890", ACCESS_PASSWORD_COMMON },
		{ "lan", "MatKhau123!", ACCESS_PASSWORD_COMMON },  { "hoang.lan", "x-Hoang.Lan-x", ACCESS_PASSWORD_COMMON },
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct account_open c = { .login = text_of(cases[i].login), .password = text_of(cases[i].password), .by = &h->console };
		assert_false(account_open_prepare(&h->world, h->arena, &c, &h->e));
		assert_string_equal(h->e.code, cases[i].code);
	}
}

#define HOUSE(test) cmocka_unit_test_setup_teardown(test, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_time_codes_are_those_of_rfc_6238),
		cmocka_unit_test(only_the_codes_own_thirty_seconds_count_and_each_step_once),
		HOUSE(password_and_code_open_a_session_that_knows_its_account),
		HOUSE(the_database_holds_neither_password_nor_token),
		HOUSE(wrong_password_wrong_code_and_unknown_login_are_told_alike),
		HOUSE(a_password_fits_in_whatever_unicode_form_it_was_typed),
		HOUSE(a_code_that_two_present_at_the_same_time_lets_one_in),
		HOUSE(attempts_are_limited_where_they_come_from_and_lock_nobody_else_out),
		HOUSE(failures_are_forgotten_after_a_day),
		HOUSE(a_closed_account_cannot_sign_in_and_its_sessions_end),
		HOUSE(a_new_password_or_authenticator_replaces_the_old_one_and_ends_sessions),
		HOUSE(a_session_ends_when_it_is_ended_idle_or_old),
		HOUSE(all_sessions_of_an_account_are_listed_and_can_be_ended_at_once),
		HOUSE(without_an_authenticator_nobody_signs_in_unless_that_was_switched_off),
		HOUSE(bad_logins_and_weak_passwords_are_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
