/* config.c - the table of settings, and asking for them. */
#include "base/base.h"
#include <assert.h>

#include "config_inside.h"

static const struct config_key keys[] = {
	{ "db", CONFIG_DATABASE, NULL,
	  "Cơ sở dữ liệu: sqlite:ĐƯỜNG_DẪN cho một xã, postgresql://… cho một tỉnh.",
	  "The database: sqlite:PATH for a commune, postgresql://... for a province." },
	{ "listen", CONFIG_LISTEN, "127.0.0.1:8080",
	  "Địa chỉ và cổng mà danvan serve nhận kết nối.",
	  "Address and port on which danvan serve takes connections." },
	{ "public_url", CONFIG_URL, NULL,
	  "Địa chỉ mà người dân gõ vào trình duyệt, dùng trong mã QR và liên kết; không có thì dùng địa chỉ của listen.",
	  "The address that people type, for QR codes and links; without it the address of listen is used." },
	{ "trusted_proxy", CONFIG_TEXT, NULL,
	  "Các địa chỉ máy chủ trung gian được tin khi báo địa chỉ người gửi, cách nhau bằng dấu phẩy.",
	  "Addresses of proxies whose word about the sender's address is taken, separated by commas." },
	{ "publish", CONFIG_TIMES, "12:00,18:00",
	  "Những giờ trong ngày mà sổ cái công khai tiến lên; now: ngay lập tức.",
	  "Hours of the day at which the public ledger advances; now: at once." },
	{ "key", CONFIG_TEXT, NULL,
	  "Tệp khóa ký, khi không nằm ở nơi đã ghi trong cơ sở dữ liệu lúc cài đặt.",
	  "The file of the signing key, when it is not where the database says since the installation." },
	{ "extract", CONFIG_TEXT, NULL,
	  "Socket của danvan-extract, chương trình mở ảnh trong buồng kín; không có thì ảnh được giữ nhưng chưa hiển thị.",
	  "Socket of danvan-extract, which opens photographs in a jail; without it they are kept but not shown." },
	{ "office", CONFIG_TEXT, NULL,
	  "Mã cơ quan mà trang web này đại diện, ví dụ org-vn-02155-20250701-ubnd; không có thì là UBND tỉnh.",
	  "Id of the office whose pages these are, such as org-vn-02155-20250701-ubnd; without it the province's." },
	{ "address", CONFIG_TEXT, NULL,
	  "Địa chỉ của cơ quan, ghi ở chân mỗi trang.",
	  "Address of the office, at the foot of every page." },
	{ "hours", CONFIG_TEXT, NULL,
	  "Giờ làm việc của cơ quan, ghi ở chân mỗi trang.",
	  "Hours of the office, at the foot of every page." },
	{ "phone", CONFIG_TEXT, NULL,
	  "Số điện thoại của cơ quan, ghi ở chân mỗi trang.",
	  "Telephone number of the office, at the foot of every page." },
	{ "threads", CONFIG_NUMBER, "4",
	  "Số luồng đọc và trả trang.",
	  "Number of threads that read and answer pages.", 1, 64 },
	{ "limit_filing", CONFIG_NUMBER, "30",
	  "Số phản ánh tối đa nhận từ một địa chỉ mạng trong một giờ.",
	  "Most filings taken from one network address in an hour.", 1, 100000 },
	{ "limit_sign_in", CONFIG_NUMBER, "10",
	  "Số lần thử mật khẩu sai từ một địa chỉ mạng trong 15 phút.",
	  "Wrong passwords allowed from one network address in 15 minutes.", 1, 1000 },
	{ "totp", CONFIG_SWITCH, "yes",
	  "Mọi tài khoản có quyền xử lý phải có mã xác thực sáu số; chỉ tắt bằng văn bản của người đứng đầu.",
	  "Every account that can act needs a six-digit code; switch off only by a written decision of the head." },
	{ "lang", CONFIG_LANGUAGE, NULL,
	  "Ngôn ngữ của lệnh; không có thì theo LANG, mặc định là tiếng Việt.",
	  "Language of the commands; without it LANG decides, Vietnamese otherwise." },
	{ "clock", CONFIG_INSTANT, NULL,
	  "Đồng hồ đứng yên ở thời điểm này; chỉ dùng với cơ sở dữ liệu có nguồn bắt đầu bằng demo.",
	  "A clock that stands still at this instant; only with a database whose origin begins with demo." },
};

_Static_assert(COUNT_OF(keys) == CONFIG_KEYS, "config_inside.h counts the rows");

static int index_of(const char *key)
{
	for (size_t i = 0; i < COUNT_OF(keys); i++)
		if (strcmp(keys[i].name, key) == 0)
			return (int)i;
	return -1;
}

static const struct config_value *value_of(const struct config *config, const char *key)
{
	int index = index_of(key);
	assert(index >= 0);
	return &config->values[index];
}

const struct config_key *config_key_at(int n) { return n < (int)COUNT_OF(keys) ? &keys[n] : NULL; }

int config_find(struct text name)
{
	for (size_t i = 0; i < COUNT_OF(keys); i++)
		if (text_is(name, keys[i].name))
			return (int)i;
	return -1;
}

const char *config_text(const struct config *config, const char *key)
{
	const struct config_value *value = value_of(config, key);
	return value->source ? value->text : keys[index_of(key)].standard;
}

int64_t config_number(const struct config *config, const char *key)
{
	int64_t number = 0;
	bool    whole = keys[index_of(key)].type == CONFIG_NUMBER && text_to_int(text_of(config_text(config, key)), &number);
	assert(whole);
	return number;
}

bool config_switch(const struct config *config, const char *key)
{
	bool on = false;
	bool known = config_switch_read(text_of(config_text(config, key)), &on);
	assert(known);
	return on;
}

const char *config_source(const struct config *config, const char *key) { return value_of(config, key)->source; }

const char *config_file(const struct config *config) { return config->file; }

/* postgresql://user:PASSWORD@host, and password=... in its query or in a list of words */
static struct text without_password(struct arena *arena, struct text url)
{
	size_t scheme = text_find(url, TEXT("://"));
	size_t password = text_find(url, TEXT("password="));
	if (password != SIZE_MAX)
		return text_print(arena, "%.*s***", (int)(password + strlen("password=")), url.at);
	if (scheme == SIZE_MAX)
		return text_copy(arena, url);
	struct text host = text_from(url, scheme + 3);
	size_t      at = text_find(host, TEXT("@")), colon = text_find(host, TEXT(":"));
	if (at == SIZE_MAX || colon == SIZE_MAX || colon > at)
		return text_copy(arena, url);
	return text_print(arena, "%.*s%.*s***%.*s", (int)(scheme + 3), url.at, (int)colon + 1, host.at, TEXT_ARG(text_from(host, at)));
}

struct text config_shown(struct arena *arena, const struct config *config, const char *key)
{
	const struct config_key *row = &keys[index_of(key)];
	struct text              value = text_of(config_text(config, key));
	if (row->secret && value.len)
		return TEXT("***");
	return row->type == CONFIG_DATABASE ? without_password(arena, value) : text_copy(arena, value);
}
