/* people.c - the pages of people, as rows: everything that can be done without an account. */
#include "base/base.h"

#include "people.h"

enum { CODE = 12, SMALL = 8 * 1024, LARGE = 256 * 1024, KEY_TYPED = 80 };

static const struct field find_form[] = { [FIND_CODE] = { "code", field_line, 200, OPTIONAL, .label = "field.code" }, { NULL } };
static const struct field kind_form[] = { [KIND_KIND] = { "kind", field_line, 200, OPTIONAL, .label = "field.kind" }, [KIND_BACK] = { "back", field_id, 10, OPTIONAL }, { NULL } };
static const struct field elsewhere_form[] = { [ELSEWHERE_NAME] = { "name", field_id, 80, IN_PATH }, { NULL } };
static const struct field officer_form[] = { [OFFICER_OFFICER] = { "officer", field_line, 40, OPTIONAL, .label = "field.officer" },
					     [OFFICER_BACK] = { "back", field_id, 10, OPTIONAL }, { NULL } };
static const struct field place_form[] = { [PLACE_TYPED] = { "place", field_line, 400, OPTIONAL, .label = "field.place" }, [PLACE_ID] = { "place_id", field_line, 200, OPTIONAL },
					   [PLACE_FIND] = { "find", field_id, 10, OPTIONAL }, [PLACE_BACK] = { "back", field_id, 10, OPTIONAL }, { NULL } };
static const struct field text_page[] = { [TEXT_BACK] = { "back", field_id, 10, OPTIONAL }, { NULL } };
static const struct field text_form[] = {
	[TEXT_BACK] = { "back", field_id, 10, OPTIONAL },
	[TEXT_TEXT] = { "text", field_text, 3 * FILE_TEXT_MOST, OPTIONAL, .label = "field.text" },
	[TEXT_FILES] = { "files", field_file, FILE_BYTES_MOST, OPTIONAL, .label = "field.files", .many = DRAFT_FILES_MOST, .accept = PEOPLE_ACCEPTS },
	[TEXT_UPLOAD] = { "upload", field_id, 10, OPTIONAL },
	[TEXT_REMOVE] = { "remove", field_number, 10, OPTIONAL },
	{ NULL },
};
static const struct field who_form[] = {
	[PERSON_TITLE] = { "title", field_line, 80, OPTIONAL, .label = "field.title" },
	[PERSON_NAME] = { "name", field_line, 1000, OPTIONAL, "Đ8", .label = "field.name" },
	[PERSON_PHONE] = { "phone", field_line, 1000, OPTIONAL, "Đ8", .label = "field.phone" },
	[PERSON_EMAIL] = { "email", field_line, 1000, OPTIONAL, "Đ8", .label = "field.email" },
	[PERSON_FOR] = { "for_whom", field_line, 1000, OPTIONAL, .label = "field.for_whom" },
	[PERSON_BACK] = { "back", field_id, 10, OPTIONAL },
	{ NULL },
};
static const struct field units_form[] = { [UNITS_Q] = { "q", field_line, 200, OPTIONAL, .label = "field.place" }, { NULL } };
static const struct field matter_form[] = { [MATTER_CODE] = { "code", field_code, CODE, IN_PATH }, { NULL } };
static const struct field key_form[] = { [MATTER_CODE] = { "code", field_code, CODE, IN_PATH }, [MATTER_KEY] = { "key", field_line, KEY_TYPED, OPTIONAL, .label = "field.key" }, { NULL } };
static const struct field proof_form[] = { [PROOF_CODE] = { "code", field_code, CODE, IN_PATH }, [PROOF_ENTRY] = { "entry", field_number, 15, IN_PATH }, { NULL } };
static const struct field opening_form[] = { [OPENING_CODE] = { "code", field_code, CODE, IN_PATH }, [OPENING_ENTRY] = { "entry", field_number, 15, IN_PATH },
					     [OPENING_PART] = { "part", field_id, 20, IN_PATH }, { NULL } };
