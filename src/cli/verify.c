/* verify.c - checking without trust: receipts and ledgers against verifier keys that come from elsewhere, and the database against the ledger. */
#include "base/base.h"
#include "base/crew.h"

#include "commands.h"
#include "office.h"

#include <dirent.h>

enum { RECEIPT_MOST = 1 << 20, CHECKPOINT_MOST = 64 * 1024, VKEYS_MOST = 16 };

struct vkeys { struct text at[VKEYS_MOST]; size_t n; };

static struct vkeys vkeys_of(const struct cli *c)
{
	struct vkeys v = { .n = 0 };
	for (const char *k; v.n < VKEYS_MOST && (k = cli_option_at(c, "vkey", (int)v.n));)
		v.at[v.n++] = text_trim(text_of(k));
	return v;
}

/* ---- one receipt ---- */

static void json_head(struct json *j, struct tree_head head)
{
	json_member_text(j, "root", hash_hex(j->out.arena, head.root));
	json_member_int(j, "size", head.size);
}

static void print_receipt(struct cli *c, const struct receipt *r, const struct opening *o)
{
	struct json j = json_start(c->arena, true);
	json_object(&j);
	json_member_text(&j, "day", day_print(c->arena, r->day));
	json_key(&j, "entry");
	json_raw(&j, r->entry);
	json_member_int(&j, "index", r->index);
	json_member_text(&j, "kind", r->kind);
	json_member_text(&j, "matter", r->matter);
	if (o) {
		json_key(&j, "opening");
		json_raw(&j, o->bytes.len > 0 ? o->bytes : TEXT("null"));
	}
	json_member_text(&j, "origin", r->origin);
	json_head(&j, r->head);
	json_member_int(&j, "unknown_signatures", r->unknown);
	json_member_int(&j, "verified_signatures", r->signatures);
	json_end(&j);
	if (c->json) {
		cli_print_json(c, json_done(&j));
		return;
	}
	fprintf(c->out, cli_word(c, "ĐÚNG: mục %lld của sổ cái %.*s, ghi ngày %.*s.\n", "GOOD: entry %lld of the ledger %.*s, made on %.*s.\n"), (long long)r->index,
		TEXT_ARG(r->origin), TEXT_ARG(day_print(c->arena, r->day)));
	if (r->matter.len > 0)
		fprintf(c->out, "%s %.*s\n", cli_word(c, "Vụ việc:", "Matter:"), TEXT_ARG(grouped(c->arena, r->matter, 4, '-')));
	fprintf(c->out, cli_word(c, "Nằm trong điểm mốc %lld mục, có %d chữ ký đã kiểm tra, %d chữ ký của khóa không nêu.\n",
				 "It lies in the checkpoint of %lld entries, with %d verified signatures and %d by keys that were not given.\n"),
		(long long)r->head.size, r->signatures, r->unknown);
	fprintf(c->out, "%.*s\n", TEXT_ARG(r->entry));
	if (o)
		fprintf(c->out, "%s %s: %.*s\n", cli_word(c, "Phần đã mở", "Opened part"), part_name(o->part), TEXT_ARG(o->bytes));
}

static int run_receipt(struct cli *c)
{
	struct error   e = { 0 };
	struct vkeys   v = vkeys_of(c);
	struct text    file;
	struct receipt r;
	struct opening o;
	const char    *opening = cli_option(c, "opening");
	if (!c->world->file_read(c->world, c->arena, cli_argument(c, 0), RECEIPT_MOST, &file, &e) || !verify_receipt(c->arena, file, v.at, v.n, &r, &e))
		return cli_fail(c, &e);
	if (opening && (!c->world->file_read(c->world, c->arena, opening, RECEIPT_MOST, &file, &e) || !verify_opening(c->arena, &r, file, &o, &e)))
		return cli_fail(c, &e);
	print_receipt(c, &r, opening ? &o : NULL);
	return EXIT_DONE;
}

/* ---- a ledger ---- */

