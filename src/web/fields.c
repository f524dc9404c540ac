/* fields.c - the kinds of fields: each reads what was typed, forgives what has only one meaning, and says what is wrong. */
#include "base/base.h"

#include "base/fold.h"
#include "inside.h"

bool field_line(struct arena *a, const struct field *f, struct text typed, struct given *ret, struct error *e)
{
	char *at = arena_alloc(a, typed.len + 1);
	for (size_t i = 0; i < typed.len; i++)
		at[i] = typed.at[i] == '\n' || typed.at[i] == '\t' ? ' ' : typed.at[i];
	ret->text = (struct text){ at, typed.len };
	return true;
}

bool field_text(struct arena *a, const struct field *f, struct text typed, struct given *ret, struct error *e)
{
	ret->text = typed;
	return true;
}

bool field_name(struct arena *a, const struct field *f, struct text typed, struct given *ret, struct error *e)
{
	field_line(a, f, typed, ret, e);
	bool has_letter = false;
	for (struct text rest = ret->text; rest.len;) {
		size_t len;
		int32_t c = text_point(rest, &len);
		has_letter = has_letter || c > 127 || char_is_alpha((char)c);
		if (c == '<' || c == '>' || c == '{' || c == '}' || c == '|' || c == '\\')
			return error(e, FORM_NAME, .value = typed);
		rest = text_from(rest, len);
	}
	return has_letter || error(e, FORM_NAME, .value = typed);
}

/* Digits of a number that people write with spaces, dots, dashes and brackets; a leading + stays. */
static bool digits_of(struct arena *a, struct text typed, const char *passed_over, struct text *ret)
{
	struct build b = { .arena = a };
	for (size_t i = 0; i < typed.len; i++) {
		char c = typed.at[i];
		if (typed.len - i > 1 && (unsigned char)c == 0xc2 && (unsigned char)typed.at[i + 1] == 0xa0)
			i++; /* no-break space */
		else if (char_is_digit(c) || (c == '+' && !b.len))
			build_byte(&b, c);
		else if (!c || !strchr(passed_over, c))
			return false;
	}
	*ret = build_text(&b);
	return ret->len > 0;
}

bool field_phone(struct arena *a, const struct field *f, struct text typed, struct given *ret, struct error *e)
{
	return phone_read(a, typed, &ret->text, e);
}

static bool is_mail_char(char c, bool in_host)
{
	return char_is_alpha(c) || char_is_digit(c) || c == '-' || c == '.' || (!in_host && c && strchr("!#$%&'*+/=?^_`~", c));
}

bool field_email(struct arena *a, const struct field *f, struct text typed, struct given *ret, struct error *e)
{
	size_t at = text_find(typed, TEXT("@"));
	if (at == SIZE_MAX || at == 0 || at > 64 || typed.len > 254)
		return error(e, FORM_EMAIL, .value = typed);
	struct text host = text_from(typed, at + 1);
	bool fine = text_find(host, TEXT(".")) != SIZE_MAX && text_find(typed, TEXT("..")) == SIZE_MAX && typed.at[0] != '.' && typed.at[at - 1] != '.';
	fine = fine && host.at[0] != '.' && host.at[0] != '-' && host.at[host.len - 1] != '.' && host.at[host.len - 1] != '-';
	for (size_t i = 0; fine && i < typed.len; i++)
		fine = i == at || is_mail_char(typed.at[i], i > at);
	if (!fine)
		return error(e, FORM_EMAIL, .value = typed);
	ret->text = typed;
	return true;
}

bool field_number(struct arena *a, const struct field *f, struct text typed, struct given *ret, struct error *e)
{
	bool minus = typed.at[0] == '-';
	struct text digits;
	int64_t n;
	bool any = f->least == 0 && f->most == 0;
	if (!digits_of(a, text_from(typed, minus), " .", &digits) || !text_to_int(digits, &n) || n == INT64_MIN ||
	    (n = minus ? -n : n, !any && (n < f->least || n > f->most)))
		return error(e, FORM_NUMBER, .value = typed, .number = f->least, .limit = f->most);
	ret->number = n;
	ret->text = text_print(a, "%lld", (long long)n);
	return true;
}

