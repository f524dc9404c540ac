/* people_upload.c - files that come with a form: gathered while the body arrives, photographs made anew without their place by the extractor, then kept in the
 * draft one by one. The extractor may take a while, so a thread of its own waits for it, not a worker. */
#include "base/base.h"

#include "extract/extract.h"
#include "people.h"

#include <pthread.h>

_Static_assert((int)FILE_KEPT_MOST >= (int)EXTRACT_OUTPUT_LIMIT, "what the extractor gives is kept");

/* ---- keeping */

struct keeping {
	struct request        *request;
	struct text            token;
	struct error          *refused;
	void                 (*then)(struct request *);
	struct draft_file_add *files;
	size_t                 count, at;
};

/* `then` of request_act wants to find its state where the handler put it, so the one keeping is held beside it. */
static struct keeping *keeping_of(struct request *r) { return *(struct keeping **)r->state; }

static void refuse(struct keeping *k, const struct error *e)
{
	if (!k->refused->code)
		*k->refused = *e;
}

/* Outside the server's threads: what the extractor gives takes the place of what was sent. */
static void *extract(void *arg)
{
	struct keeping           *k = arg;
	const struct site_config *c = site_settings(k->request);
	const char               *socket = text_c(k->request->arena, c->extract);
	for (size_t i = 0; i < k->count; i++) {
		struct draft_file_add *f = &k->files[i];
		struct photo           photo;
		struct error           e = { 0 };
		if (!file_type_is_photo(extract_sniff(f->bytes)) || c->extract.len == 0)
			continue;
		if (extract_photo(socket, f->bytes, k->request->arena, &photo, &e)) {
			f->bytes = photo.bytes;
			f->type = text_of(file_type_mime(photo.type));
			f->shown = true;
		} else if (!error_is(&e, EXTRACT_AWAY)) {
			refuse(k, &e);
			f->bytes = TEXT_EMPTY; /* not kept */
		}
	}
	request_finish(k->request);
	return NULL;
}

static void keep_next(struct request *r);

static void kept_one(struct request *r)
{
	struct keeping *k = keeping_of(r);
	if (!r->did)
		refuse(k, &r->error);
	keep_next(r);
}

static void keep_next(struct request *r)
{
	struct keeping *k = keeping_of(r);
	while (k->at < k->count && k->files[k->at].bytes.len == 0)
		k->at++;
	if (k->at < k->count) {
		request_act(r, &row_draft_file_add, &k->files[k->at++], kept_one);
		return;
	}
	r->state = ((void **)r->state)[1];
	r->did = true; /* what was refused is told beside the field */
	k->then(r);
}

static void collect(struct request *r, struct keeping *k)
{
	k->files = ARENA_ARRAY(r->arena, struct draft_file_add, r->upload_count + 1);
	for (size_t i = 0; i < r->upload_count; i++) {
		const struct upload *u = &r->uploads[i];
		struct text          bytes = gathered_text(u);
		if (u->error.code) {
			refuse(k, &u->error);
			continue;
		}
		if (bytes.len == 0)
			continue;
		k->files[k->count++] = (struct draft_file_add){ .token = k->token, .name = u->file_name, .type = text_of(file_type_mime(u->found)), .bytes = bytes,
								.sent_hash = hash_hex(r->arena, sha256(bytes)) };
	}
}

static bool extract_apart(struct keeping *k)
{
	pthread_t      thread;
	pthread_attr_t attributes;
	pthread_attr_init(&attributes);
	pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
	bool started = pthread_create(&thread, &attributes, extract, k) == 0;
	pthread_attr_destroy(&attributes);
	return started;
}

void people_keep_files(struct request *r, struct text token, struct error *ret, void (*then)(struct request *))
{
	struct keeping *k = ARENA_NEW(r->arena, struct keeping);
	void          **both = ARENA_ARRAY(r->arena, void *, 2);
	*k = (struct keeping){ .request = r, .token = token, .refused = ret, .then = then };
	collect(r, k);
	if (k->count == 0) {
		r->did = true;
		then(r);
		return;
	}
	both[0] = k;
	both[1] = r->state;
	r->state = both;
	request_suspend(r, keep_next);
	if (!extract_apart(k))
		extract(k);
}

/* "JPEG", "Word (DOCX)": what people call a kind that is kept by its media type. */
struct text people_type_name(struct text mime)
{
	for (int t = 0; t < FILE_TYPE_COUNT; t++)
		if (text_is(mime, file_type_mime((enum file_type)t)))
			return text_of(file_type_name((enum file_type)t));
	return mime;
}

struct file_list_view people_files(struct request *r, const struct draft *d, const char *remove)
{
	struct file_row *rows = ARENA_ARRAY(r->arena, struct file_row, d->files_n + 1);
	for (size_t i = 0; i < d->files_n; i++) {
		const struct draft_file *f = &d->files[i];
		rows[i] = (struct file_row){ .name = f->name, .type = people_type_name(f->type), .size = f->size };
		if (remove) {
			rows[i].remove_name = text_of(remove);
			rows[i].remove_value = text_print(r->arena, "%lld", (long long)f->number);
		}
	}
	return (struct file_list_view){ rows, d->files_n };
}
