/* public.c - the areas `public` and `api`: what everybody may see, as pages and as data, and what programs may do. */
#include "base/base.h"

#include "pages.h"
#include "public.h"
#include "web/views_public.h"

static void source_page(struct request *r)
{
	struct source_view v = { 0 };
	request_layout(r, &v.layout);
	page_source(r->out, &v);
}

/* A page for people, and the same as data: anyone, kept until the published state moves. */
#define PAGE(row_path, row_name, row_run, row_form) \
	GET, row_path, ANYONE, row_form, 0, row_run, .name = row_name, .produces = HTML, .cache = REVALIDATE, .version = public_version, .listed = true
#define DATA(row_path, row_name, row_run, row_form, row_produces)                                                                                            \
	GET, row_path, ANYONE, row_form, 0, row_run, .name = row_name, .produces = row_produces, .cache = REVALIDATE, .version = public_version, .shared = true, \
	.csrf = CSRF_NO_COOKIES

const struct route public_routes[] = {
	{ PAGE("/matters", "matters", matters_page, public_list_form), .help_vi = "Danh sách vụ việc công khai, lọc theo loại, cơ quan, tháng, tình trạng.",
	  .help_en = "The public list of matters, by kind, unit, month and status." },
	{ DATA("/matters.json", "matters.json", matters_json, public_list_form, JSON), .help_vi = "Danh sách vụ việc công khai, dạng JSON.",
	  .help_en = "The public list of matters, as JSON." },
	{ DATA("/matters.csv", "matters.csv", matters_csv, public_list_form, CSV), .help_vi = "Danh sách vụ việc công khai, bảng CSV cho Excel; thêm bom=0 cho chương trình.",
	  .help_en = "The public list of matters, as CSV for Excel; with bom=0 for programs." },
	{ PAGE("/figures", "figures", figures_page, public_figures_form), .help_vi = "Số liệu công khai: đã nhận, còn mở, quá hạn, đúng hạn, theo cơ quan và tháng.",
	  .help_en = "Public figures: received, open, late, in time, by unit and month." },
	{ DATA("/figures.json", "figures.json", figures_json, public_figures_form, JSON), .help_vi = "Số liệu công khai, dạng JSON.", .help_en = "Public figures, as JSON." },
	{ DATA("/figures.csv", "figures.csv", figures_csv, public_figures_form, CSV), .help_vi = "Số liệu công khai, bảng CSV; by=unit, month, kind hoặc grouped.",
	  .help_en = "Public figures, as CSV; by=unit, month, kind or grouped." },
	{ PAGE("/units", "units", units_page, units_form), .help_vi = "Đơn vị và cơ quan hôm nay; tìm theo tên, cả tên cũ.", .help_en = "Today's units and offices; search by name, old names too." },
	{ DATA("/units.json", "units.json", units_json, units_form, JSON), .help_vi = "Đơn vị và cơ quan, dạng JSON; q= để tìm.", .help_en = "Units and offices, as JSON; q= searches." },
	{ DATA("/units.csv", "units.csv", units_csv, units_form, CSV), .help_vi = "Đơn vị và cơ quan hôm nay, bảng CSV.", .help_en = "Today's units and offices, as CSV." },
	{ GET, "/units/convert", ANYONE, NULL, 0, convert_page, .name = "units.convert", .produces = HTML, .help_vi = "Đổi một bảng địa chỉ theo đơn vị của ngày khác.",
	  .help_en = "Converts a table of addresses to the units of another day." },
	{ POST, "/units/convert", ANYONE, convert_form, 8192, convert_post, .refused = convert_page, .name = "units.convert.post", .produces = HTML, .limit = LIMIT_UPLOAD,
	  .sink = &gather_sink, .help_vi = "Trả lại bảng địa chỉ đã đổi; không lưu gì.", .help_en = "Gives the converted table back; nothing is kept." },
	{ DATA("/units/{id}.json", "unit.json", unit_json, unit_form, JSON), .help_vi = "Một đơn vị, dạng JSON.", .help_en = "One unit, as JSON." },
	{ PAGE("/units/{id}", "unit", unit_page, unit_form), .help_vi = "Một đơn vị: tên qua các thời kỳ, cơ quan, tách nhập, số liệu.",
	  .help_en = "One unit: names over time, offices, lineage, figures." },
	{ PAGE("/orders", "orders", orders_page, NULL), .help_vi = "Các văn bản sắp xếp đơn vị, mới nhất trước.", .help_en = "Orders that rearranged units, latest first." },
	{ DATA("/orders.json", "orders.json", orders_json, NULL, JSON), .help_vi = "Các văn bản sắp xếp đơn vị, dạng JSON.", .help_en = "Orders that rearranged units, as JSON." },
	{ DATA("/orders/{id}.json", "order.json", order_json, order_form, JSON), .help_vi = "Một văn bản sắp xếp, dạng JSON.", .help_en = "One order, as JSON." },
	{ PAGE("/orders/{id}", "order", order_page, order_form), .help_vi = "Một văn bản sắp xếp: làm gì, đầu mối nào chuyển, tệp và mục sổ cái.",
	  .help_en = "One order: what it does, which desks move, its file and its entry." },
	{ PAGE("/ledger", "ledger", ledger_page, NULL), .help_vi = "Sổ cái công khai: điểm kiểm, khóa kiểm tra, cách kiểm tra.",
	  .help_en = "The public ledger: checkpoint, verifier key, how to verify." },
	{ DATA("/ledger.json", "ledger.json", ledger_json, NULL, JSON), .help_vi = "Điểm kiểm và khóa kiểm tra, dạng JSON.", .help_en = "Checkpoint and verifier key, as JSON." },
	{ PAGE("/ledger/entry", "ledger.entry", ledger_entry_page, ledger_entry_form), .help_vi = "Một mục của sổ cái, từng phần nghĩa là gì.",
	  .help_en = "One entry of the ledger, and what each member means." },
	{ DATA("/ledger/entry.json", "ledger.entry.json", ledger_entry_json, ledger_entry_form, JSON), .help_vi = "Một mục của sổ cái, dạng JSON.",
	  .help_en = "One entry of the ledger, as JSON." },
	{ DATA("/ledger/checkpoint", "ledger.checkpoint", ledger_checkpoint, NULL, TEXT_PLAIN), .help_vi = "Điểm kiểm đã công bố, có chữ ký.",
	  .help_en = "The published checkpoint, signed." },
	{ GET, "/ledger/{rest*}", ANYONE, ledger_static_form, 0, ledger_static, .name = "ledger.file", .produces = BYTES, .cache = FOREVER, .shared = true, .csrf = CSRF_NO_COOKIES,
	  .help_vi = "Các tệp của sổ cái (tile, mục, tệp công khai) theo C2SP tlog-tiles.", .help_en = "The ledger's files (tiles, entries, public blobs), by C2SP tlog-tiles." },
	{ PAGE("/source", "source", source_page, NULL), .help_vi = "Mã nguồn của chương trình đang chạy ở đây.", .help_en = "The source code of the program that runs here." },
	{ PAGE("/api", "api", api_page, NULL), .help_vi = "Dành cho người viết chương trình.", .help_en = "For programmers." },
	{ 0 },
};

