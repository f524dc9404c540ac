/* fold_legacy.c - text whose bytes are TCVN3 (.VnTime) or VNI-Windows, read by somebody as Latin-1.
 *
 * Converted is only what leaves no doubt: some word as it stands is no Vietnamese syllable, and every word with marks becomes one by the conversion. */
#include "syllable.h"

#include "base/fold.h"

#include <uchar.h>
#include <utf8proc.h>

enum { TCVN3_FIRST = 0xA1 };
/* bytes A1 .. FE; a space: no letter. Capitals with a tone are the small letters in another font. */
static const char32_t tcvn3[] = U"ĂÂÊÔƠƯĐăâêôơưđ      àảãáạ ằẳẵắ       "
                                U"ặầẩẫấậè ẻẽéẹềểễếệìỉ   ĩíịò ỏõ"
                                U"óọồổỗốộờởỡớợù ủũúụừửữứựỳỷỹýỵ";

/* VNI-Windows: what a byte after a letter adds to it, and letters that are one byte. */
static const struct {
	unsigned char byte;   /* the small one; capitals are 0x20 lower */
	enum shape    shape;
	enum tone     tone;
} vni_marks[] = {
	{ 0xF9, SHAPE_NONE, TONE_ACUTE },       { 0xF8, SHAPE_NONE, TONE_GRAVE },       { 0xFB, SHAPE_NONE, TONE_HOOK },
	{ 0xF5, SHAPE_NONE, TONE_TILDE },       { 0xEF, SHAPE_NONE, TONE_DOT },         { 0xE2, SHAPE_CIRCUMFLEX, TONE_NONE },
	{ 0xE1, SHAPE_CIRCUMFLEX, TONE_ACUTE }, { 0xE0, SHAPE_CIRCUMFLEX, TONE_GRAVE }, { 0xE5, SHAPE_CIRCUMFLEX, TONE_HOOK },
	{ 0xE3, SHAPE_CIRCUMFLEX, TONE_TILDE }, { 0xE4, SHAPE_CIRCUMFLEX, TONE_DOT },   { 0xEA, SHAPE_BREVE, TONE_NONE },
	{ 0xE9, SHAPE_BREVE, TONE_ACUTE },      { 0xE8, SHAPE_BREVE, TONE_GRAVE },      { 0xFA, SHAPE_BREVE, TONE_HOOK },
	{ 0xFC, SHAPE_BREVE, TONE_TILDE },      { 0xEB, SHAPE_BREVE, TONE_DOT },
};
static const struct {
	unsigned char byte;
	char          letter;
	enum shape    shape;
	enum tone     tone;
} vni_letters[] = {
	{ 0xF4, 'o', SHAPE_HORN, TONE_NONE },  { 0xF6, 'u', SHAPE_HORN, TONE_NONE },  { 0xF1, 'd', SHAPE_HORN, TONE_NONE },
	{ 0xED, 'i', SHAPE_NONE, TONE_ACUTE }, { 0xEC, 'i', SHAPE_NONE, TONE_GRAVE }, { 0xE6, 'i', SHAPE_NONE, TONE_HOOK },
	{ 0xF3, 'i', SHAPE_NONE, TONE_TILDE }, { 0xF2, 'i', SHAPE_NONE, TONE_DOT },   { 0xEE, 'y', SHAPE_NONE, TONE_DOT },
};

static bool add(struct syllable *s, char letter, enum shape shape, bool upper)
{
	if (s->len == SYLLABLE_MOST)
		return false;
	s->letter[s->len] = letter;
	s->shape[s->len] = shape;
	s->upper[s->len++] = upper;
	return true;
}

/* One tone a syllable: a second one means that it was read wrongly. */
static bool add_tone(struct syllable *s, enum tone tone)
{
	if (tone != TONE_NONE && s->tone != TONE_NONE)
		return false;
	s->tone = tone != TONE_NONE ? tone : s->tone;
	return true;
}

typedef bool (*byte_reader)(struct syllable *, unsigned char);

static bool tcvn3_byte(struct syllable *s, unsigned char byte)
{
	char       letter;
	enum shape shape;
	enum tone  tone;
	bool       upper;
	int32_t    point = byte < 0x80 ? byte : byte < TCVN3_FIRST || byte > 0xFE ? ' ' : (int32_t)tcvn3[byte - TCVN3_FIRST];
	if (!vietnamese_letter_read(point, &letter, &shape, &tone, &upper))
		return false;
	return add(s, letter, shape, upper) && add_tone(s, tone);
}

