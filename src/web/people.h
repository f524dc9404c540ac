/* people.h - what the pages of people share: the draft and its answers, the files that come, the search for a place. Private to the area `people`. */
#pragma once
#include "site.h"
#include "web/views_people.h"

/* ---- a draft: every answer as it was typed, right or wrong; checked when a page is left, and all of them before it is sent (people_draft.c) */
enum answer {
	ANSWER_EMAIL, ANSWER_FOR_WHOM, ANSWER_KIND, ANSWER_NAME, ANSWER_OFFICER, ANSWER_PHONE, ANSWER_PLACE, ANSWER_PLACE_TYPED, ANSWER_PLACE_WAS, ANSWER_TEXT, ANSWER_TITLE, ANSWERS,
};
enum { FILE_TEXT_MOST = 20000, FILE_BYTES_MOST = 10 * 1024 * 1024, FILE_STEPS = 5 };
struct filing {
	struct text  token;               /* empty: no draft yet */
	bool         found;
	struct draft draft;
	struct text  answers[ANSWERS];
};
/* Loads the reader's draft. False: the answer is made. */
bool filing_load(struct request *, struct filing *);
/* The same for a page of the form: without a draft it goes back to the first page, after sending it says that it was sent. */
bool filing_begin(struct request *, struct filing *);
void filing_save(struct request *, const struct filing *, void (*then)(struct request *));
/* What is wrong with one answer, cleaned in *ret when nothing is. */
bool answer_check(struct request *, const struct filing *, enum answer, struct text *ret, struct error *);
/* The name of an answer: of its field, its member in the draft, its id on the page. */
const char *answer_name(enum answer);
/* The page on which it is asked. */
const char *answer_page(enum answer);
/* Sentences of what is wrong with some answers, with links to `#name`, or to the pages when `from_afar`. */
struct error_summary_view answers_wrong(struct request *, const struct filing *, const enum answer *, size_t n, bool from_afar);
/* The sentence for one answer in such a list, or empty. */
struct text answer_wrong(struct request *, const struct filing *, enum answer);
/* A named sentence without holes, in the reader's language. */
struct text people_say(struct request *, const char *code);
struct text people_say_text(struct request *, const char *code, const char *hole, struct text);

/* ---- kinds that are not filed here (people_elsewhere.c) */
struct elsewhere { struct text name, title, about, how, where, term, basis; };
/* The n-th; false after the last. */
bool elsewhere_at(struct request *, size_t n, struct elsewhere *ret);
bool elsewhere_named(struct request *, struct text name, struct elsewhere *ret);

/* ---- where (people_place.c) */
struct place_found { struct text unit, was; /* today's unit; the one whose name was given, when it is another */ struct text name, within; bool exact; };
/* Places that fit what was typed, each with the unit of today; several for one name that was divided. */
size_t places_find(struct request *, struct text typed, size_t most, struct place_found **ret, bool *ret_more);
/* "xã Na Rì, tỉnh Thái Nguyên" */
struct text place_title(struct request *, struct text unit);

/* ---- files (people_upload.c) */
/* What may be sent along; photographs are opened by the extractor, the rest is kept and only downloaded. */
#define PEOPLE_ACCEPTS (ACCEPTS(FILE_JPEG) | ACCEPTS(FILE_PNG) | ACCEPTS(FILE_PDF) | ACCEPTS(FILE_OLE) | ACCEPTS(FILE_DOCX) | ACCEPTS(FILE_XLSX) | ACCEPTS(FILE_ODT) | \
			ACCEPTS(FILE_ODS) | ACCEPTS(FILE_TEXT))
/* Keeps what came with the form in the draft of that token (which exists), photographs without their place. Then `then`, with *ret the first thing that was refused. */
void people_keep_files(struct request *, struct text token, struct error *ret, void (*then)(struct request *));
/* What the draft holds, as a list; `remove`: with buttons of that name. */
struct file_list_view people_files(struct request *, const struct draft *, const char *remove);

struct text people_type_name(struct text mime);

/* ---- one matter (people_words.c) */
/* The values that somebody gave with a step, as lines "Label: value". */
struct text step_words(struct request *, const struct pack_step *, const struct step_value *, size_t n);
/* One value as people read it. */
struct text value_words(struct request *, const struct pack_field *, struct text value);
const struct pack_step *named_step(const struct pack *, struct text step);
const struct pack_field *step_field(const struct pack_step *, struct text name);
/* What the timeline says of a step; empty: it is not shown there. */
struct text step_title(struct request *, const struct pack *, struct text step, struct text state);
/* Role and unit of an account on a day. */
struct text reader_words(struct request *, int64_t account, day_t);

/* ---- handlers, by page */
void people_home(struct request *);
void people_find(struct request *);
/* The same page, after a code that nobody has. */
void people_find_show(struct request *, struct text typed, const struct error *, int status);
void people_cookies(struct request *);
void people_accessibility(struct request *);
bool people_version(struct request *, struct build *);

void file_kind(struct request *);
void file_kind_post(struct request *);
void file_elsewhere(struct request *);
void file_officer(struct request *);
void file_officer_post(struct request *);
void file_place(struct request *);
void file_place_post(struct request *);
void file_text(struct request *);
void file_text_post(struct request *);
void file_who(struct request *);
void file_who_post(struct request *);
void file_check(struct request *);
void file_send(struct request *);
void file_new(struct request *);
void units_find(struct request *);

void receipt_show(struct request *);
void receipt_proof(struct request *);

void matter_show(struct request *);
bool matter_version(struct request *, struct build *);
void matter_give_key(struct request *);
void matter_proofs(struct request *);
void matter_proof(struct request *);
void matter_opening(struct request *);
void matter_attachment(struct request *);
void matter_step_form(struct request *);
void matter_step_post(struct request *);
void matter_step_check(struct request *);
void matter_step_send(struct request *);

/* ---- fields of the routes, in the order of their tables in people.c */
enum { KIND_KIND, KIND_BACK };
enum { ELSEWHERE_NAME };
enum { OFFICER_OFFICER, OFFICER_BACK };
enum { PLACE_TYPED, PLACE_ID, PLACE_FIND, PLACE_BACK };
enum { TEXT_BACK, TEXT_TEXT, TEXT_FILES, TEXT_UPLOAD, TEXT_REMOVE };
enum { PERSON_TITLE, PERSON_NAME, PERSON_PHONE, PERSON_EMAIL, PERSON_FOR, PERSON_BACK };
enum { FIND_CODE };
enum { UNITS_Q };
enum { MATTER_CODE, MATTER_KEY };
enum { PROOF_CODE, PROOF_ENTRY };
enum { OPENING_CODE, OPENING_ENTRY, OPENING_PART };
enum { ATTACHMENT_CODE, ATTACHMENT_NUMBER };
enum { STEP_CODE, STEP_NAME, STEP_FILES, STEP_UPLOAD, STEP_REMOVE, STEP_F0, STEP_FIELDS = 16 };
enum { SEND_CODE, SEND_STEP, SEND_VERSION };