static bool ledger_at(struct cli *c, const char *where, const struct vkeys *v, struct text since, struct ledger_report *ret, struct error *e)
{
	struct fetch        *fetch = NULL;
	struct ledger_folder folder = { c->world, where };
	bool                 is_url = strstr(where, "://") != NULL;
	if (is_url && !fetch_open(where, &fetch, e))
		return false;
	struct ledger_reader reader = is_url ? fetch_reader(fetch) : ledger_reader_folder(&folder);
	bool                 good = verify_ledger(&reader, v->at, v->n, since, c->arena, ret, e);
	fetch_free(fetch);
	return good;
}

static void print_report(struct cli *c, const struct ledger_report *r)
{
	struct json j = json_start(c->arena, false);
	json_object(&j);
	json_member_int(&j, "blobs", r->blobs);
	json_member_text(&j, "first", day_print(c->arena, r->first));
	json_member_text(&j, "last", day_print(c->arena, r->last));
	json_member_text(&j, "origin", r->origin);
	json_member_text(&j, "root", hash_hex(c->arena, r->head.root));
	if (r->since >= 0)
		json_member_int(&j, "since", r->since);
	json_member_int(&j, "size", r->head.size);
	json_member_int(&j, "tiles", r->tiles);
	json_member_int(&j, "unknown_signatures", r->unknown);
	json_member_int(&j, "verified_signatures", r->signatures);
	json_end(&j);
	if (c->json) {
		cli_print_json(c, json_done(&j));
		return;
	}
	fprintf(c->out, cli_word(c, "ĐÚNG: sổ cái %.*s, %lld mục từ %.*s đến %.*s, %lld tệp băm, %lld tệp kèm theo, %d chữ ký đã kiểm tra.\n",
				 "GOOD: the ledger %.*s, %lld entries from %.*s to %.*s, %lld tiles, %lld blobs, %d verified signatures.\n"),
		TEXT_ARG(r->origin), (long long)r->head.size, TEXT_ARG(day_print(c->arena, r->first)), TEXT_ARG(day_print(c->arena, r->last)), (long long)r->tiles,
		(long long)r->blobs, r->signatures);
	if (r->since >= 0)
		fprintf(c->out, cli_word(c, "Từ điểm mốc cũ (%lld mục) đến nay chỉ có thêm, không có gì bị sửa hay bớt.\n",
					 "Since the older checkpoint (%lld entries) it only grew: nothing was changed or taken away.\n"),
			(long long)r->since);
}

static int run_ledger(struct cli *c)
{
	struct error         e = { 0 };
	struct vkeys         v = vkeys_of(c);
	struct ledger_report report;
	struct text          since = TEXT_EMPTY;
	const char          *file = cli_option(c, "since");
	if ((file && !c->world->file_read(c->world, c->arena, file, CHECKPOINT_MOST, &since, &e)) ||
	    !ledger_at(c, cli_argument(c, 0), &v, since, &report, &e))
		return cli_fail(c, &e);
	print_report(c, &report);
	return EXIT_DONE;
}

/* ---- many receipts: do they tell of one history? ---- */

struct one { const char *name; struct receipt receipt; struct text checkpoint; };

static int by_size(const void *a, const void *b)
{
	const struct one *x = a, *y = b;
	return x->receipt.head.size != y->receipt.head.size ? (x->receipt.head.size < y->receipt.head.size ? -1 : 1) : strcmp(x->name, y->name);
}

static bool read_one(struct cli *c, const char *folder, const char *name, const struct vkeys *v, struct one *ret, struct error *e)
{
	struct text file;
	size_t      end;
	ret->name = text_c(c->arena, text_of(name));
	if (!c->world->file_read(c->world, c->arena, text_c(c->arena, text_print(c->arena, "%s/%s", folder, name)), RECEIPT_MOST, &file, e) ||
	    !verify_receipt(c->arena, file, v->at, v->n, &ret->receipt, e))
		return false;
	end = text_find(file, TEXT("\n\n"));
	ret->checkpoint = end == SIZE_MAX ? TEXT_EMPTY : text_from(file, end + 2);
	return true;
}

