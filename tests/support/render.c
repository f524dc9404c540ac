/* render.c - writes /look as files that a browser opens without a server: FOLDER/look-vi.html, look-en.html, look-work.html, and the assets.
 *
 * Usage: render FOLDER */
#include "base/base.h"

#include "web/look.h"

static bool put(struct world *w, struct arena *a, const char *folder, const char *name, struct text bytes)
{
	struct error e;
	if (w->file_replace(w, text_c(a, text_print(a, "%s/%s", folder, name)), bytes, 0644, &e))
		return true;
	fprintf(stderr, "%.*s\n", TEXT_ARG(error_say(a, LANG_EN, &e)));
	return false;
}

/* The page's addresses are the server's; in files they lie beside the page. */
static struct text beside(struct arena *a, struct text page)
{
	static const char from[] = "\"/assets/";
	struct build      b = { .arena = a };
	for (size_t at; (at = text_find(page, TEXT("\"/assets/"))) != SIZE_MAX; page = text_from(page, at + sizeof(from) - 1)) {
		build_add(&b, text_first(page, at));
		build_c(&b, "\"");
	}
	build_add(&b, page);
	return build_text(&b);
}

static bool look(struct world *w, struct arena *a, const char *folder, const char *name, enum lang lang, bool officer)
{
	struct out o = out_start(a, lang);
	look_write(&o, officer);
	return put(w, a, folder, name, beside(a, out_text(&o)));
}

int main(int argc, char **argv)
{
	static const char *const names[] = { "style.css", "danvan.js", "favicon.svg" };
	if (argc != 2) {
		fprintf(stderr, "usage: render FOLDER\n");
		return 2;
	}
	struct world          w = world_real();
	_cleanup_arena_ struct arena *a = arena_new(0);
	bool                  good = look(&w, a, argv[1], "look-vi.html", LANG_VI, false) && look(&w, a, argv[1], "look-en.html", LANG_EN, false) &&
		    look(&w, a, argv[1], "look-work.html", LANG_VI, true);
	for (size_t i = 0; good && i < COUNT_OF(names); i++) {
		const struct asset *asset = asset_at(text_of(asset_url(names[i])));
		good = put(&w, a, argv[1], strrchr(asset->url, '/') + 1, text_bytes(asset->at, asset->len));
	}
	return good ? 0 : 1;
}
