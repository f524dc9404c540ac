/* look.c - the invented contents of /look. */
#include "base/base.h"

#include "pages.h"
#include "web/look.h"

#define DAY(y, m, d) (day_of(y, m, d))

static day_t day_of(int year, int month, int day)
{
	day_t d = DAY_NONE;
	day_make((struct date){ year, month, day }, &d);
	return d;
}

enum { CLOCKS = 7 };

static void fill_clocks(struct clock_view *c, struct clock_day *days)
{
	static const struct { int day; int nth; const char *why; } counted[] = {
		{ 23, 1, NULL }, { 24, 2, NULL }, { 25, 0, "nghỉ hằng tuần" }, { 26, 0, "nghỉ hằng tuần" }, { 27, 0, "Tết Nguyên đán" }, { 28, 3, NULL },
	};
	for (size_t i = 0; i < COUNT_OF(counted); i++)
		days[i] = (struct clock_day){ DAY(2020, 1, counted[i].day), counted[i].nth, text_of(counted[i].why) };
	const struct clock_view base = {
		.what = TEXT("Trả lời phản ánh"), .who = TEXT("UBND xã Na Rì"), .who_url = TEXT("/units/org-vn-02155-20250701-ubnd"),
		.received = DAY(2020, 1, 20), .due = DAY(2020, 2, 3), .today = DAY(2020, 1, 28), .count = SAY_WORKING_DAYS, .left = 4,
		.paused_since = DAY_NONE, .met_on = DAY_NONE, .basis = TEXT("Điều 28 Luật Khiếu nại"), .days = days, .days_n = COUNT_OF(counted),
	};
	for (int i = 0; i < CLOCKS; i++)
		c[i] = base;
	c[0].face = FACE_RUNNING;
	c[1].face = FACE_SOON, c[1].today = DAY(2020, 2, 2), c[1].left = 1, c[1].count = SAY_DAYS, c[1].provisional = true, c[1].extended = true;
	c[1].extended_why = TEXT("vụ việc phức tạp, cần đo đạc lại thửa đất");
	c[2].face = FACE_LATE, c[2].today = DAY(2020, 2, 5), c[2].left = -2;
	c[3].face = FACE_PAUSED, c[3].paused_since = DAY(2020, 1, 24), c[3].paused_why = TEXT("chờ ông/bà gửi thêm ảnh chụp đoạn đường");
	c[4].face = FACE_MET, c[4].met_on = DAY(2020, 1, 31);
	c[5].face = FACE_MET_LATE, c[5].met_on = DAY(2020, 2, 6);
	c[6].face = FACE_NONE;
}

static void fill_story(struct arena *a, struct look_view *v)
{
	struct timeline_step *s = ARENA_ARRAY(a, struct timeline_step, 4);
	s[0] = (struct timeline_step){ .day = DAY(2020, 1, 20), .title = TEXT("Đã nhận phản ánh"), .unit = TEXT("UBND xã Na Rì"),
		.link = TEXT("Bằng chứng"), .link_url = TEXT("/ledger/entry/12") };
	s[1] = (struct timeline_step){ .day = DAY(2020, 1, 21), .title = TEXT("Chuyển đến nơi có thẩm quyền"), .unit = TEXT("Phòng Kinh tế"),
		.text = TEXT("Đường tỉnh 256 do cấp tỉnh quản lý.\nNơi nhận mới đã được báo.") };
	s[2] = (struct timeline_step){ .day = DAY(2020, 1, 24), .title = TEXT("Đề nghị bổ sung"), .unit = TEXT("Phòng Kinh tế"),
		.text = TEXT("Cần ảnh chụp đoạn đường bị lở.") };
	s[3] = (struct timeline_step){ .day = DAY(2020, 1, 28), .title = TEXT("Đang chờ trả lời"), .unit = TEXT("Phòng Kinh tế"), .is_now = true };
	v->timeline = (struct timeline_view){ s, 4 };
	static const struct summary_row rows[] = {
		{ TEXT("Việc gì"), TEXT("Phản ánh về đường, cầu, nước"), TEXT("/file/kind") },
		{ TEXT("Ở đâu"), TEXT("xã Na Rì, tỉnh Thái Nguyên"), TEXT("/file/place") },
		{ TEXT("Nội dung"), TEXT("Đoạn đường trước trường tiểu học bị lở từ ngày 12/01.\nTrẻ em đi học phải vòng qua bờ suối."), TEXT("/file/text") },
		{ TEXT("Số điện thoại"), TEXT_EMPTY, TEXT("/file/phone") },
	};
	v->summary = (struct summary_list_view){ rows, COUNT_OF(rows) };
	static const struct notice_view notices[] = {
		{ NOTICE_DONE, TEXT("Đơn đã được ghi nhận"), TEXT("UBND xã Na Rì phải trả lời chậm nhất thứ Năm 03/12/2026."), TEXT_EMPTY, TEXT_EMPTY },
		{ NOTICE_INFO, TEXT_EMPTY, TEXT("Vụ việc này hiện trong sổ cái công khai từ 18:00 hôm nay."), TEXT("Sổ cái là gì?"), TEXT("/ledger") },
		{ NOTICE_WARN, TEXT("Tố cáo không nhận ở đây"), TEXT("Tố cáo phải nộp trực tiếp hoặc gửi đơn có chữ ký, để người tố cáo được bảo vệ."), TEXT("Nơi tiếp"), TEXT("/where") },
		{ NOTICE_BAD, TEXT("Chưa gửi được"), TEXT("Máy chủ đang đầy. Những gì ông/bà đã viết vẫn còn; hãy gửi lại sau ít phút."), TEXT_EMPTY, TEXT_EMPTY },
	};
	v->notices = notices;
	v->notices_n = COUNT_OF(notices);
	v->empty = (struct empty_view){ TEXT("Chưa có vụ việc nào quá hạn"), TEXT("Vụ việc quá hạn của đơn vị sẽ hiện ở đây."), TEXT("Xem tất cả vụ việc"), TEXT("/list") };
	v->step = (struct step_view){ 2, 5 };
}

