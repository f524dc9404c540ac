/* syllable.c - how a Vietnamese syllable is built: onset, vowels, coda, and where its tone mark stands. */
#include "syllable.h"

#include <assert.h>
#include <uchar.h>
#include <utf8proc.h>

/* tones in the order of enum tone */
static const struct {
	char           letter;
	enum shape     shape;
	const char32_t tones[7];
} vowels[] = {
	{ 'a', SHAPE_NONE, U"aàảãáạ" },  { 'a', SHAPE_BREVE, U"ăằẳẵắặ" },      { 'a', SHAPE_CIRCUMFLEX, U"âầẩẫấậ" },
	{ 'e', SHAPE_NONE, U"eèẻẽéẹ" },  { 'e', SHAPE_CIRCUMFLEX, U"êềểễếệ" }, { 'i', SHAPE_NONE, U"iìỉĩíị" },
	{ 'o', SHAPE_NONE, U"oòỏõóọ" },  { 'o', SHAPE_CIRCUMFLEX, U"ôồổỗốộ" }, { 'o', SHAPE_HORN, U"ơờởỡớợ" },
	{ 'u', SHAPE_NONE, U"uùủũúụ" },  { 'u', SHAPE_HORN, U"ưừửữứự" },       { 'y', SHAPE_NONE, U"yỳỷỹýỵ" },
};

static const char *const onsets[] = { "ngh", "ng", "nh", "gh", "gi", "kh", "ph", "th", "tr", "ch", "qu", "b", "c", "d",
	                              "g",   "h",  "k",  "l",  "m",  "n",  "p",  "r",  "s",  "t",  "v",  "x", "" };
static const char *const nuclei[] = { "a",  "e",  "i",  "o",  "u",  "y",  "ai",  "ao",  "au",  "ay",  "eo",  "eu",  "ia",  "ie",  "iu",  "oa",  "oe",
	                              "oi", "oo", "ua", "ue", "ui", "uo", "uu",  "uy",  "ye",  "ieu", "yeu", "oai", "oao", "oay", "oeo", "uay", "uoi",
	                              "uou", "uya", "uye", "uyu" };
/* k: names of the highlands (Đắk Lắk) */
static const char *const codas[] = { "", "c", "ch", "k", "m", "n", "ng", "nh", "p", "t" };

static bool is_vowel(char c) { return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u' || c == 'y'; }

int32_t vietnamese_letter(char letter, enum shape shape, enum tone tone, bool upper)
{
	int32_t point = -1;
	if (letter == 'd' && shape == SHAPE_HORN)
		point = 0x111;
	else if (shape == SHAPE_NONE && tone == TONE_NONE)
		point = letter;
	for (size_t i = 0; i < COUNT_OF(vowels) && point < 0; i++)
		if (vowels[i].letter == letter && vowels[i].shape == shape)
			point = (int32_t)vowels[i].tones[tone];
	return point >= 0 && upper ? utf8proc_toupper(point) : point;
}

bool vietnamese_letter_read(int32_t point, char *ret_letter, enum shape *ret_shape, enum tone *ret_tone, bool *ret_upper)
{
	int32_t lower = utf8proc_tolower(point);
	*ret_upper = lower != point;
	*ret_tone = TONE_NONE;
	*ret_shape = SHAPE_NONE;
	if (lower == 0x111) {
		*ret_letter = 'd';
		*ret_shape = SHAPE_HORN;
		return true;
	}
	if (lower < 0x80) {
		*ret_letter = (char)lower;
		return char_is_alpha((char)lower);
	}
	for (size_t i = 0; i < COUNT_OF(vowels); i++)
		for (int tone = 0; tone < 6; tone++)
			if ((int32_t)vowels[i].tones[tone] == lower) {
				*ret_letter = vowels[i].letter;
				*ret_shape = vowels[i].shape;
				*ret_tone = (enum tone)tone;
				return true;
			}
	return false;
}

static bool has_at(const struct syllable *s, size_t at, const char *letters)
{
	size_t n = strlen(letters);
	return s->len >= at + n && memcmp(s->letter + at, letters, n) == 0;
}

static size_t onset_length(const struct syllable *s)
{
	for (size_t i = 0; i < COUNT_OF(onsets); i++) {
		size_t n = strlen(onsets[i]);
		if (!has_at(s, 0, onsets[i]))
			continue;
		/* the u of qu and the i of gi belong to the onset only where a vowel follows */
		bool takes_vowel = strcmp(onsets[i], "gi") == 0 || strcmp(onsets[i], "qu") == 0;
		if (takes_vowel && !(s->len > n && is_vowel(s->letter[n])))
			continue;
		return n;
	}
	return 0;
}

static bool is_one_of(const char *at, size_t len, const char *const *list, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (strlen(list[i]) == len && memcmp(list[i], at, len) == 0)
			return true;
	return false;
}

bool syllable_nucleus(const struct syllable *s, size_t *ret_start, size_t *ret_end)
{
	size_t start = onset_length(s), end = start;
	while (end < s->len && is_vowel(s->letter[end]))
		end++;
	*ret_start = start;
	*ret_end = end;
	return is_one_of(s->letter + start, end - start, nuclei, COUNT_OF(nuclei)) &&
	       is_one_of(s->letter + end, s->len - end, codas, COUNT_OF(codas));
}

/* On the vowel with a shape (the last of ươ); else before a coda on the last; of three on the middle one, of two on the first. */
static size_t tone_place(const struct syllable *s, size_t start, size_t end)
{
	for (size_t i = end; i > start; i--)
		if (s->shape[i - 1] != SHAPE_NONE)
			return i - 1;
	if (end < s->len)
		return end - 1;
	return end - start == 1 ? start : end - start == 3 ? start + 1 : start;
}

void syllable_write(struct build *b, const struct syllable *s)
{
	size_t start, end;
	bool   built = syllable_nucleus(s, &start, &end);
	assert(built);
	size_t place = tone_place(s, start, end);
	for (size_t i = 0; i < s->len; i++) {
		int32_t point = vietnamese_letter(s->letter[i], s->shape[i], i == place ? s->tone : TONE_NONE, s->upper[i]);
		assert(point >= 0);
		utf8proc_uint8_t at[4];
		build_add(b, text_bytes(at, (size_t)utf8proc_encode_char(point, at)));
	}
}