static const struct field attachment_form[] = { [ATTACHMENT_CODE] = { "code", field_code, CODE, IN_PATH }, [ATTACHMENT_NUMBER] = { "number", field_number, 9, IN_PATH }, { NULL } };
static const struct field step_path[] = { [STEP_CODE] = { "code", field_code, CODE, IN_PATH }, [STEP_NAME] = { "step", field_id, 80, IN_PATH }, { NULL } };
/* A procedure's fields go by their position, which the matter's version holds still. */
#define TYPED(n) [STEP_F0 + n] = { "f" #n, field_text, 3 * FILE_TEXT_MOST, OPTIONAL }
static const struct field step_form[] = {
	[STEP_CODE] = { "code", field_code, CODE, IN_PATH },
	[STEP_NAME] = { "step", field_id, 80, IN_PATH },
	[STEP_FILES] = { "files", field_file, FILE_BYTES_MOST, OPTIONAL, .label = "field.files", .many = DRAFT_FILES_MOST, .accept = PEOPLE_ACCEPTS },
	[STEP_UPLOAD] = { "upload", field_id, 10, OPTIONAL },
	[STEP_REMOVE] = { "remove", field_number, 10, OPTIONAL },
	TYPED(0), TYPED(1), TYPED(2), TYPED(3), TYPED(4), TYPED(5), TYPED(6), TYPED(7), TYPED(8), TYPED(9), TYPED(10), TYPED(11), TYPED(12), TYPED(13), TYPED(14), TYPED(15),
	{ NULL },
};
static const struct field send_form[] = { [SEND_CODE] = { "code", field_code, CODE, IN_PATH }, [SEND_STEP] = { "step", field_id, 80, IN_PATH },
					  [SEND_VERSION] = { "version", field_number, 15, REQUIRED }, { NULL } };

