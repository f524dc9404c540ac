/* fold.c - the one folding that all search uses. */
#include "base/base.h"
#include "base/fold.h"

#include <utf8proc.h>

enum { MOST_PARTS = 32 }; /* more than any character decomposes into (18 by the Unicode standard) */

/* Combining marks that are tones, and the character by which a spelling shows each; shapes (circumflex, breve, horn) are no tones. */
static char tone_sign(int32_t mark)
{
	switch (mark) {
	case 0x300: return '`';
	case 0x309: return '?';
	case 0x303: return '~';
	case 0x301: return '\'';
	case 0x323: return '.';
	default: return 0;
	}
}

/* What is being folded: the output and the word that is being written. */
struct folding {
	struct build out;
	size_t       word;      /* where the word starts in out */
	bool         spelling;  /* keep marks */
	char         tone;
};

static bool is_consonant(char c) { return c >= 'b' && c <= 'z' && c != 'e' && c != 'i' && c != 'o' && c != 'u' && c != 'y'; }

/* kỹ/kĩ, Mỹ/Mĩ, quý/quí, y/i: a word whose only vowel is a final y. */
static void level_final_y(char *word, size_t len)
{
	if (len == 0 || word[len - 1] != 'y')
		return;
	size_t before = len - 1;
	if (before == 2 && word[0] == 'q' && word[1] == 'u')
		before = 0;
	for (size_t i = 0; i < before; i++)
		if (!is_consonant(word[i]) && (unsigned char)word[i] < 0x80)
			return;
	word[len - 1] = 'i';
}

static void end_word(struct folding *f)
{
	size_t len = f->out.len - f->word;
	if (len > 0)
		level_final_y(f->out.at + f->word, len);
	if (len > 0 && f->tone)
		build_byte(&f->out, f->tone);
	f->tone = 0;
	f->word = SIZE_MAX;
}

static void add_point(struct folding *f, int32_t point)
{
	if (f->word == SIZE_MAX) {
		if (f->out.len > 0)
			build_byte(&f->out, ' ');
		f->word = f->out.len;
	}
	if (point < 0x80) {
		build_byte(&f->out, (char)point);
		return;
	}
	utf8proc_uint8_t at[4];
	build_add(&f->out, text_bytes(at, (size_t)utf8proc_encode_char(point, at)));
}

static void fold_mark(struct folding *f, int32_t point)
{
	char tone = tone_sign(point);
	if (!f->spelling || f->word == SIZE_MAX)
		return;
	if (tone)
		f->tone = tone;
	else
		add_point(f, point);
}

static void fold_part(struct folding *f, int32_t point)
{
	switch (utf8proc_category(point)) {
	case UTF8PROC_CATEGORY_LU:
	case UTF8PROC_CATEGORY_LL:
	case UTF8PROC_CATEGORY_LT:
	case UTF8PROC_CATEGORY_LM:
	case UTF8PROC_CATEGORY_LO:
	case UTF8PROC_CATEGORY_ND:
	case UTF8PROC_CATEGORY_NL:
	case UTF8PROC_CATEGORY_NO:
		/* đ, and the eth and African d that old keyboards and fonts put in its place */
		if (point == 0x111 || point == 0xF0 || point == 0x256)
			point = f->spelling ? 0x111 : 'd';
		add_point(f, point);
		break;
	case UTF8PROC_CATEGORY_MN:
	case UTF8PROC_CATEGORY_MC:
	case UTF8PROC_CATEGORY_ME:
		fold_mark(f, point);
		break;
	case UTF8PROC_CATEGORY_CF: /* soft hyphens and zero-width joiners show nothing */
		break;
	default:
		if (f->word != SIZE_MAX)
			end_word(f);
	}
}

static struct text folded(struct arena *a, struct text t, bool spelling)
{
	struct folding f = { .out = { .arena = a }, .word = SIZE_MAX, .spelling = spelling };
	for (size_t i = 0, n; i < t.len; i += n) {
		int32_t point = text_point(text_from(t, i), &n);
		if (n == 0)
			break;
		if (point < 0x80) {
			fold_part(&f, char_lower((char)point));
			continue;
		}
		utf8proc_int32_t parts[MOST_PARTS];
		int              boundary = 0;
		utf8proc_ssize_t count = utf8proc_decompose_char(point, parts, MOST_PARTS, UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD, &boundary);
		for (utf8proc_ssize_t k = 0; k < count && k < MOST_PARTS; k++)
			fold_part(&f, parts[k]);
	}
	if (f.word != SIZE_MAX)
		end_word(&f);
	return build_text(&f.out);
}

struct text text_fold(struct arena *a, struct text t) { return folded(a, t, false); }

struct text text_spelling(struct arena *a, struct text t) { return folded(a, t, true); }