static bool read_all(struct cli *c, const char *folder, const struct vkeys *v, struct one **ret, size_t *ret_n, const char **ret_bad, struct error *e)
{
	DIR        *dir = opendir(folder);
	struct one *all = NULL;
	size_t      n = 0;
	bool        good = true;
	if (!dir)
		return error(e, BASE_FILE_READ, .name = text_of(folder));
	for (struct dirent *d; good && (d = readdir(dir));) {
		if (!text_ends(text_of(d->d_name), ".tlog-proof"))
			continue;
		if (n % 64 == 0)
			all = arena_grow(c->arena, all, n, 64, sizeof(*all));
		good = read_one(c, folder, d->d_name, v, &all[n], e);
		if (!good)
			*ret_bad = all[n].name;
		n++;
	}
	closedir(dir);
	*ret = all;
	*ret_n = n;
	return good && (n > 0 || error(e, CLI_NO_RECEIPTS, .name = text_of(folder)));
}

/* Two checkpoints of one size with different roots, or two entries at one place: two histories were shown. */
static bool agree(const struct one *all, size_t n, struct error *e)
{
	for (size_t i = 1; i < n; i++) {
		const struct one *a = &all[i - 1], *b = &all[i];
		if (!text_equal(a->receipt.origin, b->receipt.origin))
			return error(e, LEDGER_BAD_ORIGIN, .value = b->receipt.origin, .expected = a->receipt.origin);
		if (a->receipt.head.size == b->receipt.head.size && !hash_equal(a->receipt.head.root, b->receipt.head.root))
			return error(e, CLI_SPLIT_VIEW, .name = text_of(a->name), .value = text_of(b->name), .number = a->receipt.head.size);
	}
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < i; k++)
			if (all[i].receipt.index == all[k].receipt.index && !text_equal(all[i].receipt.entry, all[k].receipt.entry))
				return error(e, CLI_SPLIT_VIEW, .name = text_of(all[k].name), .value = text_of(all[i].name), .number = all[i].receipt.index);
	return true;
}

/* With the ledger itself: every checkpoint that a receipt holds must be a state that it went through. */
static bool all_lie_in(struct cli *c, const char *ledger, const struct one *all, size_t n, const struct vkeys *v, const char **ret_bad, struct error *e)
{
	struct ledger_report report;
	for (size_t i = 0; i < n; i++) {
		if (i > 0 && all[i].receipt.head.size == all[i - 1].receipt.head.size)
			continue;
		*ret_bad = all[i].name;
		if (!ledger_at(c, ledger, v, all[i].checkpoint, &report, e))
			return false;
	}
	*ret_bad = NULL;
	return true;
}

static int run_receipts(struct cli *c)
{
	struct error e = { 0 };
	struct vkeys v = vkeys_of(c);
	struct one  *all = NULL;
	size_t       n = 0, states = 0;
	const char  *bad = NULL, *ledger = cli_option(c, "ledger");
	bool         good = read_all(c, cli_argument(c, 0), &v, &all, &n, &bad, &e);
	if (good)
		qsort(all, n, sizeof(*all), by_size);
	good = good && agree(all, n, &e) && (!ledger || all_lie_in(c, ledger, all, n, &v, &bad, &e));
	if (!good && bad)
		fprintf(c->err, "%s\n", bad);
	if (!good)
		return cli_fail(c, &e);
	for (size_t i = 0; i < n; i++)
		states += i == 0 || all[i].receipt.head.size != all[i - 1].receipt.head.size;
	struct json j = json_start(c->arena, false);
	json_object(&j);
	json_member_int(&j, "receipts", (int64_t)n);
	json_member_int(&j, "states", (int64_t)states);
	json_end(&j);
	if (c->json)
		cli_print_json(c, json_done(&j));
	else
		fprintf(c->out, cli_word(c, "ĐÚNG: %zu biên nhận, %zu điểm mốc, không mâu thuẫn nhau%s.\n", "GOOD: %zu receipts, %zu checkpoints, none contradicts another%s.\n"),
			n, states, ledger ? cli_word(c, ", và đều nằm trong sổ cái", ", and all lie in the ledger") : "");
	return EXIT_DONE;
}

