/* fetch.c - a ledger's files from a web address: only http and https, no other protocol after a redirect, each file with its limit. */
#include "base/base.h"

#include "base/late.h"
#include "office.h"

#include <curl/curl.h>

#define LIBCURL(F) F(cleanup) F(init) F(perform) F(reset) F(setopt) F(strerror)
#define POINTER(name) typeof(curl_easy_##name) *name;
#define NAME(name) "curl_easy_" #name,
static struct { LIBCURL(POINTER) } curl;
static const char *const curl_names[] = { LIBCURL(NAME) };
static struct late       libcurl = { "libcurl.so.4", curl_names, &curl, COUNT_OF(curl_names), false };

enum { CONNECT_S = 15, WHOLE_S = 120, REDIRECTS_MOST = 3 };

struct fetch {
	CURL *curl;
	char  base[2048];
};

bool fetch_open(const char *url, struct fetch **ret, struct error *e)
{
	struct text t = text_of(url);
	if ((!text_starts(t, "http://") && !text_starts(t, "https://")) || t.len >= 2000)
		return error(e, CLI_BAD_URL, .value = t);
	if (!late_load(&libcurl, e))
		return false;
	struct fetch *f = calloc(1, sizeof(*f));
	if (!f || !(f->curl = curl.init()))
		abort(); /* no memory */
	while (t.len > 0 && t.at[t.len - 1] == '/')
		t.len--;
	snprintf(f->base, sizeof(f->base), "%.*s", TEXT_ARG(t));
	*ret = f;
	return true;
}

void fetch_free(struct fetch *f)
{
	if (!f)
		return;
	curl.cleanup(f->curl);
	free(f);
}

struct taking { struct build body; size_t limit; bool over; };

static size_t take(char *at, size_t size, size_t count, void *arg)
{
	struct taking *t = arg;
	if (count > t->limit - t->body.len) {
		t->over = true;
		return 0;
	}
	build_add(&t->body, text_bytes(at, count));
	return count;
}

static void prepare(struct fetch *f, const char *url, struct taking *t, char *why)
{
	curl.reset(f->curl);
	curl.setopt(f->curl, CURLOPT_URL, url);
	curl.setopt(f->curl, CURLOPT_PROTOCOLS_STR, "http,https");
	curl.setopt(f->curl, CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
	curl.setopt(f->curl, CURLOPT_FOLLOWLOCATION, 1L);
	curl.setopt(f->curl, CURLOPT_MAXREDIRS, (long)REDIRECTS_MOST);
	curl.setopt(f->curl, CURLOPT_CONNECTTIMEOUT, (long)CONNECT_S);
	curl.setopt(f->curl, CURLOPT_TIMEOUT, (long)WHOLE_S);
	curl.setopt(f->curl, CURLOPT_NOSIGNAL, 1L);
	curl.setopt(f->curl, CURLOPT_ACCEPT_ENCODING, "");
	curl.setopt(f->curl, CURLOPT_FAILONERROR, 1L);
	curl.setopt(f->curl, CURLOPT_WRITEFUNCTION, take);
	curl.setopt(f->curl, CURLOPT_WRITEDATA, t);
	curl.setopt(f->curl, CURLOPT_ERRORBUFFER, why);
}

static bool fetch_read(void *arg, const char *path, size_t limit, struct arena *a, struct text *ret, struct error *e)
{
	struct fetch *f = arg;
	char          why[CURL_ERROR_SIZE] = "";
	struct taking t = { .body = { .arena = a }, .limit = limit };
	const char   *url = text_c(a, text_print(a, "%s/%s", f->base, path));
	prepare(f, url, &t, why);
	CURLcode code = curl.perform(f->curl);
	if (t.over)
		return error(e, BASE_TOO_LARGE, .name = text_of(url), .limit = (int64_t)limit);
	if (code != CURLE_OK)
		return error(e, CLI_FETCH, .name = text_of(url), .value = text_of(why[0] ? why : curl.strerror(code)));
	*ret = build_text(&t.body);
	return true;
}

struct ledger_reader fetch_reader(struct fetch *f) { return (struct ledger_reader){ fetch_read, f, false }; }
