/* views.h - what the parts of pages show (pages/parts/NAME.html shows struct NAME_view). Structs only: no SQL, no markup, no rights.
 *
 * A list is a pointer and its count, named alike: `rows` and `rows_n`, so that a page says {for r in v->rows}. Text is plain and belongs to the
 * request's arena; a field left zero is left out of the page. Words that are the same on every visit (labels, headings) stand in the page and are given
 * to the part beside the view: {use field(&v->phone, _("Số điện thoại"), _("Để xã gọi lại khi cần."))}. */
#pragma once
#include "base/say.h"

/* ---- around every page: {use head(&v->layout, _("Tiêu đề"))} ... {use foot(&v->layout)} ---- */
struct layout_view {
	struct text office;          /* "UBND xã Na Rì": who is responsible here */
	struct text address, hours, phone, phone_url; /* phone_url "tel:+84…" */
	struct text language_url;    /* this page in the other language; empty: no switch (answers to POST) */
	struct text officer;         /* name of the signed-in person; empty: shows "sign in" */
	struct text token;           /* CSRF token of the sign-out form */
	bool        for_officers;    /* denser type, keys, the officers' menu */
	bool        has_error;       /* "Lỗi: " before the title */
	bool        is_demo;         /* a line says that all matters are invented */
	bool        keys_off;        /* the person switched single-letter keys off */
	bool        wide;            /* lists and tables: not the reading measure */
	const struct menu_item *menu; /* officers' menu */
	size_t      menu_n;
	struct text back_url;        /* back link above all; empty: none */
};
struct menu_item {
	struct text label, href;
	int64_t     count;           /* shown behind the label unless below 1 */
	bool        is_current;
};

/* ---- clock and clock_line (in lists) ---- */
enum face { FACE_NONE, FACE_RUNNING, FACE_SOON, FACE_LATE, FACE_PAUSED, FACE_MET, FACE_MET_LATE };
struct clock_day {
	day_t       day;
	int         nth;             /* 1 … n when counted, 0 when not */
	struct text why;             /* why not counted: "nghỉ hằng tuần", "Tết Nguyên đán"; the weekday is shown anyway */
};
struct clock_view {
	enum face      face;
	struct text    what;         /* "Trả lời phản ánh" */
	struct text    who, who_url; /* the unit that owes it */
	day_t          received, due, today;
	int64_t        left;         /* in `count`; below 0: late by so many */
	enum say_count count;
	bool           provisional;  /* due rests on days off that are not announced yet */
	bool           extended;
	struct text    extended_why;
	day_t          paused_since;
	struct text    paused_why;
	day_t          met_on;
	struct text    basis;        /* "Điều 28 Luật Khiếu nại" */
	bool           own_rule;     /* the office's own rule, not a law's */
	const struct clock_day *days; /* how it was counted; empty: days_url instead */
	size_t         days_n;
	struct text    days_url;
};
/* Per mille of the way from received to due that is gone on `today`; 0 … 1000. */
int64_t clock_passed(const struct clock_view *);
/* Per mille of the bar at which the due date stands: 1000, and less when it is past. */
int64_t clock_due_at(const struct clock_view *);
/* "running", "soon", "late", "paused", "met", "met-late", "none": the end of a class name. */
const char *face_word(enum face);

/* ---- what happened ---- */
struct timeline_step {
	day_t       day;
	struct text title, unit, text; /* text: the words, shown as paragraphs */
	struct text link, link_url;    /* "bằng chứng" */
	bool        is_now;            /* the step that waits */
};
struct timeline_view {
	const struct timeline_step *steps;
	size_t      steps_n;
};

/* ---- terms and values, with "sửa" ---- */
struct summary_row {
	struct text term, value;     /* an empty value: "Không có" */
	struct text change_url;      /* shows "Sửa" */
};
struct summary_list_view {
	const struct summary_row *rows;
	size_t      rows_n;
};

/* ---- errors of a form: same sentence here and at the field ---- */
struct error_row {
	struct text href;            /* "#phone": the input's id */
	struct text text;
};
struct error_summary_view {
	const struct error_row *errors;
	size_t      errors_n;        /* 0: nothing is written */
};

/* ---- notice, empty state, step line ---- */
enum notice_kind { NOTICE_INFO, NOTICE_DONE, NOTICE_WARN, NOTICE_BAD };
struct notice_view {
	enum notice_kind kind;
	struct text title, text;
	struct text link, link_url;
};
struct empty_view {
	struct text title, text;     /* what will stand here; what to do */
	struct text link, link_url;
};
struct step_view {
	int step, of;
};

