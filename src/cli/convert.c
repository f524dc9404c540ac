/* convert.c - a file of addresses from one day's units to another's, of any size, in little memory, going on where it was interrupted. */
#include "base/base.h"

#include "office.h"
#include "unfinished.h"
#include "units.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PIECE = 32 * 1024 /* so that the memory for one is used again for the next */, KEEP_EVERY = 4 * 1024 * 1024 /* bytes read between two marks in FILE.resume */, LINES_SHOWN = 20, PROGRESS_MS = 500 };

struct converting {
	struct cli          *c;
	struct units         units;
	struct address_file *file;
	struct arena        *work;             /* of one piece */
	FILE                *in;
	int                  out, report;      /* -1: to c->out; none */
	struct unfinished    unfinished;
	struct sha256        hash;             /* of what was read */
	int64_t              read, written, reported, kept, size, shown_at;
	int64_t              shown[LINES_SHOWN];
	size_t               shown_count;
	bool                 is_shown;
};

static void converting_end(struct converting *v)
{
	units_close(&v->units);
	arena_free(v->work);
	if (v->in && v->in != v->c->in)
		fclose(v->in);
	if (v->out >= 0)
		close(v->out);
	if (v->report >= 0)
		close(v->report);
}

static bool write_failed(const char *path, struct error *e) { return error(e, BASE_FILE_WRITE, .name = text_of(path), .value = text_of(strerror(errno))); }

static bool write_all(int fd, struct text t, const char *path, struct error *e)
{
	for (ssize_t n; t.len > 0; t = text_from(t, (size_t)n)) {
		n = write(fd, t.at, t.len);
		if (n < 0 && errno == EINTR)
			n = 0;
		if (n < 0)
			return write_failed(path, e);
	}
	return true;
}

/* A new file, or one that goes on behind its first `len` bytes. */
static bool file_open(const char *path, bool resume, int64_t len, int *ret, struct error *e)
{
	struct stat s;
	*ret = open(path, O_WRONLY | O_CLOEXEC | O_CREAT | (resume ? 0 : O_TRUNC), 0600);
	if (*ret < 0)
		return write_failed(path, e);
	if (!resume)
		return true;
	if (fstat(*ret, &s) != 0 || s.st_size < len)
		return error(e, CLI_CONVERT_SIDE, .name = text_of(path));
	return (ftruncate(*ret, len) == 0 && lseek(*ret, len, SEEK_SET) == len) || write_failed(path, e);
}

static bool files_open(struct converting *v, struct text what, struct error *e)
{
	struct cli *c = v->c;
	const char *path = cli_argument(c, 0), *report = cli_option(c, "report");
	struct stat s;
	v->in = strcmp(path, "-") == 0 ? c->in : fopen(path, "rbe");
	if (!v->in)
		return error(e, BASE_FILE_READ, .name = text_of(path), .value = text_of(strerror(errno)));
	v->size = v->in != c->in && fstat(fileno(v->in), &s) == 0 && S_ISREG(s.st_mode) ? (int64_t)s.st_size : 0;
	struct unfinished *u = &v->unfinished;
	if (cli_has(c, "out")) {
		if (!unfinished_read(c, cli_option(c, "out"), what, u, e) || !file_open(u->part, u->is_resumed, u->written, &v->out, e))
			return false;
	}
	if (report && !u->is_resumed && c->world->file_exists(c->world, report))
		return error(e, CLI_FILE_EXISTS, .name = text_of(report));
	v->written = u->written;
	v->reported = u->reported;
	v->kept = u->read;
	return !report || file_open(report, u->is_resumed, u->reported, &v->report, e);
}

/* ---- on the way */

static void progress(struct converting *v)
{
	struct cli  *c = v->c;
	int64_t      now = c->world->boot_ms(c->world);
	struct build b = { .arena = v->work };
	if (!v->is_shown || now - v->shown_at < PROGRESS_MS)
		return;
	v->shown_at = now;
	if (v->size > 0)
		build_print(&b, "%lld %%  ", (long long)(v->read * 100 / v->size));
	say_number(&b, c->lang, address_file_done(v->file).lines);
	build_c(&b, cli_word(c, " dòng", " lines"));
	fprintf(c->err, "%s%.*s%s", isatty(fileno(c->err)) ? "\r" : "", TEXT_ARG(build_text(&b)), isatty(fileno(c->err)) ? "" : "\n");
	fflush(c->err);
}