static void fill_form(struct look_view *v)
{
	static const struct error_row errors[] = {
		{ TEXT("#phone2"), TEXT("Số điện thoại có 8 chữ số, cần 10. Ví dụ: 0912 345 678.") },
		{ TEXT("#kind2"), TEXT("Chưa chọn việc. Hãy chọn một dòng.") },
		{ TEXT("#born2_day"), TEXT("Không có ngày 31/02. Hãy xem lại ngày và tháng.") },
	};
	static const struct choice kinds[] = {
		{ "road", TEXT("Đường, cầu, nước"), TEXT("Ông/bà được trả lời trong 15 ngày làm việc."), true },
		{ "paper", TEXT("Giấy tờ chậm hoặc bị đòi thêm"), TEXT_EMPTY, false },
		{ "other", TEXT("Việc khác"), TEXT_EMPTY, false },
	};
	static const struct choice blank[] = { { "yes", TEXT("Có"), TEXT_EMPTY, false }, { "no", TEXT("Không"), TEXT_EMPTY, false },
		{ "unknown", TEXT("Tôi không rõ"), TEXT_EMPTY, false } };
	static const struct unit_option units[] = { { TEXT("vn-02155"), TEXT("xã Na Rì"), TEXT("tỉnh Thái Nguyên"), true },
		{ TEXT("vn-02152"), TEXT("xã Yên Lạc"), TEXT("cũ, nay thuộc xã Na Rì"), false } };
	v->errors = (struct error_summary_view){ errors, COUNT_OF(errors) };
	v->name = (struct field_view){ .id = "name", .value = TEXT("Nguyễn Thị Mỷ"), .autocomplete = "name", .no_spellcheck = true, .optional = true };
	v->phone = (struct field_view){ .id = "phone", .type = "tel", .autocomplete = "tel", .width = 20 };
	v->wrong_phone = (struct field_view){ .id = "phone2", .type = "tel", .value = TEXT("0912 345 6"), .error = errors[0].text, .width = 20 };
	v->account = (struct field_view){ .id = "text", .rows = 5, .value = TEXT("Ẫ Ặ Ỵ Ộ Ỗ ỵ ặ: Bất đồng, Yến Lạc, Mỷ.") };
	v->wrong_account = (struct field_view){ .id = "text2", .rows = 3, .error = TEXT("Chưa viết nội dung. Hãy kể việc gì, ở đâu, từ bao giờ.") };
	v->files = (struct field_view){ .id = "files", .optional = true };
	v->kind = (struct choice_view){ .id = "kind", .choices = kinds, .choices_n = COUNT_OF(kinds) };
	v->wrong_kind = (struct choice_view){ .id = "kind2", .choices = blank, .choices_n = COUNT_OF(blank), .error = errors[1].text };
	v->many = (struct choice_view){ .id = "many", .choices = kinds, .choices_n = COUNT_OF(kinds), .many = true };
	v->date = (struct date_view){ .id = "born", .day = TEXT("27"), .month = TEXT("3"), .year = TEXT("2026") };
	v->wrong_date = (struct date_view){ .id = "born2", .day = TEXT("31"), .month = TEXT("2"), .year = TEXT("2026"), .error = errors[2].text,
		.bad_day = true, .bad_month = true };
	v->picker = (struct unit_picker_view){ .id = "place", .find_url = TEXT("/units/find") };
	v->picker_found = (struct unit_picker_view){ .id = "place2", .typed = TEXT("yen lac"), .options = units, .options_n = COUNT_OF(units) };
	v->picker_none = (struct unit_picker_view){ .id = "place3", .typed = TEXT("xyz"), .searched = true };
}