#define CALL(row_path, row_name, row_run, row_form) DATA("/api/v1" row_path, row_name, row_run, row_form, JSON)

enum { JSON_BODY = 64 * 1024 };

const struct route api_routes[] = {
	{ POST, "/api/v1/matters", ANYONE, api_file_form, JSON_BODY, api_file, .name = "api.file", .produces = JSON, .csrf = CSRF_NO_COOKIES, .limit = LIMIT_FILING,
	  .help_vi = "Gửi một vụ việc. Trả về mã, khóa riêng, hạn và biên nhận.", .help_en = "File a matter. Gives its code, private key, due date and receipt." },
	{ CALL("/matters", "api.matters", matters_json, public_list_form), .help_vi = "Danh sách vụ việc công khai.", .help_en = "The public list of matters." },
	{ CALL("/matters/{code}", "api.matter", api_matter, api_code_form), .help_vi = "Tình trạng công khai của một vụ việc.", .help_en = "The public state of one matter." },
	{ POST, "/api/v1/matters/{code}/open", ANYONE, api_open_form, JSON_BODY, api_open, .name = "api.open", .produces = JSON, .csrf = CSRF_NO_COOKIES, .limit = LIMIT_KEY,
	  .help_vi = "Toàn bộ vụ việc cho người giữ khóa riêng.", .help_en = "All of one matter, for the holder of its private key." },
	{ CALL("/figures", "api.figures", figures_json, public_figures_form), .help_vi = "Số liệu công khai.", .help_en = "Public figures." },
	{ CALL("/units", "api.units", units_json, units_form), .help_vi = "Đơn vị và cơ quan; q= để tìm.", .help_en = "Units and offices; q= searches." },
	{ CALL("/units/{id}", "api.unit", unit_json, unit_form), .help_vi = "Một đơn vị: tên qua các thời kỳ, tách nhập.", .help_en = "One unit: names over time, lineage." },
	{ CALL("/orders", "api.orders", orders_json, NULL), .help_vi = "Các văn bản sắp xếp đơn vị, mới nhất trước.", .help_en = "Orders that rearranged units, latest first." },
	{ CALL("/orders/{id}", "api.order", order_json, order_form), .help_vi = "Một văn bản sắp xếp: ai kế thừa ai, đầu mối nào chuyển.",
	  .help_en = "One order: who follows whom, which desks move." },
	{ CALL("/procedures", "api.procedures", api_procedures, NULL), .help_vi = "Những loại việc cơ quan này nhận.", .help_en = "The procedures in use here." },
	{ CALL("/ledger", "api.ledger", ledger_json, NULL), .help_vi = "Điểm kiểm và khóa kiểm tra của sổ cái.", .help_en = "The ledger's checkpoint and verifier key." },
	{ CALL("/ledger/entry", "api.entry", ledger_entry_json, ledger_entry_form), .help_vi = "Một mục của sổ cái.", .help_en = "One entry of the ledger." },
	{ GET, "/api/v1/openapi.json", ANYONE, NULL, 0, api_openapi, .name = "api.openapi", .produces = JSON, .cache = REVALIDATE, .version = version_of_program, .shared = true,
	  .csrf = CSRF_NO_COOKIES, .help_vi = "Mô tả API theo OpenAPI 3.1.", .help_en = "This API, described by OpenAPI 3.1." },
	{ 0 },
};