/* The numbers of the first lines that were not decided. */
static void lines_note(struct converting *v, struct text report)
{
	struct text line, number;
	while (v->shown_count < LINES_SHOWN && text_next(&report, '\n', &line))
		if (text_next(&line, '\t', &number) && text_to_int(number, &v->shown[v->shown_count]))
			v->shown_count++;
}

static bool pieces_write(struct converting *v, const struct build *out, const struct build *report, struct error *e)
{
	struct cli *c = v->c;
	lines_note(v, build_text(report));
	if (v->out < 0 && out->len > 0 && fwrite(out->at, 1, out->len, c->out) != out->len)
		return write_failed("-", e);
	if (v->out >= 0 && !write_all(v->out, build_text(out), v->unfinished.part, e))
		return false;
	if (v->report >= 0 && !write_all(v->report, build_text(report), cli_option(c, "report"), e))
		return false;
	v->written += (int64_t)out->len;
	v->reported += (int64_t)report->len;
	return true;
}

static struct text hash_now(struct converting *v, struct arena *a)
{
	struct sha256 copy = v->hash;
	return hash_hex(a, sha256_end(&copy));
}

/* Now and then: what is written is on the disk, then the mark says so. */
static bool keep(struct converting *v, struct error *e)
{
	struct unfinished *u = &v->unfinished;
	if (v->out < 0 || v->read - v->kept < KEEP_EVERY)
		return true;
	if (fdatasync(v->out) != 0 || (v->report >= 0 && fdatasync(v->report) != 0))
		return write_failed(u->part, e);
	u->done = address_file_done(v->file);
	u->read = v->kept = v->read;
	u->written = v->written;
	u->reported = v->reported;
	u->hash = hash_now(v, v->work);
	return unfinished_write(v->c, u, e);
}

/* As much as was read before, read again, must be the same. */
static bool is_same(struct converting *v, struct error *e)
{
	const struct unfinished *u = &v->unfinished;
	return !u->is_resumed || v->read != u->read || text_equal(hash_now(v, v->work), u->hash) || error(e, REGISTRY_CONVERT_OTHER);
}

static bool piece_convert(struct converting *v, struct text piece, bool is_last, struct error *e)
{
	struct build out = { .arena = v->work }, report = { .arena = v->work };
	bool         ok = is_last ? address_file_end(v->file, &out, &report, e) : address_file_feed(v->file, piece, &out, &report, e);
	struct error ignored;
	/* what came before a refusal is good */
	if (!pieces_write(v, &out, &report, ok ? e : &ignored) || !ok)
		return false;
	return is_last || keep(v, e);
}

static bool convert(struct converting *v, struct error *e)
{
	char  *buffer = arena_alloc(v->c->arena, PIECE);
	bool   ok = true;
	size_t n = 1;
	while (ok && n > 0) {
		int64_t left = v->unfinished.is_resumed && v->read < v->unfinished.read ? v->unfinished.read - v->read : PIECE;
		n = fread(buffer, 1, left < PIECE ? (size_t)left : PIECE, v->in);
		sha256_add(&v->hash, buffer, n);
		v->read += (int64_t)n;
		ok = is_same(v, e) && (n == 0 || piece_convert(v, text_bytes(buffer, n), false, e));
		progress(v);
		arena_reset(v->work);
	}
	if (ok && ferror(v->in))
		return error(e, BASE_FILE_READ, .name = text_of(cli_argument(v->c, 0)), .value = text_of(strerror(errno)));
	if (ok && v->unfinished.is_resumed && v->read < v->unfinished.read)
		return error(e, REGISTRY_CONVERT_OTHER);
	ok = ok && piece_convert(v, TEXT_EMPTY, true, e);
	if (ok && v->out >= 0 && (fsync(v->out) != 0 || (v->report >= 0 && fsync(v->report) != 0)))
		return write_failed(v->unfinished.part, e);
	return ok && (v->out < 0 || unfinished_end(&v->unfinished, e));
}