static void fill_lists(struct arena *a, struct look_view *v)
{
	static const struct table_column columns[] = { { .heading = TEXT("Mã"), .sort_url = TEXT("?sort=code") }, { .heading = TEXT("Việc") }, { .heading = TEXT("Đơn vị") },
		{ .heading = TEXT("Thời hạn"), .sort_url = TEXT("?sort=due"), .sorted = 1 }, { .heading = TEXT("Số trang"), .is_number = true }, { .heading = TEXT("Việc kế tiếp") } };
	static const char *const codes[] = { "7Q4M-2RXA-K9TD", "0B1C-9XQ2-M4NP", "H3KD-77WA-2ZZ1", "5TTE-0R4G-Q8VX" };
	static const int         faces[] = { 2, 1, 0, 3 };
	static const char *const subjects[] = { "Đường lở trước trường tiểu học", "Xin cấp lại bản đồ thửa đất, bị hẹn nhiều lần không rõ lý do", "Nước sinh hoạt đục sau mưa",
		"Đèn đường xóm Bản Kén" };
	struct cell *cells = ARENA_ARRAY(a, struct cell, 4 * COUNT_OF(columns)), *c = cells;
	struct text *values = ARENA_ARRAY(a, struct text, 4);
	for (int i = 0; i < 4; i++) {
		values[i] = text_of(codes[i]);
		*c++ = (struct cell){ .text = text_of(codes[i]), .href = text_print(a, "/m/%s", codes[i]) };
		*c++ = (struct cell){ .text = text_of(subjects[i]), .hint = TEXT("Phản ánh, kiến nghị") };
		*c++ = (struct cell){ .text = i % 2 ? TEXT("Phòng Kinh tế") : TEXT("UBND xã Na Rì") };
		*c++ = (struct cell){ .clock = &v->clocks[faces[i]] };
		*c++ = (struct cell){ .is_number = true, .number = 1234 * i };
		*c++ = (struct cell){ .button = i % 2 ? TEXT("Soạn trả lời") : TEXT("Tiếp nhận"), .button_url = text_print(a, "/m/%s/do", codes[i]) };
	}
	v->table = (struct table_view){ .caption = TEXT("Việc cần làm, sắp theo hạn"), .columns = columns, .columns_n = COUNT_OF(columns), .cells = cells, .rows_n = 4,
		.select_values = values, .select_name = "matter" };
	static const struct choice states[] = { { "", TEXT("Mọi trạng thái"), TEXT_EMPTY, false }, { "late", TEXT("Quá hạn"), TEXT_EMPTY, true } };
	static const struct filter_field fields[] = { { "state", TEXT("Trạng thái"), TEXT_EMPTY, states, COUNT_OF(states) },
		{ "unit", TEXT("Đơn vị"), TEXT("Na Rì"), NULL, 0 } };
	v->filter = (struct filter_view){ TEXT("/list"), fields, COUNT_OF(fields), TEXT("Đang xem: quá hạn, xã Na Rì."), TEXT("/list"), 1234 };
	v->pager = (struct pager_view){ TEXT("?page=1"), TEXT("?page=3"), 51, 100, 1234 };
}

static void fill_figures(struct look_view *v)
{
	static const struct figure_view figures[] = {
		{ 1234, 0, TEXT("Đang nợ dân"), TEXT("đến hôm nay"), TEXT("/list?state=open"), FACE_NONE },
		{ 1180, 1234, TEXT("Trong hạn"), TEXT("đến hôm nay"), TEXT("/list?state=on-time"), FACE_MET },
		{ 42, 1234, TEXT("Còn dưới 3 ngày"), TEXT("đến hôm nay"), TEXT("/list?state=soon"), FACE_SOON },
		{ 12, 1234, TEXT("Quá hạn"), TEXT("đến hôm nay"), TEXT("/list?state=late"), FACE_LATE },
	};
	static const struct bar bars[] = { { TEXT("08/2026"), 48, 50, TEXT("/list?month=2026-08") }, { TEXT("09/2026"), 61, 61, TEXT_EMPTY },
		{ TEXT("10/2026"), 30, 44, TEXT_EMPTY }, { TEXT("11/2026"), 0, 0, TEXT_EMPTY } };
	v->figures = figures;
	v->figures_n = COUNT_OF(figures);
	v->bars = (struct bars_view){ TEXT("Trả lời đúng hạn, theo tháng"), TEXT("Đúng hạn"), TEXT("Tất cả"), bars, COUNT_OF(bars) };
}

