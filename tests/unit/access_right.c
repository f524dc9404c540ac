/* access_right.c - who may: accounts, rights at units, the trace of readings; and that none of it can be changed unseen. */
#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "country.h"
#include "ledger.h"

static struct test_house house, *h = &house;
static struct text       province, commune, office, other;

static int begin(void **state)
{
	house_begin(h);
	registry = registry_of(country_data(h->arena));
	commune = unit_at(registry, TEXT("02155"), TEST_TODAY)->unit;
	province = unit_on(registry, commune, TEST_TODAY)->parent;
	office = TEXT("org-vn-02155-20250701-ubnd");
	const struct unit_fact **list;
	assert_true(unit_list(registry, h->arena, province, LEVEL_COMMUNE, TEST_TODAY, &list) > 1);
	other = text_equal(list[0]->unit, commune) ? list[1]->unit : list[0]->unit;
	return 0;
}

static int end(void **state)
{
	house_end(h);
	return 0;
}

static struct actor actor_of(int64_t account)
{
	struct actor actor;
	house_must(h, actor_load(h->db, h->arena, account, world_today(&h->world), "web", &actor, &h->e));
	return actor;
}

static int64_t grant_at(const struct test_account *who, enum role role, struct text unit) { return house_grant(h, who->number, role, text_c(h->arena, unit)); }

static bool refused(const struct act_row *row, void *command, const char *code)
{
	if (house_try(h, row, command))
		return false;
	if (!error_is(&h->e, code))
		fprintf(stderr, "%s instead of %s\n", h->e.code, code);
	return error_is(&h->e, code);
}

/* ---- rights */

static void a_right_holds_at_its_unit_and_all_that_stands_under_it(void **state)
{
	struct test_account who = house_account(h, "lan", "Nông Thị Lan");
	grant_at(&who, ROLE_HEAD, commune);
	grant_at(&who, ROLE_LEADER, province);
	struct actor actor = actor_of(who.number);
	assert_int_equal(actor_roles(&actor, registry, commune), ROLE_HEAD | ROLE_LEADER);
	assert_int_equal(actor_roles(&actor, registry, office), ROLE_HEAD | ROLE_LEADER); /* an organisation stands under its place */
	assert_int_equal(actor_roles(&actor, registry, other), ROLE_LEADER);
	assert_int_equal(actor_roles(&actor, registry, province), ROLE_LEADER);
	assert_int_equal(actor_roles(NULL, registry, commune), 0);
}

static void a_right_holds_from_its_first_day_until_before_its_last(void **state)
{
	struct test_account who = house_account(h, "lan", "Nông Thị Lan");
	struct grant_give   c = { .account = who.number, .role = ROLE_OFFICER, .unit = commune, .from = day_add(TEST_TODAY, 2), .to = day_add(TEST_TODAY, 4),
				  .by = &h->console, .registry = registry };
	house_do(h, &row_grant_give, &c);
	static const bool holds[] = { false, false, true, true, false };
	for (int i = 0; i < 5; i++) {
		struct actor actor;
		house_must(h, actor_load(h->db, h->arena, who.number, day_add(TEST_TODAY, i), "web", &actor, &h->e));
		assert_int_equal(actor_has(&actor, ROLE_OFFICER), holds[i]);
	}
}