/* ---- at the end */

static void summary_json(struct converting *v, struct address_done done)
{
	struct json j = json_start(v->c->arena, false);
	json_object(&j);
	json_member_int(&j, "ambiguous", done.by[CERTAINTY_AMBIGUOUS]);
	json_member_int(&j, "certain", done.by[CERTAINTY_CERTAIN]);
	json_member_int(&j, "faults", done.faults);
	json_member_int(&j, "likely", done.by[CERTAINTY_LIKELY]);
	json_member_int(&j, "lines", done.lines);
	json_member_int(&j, "records", done.records);
	json_key(&j, "undecided");
	json_array(&j);
	for (size_t i = 0; i < v->shown_count; i++)
		json_int(&j, v->shown[i]);
	json_end(&j);
	json_member_int(&j, "unknown", done.by[CERTAINTY_UNKNOWN]);
	json_end(&j);
	cli_print_json(v->c, json_done(&j));
}

static void summary_words(struct converting *v, struct address_done done)
{
	struct cli  *c = v->c;
	struct build b = { .arena = c->arena };
	SAY(&b, c->lang, "cli.convert_done", FACT_N("records", done.records), FACT_N("certain", done.by[CERTAINTY_CERTAIN]), FACT_N("likely", done.by[CERTAINTY_LIKELY]),
	    FACT_N("ambiguous", done.by[CERTAINTY_AMBIGUOUS]), FACT_N("unknown", done.by[CERTAINTY_UNKNOWN]));
	if (done.faults > 0) {
		build_byte(&b, '\n');
		SAY(&b, c->lang, "cli.convert_faults", FACT_N("faults", done.faults));
	}
	if (v->shown_count > 0) {
		struct build lines = { .arena = c->arena };
		for (size_t i = 0; i < v->shown_count; i++)
			build_print(&lines, "%s%lld", i > 0 ? ", " : "", (long long)v->shown[i]);
		if (done.by[CERTAINTY_AMBIGUOUS] + done.by[CERTAINTY_UNKNOWN] > (int64_t)v->shown_count)
			build_c(&lines, " ...");
		build_byte(&b, '\n');
		SAY(&b, c->lang, "cli.convert_undecided", FACT_T("lines", build_text(&lines)));
	}
	fprintf(c->err, "%s%.*s\n", v->is_shown && isatty(fileno(c->err)) ? "\r" : "", TEXT_ARG(build_text(&b)));
}

static bool conversion_open(struct converting *v, struct error *e)
{
	struct cli        *c = v->c;
	struct conversion *conversion;
	day_t              from, to;
	if (!units_open(c, &v->units, e))
		return false;
	to = v->units.today;
	if (!cli_day(c, "from", &from, e) || !cli_day(c, "to", &to, e))
		return false;
	struct text within = text_of(cli_option(c, "within"));
	if (!conversion_start(v->units.registry, c->arena, from, to, within, &conversion, e))
		return false;
	/* goes on only with the same lists, days, column and language */
	struct text what = text_print(c->arena, "%d %d %s %lld %.*s %.*s", from.n, to.n, lang_tag(c->lang), (long long)registry_loaded_version(v->units.registry),
	                              TEXT_ARG(within), TEXT_ARG(text_of(cli_option(c, "column"))));
	if (!files_open(v, what, e))
		return false;
	v->file = address_file_start(conversion, c->arena, (struct address_how){ .column = text_of(cli_option(c, "column")), .lang = c->lang,
	                                                                         .resume = v->unfinished.is_resumed ? &v->unfinished.done : NULL });
	return true;
}