bool field_day(struct arena *a, const struct field *f, struct text typed, struct given *ret, struct error *e)
{
	if (day_parse(typed, &ret->day)) {
		ret->text = typed;
		return true;
	}
	int64_t part[3];
	size_t n = 0;
	char *plain = text_c(a, typed);
	for (char *p = plain; *p; p++)
		if (strchr("-. ", *p))
			*p = '/';
	struct text rest = text_of(plain), piece;
	while (text_next(&rest, '/', &piece)) {
		if (!piece.len)
			continue;
		if (n == 3 || !char_is_digit(piece.at[0]) || piece.len > 4 || !text_to_int(piece, &part[n++]))
			return error(e, FORM_DAY, .value = typed);
	}
	if (n != 3 || part[2] < 1000 || !day_make((struct date){ (int)part[2], (int)part[1], (int)part[0] }, &ret->day))
		return error(e, FORM_DAY, .value = typed);
	ret->text = day_print(a, ret->day);
	return true;
}

bool field_choice(struct arena *a, const struct field *f, struct text typed, struct given *ret, struct error *e)
{
	struct build all = { .arena = a };
	for (const char *const *c = f->choices; *c; c++) {
		if (text_is(typed, *c)) {
			ret->text = text_of(*c);
			ret->number = c - f->choices;
			return true;
		}
		build_print(&all, "%s%s", c == f->choices ? "" : ", ", *c);
	}
	return error(e, FORM_CHOICE, .value = typed, .expected = build_text(&all));
}

bool field_flag(struct arena *a, const struct field *f, struct text typed, struct given *ret, struct error *e)
{
	static const char *const yes[] = { "on", "1", "true", "yes", "co", "có" };
	static const char *const no[] = { "off", "0", "false", "no", "khong", "không" };
	for (size_t i = 0; i < COUNT_OF(yes); i++) {
		if (!text_is(typed, yes[i]) && !text_is(typed, no[i]))
			continue;
		ret->number = text_is(typed, yes[i]);
		ret->text = ret->number ? TEXT("true") : TEXT("false");
		return true;
	}
	return error(e, FORM_CHOICE, .value = typed, .expected = TEXT("true, false"));
}

bool field_code(struct arena *a, const struct field *f, struct text typed, struct given *ret, struct error *e)
{
	return crockford_read(a, typed, f->max, &ret->text) || error(e, FORM_CODE, .limit = (int64_t)f->max);
}

static bool only(struct text t, const char *also)
{
	for (size_t i = 0; i < t.len; i++)
		if (!char_is_alpha(t.at[i]) && !char_is_digit(t.at[i]) && (!t.at[i] || !strchr(also, t.at[i])))
			return false;
	return true;
}

bool field_id(struct arena *a, const struct field *f, struct text typed, struct given *ret, struct error *e)
{
	ret->text = typed;
	return (only(typed, "._-") && typed.at[0] != '.') || error(e, FORM_ID, .value = typed);
}

bool field_token(struct arena *a, const struct field *f, struct text typed, struct given *ret, struct error *e)
{
	ret->text = typed;
	return only(typed, "_-") || error(e, FORM_ID, .value = typed);
}

bool field_rest(struct arena *a, const struct field *f, struct text typed, struct given *ret, struct error *e)
{
	ret->text = typed;
	bool fine = only(typed, "._-/") && typed.at[0] != '.' && typed.at[0] != '/';
	fine = fine && text_find(typed, TEXT("/.")) == SIZE_MAX && text_find(typed, TEXT("//")) == SIZE_MAX;
	return fine || error(e, FORM_ID, .value = typed);
}

bool field_secret(struct arena *a, const struct field *f, struct text typed, struct given *ret, struct error *e)
{
	ret->text = typed;
	return true;
}

/* Files never come as text: a form that says otherwise was not ours. */
bool field_file(struct arena *a, const struct field *f, struct text typed, struct given *ret, struct error *e)
{
	return error(e, FORM_TYPE, .expected = TEXT("file"));
}