const struct route people_routes[] = {
	{ GET, "/", ANYONE, NULL, 0, people_home, .name = "home", .produces = HTML, .cache = REVALIDATE, .version = people_version, .listed = true,
	  .help_vi = "Trang đầu: gửi đơn, tra cứu, những gì đang nợ dân.", .help_en = "The first page: file, look up, what is owed." },
	{ GET, "/m", ANYONE, find_form, 0, people_find, .refused = people_find, .name = "find", .produces = HTML, .limit = LIMIT_SEARCH,
	  .help_vi = "Tra cứu một đơn theo mã.", .help_en = "Look up a filing by its code." },
	{ GET, "/cookies", ANYONE, NULL, 0, people_cookies, .name = "cookies", .produces = HTML, .cache = REVALIDATE, .version = version_of_program, .listed = true,
	  .help_vi = "Từng cookie, để làm gì, sống bao lâu.", .help_en = "Each cookie, what for, how long it lives." },
	{ GET, "/accessibility", ANYONE, NULL, 0, people_accessibility, .name = "accessibility", .produces = HTML, .cache = REVALIDATE, .version = version_of_program, .listed = true,
	  .help_vi = "Khả năng tiếp cận của trang.", .help_en = "How accessible the site is." },

	{ GET, "/file", ANYONE, kind_form, 0, file_kind, .name = "file", .produces = HTML, .help_vi = "Gửi đơn: việc gì.", .help_en = "File: what it is about." },
	{ POST, "/file", ANYONE, kind_form, SMALL, file_kind_post, .refused = file_kind_post, .name = "file.post", .produces = HTML, .limit = LIMIT_FILING,
	  .help_vi = "Ghi lại loại việc.", .help_en = "Keep the kind." },
	{ GET, "/file/elsewhere/{name}", ANYONE, elsewhere_form, 0, file_elsewhere, .name = "file.elsewhere", .produces = HTML, .cache = REVALIDATE, .version = version_of_program,
	  .help_vi = "Việc không nhận qua trang này: nộp thế nào, ở đâu.", .help_en = "What is not filed here: how and where to bring it." },
	{ GET, "/file/officer", ANYONE, officer_form, 0, file_officer, .name = "file.officer", .produces = HTML, .help_vi = "Gửi đơn: có nói về cán bộ không.", .help_en = "File: is it about an officer." },
	{ POST, "/file/officer", ANYONE, officer_form, SMALL, file_officer_post, .refused = file_officer_post, .name = "file.officer.post", .produces = HTML,
	  .help_vi = "Ghi lại câu trả lời.", .help_en = "Keep the answer." },
	{ GET, "/file/place", ANYONE, place_form, 0, file_place, .name = "file.place", .produces = HTML, .help_vi = "Gửi đơn: ở đâu.", .help_en = "File: where." },
	{ POST, "/file/place", ANYONE, place_form, SMALL, file_place_post, .refused = file_place_post, .name = "file.place.post", .produces = HTML,
	  .help_vi = "Tìm và ghi lại nơi xảy ra.", .help_en = "Find and keep the place." },
	{ GET, "/file/text", ANYONE, text_page, 0, file_text, .name = "file.text", .produces = HTML, .help_vi = "Gửi đơn: nội dung và tệp.", .help_en = "File: the account and files." },
	{ POST, "/file/text", ANYONE, text_form, LARGE, file_text_post, .refused = file_text_post, .name = "file.text.post", .produces = HTML, .limit = LIMIT_UPLOAD, .sink = &gather_sink,
	  .memory = UPLOAD_MEMORY,
	  .help_vi = "Ghi lại nội dung, nhận hoặc bỏ tệp.", .help_en = "Keep the account, take or remove files." },
	{ GET, "/file/who", ANYONE, who_form, 0, file_who, .name = "file.who", .produces = HTML, .help_vi = "Gửi đơn: ai gửi.", .help_en = "File: who files." },
	{ POST, "/file/who", ANYONE, who_form, SMALL * 4, file_who_post, .refused = file_who_post, .name = "file.who.post", .produces = HTML,
	  .help_vi = "Ghi lại người gửi.", .help_en = "Keep who files." },
	{ GET, "/file/check", ANYONE, NULL, 0, file_check, .name = "file.check", .produces = HTML, .help_vi = "Xem lại trước khi gửi.", .help_en = "Check before sending." },
	{ POST, "/file/check", ANYONE, NULL, SMALL, file_send, .name = "file.send", .produces = HTML, .help_vi = "Gửi đơn.", .help_en = "Send it." },
	{ POST, "/file/new", ANYONE, NULL, SMALL, file_new, .name = "file.new", .produces = HTML, .help_vi = "Bắt đầu đơn khác.", .help_en = "Begin another filing." },
	{ GET, "/units/find", ANYONE, units_form, 0, units_find, .name = "units.find", .produces = JSON, .limit = LIMIT_SEARCH,
	  .help_vi = "Tìm xã khi đang gõ.", .help_en = "Find a commune while one types." },

	{ GET, "/receipt", ANYONE, NULL, 0, receipt_show, .name = "receipt", .produces = HTML, .help_vi = "Biên nhận của đơn vừa gửi.", .help_en = "The receipt of what was just filed." },
	{ GET, "/receipt/proof", ANYONE, NULL, 0, receipt_proof, .name = "receipt.proof", .produces = BYTES, .help_vi = "Tệp bằng chứng của đơn vừa gửi.", .help_en = "Proof file of what was just filed." },

	{ GET, "/m/{code}", ANYONE, matter_form, 0, matter_show, .name = "matter", .produces = HTML, .version = matter_version, .help_vi = "Theo dõi một đơn.", .help_en = "Follow a filing." },
	{ POST, "/m/{code}", ANYONE, key_form, SMALL, matter_give_key, .refused = matter_give_key, .name = "matter.key", .produces = HTML, .csrf = CSRF_SAME_ORIGIN, .limit = LIMIT_KEY,
	  .help_vi = "Mở nội dung bằng khóa riêng.", .help_en = "Open the text with the private key." },
	{ GET, "/m/{code}/proofs", ANYONE, matter_form, 0, matter_proofs, .name = "matter.proofs", .produces = HTML, .help_vi = "Bằng chứng của từng bước.", .help_en = "Proofs of every step." },
	{ GET, "/m/{code}/proof/{entry}", ANYONE, proof_form, 0, matter_proof, .name = "matter.proof", .produces = BYTES, .help_vi = "Tệp bằng chứng của một bước.", .help_en = "Proof file of one step." },
	{ GET, "/m/{code}/opening/{entry}/{part}", HOLDER_OF_KEY, opening_form, 0, matter_opening, .name = "matter.opening", .produces = BYTES,
	  .help_vi = "Tệp mở một phần của một bước.", .help_en = "Opening file of one part of a step." },
	{ GET, "/m/{code}/files/{number}", HOLDER_OF_KEY, attachment_form, 0, matter_attachment, .name = "matter.file", .produces = BYTES, .memory = FILE_MEMORY,
	  .help_vi = "Một tệp đã gửi kèm.", .help_en = "A file that was sent along." },
	{ GET, "/m/{code}/do/{step}", HOLDER_OF_KEY, step_path, 0, matter_step_form, .name = "matter.step", .produces = HTML, .help_vi = "Người gửi làm bước tiếp theo.", .help_en = "What the author does next." },
	{ POST, "/m/{code}/do/{step}", HOLDER_OF_KEY, step_form, LARGE, matter_step_post, .refused = matter_step_post, .name = "matter.step.post", .produces = HTML, .limit = LIMIT_UPLOAD,
	  .sink = &gather_sink, .memory = UPLOAD_MEMORY, .help_vi = "Ghi lại những gì đã điền.", .help_en = "Keep what was filled in." },
	{ GET, "/m/{code}/do/{step}/check", HOLDER_OF_KEY, step_path, 0, matter_step_check, .name = "matter.step.check", .produces = HTML, .help_vi = "Xem lại trước khi gửi.", .help_en = "Check before sending." },
	{ POST, "/m/{code}/do/{step}/check", HOLDER_OF_KEY, send_form, SMALL, matter_step_send, .name = "matter.step.send", .produces = HTML, .help_vi = "Làm bước đó.", .help_en = "Do the step." },
	{ 0 },
};