static int run_convert(struct cli *c)
{
	_cleanup_(converting_end) struct converting v = { .c = c, .work = arena_new(0), .out = -1, .report = -1 };
	struct error                                e = { 0 };
	v.is_shown = cli_has(c, "progress") || isatty(fileno(c->err));
	sha256_start(&v.hash);
	if (c->json && !cli_has(c, "out")) {
		error(&e, CLI_OPTION_MISSING, .name = TEXT("unit convert"), .expected = TEXT("--out FILE"));
		return cli_fail(c, &e);
	}
	if (!conversion_open(&v, &e) || !convert(&v, &e))
		return cli_fail(c, &e);
	struct address_done done = address_file_done(v.file);
	if (c->json)
		summary_json(&v, done);
	else
		summary_words(&v, done);
	return done.faults > 0 ? EXIT_DATA : EXIT_DONE;
}

static const struct cli_option convert_options[] = {
	{ "from", "DATE", "ngày của địa chỉ trong tệp", "the day of the addresses in the file", true },
	{ "to", "DATE", "ngày cần chuyển đến; mặc định: hôm nay", "the day to convert to; left out: today" },
	{ "column", "NAME", "tên cột chứa địa chỉ hoặc mã, hoặc số thứ tự cột", "the column with the addresses or codes: its name or number", true },
	{ "out", "FILE", "ghi vào tệp này, làm tiếp được khi bị ngắt; mặc định: đầu ra chuẩn", "write to this file, to be resumed when interrupted; left out: standard output" },
	{ "report", "FILE", "ghi những dòng chưa quyết được vào tệp này", "write the lines that are not decided to this file" },
	{ "within", "CODE", "mọi địa chỉ đều thuộc đơn vị này vào ngày --from", "all addresses lie in this unit on the day of --from" },
	{ "progress", NULL, "cho biết tiến độ dù không ở cửa sổ lệnh", "tell the progress, even where there is no terminal" },
	{ NULL },
};

const struct cli_command convert_commands[] = {
	{ .name = "unit convert", .group = "unit", .arguments = "FILE", .options = convert_options, .run = run_convert, .exits = "1 65 69 73 74",
	  .one_line_vi = "chuyển tệp CSV địa chỉ sang đơn vị của ngày khác", .one_line_en = "lead a CSV file of addresses to the units of another day",
	  .help_vi = "FILE là CSV (UTF-8, dấu phẩy, chấm phẩy hoặc tab); - là đầu vào chuẩn. Mỗi dòng giữ nguyên từng byte, thêm bảy cột ở cuối:\n"
	             "unit_id, old_code, new_code, new_name, certainty (certain, likely, ambiguous, unknown), reason, candidates.\n"
	             "Chỉ là certain khi không còn cách hiểu nào khác. Đơn vị đã chia thì ambiguous, trừ khi địa chỉ nêu thôn có trong văn bản.\n"
	             "Với --out, lần chạy bị ngắt để lại FILE.part và FILE.resume; chạy lại lệnh đó thì làm tiếp.",
	  .help_en = "FILE is CSV (UTF-8; commas, semicolons or tabs); - is standard input. Every line stays as it is, byte for byte, with seven columns behind it:\n"
	             "unit_id, old_code, new_code, new_name, certainty (certain, likely, ambiguous, unknown), reason, candidates.\n"
	             "Certain is only what can't be read otherwise. A unit that was divided is ambiguous, unless the address names a hamlet that the order names.\n"
	             "With --out an interrupted run leaves FILE.part and FILE.resume; the same command goes on from there.",
	  .examples = "danvan unit convert people.csv --from 2019-12-31 --to 2026-11-23 --column address --out people.new.csv --report people.todo.tsv\n"
	              "danvan unit convert - --from 2019-12-31 --column 3 --within 06",
	  .output_vi = "CSV, hoặc với --out không có gì. Tổng kết ra đầu ra lỗi; với --json (cần --out) là một đối tượng: certain, likely, ambiguous, unknown, faults, lines, records, undecided.",
	  .output_en = "The CSV; with --out nothing. The summary goes to standard error, with --json (needs --out) it is an object: certain, likely, ambiguous, unknown, faults, lines, records, undecided." },
	{ NULL },
};