static void a_right_cannot_be_given_for_days_that_are_past_nor_made_longer_by_ending_it(void **state)
{
	struct test_account who = house_account(h, "lan", "Nông Thị Lan");
	struct grant_give   past = { .account = who.number, .role = ROLE_HEAD, .unit = commune, .from = day_add(TEST_TODAY, -1), .to = DAY_NONE, .by = &h->console };
	struct grant_give   none = { .account = who.number, .role = ROLE_HEAD, .unit = commune, .from = TEST_TODAY, .to = TEST_TODAY, .by = &h->console };
	assert_true(refused(&row_grant_give, &past, ACCESS_BAD_DAYS));
	assert_true(refused(&row_grant_give, &none, ACCESS_BAD_DAYS));
	struct grant_give short_one = { .account = who.number, .role = ROLE_HEAD, .unit = commune, .from = TEST_TODAY, .to = day_add(TEST_TODAY, 3), .by = &h->console };
	house_do(h, &row_grant_give, &short_one);
	assert_true(refused(&row_grant_end, &(struct grant_end){ short_one.ret_number, day_add(TEST_TODAY, 9), &h->console, registry }, ACCESS_NO_GRANT));
	assert_true(refused(&row_grant_end, &(struct grant_end){ short_one.ret_number, day_add(TEST_TODAY, -1), &h->console, registry }, ACCESS_BAD_DAYS));
	assert_true(refused(&row_grant_end, &(struct grant_end){ 99, DAY_NONE, &h->console, registry }, ACCESS_NO_GRANT));
	house_do(h, &row_grant_end, &(struct grant_end){ short_one.ret_number, DAY_NONE, &h->console, registry });
	struct actor actor = actor_of(who.number);
	assert_int_equal(actor.grants_n, 0);
}

static void the_last_administrator_cannot_be_removed(void **state)
{
	struct test_account   first = house_account(h, "lan", "Nông Thị Lan"), second = house_account(h, "hoa", "Hoàng Hoa");
	int64_t               grant = grant_at(&first, ROLE_ADMINISTRATOR, province);
	struct grant_end      ends = { grant, DAY_NONE, &h->console, registry };
	struct account_change closes = { .number = first.number, .what = ACCOUNT_CLOSE, .by = &h->console };
	assert_true(refused(&row_grant_end, &ends, ACCESS_LAST_ADMINISTRATOR));
	assert_true(refused(&row_account_change, &closes, ACCESS_LAST_ADMINISTRATOR));

	grant_at(&second, ROLE_ADMINISTRATOR, province);
	house_do(h, &row_account_change, &(struct account_change){ .number = second.number, .what = ACCOUNT_CLOSE, .by = &h->console });
	ends.to = DAY_NONE;
	assert_true(refused(&row_grant_end, &ends, ACCESS_LAST_ADMINISTRATOR)); /* a closed account opens no door */
	house_do(h, &row_account_change, &(struct account_change){ .number = second.number, .what = ACCOUNT_REOPEN, .by = &h->console });
	ends.to = DAY_NONE;
	house_do(h, &row_grant_end, &ends);
	house_do(h, &row_account_change, &closes); /* it administers no more */
}

static void an_administrator_acts_only_where_that_right_holds(void **state)
{
	struct test_account above = house_account(h, "tren", "Người Trên"), local = house_account(h, "xa", "Người Xã"), officer = house_account(h, "lan", "Nông Thị Lan");
	int64_t             top = grant_at(&above, ROLE_ADMINISTRATOR, province);
	int64_t             grant = grant_at(&local, ROLE_ADMINISTRATOR, commune);
	struct actor        by_local = actor_of(local.number), by_officer = actor_of(officer.number), nobody = { .via = "web" };

	house_do(h, &row_grant_give, &(struct grant_give){ .account = officer.number, .role = ROLE_OFFICER, .unit = office, .from = DAY_NONE, .to = DAY_NONE, .by = &by_local, .registry = registry });
	struct grant_give elsewhere = { .account = officer.number, .role = ROLE_OFFICER, .unit = other, .from = DAY_NONE, .to = DAY_NONE, .by = &by_local, .registry = registry };
	assert_true(refused(&row_grant_give, &elsewhere, ACCESS_NOT_YOURS));
	elsewhere.unit = commune;
	elsewhere.by = &by_officer;
	assert_true(refused(&row_grant_give, &elsewhere, ACCESS_NOT_YOURS));
	elsewhere.by = &nobody;
	assert_true(refused(&row_grant_give, &elsewhere, ACCESS_NOT_YOURS));
	elsewhere.by = NULL;
	assert_true(refused(&row_grant_give, &elsewhere, ACCESS_NOT_YOURS));
	assert_true(refused(&row_grant_end, &(struct grant_end){ top, DAY_NONE, &by_local, registry }, ACCESS_NOT_YOURS));

	/* nor take over the account of somebody above, by giving it a password */
	struct account_change takes = { .number = above.number, .what = ACCOUNT_PASSWORD, .by = &by_local, .registry = registry };
	house_must(h, account_change_prepare(&h->world, h->arena, &takes, &h->e));
	assert_true(refused(&row_account_change, &takes, ACCESS_NOT_YOURS));
	takes.number = officer.number;
	house_do(h, &row_account_change, &takes);

	/* and a right that was taken back a moment ago counts no more, although the page was opened before */
	house_do(h, &row_grant_end, &(struct grant_end){ grant, DAY_NONE, &h->console, registry });
	struct account_open opens = { .login = TEXT("moi"), .name = TEXT("Mới"), .password = TEXT("con cò bay lả"), .by = &by_local };
	house_must(h, account_open_prepare(&h->world, h->arena, &opens, &h->e));
	assert_true(refused(&row_account_open, &opens, ACCESS_NOT_YOURS));
}

