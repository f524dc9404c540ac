/* etag.c - strong tags: a hash of everything the bytes depend on, so that equal tags mean equal bytes. */
#include "base/base.h"

#include <elf.h>
#include <link.h>
#include <sodium.h>

#include "inside.h"

static void add(crypto_generichash_state *s, struct text t)
{
	uint64_t len = t.len;
	crypto_generichash_update(s, (const uint8_t *)&len, sizeof len);
	crypto_generichash_update(s, (const uint8_t *)t.at, t.len);
}

bool etag_digest(struct hit *h, enum coding coding, uint8_t ret[16])
{
	if (!h->version.len)
		return false;
	crypto_generichash_state s;
	crypto_generichash_init(&s, NULL, 0, 16);
	add(&s, text_of(h->r.web->build));
	add(&s, text_of(h->r.route->name));
	add(&s, h->target);
	add(&s, text_of(lang_tag(h->r.lang)));
	add(&s, text_of(coding_name(coding)));
	add(&s, h->version);
	crypto_generichash_final(&s, ret, 16);
	return true;
}

struct text etag_of(struct hit *h, enum coding coding)
{
	uint8_t digest[16];
	if (!etag_digest(h, coding, digest))
		return TEXT_EMPTY;
	return text_print(h->r.arena, "\"%.*s\"", TEXT_ARG(hex_encode(h->r.arena, text_bytes(digest, sizeof digest))));
}

/* If-None-Match compares weakly (RFC 9110, section 13.1.2): a relay may have put W/ before it. */
bool etag_matches(struct text header, struct text etag)
{
	if (!etag.len)
		return false;
	if (text_is(text_trim(header), "*"))
		return true;
	for (struct text piece; text_next(&header, ',', &piece);) {
		piece = text_trim(piece);
		if (text_starts(piece, "W/"))
			piece = text_from(piece, 2);
		if (text_equal(piece, etag))
			return true;
	}
	return false;
}

static int own_build_id(struct dl_phdr_info *info, size_t size, void *context)
{
	struct text *ret = context;
	for (int i = 0; i < info->dlpi_phnum; i++) {
		const ElfW(Phdr) *p = &info->dlpi_phdr[i];
		const char *at = (const char *)(info->dlpi_addr + p->p_vaddr), *end = at + p->p_memsz;
		while (p->p_type == PT_NOTE && at + sizeof(ElfW(Nhdr)) <= end) {
			const ElfW(Nhdr) *note = (const void *)at;
			const char *name = at + sizeof *note, *bytes = name + ((note->n_namesz + 3) & ~3u);
			if (note->n_type == NT_GNU_BUILD_ID && note->n_namesz == 4 && !memcmp(name, "GNU", 4))
				*ret = (struct text){ bytes, note->n_descsz };
			at = bytes + ((note->n_descsz + 3) & ~3u);
		}
	}
	return 1; /* the first is the program itself */
}

/* Which program this is: the linker's hash of it; drawn anew at each start where there is none. Pages are code, so a new program is a new page. */
void program_identity(struct web *w, char ret[33])
{
	uint8_t digest[16];
	struct text id = TEXT_EMPTY;
	dl_iterate_phdr(own_build_id, &id);
	if (id.len)
		crypto_generichash(digest, sizeof digest, (const uint8_t *)id.at, id.len, NULL, 0);
	else
		web_random(w, digest, sizeof digest);
	sodium_bin2hex(ret, 33, digest, sizeof digest);
}

bool version_of_program(struct request *r, struct build *b)
{
	build_c(b, "program");
	return true;
}
