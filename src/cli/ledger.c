/* ledger.c - the ledger for those who keep it: its public files, its schema, the look after something went wrong. */
#include "base/base.h"

#include "commands.h"
#include "config.h"
#include "office.h"

/* ---- export ---- */

static bool export(struct cli *c, struct house *h, int64_t *ret_size, struct error *e)
{
	struct ledger_meta meta;
	bool               found;
	if (!house_open(c, h, e) || !house_key(h, e) || !ledger_meta(h->db, c->arena, &meta, &found, e))
		return false;
	*ret_size = cli_has(c, "now") ? meta.head.size : meta.published;
	return ledger_export(h->db, c->world, h->key, *ret_size, cli_argument(c, 0), e);
}

static void print_size(struct cli *c, int64_t size)
{
	struct json j = json_start(c->arena, false);
	json_object(&j);
	json_member_int(&j, "size", size);
	json_end(&j);
	cli_print(c, c->json ? json_done(&j) : text_print(c->arena, cli_word(c, "%lld mục", "%lld entries"), (long long)size));
}

static int run_export(struct cli *c)
{
	_cleanup_house_ struct house h = { 0 };
	struct error                 e = { 0 };
	int64_t                      size;
	if (!export(c, &h, &size, &e))
		return cli_fail(c, &e);
	print_size(c, size);
	return EXIT_DONE;
}

/* ---- adopt ---- */

/* The ledger opened for writing without the writer: nothing is appended. */
static bool adopt(struct cli *c, struct house *h, struct connection *db, struct tree_head *ret, struct error *e)
{
	struct ledger     *ledger = NULL;
	struct ledger_meta meta;
	bool               found;
	const char        *path = config_text(c->config, "key");
	if (!store_force(db, e) || !ledger_meta(db, c->arena, &meta, &found, e))
		return false;
	if (!path)
		path = text_c(c->arena, meta.key_path);
	if (!ledger_open(db, c->world, h->key, path, &ledger, e))
		return false;
	bool done = store_begin(db, BEGIN_WRITE, e) && ledger_adopt(ledger, db, c->arena, ret, e); /* under the lock, so that nobody appends meanwhile */
	store_rollback(db);
	ledger_close(ledger);
	return done;
}

static int run_adopt(struct cli *c)
{
	_cleanup_house_ struct house h = { 0 };
	struct error                 e = { 0 };
	struct connection           *db = NULL;
	struct tree_head             head;
	bool done = house_open(c, &h, &e) && house_key(&h, &e) && store_connect(h.store, STORE_WRITE, &db, &e) && adopt(c, &h, db, &head, &e);
	connection_close(db);
	if (!done)
		return cli_fail(c, &e);
	print_size(c, head.size);
	return EXIT_DONE;
}

static int run_schema(struct cli *c)
{
	cli_print(c, ledger_schema(c->arena));
	return EXIT_DONE;
}

/* ---- clock accept ---- */

static int run_clock_accept(struct cli *c)
{
	struct error      e = { 0 };
	struct store     *store = NULL;
	struct act       *act = NULL;
	const char       *reason = cli_option(c, "reason");
	struct act_config config = { .world = c->world, .key_path = config_text(c->config, "key"), .via = "console", .clock_fixed = c->clock_is_fixed,
				     .clock_accept = true, .clock_reason = reason };
	bool opened = !reason || text_is_utf8(text_of(reason)) || error(&e, BASE_NOT_TEXT, .name = TEXT("--reason"));
	opened = opened && cli_store(c, &store, &e);
	config.store = store;
	bool done = opened && act_open(&config, &act, &e);
	act_close(act);
	store_close(store);
	if (!done)
		return cli_fail(c, &e);
	struct text today = day_print(c->arena, world_today(c->world));
	struct json j = json_start(c->arena, false);
	json_object(&j);
	json_member_text(&j, "day", today);
	json_end(&j);
	cli_print(c, c->json ? json_done(&j) : today);
	return EXIT_DONE;
}