static void accounts_at_a_unit_are_those_whose_right_reaches_it_by_name(void **state)
{
	struct test_account  a = house_account(h, "u1", "Đặng Văn Ba"), b = house_account(h, "u2", "Ân Thị Hai"), c = house_account(h, "u3", "Bế Văn Một");
	struct account      *at;
	size_t               n;
	grant_at(&a, ROLE_OFFICER, commune);
	grant_at(&b, ROLE_OFFICER, province);
	grant_at(&c, ROLE_OFFICER, other);
	house_must(h, account_at(h->db, h->arena, registry, office, ROLE_OFFICER, TEST_TODAY, &at, &n, &h->e));
	assert_int_equal(n, 2);
	assert_int_equal(at[0].number, b.number); /* Â before Đ */
	assert_int_equal(at[1].number, a.number);
}

static void a_login_is_taken_once_and_unknown_accounts_get_no_right(void **state)
{
	house_account(h, "lan", "Nông Thị Lan");
	struct account_open again = { .login = TEXT("lan"), .name = TEXT("Lan"), .password = TEXT("con cò bay lả"), .by = &h->console };
	house_must(h, account_open_prepare(&h->world, h->arena, &again, &h->e));
	assert_true(refused(&row_account_open, &again, ACCESS_LOGIN_TAKEN));
	struct grant_give c = { .account = 99, .role = ROLE_HEAD, .unit = commune, .from = DAY_NONE, .to = DAY_NONE, .by = &h->console };
	assert_true(refused(&row_grant_give, &c, ACCESS_NO_ACCOUNT));
	c.account = 1;
	c.role = 3;
	assert_true(refused(&row_grant_give, &c, ACCESS_BAD_ROLE));
	c.role = ROLE_HEAD;
	c.unit = TEXT("vn-99999-0");
	c.registry = registry;
	assert_true(refused(&row_grant_give, &c, REGISTRY_NO_SUCH_UNIT));
	assert_true(refused(&row_account_change, &(struct account_change){ .number = 99, .by = &h->console }, ACCESS_NO_ACCOUNT));
	assert_true(refused(&row_account_change, &(struct account_change){ .number = 1, .what = ACCOUNT_REOPEN, .by = &h->console }, ACCESS_ALREADY));
}

static void roles_are_read_as_they_are_written(void **state)
{
	for (enum role r = ROLE_CLERK; r <= ROLE_ADMINISTRATOR; r <<= 1) {
		enum role read;
		assert_true(role_parse(text_of(role_name(r)), &read) && read == r);
		_cleanup_arena_ struct arena *a = arena_new(0);
		assert_true(say_knows(text_c(a, text_print(a, "role.%s", role_name(r)))));
	}
	enum role none;
	assert_false(role_parse(TEXT("king"), &none));
}