static void fill_things(struct look_view *v)
{
	static const struct file_row files[] = {
		{ TEXT("anh-duong-lo.jpg"), TEXT("ảnh JPEG"), 1258291, TEXT("/f/1"), TEXT("remove"), TEXT("1") },
		{ TEXT("Đơn của thôn Bản Kén về đoạn đường trước trường tiểu học, có chữ ký.pdf"), TEXT("PDF"), 734, TEXT_EMPTY, TEXT("remove"), TEXT("2") },
	};
	static const struct tree_node nodes[] = {
		{ TEXT("tỉnh Thái Nguyên"), TEXT("/units/vn-19"), TEXT("từ 01/07/2025"), 0, false }, { TEXT("xã Na Rì"), TEXT("/units/vn-02155"), TEXT("từ 01/07/2025"), 1, true },
		{ TEXT("thị trấn Yến Lạc"), TEXT("/units/a"), TEXT("đến 30/06/2025"), 2, false }, { TEXT("xã Lương Hạ"), TEXT("/units/b"), TEXT("đến 31/01/2020"), 3, false },
		{ TEXT("xã Kim Lư"), TEXT("/units/c"), TEXT("đến 30/06/2025"), 2, false }, { TEXT("xã Côn Minh"), TEXT("/units/d"), TEXT_EMPTY, 1, false },
	};
	v->file_list = (struct file_list_view){ files, COUNT_OF(files) };
	v->code = (struct code_box_view){ TEXT("7Q4M-2RXA-K9TD"), TEXT("Mã của ông/bà"), TEXT("M0 0h7v7h-7zM1 1v5h5v-5zM2 2h3v3h-3zM14 0h7v7h-7zM15 1v5h5v-5zM16 2h3v3h-3zM0 14h7v7h-7zM1 15v5h5v-5zM2 16h3v3h-3zM9 1h2v3h-2zM9 9h3v2h-3zM14 10h2v5h-2zM18 17h3v2h-3zM10 15h2v5h-2z"), 21 };
	v->key = (struct code_box_view){ TEXT("3FD9-KQ02-XM7A-P5TB-W8RC-ZZ"), TEXT("Khóa riêng: giữ kín, không đưa cho ai"), TEXT_EMPTY, 0 };
	v->paper = (struct paper_view){ .issuer_above = TEXT("UBND TỈNH THÁI NGUYÊN"), .issuer = TEXT("UBND XÃ NA RÌ"), .number = TEXT("12/UBND-KT"), .place = TEXT("Na Rì"),
		.day = DAY(2020, 2, 3), .title = TEXT("TRẢ LỜI PHẢN ÁNH"), .subject = TEXT("Về đoạn đường trước trường tiểu học"),
		.body = TEXT("Kính gửi: Bà Nguyễn Thị Mỷ\n\nỦy ban nhân dân xã đã xem xét phản ánh ngày 20/01/2020 và trả lời như sau:\n1. Đoạn đường sẽ được sửa xong trước ngày 01/03/2020."),
		.signer_title = TEXT("CHỦ TỊCH"), .signer = TEXT("Hoàng Văn Tài"), .recipients = TEXT("- Như trên;\n- Lưu: VT."), .is_draft = true };
	v->tree = (struct tree_view){ TEXT("Đơn vị và đơn vị cũ"), nodes, COUNT_OF(nodes) };
}

void look_write(struct out *o, bool as_officer)
{
	static const struct menu_item menu[] = { { TEXT("Việc cần làm"), TEXT("/work"), 12, true }, { TEXT("Nhập giấy"), TEXT("/enter"), 0, false },
		{ TEXT("Quá hạn"), TEXT("/late"), 3, false } };
	struct clock_view *clocks = ARENA_ARRAY(o->arena, struct clock_view, CLOCKS);
	struct clock_day  *days = ARENA_ARRAY(o->arena, struct clock_day, 8);
	fill_clocks(clocks, days);
	struct look_view v = {
		.layout = { .office = TEXT("UBND xã Na Rì"), .address = TEXT("tổ 3, xã Na Rì, tỉnh Thái Nguyên"), .hours = TEXT("thứ Hai đến thứ Sáu, 7:30–11:30 và 13:30–17:00"),
			.phone = TEXT("0209 3884 123"), .phone_url = TEXT("tel:+842093884123"), .is_demo = true, .has_error = true, .back_url = TEXT("/"),
			.language_url = o->lang == LANG_VI ? TEXT("?lang=en") : TEXT("?lang=vi"), .for_officers = as_officer, .wide = as_officer,
			.officer = as_officer ? TEXT("Lý Thị Hoa") : TEXT_EMPTY, .menu = menu, .menu_n = as_officer ? COUNT_OF(menu) : 0 },
		.clocks = clocks, .clocks_n = CLOCKS,
	};
	fill_story(o->arena, &v);
	fill_form(&v);
	fill_lists(o->arena, &v);
	fill_figures(&v);
	fill_things(&v);
	page_look(o, &v);
}