/* ---- the database ---- */

struct misfits { struct cli *c; struct json json; };

static void tell(void *arg, const struct misfit *m)
{
	struct misfits *t = arg;
	json_object(&t->json);
	json_member_text(&t->json, "column", text_of(m->column));
	json_member_int(&t->json, "entry", m->index);
	json_member_text(&t->json, "matter", m->matter);
	json_member_text(&t->json, "table", text_of(m->table));
	json_end(&t->json);
	if (!t->c->json)
		fprintf(t->c->out, "%s %s.%s\t%s %lld\t%.*s\n", cli_word(t->c, "KHÔNG KHỚP:", "DOES NOT FIT:"), m->table, m->column, cli_word(t->c, "mục", "entry"),
			(long long)m->index, TEXT_ARG(m->matter));
}

/* What was signed: the checkpoint beside the key, and what is given by --since. All of it is read before the snapshot, for it follows the database and must not run ahead of it. */
enum { SIGNED_MOST = 256 };
struct seen { struct text name, file; };
struct all_seen { struct seen at[SIGNED_MOST]; size_t n; bool has_outer; int64_t outer; /* entries in the checkpoint beside the key */ };

static bool read_signed(struct cli *c, struct house *h, const char *key_path, struct all_seen *ret, struct error *e)
{
	const char *file;
	*ret = (struct all_seen){ .n = 0 };
	if (!ledger_outer(c->world, h->key, key_path, c->arena, &ret->at[0].file, &ret->has_outer, e))
		return false;
	ret->n = ret->has_outer;
	for (int i = 0; (file = cli_option_at(c, "since", i)); i++) {
		struct seen *s = &ret->at[ret->n];
		if (ret->n == SIGNED_MOST)
			return error(e, BASE_TOO_LARGE, .name = TEXT("--since"), .limit = SIGNED_MOST);
		s->name = text_of(file);
		if (!c->world->file_read(c->world, c->arena, file, RECEIPT_MOST, &s->file, e))
			return false;
		ret->n++;
	}
	return true;
}

/* `size`: entries of the database. With fewer than were signed it is an older copy, or something was taken away from its end. */
static void tell_signed(struct cli *c, const struct seen *s, int64_t signed_for, int64_t size)
{
	struct text name = s->name.len > 0 ? s->name : text_of(cli_word(c, "điểm mốc cạnh khóa", "the checkpoint beside the key"));
	fprintf(c->err, cli_word(c, "Không khớp với %.*s (%lld mục).\n", "This does not fit %.*s (%lld entries).\n"), TEXT_ARG(name), (long long)signed_for);
	if (size < signed_for)
		fprintf(c->err, cli_word(c, "Ở đây chỉ có %lld mục: là một bản cũ, hoặc phần cuối đã bị bỏ đi.\n", "There are only %lld entries here: it is an older copy, or its end was taken away.\n"),
			(long long)size);
}

static bool audit_signed(struct cli *c, struct house *h, struct misfits *t, struct all_seen *all, int64_t *ret, struct error *e)
{
	struct ledger_meta meta = { 0 };
	bool               found;
	*ret = 0;
	if (!ledger_meta(h->db, c->arena, &meta, &found, e))
		return false;
	for (size_t i = 0; i < all->n; i++) {
		int64_t size, misfits;
		if (!ledger_audit_signed(h->db, h->key, all->at[i].file, tell, t, &size, &misfits, e))
			return false;
		if (all->has_outer && i == 0)
			all->outer = size;
		if (misfits > 0)
			tell_signed(c, &all->at[i], size, meta.head.size);
		*ret += misfits;
	}
	return true;
}