static bool vni_mark(struct syllable *s, unsigned char byte)
{
	for (size_t i = 0; s->len > 0 && i < COUNT_OF(vni_marks); i++) {
		size_t last = s->len - 1;
		if (vni_marks[i].byte != byte || !memchr("aeiouy", s->letter[last], 6))
			continue;
		if (vni_marks[i].shape != SHAPE_NONE && s->shape[last] != SHAPE_NONE)
			return false;
		if (vni_marks[i].shape != SHAPE_NONE)
			s->shape[last] = vni_marks[i].shape;
		return vietnamese_letter(s->letter[last], s->shape[last], TONE_NONE, false) >= 0 && add_tone(s, vni_marks[i].tone);
	}
	return false;
}

static bool vni_byte(struct syllable *s, unsigned char byte)
{
	bool          upper = byte >= 0xC0 && byte <= 0xDF;
	unsigned char small = upper ? (unsigned char)(byte + 0x20) : byte;
	if (byte < 0x80)
		return char_is_alpha((char)byte) && add(s, char_lower((char)byte), SHAPE_NONE, char_lower((char)byte) != (char)byte);
	for (size_t i = 0; i < COUNT_OF(vni_letters); i++)
		if (vni_letters[i].byte == small)
			return add(s, vni_letters[i].letter, vni_letters[i].shape, upper) && add_tone(s, vni_letters[i].tone);
	return vni_mark(s, small);
}

/* As it stands: Latin-1 that is Vietnamese already ("hoà"). */
static bool latin_byte(struct syllable *s, unsigned char byte)
{
	char       letter;
	enum shape shape;
	enum tone  tone;
	bool       upper;
	return vietnamese_letter_read(byte, &letter, &shape, &tone, &upper) && add(s, letter, shape, upper) && add_tone(s, tone);
}

static bool in_word(int32_t point) { return point >= 0x80 ? point <= 0xFF && point != 0xA0 : char_is_alpha((char)point); }

/* The next word, or one character that stands between words. */
static struct text word_next(struct text t, size_t at)
{
	size_t end = at, n;
	while (end < t.len && in_word(text_point(text_from(t, end), &n)))
		end += n;
	if (end == at) {
		text_point(text_from(t, at), &n);
		end += n;
	}
	return text_first(text_from(t, at), end - at);
}

enum word { WORD_PLAIN, WORD_SIGNS, WORD_MARKED }; /* ASCII or between words; signs like a middle dot alone; letters with something beyond ASCII */

static enum word word_kind(struct text word)
{
	bool beyond = false, letter = false;
	for (size_t i = 0, n; i < word.len; i += n) {
		int32_t point = text_point(text_from(word, i), &n);
		beyond = beyond || (point >= 0x80 && point <= 0xFF && point != 0xA0);
		letter = letter || (point < 0x80 ? char_is_alpha((char)point) : point >= 0xC0);
	}
	return !beyond ? WORD_PLAIN : letter ? WORD_MARKED : WORD_SIGNS;
}

static bool word_read(struct text word, byte_reader reader, struct syllable *ret)
{
	size_t start, end;
	*ret = (struct syllable){ 0 };
	for (size_t i = 0, n; i < word.len; i += n)
		if (!reader(ret, (unsigned char)text_point(text_from(word, i), &n)))
			return false;
	return syllable_nucleus(ret, &start, &end);
}

/* Every marked word becomes a syllable, or nothing is converted; signs that become one (a lone o with a hat) are taken along. */
static bool converted(struct arena *a, struct text t, byte_reader reader, struct text *ret)
{
	struct build b = { .arena = a };
	for (size_t i = 0; i < t.len;) {
		struct text     word = word_next(t, i);
		enum word       kind = word_kind(word);
		struct syllable s;
		if (kind != WORD_PLAIN && word_read(word, reader, &s))
			syllable_write(&b, &s);
		else if (kind != WORD_MARKED)
			build_add(&b, word);
		else
			return false;
		i += word.len;
	}
	*ret = build_text(&b);
	return true;
}

enum legacy text_legacy(struct arena *a, struct text t, struct text *ret)
{
	bool evidence = false;
	for (size_t i = 0, n; i < t.len; i += n) {
		int32_t point = text_point(text_from(t, i), &n);
		/* beyond Latin-1, but for dashes and quotes: this text is Unicode already */
		if (n == 0 || (point > 0xFF && (point < 0x2000 || point > 0x206F)))
			return LEGACY_NONE;
	}
	for (size_t i = 0; i < t.len && !evidence;) {
		struct text     word = word_next(t, i);
		struct syllable s;
		evidence = word_kind(word) == WORD_MARKED && !word_read(word, latin_byte, &s);
		i += word.len;
	}
	if (!evidence)
		return LEGACY_NONE;
	/* VNI first: its marks must follow a vowel, which text of TCVN3 does not do by chance */
	if (converted(a, t, vni_byte, ret))
		return LEGACY_VNI;
	return converted(a, t, tcvn3_byte, ret) ? LEGACY_TCVN3 : LEGACY_NONE;
}
