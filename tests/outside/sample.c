/* sample.c - writes a ledger of COUNT entries and some receipts into FOLDER, for clients that others wrote:
 * FOLDER/ledger, FOLDER/vkey, FOLDER/INDEX.tlog-proof. With a third argument it also says how long appending and verifying took. */
#include "base/base.h"

#include <assert.h>
#include <sys/stat.h>

#include "ledger/ledger.h"

enum { GROUP = 500 };
static const day_t first_day = { 20000 };

static void must(bool good, const struct error *e)
{
	if (good)
		return;
	fprintf(stderr, "sample: %s %s %s %lld\n", e->code, e->name, e->value, (long long)e->number);
	exit(1);
}

static struct text grouped_members(struct arena *a, int64_t i)
{
	struct json j = json_start(a, false);
	json_object(&j);
	json_member_text(&j, "due", day_print(a, day_add(first_day, (int32_t)(i / 100) + 10)));
	json_member_text(&j, "received", day_print(a, day_add(first_day, (int32_t)(i / 100))));
	json_member_text(&j, "status", TEXT("open"));
	json_member_text(&j, "unit", TEXT("org-vn-02155-20250701-ubnd"));
	json_end(&j);
	return json_done(&j);
}

static struct tree_head append_group(struct ledger *l, struct connection *db, int64_t from, int64_t to)
{
	_cleanup_arena_ struct arena *a = arena_new(0);
	struct ledger_batch          *b;
	struct tree_head              head;
	struct error                  e = { 0 };
	must(store_begin(db, BEGIN_WRITE, &e) && ledger_begin(l, db, a, &b, &e), &e);
	if (from == 0)
		must(ledger_import(b, first_day, TEXT("units"), TEXT("sample"), 3, TEXT("a,b,c\n"), NULL, &e), &e);
	for (int64_t i = from + (from == 0); i < to; i++) {
		struct entry n = { .kind = "grouped", .day = day_add(first_day, (int32_t)(i / 100)), .matter = text_print(a, "M%lld", (long long)i) };
		n.members = grouped_members(a, i);
		n.part[PART_TEXT] = TEXT("{\"text\":\"C\xe1\xba\xa7u h\xe1\xbb\x8fng\"}");
		must(ledger_append(b, &n, NULL, &e), &e);
	}
	must(ledger_finish(b, &head, &e) && store_commit(db, &e) == STORE_DONE && ledger_seal(l, db, head, a, NULL, &e), &e);
	return head;
}

static void write_receipts(struct connection *db, struct world *w, const struct ledger_key *k, int64_t size, const char *folder)
{
	for (int64_t i = 0; i < size; i += size / 7 + 1) {
		_cleanup_arena_ struct arena *a = arena_new(0);
		struct text                   file;
		struct error                  e = { 0 };
		must(ledger_receipt(db, k, i, size, a, &file, &e), &e);
		must(w->file_replace(w, text_c(a, text_print(a, "%s/%lld.tlog-proof", folder, (long long)i)), file, 0644, &e), &e);
	}
}

int main(int count, char **word)
{
	assert(count >= 3);
	_cleanup_arena_ struct arena *a = arena_new(0);
	struct world                  w = world_real();
	struct error                  e = { 0 };
	struct ledger_key            *k = NULL;
	struct store                 *s = NULL;
	struct connection            *db = NULL;
	struct ledger                *l = NULL;
	struct tree_head              head = { 0 };
	int64_t                       size;
	const char                   *folder = word[1], *key_path = text_c(a, text_print(a, "%s/sample.key", folder));
	if (!text_to_int(text_of(word[2]), &size))
		return 2;
	world_seed(&w, 1);
	mkdir(folder, 0755);
	must(key_make(&w, TEXT("demo.sample/ledger"), &k, &e) && store_open(text_c(a, text_print(a, "sqlite:%s/sample.db", folder)), &s, &e), &e);
	must(store_connect(s, STORE_WRITE, &db, &e) && store_migrate(db, &e) && store_begin(db, BEGIN_WRITE, &e), &e);
	must(ledger_create(db, k, key_path, &e) && store_commit(db, &e) == STORE_DONE && ledger_open(db, &w, k, key_path, &l, &e), &e);
	int64_t start = w.boot_ms(&w);
	for (int64_t from = 0; from < size; from += GROUP)
		head = append_group(l, db, from, from + GROUP < size ? from + GROUP : size);
	int64_t appended = w.boot_ms(&w);
	const char *files = text_c(a, text_print(a, "%s/ledger", folder));
	must(ledger_export(db, &w, k, head.size, files, &e), &e);
	write_receipts(db, &w, k, head.size, folder);
	struct text vkey = key_vkey(a, k);
	must(w.file_replace(&w, text_c(a, text_print(a, "%s/vkey", folder)), vkey, 0644, &e), &e);
	int64_t              exported = w.boot_ms(&w);
	struct ledger_folder at = { &w, files };
	struct ledger_reader r = ledger_reader_folder(&at);
	struct ledger_report report;
	must(verify_ledger(&r, &vkey, 1, TEXT_EMPTY, a, &report, &e), &e);
	if (count > 3)
		printf("entries %lld: append %lld ms, export %lld ms, verify %lld ms\n", (long long)size, (long long)(appended - start),
		       (long long)(exported - appended), (long long)(w.boot_ms(&w) - exported));
	ledger_close(l);
	connection_close(db);
	store_close(s);
	key_free(k);
	return 0;
}