/* One connection for each processor; where fewer can be had, those. */
struct readers { struct connection *db[CREW_MOST]; int n; };

static void readers_close(struct readers *r)
{
	while (r->n > 1)
		connection_close(r->db[--r->n]);
}

static bool readers_begin(struct house *h, struct readers *r, struct error *e)
{
	struct error unused;
	int          wanted = crew_processors(), together;
	for (r->n = 1; r->n < wanted && store_connect(h->store, STORE_READ, &r->db[r->n], &unused); r->n++)
		;
	if (!store_begin_together(r->db, r->n, &together, e))
		return false;
	while (r->n > together)
		connection_close(r->db[--r->n]);
	return true;
}

/* What is small, two at a time; then what grows, by all. */
struct small {
	struct cli        *c;
	struct house      *h;
	struct readers    *readers;
	struct misfit_list found[2];
	struct error       error[2];
};

static bool audit_small(void *arg, int worker, int64_t piece)
{
	struct small      *s = arg;
	struct connection *db = s->readers->db[worker];
	struct misfit_list *l = &s->found[piece];
	int64_t            n;
	l->arena = arena_new(0);
	return piece == 0 ? access_audit(db, s->h->key, misfit_keep, l, &n, &s->error[0]) : units_audit(db, s->c->world, l->arena, misfit_keep, l, &n, &s->error[1]);
}

static bool audit_access_and_units(struct cli *c, struct house *h, struct readers *r, struct misfits *t, int64_t *ret, struct error *e)
{
	struct small s = { .c = c, .h = h, .readers = r };
	bool         done = crew_run(r->n < 2 ? r->n : 2, 2, audit_small, &s);
	if (!done)
		*e = s.error[0].code ? s.error[0] : s.error[1];
	for (size_t i = 0; i < COUNT_OF(s.found); i++) {
		for (size_t k = 0; k < s.found[i].n; k++)
			tell(t, &s.found[i].at[k]);
		*ret += (int64_t)s.found[i].n;
		arena_free(s.found[i].arena);
	}
	return done;
}

static bool audit_tables(struct cli *c, struct house *h, struct readers *r, struct misfits *t, struct all_seen *all, int64_t *ret, struct error *e)
{
	int64_t small = 0, matters = 0, seen = 0;
	bool    done = audit_signed(c, h, t, all, &seen, e) && audit_access_and_units(c, h, r, t, &small, e);
	if (done)
		done = matter_audit_with_ledger(r->db, r->n, h->key, tell, t, &matters, e);
	else
		ledger_audit(h->db, h->key, tell, t, &matters, NULL); /* which says what is wrong */
	*ret = seen + small + matters;
	return done;
}

static bool audit_all(struct cli *c, struct house *h, struct misfits *t, struct all_seen *all, int64_t *ret, struct error *e)
{
	struct readers r = { .db = { h->db }, .n = 1 };
	bool           done = readers_begin(h, &r, e) && audit_tables(c, h, &r, t, all, ret, e);
	readers_close(&r);
	store_rollback(h->db);
	return done;
}

static void print_good(struct cli *c, const struct all_seen *all, int64_t size)
{
	fprintf(c->out, cli_word(c, "ĐÚNG: %lld mục; các bảng khớp với sổ cái.\n", "GOOD: %lld entries; the tables fit the ledger.\n"), (long long)size);
	if (!all->has_outer)
		fprintf(c->out, "%s\n", cli_word(c, "Cạnh khóa không có điểm mốc: một cơ sở dữ liệu bị viết lại trọn vẹn thì chỉ thấy khi đối chiếu với biên nhận hay điểm mốc cũ (--since).",
						   "There is no checkpoint beside the key: a database that was rewritten as a whole is found only by an older receipt or checkpoint (--since)."));
	else if (all->outer < size)
		fprintf(c->out, cli_word(c, "%lld mục sau cùng chưa nằm trong điểm mốc cạnh khóa.\n", "The last %lld entries are not in the checkpoint beside the key yet.\n"),
			(long long)(size - all->outer));
}