/* ---- what the public sees of it */

static void no_login_and_no_name_stands_in_an_entry(void **state)
{
	struct test_account who = house_account(h, "nguoi-duoc-giau", "Tên Được Giấu Kỹ");
	grant_at(&who, ROLE_OFFICER, commune);
	struct account_change c = { .number = who.number, .what = ACCOUNT_TOTP, .by = &h->console };
	house_do(h, &row_account_change, &c);
	assert_true(house_size(h) == 4);
	assert_true(house_ledger_shows(h, "\"account\":1"));
	assert_false(house_ledger_shows(h, "nguoi-duoc-giau"));
	assert_false(house_ledger_shows(h, "Giấu"));
	assert_true(house_ledger_shows(h, "\"by\":{\"role\":\"administrator\",\"via\":\"console\"}"));
	struct opening o;
	house_must(h, ledger_open_part(h->db, act_key(h->act), 1, PART_PARTY, h->arena, &o, &h->e));
	assert_true(text_equal(o.bytes, TEXT("{\"login\":\"nguoi-duoc-giau\",\"name\":\"Tên Được Giấu Kỹ\"}")));
}

/* ---- readings */

static void read_once(int64_t account, const char *what)
{
	house_do(h, &row_reading, &(struct reading){ .matter = TEXT("7Q4M2RXAK9TD"), .account = account, .what = what, .purpose = TEXT("thụ lý") });
}

static void who_read_what_is_kept_and_committed_once_a_day(void **state)
{
	struct test_account who = house_account(h, "lan", "Nông Thị Lan");
	struct reading_row *rows;
	size_t              n;
	int64_t             size = house_size(h);
	read_once(who.number, "text");
	read_once(who.number, "party");
	house_must(h, reading_list(h->db, h->arena, TEXT("7Q4M2RXAK9TD"), &rows, &n, &h->e));
	assert_int_equal(n, 2);
	assert_true(text_is(rows[0].what, "text") && text_is(rows[1].what, "party") && rows[0].account == who.number);
	house_do(h, &row_readings_commit, NULL);
	assert_int_equal(house_size(h), size); /* today is not over */
	house_later(h, INT64_C(24) * 3600 * 1000);
	read_once(who.number, "files");
	house_do(h, &row_readings_commit, NULL);
	assert_int_equal(house_size(h), size + 1);
	assert_true(house_ledger_shows(h, "\"count\":2"));
	house_do(h, &row_readings_commit, NULL);
	assert_int_equal(house_size(h), size + 1); /* nothing new */
	house_later(h, INT64_C(24) * 3600 * 1000);
	house_do(h, &row_readings_commit, NULL);
	assert_int_equal(house_size(h), size + 2);
}

/* ---- settings */

static void a_setting_is_an_entry_when_it_changes(void **state)
{
	struct setting_change c = { .name = "totp", .value = TEXT("off"), .by = &h->console };
	struct text           value;
	bool                  found;
	house_do(h, &row_setting_change, &c);
	assert_true(c.ret_changed);
	house_do(h, &row_setting_change, &c);
	assert_false(c.ret_changed);
	assert_int_equal(house_size(h), 2);
	house_must(h, setting_read(h->db, h->arena, "totp", &value, &found, &h->e));
	assert_true(found && text_is(value, "off"));
}

/* ---- nothing can be changed unseen */

static char    seen[512];
static int64_t misfits;

static void note_misfit(void *arg, const struct misfit *m)
{
	size_t at = strlen(seen);
	snprintf(seen + at, sizeof(seen) - at, "%s.%s ", m->table, m->column);
}

static const char *audit(void)
{
	seen[0] = '\0';
	house_must(h, access_audit(h->db, act_key(h->act), note_misfit, NULL, &misfits, &h->e));
	return seen;
}