/* ---- one question: field (text, tel, email, date, password, number), area, choice, check, date3, file ---- */
struct field_view {
	const char *id;              /* bare field name: also the name in the form */
	const char *type;            /* "text" (default), "tel", "email", "password", "search" */
	struct text value;           /* as typed, right or wrong */
	struct text error;           /* the sentence; empty: none */
	const char *autocomplete;    /* "name", "tel", "one-time-code" …; NULL: none */
	const char *inputmode;       /* "numeric" … */
	int         width;           /* in characters: 4, 10, 20; 0: full */
	int         rows;            /* of an area; 0: 8 */
	bool        optional;        /* says "(không bắt buộc)" */
	bool        is_heading;      /* the label is the page's h1: one question a page */
	bool        no_spellcheck;   /* names, codes */
	bool        is_file;         /* an area that holds a file's text: letters of one width, lines not broken */
};
struct choice {
	const char *value;
	struct text label, hint;
	bool        chosen;
};
struct choice_view {             /* radios; checks when `many` */
	const char *id;
	const struct choice *choices;
	size_t      choices_n;
	struct text error;
	bool        optional, is_heading, many;
};
struct date_view {               /* three fields: ID_day, ID_month, ID_year */
	const char *id;
	struct text day, month, year, error;
	bool        bad_day, bad_month, bad_year;
	bool        optional, is_heading;
};
struct unit_option {
	struct text id, name, within; /* "xã Na Rì", "tỉnh Thái Nguyên (Bắc Kạn cũ)" */
	bool        chosen;
};
struct unit_picker_view {
	const char *id;              /* what is typed: ID; what is chosen: ID_id; the button of the search: find=1 */
	struct text typed, error;
	struct text find_url;        /* GET ?q= answers JSON [{id,name,within}] for finding as one types */
	const struct unit_option *options; /* what the server found for `typed`; none: only the text box */
	size_t      options_n;
	bool        searched;        /* and found nothing: says so */
	bool        is_heading;
};
struct file_row {
	struct text name, type;      /* "ảnh JPEG" */
	int64_t     size;
	struct text url;             /* opens it; empty: not a link */
	struct text remove_name, remove_value; /* a submit button that takes it away */
};
struct file_list_view {
	const struct file_row *files;
	size_t      files_n;
};

/* ---- lists ---- */
struct cell {
	struct text text, href, hint; /* hint: second line, quiet */
	day_t       day;             /* shown when text is empty and `is_day` */
	int64_t     number;          /* shown when text is empty and `is_number` */
	bool        is_day, is_number;
	const struct clock_view *clock; /* shown as clock_line */
	struct text button, button_url; /* next act */
};
struct table_column {
	struct text heading;
	bool        is_number;
	struct text sort_url;        /* empty: not sortable */
	int         sorted;          /* 1 ascending, -1 descending */
};
struct table_view {
	struct text caption;
	const struct table_column *columns;
	size_t      columns_n;
	const struct cell *cells;    /* row after row, columns_n each */
	size_t      rows_n;
	const struct text *select_values; /* one a row: a box to select it; NULL: none */
	const char *select_name;
};
struct filter_field {
	const char *name;
	struct text label, value;
	const struct choice *choices; /* none: a text box */
	size_t      choices_n;
};
struct filter_view {
	struct text action;          /* of the GET form */
	const struct filter_field *fields;
	size_t      fields_n;
	struct text said;            /* "Đang xem: quá hạn, xã Na Rì": above the list */
	struct text clear_url;
	int64_t     found;
};
struct pager_view {
	struct text previous_url, next_url; /* empty: none */
	int64_t     first, last, total;     /* "1–50 trong 1.234" */
};
struct figure_view {
	int64_t     number, of;      /* of: 0 leaves out "trên …" */
	struct text label, period, href;
	enum face   face;            /* FACE_NONE: neutral; FACE_MET: good; FACE_LATE: bad */
};
struct bar {
	struct text label;           /* "05/2026" */
	int64_t     part, whole;
	struct text href;
};
struct bars_view {               /* shares with their table */
	struct text title, part_heading, whole_heading;
	const struct bar *bars;
	size_t      bars_n;
};

/* ---- things ---- */
struct code_box_view {
	struct text code;            /* "7Q4M-2RXA-K9TD" */
	struct text label;           /* "Mã của ông/bà" */
	struct text qr_path;         /* of an SVG, modules as units; empty: none */
	int         qr_size;
};
struct paper_view {              /* A4 preview, as NĐ 30/2020 lays it out */
	struct text issuer_above, issuer, number, place;
	day_t       day;
	struct text title, subject, body; /* body: paragraphs by newline */
	struct text signer_title, signer, recipients;
	bool        is_draft;
};
struct tree_node {
	struct text label, href, note; /* note: "từ 01/07/2025" */
	int         depth;           /* 0 … 12; children follow their parent */
	bool        is_current;
};
struct tree_view {
	struct text title;
	const struct tree_node *nodes;
	size_t      nodes_n;
};
