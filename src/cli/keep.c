/* keep.c - keeping a database: migrate, rebuild, backup, restore. */
#include "base/base.h"

#include "commands.h"
#include "config.h"
#include "office.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static void fd_closep(int *fd)
{
	if (*fd >= 0)
		close(*fd);
}

/* ---- migrate, rebuild ---- */

static int print_version(struct cli *c, struct connection *db)
{
	struct error e = { 0 };
	int64_t      version;
	if (!store_schema_version(db, &version, &e))
		return cli_fail(c, &e);
	struct json j = json_start(c->arena, false);
	json_object(&j);
	json_member_int(&j, "schema", version);
	json_end(&j);
	cli_print(c, c->json ? json_done(&j) : text_print(c->arena, "%lld", (long long)version));
	return EXIT_DONE;
}

static int run_migrate(struct cli *c)
{
	struct error       e = { 0 };
	struct store      *store = NULL;
	struct connection *db = NULL;
	bool done = cli_store(c, &store, &e) && store_connect(store, STORE_WRITE, &db, &e) && store_migrate(db, &e);
	int  code = done ? print_version(c, db) : cli_fail(c, &e);
	connection_close(db);
	store_close(store);
	return code;
}

static bool derive_all(struct connection *db, struct error *e) { return registry_rebuild(db, e) && matter_rebuild(db, e); }

static bool rebuild(struct cli *c, struct store *store, struct connection **db, struct error *e)
{
	return store_connect(store, STORE_WRITE, db, e) && store_schema_check(*db, e) && store_begin(*db, BEGIN_WRITE, e) && derive_all(*db, e) &&
	       store_commit(*db, e) == STORE_DONE;
}

static int run_rebuild(struct cli *c)
{
	struct error       e = { 0 };
	struct store      *store = NULL;
	struct connection *db = NULL;
	bool               done = cli_store(c, &store, &e) && rebuild(c, store, &db, &e);
	int                code = done ? print_version(c, db) : cli_fail(c, &e);
	connection_close(db);
	store_close(store);
	return code;
}

/* ---- backup ---- */

static bool is_among(const char *const *names, const char *table)
{
	while (*names && strcmp(table, *names) != 0)
		names++;
	return *names;
}

/* Sessions and attempts are worth nothing later; leases of jobs belong to a process; keys lie apart; what derives from the rest is made anew by a restore. */
static bool is_data(void *context, const char *table)
{
	static const char *const left_out[] = { "data_key", "session", "sign_in_attempt", "job", NULL };
	return !is_among(left_out, table) && !is_among(registry_derived, table) && !is_among(matter_derived, table);
}

static bool is_keys(void *context, const char *table) { return strcmp(table, "data_key") == 0; }

/* A file of a backup. Until all of it is on the disk it is called `part`: what has the name that was asked for is whole. */
struct kept { const char *path, *part; int fd; };

static bool kept_failed(const char *path, struct error *e)
{
	return error(e, errno == EEXIST ? CLI_FILE_EXISTS : BASE_FILE_WRITE, .name = text_of(path), .value = text_of(strerror(errno)));
}

/* Locked, and still what has that name: another backup may just have ended and given it the other one. */
static bool is_ours_alone(const struct kept *k)
{
	struct stat opened, named;
	return flock(k->fd, LOCK_EX | LOCK_NB) == 0 && fstat(k->fd, &opened) == 0 && stat(k->part, &named) == 0 && opened.st_dev == named.st_dev &&
	       opened.st_ino == named.st_ino;
}