static void every_column_that_entries_determine_is_held_against_them(void **state)
{
	struct test_account who = house_account(h, "lan", "Nông Thị Lan"), second = house_account(h, "hoa", "Hoàng Hoa");
	int64_t             grant = grant_at(&who, ROLE_OFFICER, commune);
	grant_at(&second, ROLE_HEAD, commune);
	house_do(h, &row_grant_end, &(struct grant_end){ grant, day_add(TEST_TODAY, 5), &h->console, registry });
	house_do(h, &row_account_change, &(struct account_change){ .number = second.number, .what = ACCOUNT_TOTP, .by = &h->console });
	house_do(h, &row_setting_change, &(struct setting_change){ .name = "totp", .value = TEXT("off"), .by = &h->console });
	read_once(who.number, "text");
	house_later(h, INT64_C(24) * 3600 * 1000);
	house_do(h, &row_readings_commit, NULL);
	assert_string_equal(audit(), "");

	static const struct { const char *sql, *back, *found; } cases[] = {
		{ "UPDATE account SET number = 7 WHERE number = 2", "UPDATE account SET number = 2 WHERE number = 7", "account.number account.number " },
		{ "UPDATE account SET login = 'x' WHERE number = 1", "UPDATE account SET login = 'lan' WHERE number = 1", "account.login " },
		{ "UPDATE account SET name = 'x' WHERE number = 2", "UPDATE account SET name = 'Hoàng Hoa' WHERE number = 2", "account.name " },
		{ "UPDATE account SET password = password || 'x' WHERE number = 1", "UPDATE account SET password = substr(password, 1, length(password) - 1) WHERE number = 1", "account.password " },
		{ "UPDATE account SET active = 0 WHERE number = 1", "UPDATE account SET active = 1 WHERE number = 1", "account.active " },
		{ "UPDATE account SET entry = entry + 1 WHERE number = 1", "UPDATE account SET entry = entry - 1 WHERE number = 1", "account.entry " },
		{ "UPDATE role_grant SET number = 9 WHERE number = 1", "UPDATE role_grant SET number = 1 WHERE number = 9", "role_grant.number role_grant.number " },
		{ "UPDATE role_grant SET account = 2 WHERE number = 1", "UPDATE role_grant SET account = 1 WHERE number = 1", "role_grant.account " },
		{ "UPDATE role_grant SET role = 'administrator' WHERE number = 1", "UPDATE role_grant SET role = 'officer' WHERE number = 1", "role_grant.role " },
		{ "UPDATE role_grant SET unit = unit || 'x' WHERE number = 1", "UPDATE role_grant SET unit = substr(unit, 1, length(unit) - 1) WHERE number = 1", "role_grant.unit " },
		{ "UPDATE role_grant SET from_day = from_day - 1 WHERE number = 1", "UPDATE role_grant SET from_day = from_day + 1 WHERE number = 1", "role_grant.from_day " },
		{ "UPDATE role_grant SET to_day = to_day + 1 WHERE number = 1", "UPDATE role_grant SET to_day = to_day - 1 WHERE number = 1", "role_grant.to_day " },
		{ "UPDATE role_grant SET entry = entry + 1 WHERE number = 1", "UPDATE role_grant SET entry = entry - 1 WHERE number = 1", "role_grant.entry " },
		{ "UPDATE setting SET value = 'on'", "UPDATE setting SET value = 'off'", "setting.value " },
		{ "UPDATE setting SET entry = 0", "UPDATE setting SET entry = 7", "setting.entry " },
		{ "UPDATE setting SET name = 'x'", "UPDATE setting SET name = 'totp'", "setting.name setting.name " },
		{ "UPDATE reading SET account = 2", "UPDATE reading SET account = 1", "reading.number, matter, account, day, at, what, purpose " },
		{ "UPDATE reading SET purpose = 'x'", "UPDATE reading SET purpose = 'thụ lý'", "reading.number, matter, account, day, at, what, purpose " },
		{ "UPDATE reading SET matter = matter || 'x'", "UPDATE reading SET matter = '7Q4M2RXAK9TD'", "reading.number, matter, account, day, at, what, purpose " },
		{ "UPDATE reading SET at = at + 1", "UPDATE reading SET at = at - 1", "reading.number, matter, account, day, at, what, purpose " },
		{ "UPDATE reading SET day = day + 1", "UPDATE reading SET day = day - 1", "reading.number, matter, account, day, at, what, purpose " },
		{ "UPDATE reading SET what = 'x'", "UPDATE reading SET what = 'text'", "reading.number, matter, account, day, at, what, purpose " },
		{ "UPDATE reading SET number = 5", "UPDATE reading SET number = 1", "reading.number, matter, account, day, at, what, purpose " },
		{ "UPDATE reading SET entry = NULL", "UPDATE reading SET entry = 8", "reading.entry " },
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		house_tamper(h, cases[i].sql);
		const char *found = audit();
		if (strcmp(found, cases[i].found) != 0)
			fail_msg("%s: found \"%s\" instead of \"%s\"", cases[i].sql, found, cases[i].found);
		house_tamper(h, cases[i].back);
		if (audit()[0])
			fail_msg("%s: %s", cases[i].back, seen);
	}
	print_message("%zu columns changed, each found\n", COUNT_OF(cases));
}

