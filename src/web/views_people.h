/* views_people.h - what the pages of people show: filing, receipt, tracking, what the author may do next. */
#pragma once
#include "web/views.h"

/* ---- home and look up */
struct owed_row { struct text unit, href, late_href; int64_t open, late, answered, in_time; };
struct home_view {
	struct layout_view layout;
	struct field_view  code;
	struct figure_view owed, on_time, late;
	struct figure_view answered;        /* this year: in time of all that ended */
	bool               has_answered;
	const struct owed_row *units;
	size_t             units_n;
	bool               more_units;      /* only the first are shown */
	day_t              published;       /* day of the last entry that figures rest on; unknown: nothing is published yet */
};
struct find_view {
	struct layout_view        layout;
	struct error_summary_view errors;
	struct field_view         code;
};

/* ---- filing: one question a page */
struct ask_view {
	struct layout_view        layout;
	struct error_summary_view errors;
	struct step_view          step;
	struct text               token;
	bool                      to_check; /* came from the check page and goes back there */
};
struct file_kind_view { struct ask_view ask; struct choice_view kind; };
struct elsewhere_view {
	struct layout_view layout;
	struct text        title, about, how, where, basis, term;
};
struct file_officer_view { struct ask_view ask; struct choice_view officer; };
struct file_place_view { struct ask_view ask; struct unit_picker_view place; bool more; };
struct file_text_view { struct ask_view ask; struct field_view text, files; struct file_list_view kept; int64_t files_most, text_most; bool is_full; };
struct file_who_view { struct ask_view ask; struct choice_view title; struct field_view name, phone, email, for_whom; };
struct file_check_view {
	struct ask_view          ask;
	struct summary_list_view answers;
	struct file_list_view    kept;
	struct text              holder;   /* who will answer */
	struct text              about;    /* of the kind: how long it takes */
	bool                     nameless, unreachable;
};
struct file_sent_view { struct layout_view layout; struct text code, token; };

/* ---- receipt */
struct receipt_view {
	struct layout_view   layout;
	struct code_box_view code, key;
	struct clock_view    clock;
	struct text          holder, kind, code_url, address;
	day_t                due, look_again;
	bool                 provisional;
	struct text          basis, term;
	bool                 own_rule;
	bool                 is_published;
	instant_t            published;     /* when it will stand in the public ledger; ms 0: at once */
	struct text          proof_url;
	bool                 may_reach;     /* a telephone number or an e-mail was given */
};

/* ---- one matter */
struct next_row { struct text label, about, url, why; day_t until; };
struct read_row { day_t day; struct text who, what; };
struct matter_view {
	struct layout_view        layout;
	struct error_summary_view errors;
	struct text               title, code, kind, state, sentence, holder, place;
	struct text               moved;         /* "received by A, today with B": an order moved the desk since its last step; else empty */
	day_t                     received;
	bool                      is_grouped, invented;
	bool                      is_published;
	instant_t                 published;
	struct clock_view         clock;
	struct timeline_view      timeline;
	/* without the key */
	struct field_view         key;
	struct text               key_url;
	bool                      asks_key;
	/* with it */
	bool                      has_key;
	struct text               asked;         /* what the office asked the author for; empty: nothing */
	struct text               answer_title, answer, answer_unit;
	day_t                     answer_day;
	struct summary_list_view  sent;          /* what was filed */
	struct file_list_view     files;
	const struct next_row    *next;
	size_t                    next_n;
	const struct read_row    *readings;
	size_t                    readings_n;
	struct text               proofs_url;
};

/* ---- the proofs of every step */
struct proof_part { struct text label, url; };
struct proof_row { day_t day; struct text title, unit, url; int64_t entry; bool is_published; const struct proof_part *parts; size_t parts_n; };
struct proofs_view {
	struct layout_view layout;
	struct text        code, vkey;
	bool               has_key;
	instant_t          published;
	const struct proof_row *rows;
	size_t             rows_n;
};

/* ---- what the author does next: a form made from the procedure */
enum asked_as { ASKED_LINE, ASKED_AREA, ASKED_CHOICE };
struct asked_field { enum asked_as as; struct text label, hint; struct field_view field; struct choice_view choice; };
struct author_form_view {
	struct layout_view        layout;
	struct error_summary_view errors;
	struct text               code, title, about, token, basis, asked; /* asked: what the office wants to know */
	day_t                     until;
	const struct asked_field *fields;
	size_t                    fields_n;
	bool                      takes_files, is_full;
	struct field_view         files;
	struct file_list_view     kept;
};
struct author_check_view {
	struct layout_view        layout;
	struct error_summary_view errors;
	struct text               code, title, token, form_url, moved; /* moved: somebody was faster; what happened */
	bool                      may_send;
	int64_t                   version;
	struct summary_list_view  values;
	struct file_list_view     kept;
};

/* ---- words about the pages themselves */
struct plain_view { struct layout_view layout; };