static int run_db(struct cli *c)
{
	_cleanup_house_ struct house h = { 0 };
	struct error                 e = { 0 };
	struct ledger_meta           meta;
	struct misfits               t = { c, json_start(c->arena, true) };
	struct all_seen             *all = ARENA_NEW(c->arena, struct all_seen);
	int64_t                      misfits = 0;
	bool                         found;
	json_object(&t.json);
	json_key(&t.json, "misfits");
	json_array(&t.json);
	if (!house_open(c, &h, &e) || !house_key(&h, &e) || !read_signed(c, &h, h.key_file, all, &e) || !ledger_meta(h.db, c->arena, &meta, &found, &e) ||
	    !audit_all(c, &h, &t, all, &misfits, &e))
		return cli_fail(c, &e);
	json_end(&t.json);
	if (all->has_outer)
		json_member_int(&t.json, "sealed", all->outer);
	json_member_int(&t.json, "size", meta.head.size);
	json_end(&t.json);
	if (c->json)
		cli_print_json(c, json_done(&t.json));
	if (misfits > 0) {
		error(&e, CLI_MISFITS, .number = misfits);
		return cli_fail(c, &e);
	}
	if (!c->json)
		print_good(c, all, meta.head.size);
	return EXIT_DONE;
}

#define OPTION_VKEY { "vkey", "VKEY", "khóa kiểm tra, lấy từ nơi khác chứ không từ thứ đang kiểm; nêu được nhiều lần", "verifier key, from elsewhere, never from what is checked; may be given several times", true, true }
static const struct cli_option receipt_options[] = {
	OPTION_VKEY,
	{ "opening", "FILE", "tệp mở một phần, để đối chiếu nội dung", "an opening file of one part, to be held against it", false, false },
	{ 0 },
};
static const struct cli_option ledger_options[] = {
	OPTION_VKEY,
	{ "since", "FILE", "điểm mốc cũ đã lưu: kiểm tra sổ cái chỉ có thêm từ đó", "an older checkpoint that was saved: check that it only grew", false, false },
	{ 0 },
};
static const struct cli_option receipts_options[] = {
	OPTION_VKEY,
	{ "ledger", "DIR|URL", "kiểm tra thêm rằng mọi biên nhận nằm trong sổ cái này", "also check that all receipts lie in this ledger", false, false },
	{ 0 },
};

static const struct cli_option db_options[] = {
	{ "since", "FILE", "biên nhận hay điểm mốc cũ đã lưu: cơ sở dữ liệu phải còn đúng lịch sử ấy; nêu được nhiều lần",
	  "an older receipt or checkpoint that was saved: the database must still hold that history; may be given several times", false, true },
	{ 0 },
};