static void a_row_put_in_or_taken_away_by_hand_is_found(void **state)
{
	struct test_account who = house_account(h, "lan", "Nông Thị Lan");
	grant_at(&who, ROLE_OFFICER, commune);
	house_tamper(h, "INSERT INTO role_grant (number, account, role, unit, from_day, to_day, entry) VALUES (2, 1, 'administrator', 'vn-19', 0, 99999, 2)");
	assert_string_equal(audit(), "role_grant.number ");
	house_tamper(h, "DELETE FROM role_grant");
	assert_string_equal(audit(), "role_grant.number ");
	house_tamper(h, "DELETE FROM account");
	assert_string_equal(audit(), "account.number role_grant.number ");
}

static void an_authenticator_put_in_by_hand_is_found(void **state)
{
	house_account(h, "lan", "Nông Thị Lan");
	house_account(h, "hoa", "Hoàng Hoa");
	house_tamper(h, "UPDATE account SET totp = (SELECT b.totp FROM account b WHERE b.number = 2) WHERE number = 1");
	assert_string_equal(audit(), "account.totp ");
	house_tamper(h, "UPDATE account SET totp = NULL WHERE number = 1");
	assert_string_equal(audit(), "account.totp ");
}

#define HOUSE(test) cmocka_unit_test_setup_teardown(test, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		HOUSE(a_right_holds_at_its_unit_and_all_that_stands_under_it),
		HOUSE(a_right_holds_from_its_first_day_until_before_its_last),
		HOUSE(a_right_cannot_be_given_for_days_that_are_past_nor_made_longer_by_ending_it),
		HOUSE(the_last_administrator_cannot_be_removed),
		HOUSE(an_administrator_acts_only_where_that_right_holds),
		HOUSE(accounts_at_a_unit_are_those_whose_right_reaches_it_by_name),
		HOUSE(a_login_is_taken_once_and_unknown_accounts_get_no_right),
		HOUSE(roles_are_read_as_they_are_written),
		HOUSE(no_login_and_no_name_stands_in_an_entry),
		HOUSE(who_read_what_is_kept_and_committed_once_a_day),
		HOUSE(a_setting_is_an_entry_when_it_changes),
		HOUSE(every_column_that_entries_determine_is_held_against_them),
		HOUSE(a_row_put_in_or_taken_away_by_hand_is_found),
		HOUSE(an_authenticator_put_in_by_hand_is_found),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