/* Nothing is written over: an older backup may be the only good one. The rest of one that was cut off is; the lock tells it from one that is under way. */
static bool kept_open(struct cli *c, const char *path, struct kept *ret, struct error *e)
{
	struct kept k = { path, text_c(c->arena, text_print(c->arena, "%s.part", path)), -1 };
	if (access(path, F_OK) == 0) {
		errno = EEXIST;
		return kept_failed(path, e);
	}
	k.fd = open(k.part, O_WRONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (k.fd < 0)
		return kept_failed(k.part, e);
	if (!is_ours_alone(&k)) {
		close(k.fd);
		errno = EEXIST;
		return kept_failed(k.part, e);
	}
	*ret = k;
	return (ftruncate(k.fd, 0) == 0 && fchmod(k.fd, 0600) == 0) || kept_failed(k.part, e);
}

/* A name that is there already stays what it is; file systems without that kind of renaming are asked before. */
static bool kept_name(const struct kept *k, struct error *e)
{
	if (renameat2(AT_FDCWD, k->part, AT_FDCWD, k->path, RENAME_NOREPLACE) == 0)
		return true;
	if (errno != EINVAL && errno != ENOSYS)
		return kept_failed(k->path, e);
	if (access(k->path, F_OK) == 0)
		errno = EEXIST;
	else if (rename(k->part, k->path) == 0)
		return true;
	return kept_failed(k->path, e);
}

static bool synced_above(struct cli *c, const char *path)
{
	const char              *slash = strrchr(path, '/');
	struct text              folder = slash ? text_bytes(path, (size_t)(slash - path) + (slash == path)) : TEXT(".");
	_cleanup_(fd_closep) int fd = open(text_c(c->arena, folder), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return fd >= 0 && fsync(fd) == 0;
}

static void kept_close(struct kept *k, bool keep)
{
	if (k->fd < 0)
		return;
	if (!keep)
		unlink(k->part);
	close(k->fd);
}

static bool dump_to(struct house *h, const struct kept *k, store_table_wanted wanted, struct error *e)
{
	return store_dump(h->db, k->fd, wanted, NULL, e) && (fsync(k->fd) == 0 || kept_failed(k->part, e));
}

/* Both files are of one snapshot, so that the data have each key or the entry that says it was erased. */
static bool dump_both(struct cli *c, struct house *h, const struct kept *data, const struct kept *keys, struct ledger_meta *ret, struct error *e)
{
	bool found;
	if (!store_begin(h->db, BEGIN_READ, e) || !store_sync(h->db, e)) /* a copy never knows what the database may still lose */
		return false;
	bool done = ledger_meta(h->db, c->arena, ret, &found, e) && dump_to(h, data, is_data, e) && dump_to(h, keys, is_keys, e);
	store_rollback(h->db);
	return done;
}

/* The data get their name last: where they are, the keys are too. */
static bool name_both(struct cli *c, const struct kept *data, const struct kept *keys, struct error *e)
{
	if (!kept_name(keys, e))
		return false;
	if (!kept_name(data, e)) {
		unlink(keys->path);
		return false;
	}
	return synced_above(c, data->path) || kept_failed(data->path, e);
}

static bool back_up(struct cli *c, const char *file, const char *keys_file, struct ledger_meta *ret, struct error *e)
{
	_cleanup_house_ struct house h = { 0 };
	struct kept                  data = { .fd = -1 }, keys = { .fd = -1 };
	bool done = house_open(c, &h, e) && kept_open(c, file, &data, e) && kept_open(c, keys_file, &keys, e) && dump_both(c, &h, &data, &keys, ret, e) &&
	            name_both(c, &data, &keys, e);
	kept_close(&data, done);
	kept_close(&keys, done);
	return done;
}

static int64_t file_size(const char *path)
{
	struct stat s;
	return stat(path, &s) == 0 ? (int64_t)s.st_size : 0;
}

static int run_backup(struct cli *c)
{
	struct error       e = { 0 };
	struct ledger_meta meta = { 0 };
	const char        *file = cli_argument(c, 0), *keys = text_c(c->arena, text_print(c->arena, "%s.keys", file));
	if (!back_up(c, file, keys, &meta, &e))
		return cli_fail(c, &e);
	struct json j = json_start(c->arena, false);
	json_object(&j);
	json_member_int(&j, "data_bytes", file_size(file));
	json_member_int(&j, "entries", meta.head.size);
	json_member_int(&j, "keys_bytes", file_size(keys));
	json_end(&j);
	if (c->json)
		cli_print_json(c, json_done(&j));
	else
		fprintf(c->out, cli_word(c, "%s\t%lld byte: mọi dữ liệu, sổ cái %lld mục, nội dung kín vẫn niêm\n%s\t%lld byte: khóa của các phần kín; giữ riêng, hủy theo thời hạn\n",
					 "%s\t%lld bytes: all data, %lld entries of the ledger, what is private stays sealed\n%s\t%lld bytes: keys of the sealed parts; keep it apart, destroy it in time\n"),
			file, (long long)file_size(file), (long long)meta.head.size, keys, (long long)file_size(keys));
	fprintf(c->err, "%s\n", cli_word(c, "Tệp khóa ký không nằm trong bản sao lưu: hãy giữ riêng.", "The signing key is not in the backup: keep it apart."));
	return EXIT_DONE;
}

/* ---- restore ---- */

static bool load_from(struct connection *db, const char *path, struct error *e)
{
	_cleanup_(fd_closep) int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return error(e, BASE_FILE_READ, .name = text_of(path), .value = text_of(strerror(errno)));
	return store_load(db, fd, e);
}

/* Data, keys, and what was erased since those keys were kept, in one transaction: a restore that is cut off leaves nothing, and never an erased part that opens. */
static bool load_all(struct cli *c, struct connection *db, int64_t *ret_destroyed, struct error *e)
{
	const char *keys = cli_option(c, "keys");
	if (!store_begin(db, BEGIN_WRITE, e))
		return false;
	if (load_from(db, cli_argument(c, 0), e) && (!keys || load_from(db, keys, e)) && store_migrate(db, e) && erase_again(db, ret_destroyed, e) && derive_all(db, e))
		return store_commit(db, e) == STORE_DONE;
	store_rollback(db);
	return false;
}

static bool restore(struct cli *c, struct store *store, struct connection **db, int64_t *ret_destroyed, struct error *e)
{
	int64_t version = 0;
	if (!store_connect(store, STORE_WRITE, db, e) || !store_schema_version(*db, &version, e))
		return false;
	if (version != 0)
		return error(e, CLI_DATABASE_EXISTS, .name = text_of(c->db_url));
	return load_all(c, *db, ret_destroyed, e);
}

/* May anything be appended? The outer checkpoint says whether the ledger went on after this backup was made. */
static bool may_go_on(struct cli *c, struct connection *db, struct ledger_meta *meta, struct error *e)
{
	struct ledger_key   *key = NULL;
	struct ledger       *ledger = NULL;
	struct ledger_batch *batch;
	const char          *path = config_text(c->config, "key");
	bool                 found;
	if (!ledger_meta(db, c->arena, meta, &found, e))
		return false;
	path = path ? path : text_c(c->arena, meta->key_path);
	bool may = key_load(c->world, path, &key, e) && ledger_open(db, c->world, key, path, &ledger, e) && store_begin(db, BEGIN_WRITE, e) &&
	           ledger_begin(ledger, db, c->arena, &batch, e);
	store_rollback(db);
	ledger_close(ledger);
	key_free(key);
	return may;
}

static int run_restore(struct cli *c)
{
	struct error       e = { 0 };
	struct store      *store = NULL;
	struct connection *db = NULL;
	struct ledger_meta meta = { 0 };
	int64_t            destroyed = 0;
	bool               done = cli_store(c, &store, &e) && restore(c, store, &db, &destroyed, &e);
	bool               ready = done && may_go_on(c, db, &meta, &e);
	connection_close(db);
	store_close(store);
	struct json j = json_start(c->arena, false);
	json_object(&j);
	json_member_int(&j, "entries", meta.head.size);
	json_member_int(&j, "erased_again", destroyed);
	json_key(&j, "ready");
	json_bool(&j, ready);
	json_end(&j);
	if (done && c->json)
		cli_print_json(c, json_done(&j));
	else if (done)
		fprintf(c->out, cli_word(c, "Đã khôi phục: sổ cái %lld mục; hủy lại %lld khóa đã xóa trước đây.\n", "Restored: %lld entries of the ledger; %lld keys that had been erased were destroyed again.\n"),
			(long long)meta.head.size, (long long)destroyed);
	return ready ? EXIT_DONE : cli_fail(c, &e);
}

static const struct cli_option restore_options[] = {
	{ "keys", "FILE", "tệp khóa của các phần kín (FILE.keys); không có thì nội dung kín không mở được", "the keys of the sealed parts (FILE.keys); without it what is private cannot be opened", false, false },
	{ 0 },
};

const struct cli_command keep_commands[] = {
	{ .name = "migrate", .group = "installation", .run = run_migrate, .exits = "69 78",
	  .one_line_vi = "đưa cơ sở dữ liệu lên cấu trúc của chương trình này", .one_line_en = "bring the database to this program's schema",
	  .help_vi = "Làm trong một giao dịch; chạy hai lần cũng như một. Hãy sao lưu trước.", .help_en = "In one transaction; twice is once. Make a backup before.", .examples = "danvan migrate --db sqlite:var/danvan.db",
	  .output_vi = "số của cấu trúc; với --json: schema", .output_en = "number of the schema; with --json: schema" },
	{ .name = "rebuild", .group = "installation", .run = run_rebuild, .exits = "1 69 78",
	  .one_line_vi = "dựng lại các bảng suy ra từ dữ liệu gốc", .one_line_en = "make derived tables anew from the truth",
	  .help_vi = "Dựng lại những gì chỉ để tìm và đếm cho nhanh. Không đổi gì trong sổ cái.", .help_en = "Makes anew what only serves quick search and counting. Changes nothing in the ledger.", .examples = "danvan rebuild",
	  .output_vi = "số của cấu trúc; với --json: schema", .output_en = "number of the schema; with --json: schema" },
	{ .name = "backup", .group = "installation", .arguments = "FILE", .run = run_backup, .exits = "1 69 73 74 78",
	  .one_line_vi = "sao lưu vào hai tệp: dữ liệu, và khóa của các phần kín", .one_line_en = "back up into two files: the data, and the keys of what is private",
	  .help_vi = "FILE chứa mọi bảng, nội dung kín vẫn niêm; FILE.keys chứa khóa của chúng: cất ở nơi khác và hủy theo thời hạn, vì xóa một nội dung là hủy khóa của nó. Khóa ký không bao giờ nằm trong bản sao lưu.\n"
	             "Tệp của SQLite và PostgreSQL như nhau. Máy chủ vẫn chạy khi sao lưu. Không ghi đè. Khi chưa xong, tệp có đuôi .part: bị ngắt giữa chừng thì xóa đi.",
	  .help_en = "FILE holds all tables, with what is private still sealed; FILE.keys holds the keys of that: keep it elsewhere and destroy it in time, since to erase something is to destroy its key. The signing key is never in a backup.\n"
	             "Files of SQLite and PostgreSQL are alike. The server may run meanwhile. Nothing is written over. Until it is whole a file ends in .part: what was cut off can be deleted.",
	  .examples = "danvan backup /srv/backup/danvan.2026-11-23", .output_vi = "hai tệp, độ dài và bên trong có gì; với --json: data_bytes, entries, keys_bytes", .output_en = "the two files, their length and what they hold; with --json: data_bytes, entries, keys_bytes" },
	{ .name = "restore", .group = "installation", .arguments = "FILE", .options = restore_options, .run = run_restore, .exits = "1 65 69 73 74 78",
	  .one_line_vi = "khôi phục bản sao lưu vào cơ sở dữ liệu trống", .one_line_en = "restore a backup into an empty database",
	  .help_vi = "Tất cả hay không gì cả. Khóa nào đã bị xóa theo sổ cái thì bị hủy lại ngay. Sau đó đối chiếu với điểm mốc cạnh tệp khóa: nếu sổ cái đã đi tiếp sau bản sao lưu này thì dữ liệu vẫn đọc được nhưng không ghi thêm được, mã thoát 1.\nMất tệp điểm mốc: danvan ledger adopt.",
	  .help_en = "All or nothing. Keys that the ledger says were erased are destroyed again at once. Then it is held against the checkpoint beside the key file: if the ledger went on after this backup, everything can be read but nothing appended, exit code 1.\nThat checkpoint is lost: danvan ledger adopt.",
	  .examples = "danvan restore /srv/backup/danvan.2026-11-23 --keys /srv/keys/danvan.2026-11-23.keys --db sqlite:new.db",
	  .output_vi = "số mục, số khóa hủy lại; với --json: entries, erased_again, ready", .output_en = "number of entries, of keys destroyed again; with --json: entries, erased_again, ready" },
	{ 0 },
};