const struct cli_command verify_commands[] = {
	{ .name = "verify receipt", .group = "ledger", .arguments = "FILE", .options = receipt_options, .run = run_receipt, .exits = "1 65 74", .no_database = true,
	  .one_line_vi = "kiểm chứng một biên nhận, không cần mạng", .one_line_en = "verify a receipt, offline",
	  .help_vi = "FILE là tệp .tlog-proof. Kiểm tra chữ ký, đường dẫn tới gốc, và rằng mục ghi đúng quy cách. Không cần cơ sở dữ liệu, không cần mạng, không tin tệp về khóa.\nSai một bit cũng bị từ chối.",
	  .help_en = "FILE is a .tlog-proof. Checks the signature, the path to the root, and that the entry is well formed. Needs no database and no network, and takes no key from the file.\nOne wrong bit is refused.",
	  .examples = "danvan verify receipt 7Q4M2RXAK9TD.tlog-proof --vkey \"xa-na-ri.example/ledger+1a2b3c4d+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k\"",
	  .output_vi = "điều đã kiểm chứng và nội dung mục; với --json: origin, index, day, kind, matter, size, root, entry", .output_en = "what was verified, and the entry; with --json: origin, index, day, kind, matter, size, root, entry" },
	{ .name = "verify ledger", .group = "ledger", .arguments = "DIR|URL", .options = ledger_options, .run = run_ledger, .exits = "1 64 65 69 74", .no_database = true,
	  .one_line_vi = "kiểm chứng toàn bộ sổ cái từ các tệp công khai", .one_line_en = "verify a whole ledger from its public files",
	  .help_vi = "DIR là thư mục, URL là địa chỉ http(s) của /ledger. Tính lại mọi tệp từ các mục, đối chiếu với điểm mốc đã ký; đọc lần lượt nên sổ cái lớn cũng được.",
	  .help_en = "DIR is a folder, URL the http(s) address of /ledger. Recomputes every file from the entries and holds them against the signed checkpoint; reads them one by one, so that the ledger may be large.",
	  .examples = "danvan verify ledger https://xa-na-ri.example/ledger --vkey \"$VKEY\"\ndanvan verify ledger /srv/mirror --vkey \"$VKEY\" --since checkpoint.2026-11-01",
	  .output_vi = "điều đã kiểm chứng; với --json: origin, size, root, first, last, tiles, blobs, since", .output_en = "what was verified; with --json: origin, size, root, first, last, tiles, blobs, since" },
	{ .name = "verify receipts", .group = "ledger", .arguments = "DIR", .options = receipts_options, .run = run_receipts, .exits = "1 64 65 69 74", .no_database = true,
	  .one_line_vi = "đối chiếu nhiều biên nhận với nhau", .one_line_en = "hold many receipts against each other",
	  .help_vi = "Kiểm chứng mọi tệp .tlog-proof trong thư mục, rồi tìm hai lịch sử khác nhau: hai điểm mốc cùng số mục mà khác gốc, hai nội dung ở cùng một mục. Người dân gom biên nhận lại là phát hiện được.",
	  .help_en = "Verifies every .tlog-proof in the folder, then looks for two histories: checkpoints of one size with different roots, different entries at one place. Citizens who put their receipts together find it.",
	  .examples = "danvan verify receipts ./receipts --vkey \"$VKEY\" --ledger https://xa-na-ri.example/ledger",
	  .output_vi = "số biên nhận và số điểm mốc; với --json: receipts, states", .output_en = "number of receipts and of checkpoints; with --json: receipts, states" },
	{ .name = "verify db", .group = "ledger", .options = db_options, .run = run_db, .exits = "1 65 69 74 78",
	  .one_line_vi = "đối chiếu cơ sở dữ liệu với sổ cái", .one_line_en = "hold the database against the ledger",
	  .help_vi = "Tính lại sổ cái, mở từng phần kín bằng khóa của nó, rồi dựng lại các bảng từ các mục và so từng cột. Nêu tên bảng, cột, mục và vụ việc không khớp. Phần đã xóa phải có mục xóa.\nSau đó đối chiếu với điểm mốc đã ký để cạnh tệp khóa, và với mỗi tệp của --since: ai viết lại cả các bảng lẫn sổ cái thì chỉ lộ ra ở đây. Cần tệp khóa.",
	  .help_en = "Recomputes the ledger, opens every sealed part with its key, then replays the entries and compares the tables column by column. Names table, column, entry and matter of each misfit. What was erased needs its entry.\nThen holds it against the signed checkpoint beside the key file, and each file of --since: who rewrites tables and ledger together is found out only there. Needs the key file.",
	  .examples = "danvan verify db --db sqlite:var/danvan.db --json\ndanvan verify db --db sqlite:var/danvan.db --since checkpoint.2026-11-01 --since 7Q4M2RXAK9TD.tlog-proof",
	  .output_vi = "từng chỗ không khớp, mỗi chỗ một dòng, hay một dòng ĐÚNG; với --json: misfits, sealed (số mục của điểm mốc cạnh khóa), size", .output_en = "each misfit on a line, or one line GOOD; with --json: misfits, sealed (entries in the checkpoint beside the key), size" },
	{ 0 },
};
