/* asset.c - puts the files of assets/ into the program, each with an address that changes with its contents.
 *
 * Usage: asset OUT.c FILE...      gives `const struct asset assets[]` (web/out.h): "style.css" at "/assets/style.HASH.css". */
#include "buf.h"

#include <stdint.h>

static const struct { const char *ending, *type; } types[] = {
	{ ".css", "text/css; charset=utf-8" },     { ".js", "text/javascript; charset=utf-8" },
	{ ".svg", "image/svg+xml; charset=utf-8" }, { ".png", "image/png" },
};

/* FNV-1a of 64 bits: it only has to change when the file does. */
static uint64_t hash_of(const char *at, size_t len)
{
	uint64_t h = 0xcbf29ce484222325u;
	for (size_t i = 0; i < len; i++)
		h = (h ^ (unsigned char)at[i]) * 0x100000001b3u;
	return h;
}

static bool add(struct buf *rows, struct buf *out, const char *path, int i)
{
	size_t      len;
	char       *text = file_text(path, &len);
	const char *name = strrchr(path, '/') ? strrchr(path, '/') + 1 : path, *dot = strrchr(name, '.'), *type = NULL;
	for (size_t t = 0; dot && t < sizeof(types) / sizeof(types[0]); t++)
		if (strcmp(types[t].ending, dot) == 0)
			type = types[t].type;
	if (!text || !type) {
		fprintf(stderr, "%s: cannot be read, or tools/asset.c knows no type for its ending\n", path);
		return false;
	}
	buf_print(out, "static const unsigned char file_%d[] = {\n", i);
	for (size_t b = 0; b < len; b++)
		buf_print(out, "%u,%s", (unsigned char)text[b], b % 32 == 31 ? "\n" : "");
	buf_c(out, "0};\n");
	buf_print(rows, "\t{ \"%s\", \"/assets/%.*s.%016llx%s\", \"%s\", file_%d, %zu },\n", name, (int)(dot - name), name,
		  (unsigned long long)hash_of(text, len), dot, type, i, len);
	return true;
}

int main(int argc, char **argv)
{
	struct buf out = { 0 }, rows = { 0 };
	bool       good = argc > 2;
	buf_c(&out, "/* Made by tools/asset.c from assets/. */\n#include \"base/base.h\"\n#include \"web/out.h\"\n\n");
	for (int i = 2; i < argc; i++)
		good = add(&rows, &out, argv[i], i) && good;
	if (!good)
		return 1;
	buf_print(&out, "extern const struct asset assets[];\nconst struct asset assets[] = {\n%s\t{ 0, 0, 0, 0, 0 },\n};\n", rows.at);
	return file_put(argv[1], &out) ? 0 : 1;
}