static const struct cli_option export_options[] = {
	{ "now", NULL, "hiện trạng, không đợi lần công bố tới (dùng khi trình diễn, kiểm thử)", "the present, not the published state (for demonstrations and tests)", false, false },
	{ 0 },
};
static const struct cli_option accept_options[] = {
	{ "reason", "TEXT", "vì sao; ghi vào sổ cái, ai cũng đọc được: đừng ghi tên người", "why; it stands in the ledger for all to read: name no person", false, false },
	{ 0 },
};

const struct cli_command ledger_commands[] = {
	{ .name = "ledger export", .group = "ledger", .arguments = "DIR", .options = export_options, .run = run_export, .exits = "1 69 74 78",
	  .one_line_vi = "ghi các tệp công khai của sổ cái vào một thư mục", .one_line_en = "write the ledger's public files into a folder",
	  .help_vi = "Ghi đúng những tệp mà trang web để dưới /ledger/: checkpoint, tile/…, blob/…. Ai có chúng và khóa kiểm tra (vkey) thì tự kiểm chứng được, không cần tin máy chủ.",
	  .help_en = "Writes exactly the files that the site serves under /ledger/: checkpoint, tile/..., blob/.... Whoever has them and the verifier key can verify without trusting the server.",
	  .examples = "danvan ledger export /srv/mirror\ndanvan ledger export var/ledger --now",
	  .output_vi = "số mục đã ghi; với --json: size", .output_en = "how many entries they hold; with --json: size" },
	{ .name = "ledger adopt", .group = "ledger", .run = run_adopt, .exits = "1 69 74 78",
	  .one_line_vi = "ghi lại điểm mốc ngoài cơ sở dữ liệu khi tệp đó bị mất", .one_line_en = "write the lost checkpoint beside the key anew",
	  .help_vi = "Cạnh tệp khóa có một tệp .checkpoint: mốc cuối mà sổ cái đã ký. Mất tệp này thì không ghi thêm được gì. Lệnh này tính lại toàn bộ sổ cái rồi ghi lại mốc.\n"
	             "Chỉ chạy sau khi đã xem vì sao tệp mất và cơ sở dữ liệu có đúng là bản mới nhất không. Không bao giờ thay một mốc trái với cơ sở dữ liệu.",
	  .help_en = "Beside the key file lies a .checkpoint file: the last state that was signed. Without it nothing is appended. This recomputes the whole ledger and writes it anew.\n"
	             "Run it only after you know why the file is gone and that the database is the latest one. It never replaces a checkpoint that contradicts the database.",
	  .examples = "danvan ledger adopt --db sqlite:var/danvan.db", .output_vi = "số mục của sổ cái; với --json: size", .output_en = "number of entries; with --json: size" },
	{ .name = "ledger schema", .group = "ledger", .run = run_schema, .exits = "", .no_database = true,
	  .one_line_vi = "JSON Schema của mọi loại mục", .one_line_en = "JSON Schema of every kind of entry",
	  .help_vi = "Dành cho người viết công cụ kiểm chứng của riêng mình. Ý nghĩa từng loại: docs/entries.md.", .help_en = "For those who write verifiers of their own. What the kinds mean: docs/entries.md.",
	  .examples = "danvan ledger schema >schema.json", .output_vi = "một JSON Schema", .output_en = "a JSON Schema" },
	{ .name = "clock accept", .group = "installation", .options = accept_options, .run = run_clock_accept, .exits = "1 65 69 74 78",
	  .one_line_vi = "chấp nhận đồng hồ hiện tại, có ghi vào sổ cái", .one_line_en = "accept the clock as it is, with an entry",
	  .help_vi = "Chương trình từ chối chạy khi đồng hồ chỉ trước ngày ghi cuối, hoặc sau đó hơn 40 ngày. Hãy chỉnh đồng hồ cho đúng trước, rồi mới chạy lệnh này.",
	  .help_en = "The program refuses to start when the clock is before the last entry's day or over 40 days after it. First set the clock right, then run this.",
	  .examples = "danvan clock accept --reason \"the clock ran three days ahead\"", .output_vi = "ngày mà sổ cái đi tiếp từ đó; với --json: day", .output_en = "the day from which the ledger goes on; with --json: day" },
	{ 0 },
};
