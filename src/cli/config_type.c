/* config_type.c - what a setting may look like. */
#include "base/base.h"

#include "config_inside.h"

static const struct {
	const char *word;
	bool        on;
} switches[] = {
	{ "yes", true }, { "on", true }, { "true", true }, { "1", true },
	{ "no", false }, { "off", false }, { "false", false }, { "0", false },
};

static const struct {
	const char *vi, *en;
} words[] = {
	[CONFIG_TEXT] = { "một dòng chữ", "a line of text" },
	[CONFIG_NUMBER] = { "một số nguyên", "a whole number" },
	[CONFIG_SWITCH] = { "yes hoặc no", "yes or no" },
	[CONFIG_DATABASE] = { "sqlite:ĐƯỜNG_DẪN hoặc postgresql://…", "sqlite:PATH or postgresql://..." },
	[CONFIG_LISTEN] = { "ĐỊA_CHỈ:CỔNG, ví dụ 127.0.0.1:8080", "ADDRESS:PORT, for example 127.0.0.1:8080" },
	[CONFIG_TIMES] = { "now, hoặc các giờ như 12:00,18:00", "now, or hours such as 12:00,18:00" },
	[CONFIG_URL] = { "https://TÊN_MIỀN", "https://NAME" },
	[CONFIG_LANGUAGE] = { "vi hoặc en", "vi or en" },
	[CONFIG_INSTANT] = { "thời điểm như 2026-11-23T09:41:07+07:00", "an instant such as 2026-11-23T09:41:07+07:00" },
};

const char *config_type_words(enum config_type type, enum lang lang) { return lang == LANG_EN ? words[type].en : words[type].vi; }

bool config_switch_read(struct text value, bool *ret)
{
	for (size_t i = 0; i < COUNT_OF(switches); i++)
		if (text_is(value, switches[i].word)) {
			*ret = switches[i].on;
			return true;
		}
	return false;
}

static bool is_listen(struct text value)
{
	size_t  colon = SIZE_MAX;
	int64_t port;
	for (size_t i = 0; i < value.len; i++)
		if (value.at[i] == ':')
			colon = i;
	return colon != SIZE_MAX && colon > 0 && text_to_int(text_from(value, colon + 1), &port) && port >= 0 && port <= 65535;
}

static bool is_hour(struct text value)
{
	int64_t hour, minute;
	return value.len == 5 && value.at[2] == ':' && char_is_digit(value.at[0]) && char_is_digit(value.at[3]) &&
	       text_to_int(text_first(value, 2), &hour) && text_to_int(text_from(value, 3), &minute) && hour < 24 && minute < 60;
}

static bool is_times(struct text value)
{
	struct text part;
	if (text_is(value, "now"))
		return true;
	while (text_next(&value, ',', &part))
		if (!is_hour(text_trim(part)))
			return false;
	return true;
}

static bool is_url(struct text value)
{
	size_t scheme = text_starts(value, "https://") ? 8 : text_starts(value, "http://") ? 7 : 0;
	struct text host = text_from(value, scheme);
	return scheme && host.len && text_find(host, TEXT("/")) == SIZE_MAX && text_find(host, TEXT(" ")) == SIZE_MAX;
}

bool config_fits(const struct config_key *row, struct text value)
{
	bool      on;
	int64_t   number;
	instant_t instant;
	switch (row->type) {
	case CONFIG_TEXT:
		return true;
	case CONFIG_NUMBER:
		return text_to_int(value, &number) && number >= row->least && number <= row->most;
	case CONFIG_SWITCH:
		return config_switch_read(value, &on);
	case CONFIG_DATABASE:
		return (text_starts(value, "sqlite:") && value.len > 7) || text_starts(value, "postgresql://") || text_starts(value, "postgres://");
	case CONFIG_LISTEN:
		return is_listen(value);
	case CONFIG_TIMES:
		return is_times(value);
	case CONFIG_URL:
		return is_url(value);
	case CONFIG_LANGUAGE:
		return text_is(value, "vi") || text_is(value, "en");
	case CONFIG_INSTANT:
		return instant_parse(value, &instant);
	}
	return false;
}
