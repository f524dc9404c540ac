/* views_officer.h - what the pages of officers, leaders and administrators show (pages/officer/). Structs only. */
#pragma once
#include "web/views.h"

/* ---- signing in, one's own account ---- */
struct sign_in_view {
	struct layout_view        layout;
	struct error_summary_view errors;
	struct text               to;               /* where one came from: a path of ours, or empty */
	struct text               said;             /* "mật khẩu đã đổi": a line above the form; empty: none */
	struct field_view         login, password, code;
};
struct session_line {
	struct text what, hash;                     /* hash: which one to end, hex */
	instant_t   started, seen;
	bool        is_this;
};
struct account_page_view {
	struct layout_view         layout;
	struct error_summary_view  errors;
	struct notice_view         done;            /* title empty: none */
	struct text                login;
	struct text                token_keys, token_language, token_password, token_end;
	bool                       keys_off, is_english, needs_code;
	struct field_view          old, fresh, code;
	const struct session_line *sessions;
	size_t                     sessions_n;
	const struct summary_row  *grants;          /* role, unit and days */
	size_t                     grants_n;
};

/* ---- the worklist ---- */
struct work_view_page {
	struct layout_view        layout;
	struct notice_view        done;             /* title empty: none */
	const struct figure_view *figures;
	size_t                    figures_n;
	struct filter_view        filter;
	struct table_view         table;
	struct empty_view         empty;            /* shown when the table has no row */
	struct text               words, token_words; /* what was looked for in subject lines */
	int64_t                   to_sort;          /* matters of a divided unit that this person may sort; to_sort_more: and others */
	bool                      to_sort_more;
	struct text               csv_url, next_url, first_url;
	struct text               cut;              /* words: more were found than are shown, or not all were looked at; empty: these are all */
};

/* ---- sorting what came with the desk of a divided unit */
struct sort_heir { struct text unit, title, hamlets; };
struct sort_row {
	struct text             code, subject, place, href;
	struct text             url, token;         /* where a button goes */
	int64_t                 version;
	const struct sort_heir *heirs;
	size_t                  heirs_n;            /* 0: there is nothing to sort, or not by this person */
};
struct link_view { struct text label, href; };
struct sort_view {
	struct layout_view        layout;
	struct error_summary_view errors;
	struct notice_view        done;             /* title empty: none */
	struct text               title, from;      /* the unit that was divided, as it was called; empty: nothing is to be sorted */
	day_t                     day;
	struct text               token, first_url, next_url;
	struct table_view         table;            /* with boxes */
	const struct sort_heir   *heirs;            /* of all rows of the page */
	size_t                    heirs_n;
	const struct link_view   *others;           /* other divided units with something to sort */
	size_t                    others_n;
	struct empty_view         empty;
};

/* ---- entering what came by paper, phone or at the counter ---- */
struct enter_view {
	struct layout_view        layout;
	struct error_summary_view errors;
	struct text               token, once;
	struct choice_view        kind, channel;
	struct unit_picker_view   unit;
	struct field_view         received, text, subject, name, phone;
};
struct entered_view {
	struct layout_view   layout;
	struct code_box_view code;
	struct text          key;                   /* grouped; empty: it was shown once and is not kept */
	struct text          unit, basis, subject, address, matter_url, enter_url;
	struct clock_view    clock;
	bool                 has_due;
};

/* ---- one matter ---- */
struct offer_line {
	struct text label, about, url;
	struct text basis, who, why;                /* why: the sentence that refuses; empty: it may be done */
	day_t       until;
};
struct opened_part {
	struct text title;                          /* what and when: "Đã ghi nhận, 03/02/2020" */
	const struct summary_row *rows;
	size_t      rows_n;
};
struct desk_matter_view {
	struct layout_view        layout;
	struct notice_view        done;             /* what was just done; title empty: none */
	struct text               title, code, code_plain, kind, state, sentence, place, channel, assignee;
	struct text               holder, moved;    /* moved: "received by A, today with B": an order moved the desk since its last step; else empty */
	struct clock_view         clock;
	const struct offer_line  *offers;           /* those that this person may do */
	bool                      has_main;         /* the first of them is what the state waits for */
	size_t                    offers_n;
	const struct offer_line  *others;           /* those that others may, or that wait for something */
	size_t                    others_n;
	struct text               token_read, token_file;
	struct choice_view        purpose;
	bool                      may_read, opened; /* opened: what follows was read just now, and the reading was recorded */
	struct text               opened_what;
	const struct opened_part *parts;
	size_t                    parts_n;
	const struct file_row    *files;
	size_t                    files_n;
	struct timeline_view      timeline;
	const struct text        *readings;
	size_t                    readings_n;
	struct paper_view         paper;            /* the draft that waits for the signature; body empty: none */
	struct sort_row           sort;             /* heirs_n 0: nothing to sort */
};

/* ---- a step: form, preview, conflict ---- */
enum ask { ASK_LINE, ASK_TEXT, ASK_CHOICE, ASK_UNIT };
struct step_question {
	enum ask                ask;
	struct field_view       field;
	struct choice_view      choice;
	struct unit_picker_view unit;
	struct text             label, hint;
};
struct hidden_value { struct text name, value; };
struct desk_step_view {
	struct layout_view          layout;
	struct error_summary_view   errors;
	struct text                 code, subject, title, about, basis, url, back_url, token;
	struct text                 submit;
	int64_t                     version;
	day_t                       until;
	const struct step_question *questions;
	size_t                      questions_n;
	struct paper_view           paper;
	struct clock_view           clock;
};
struct clock_effect { struct text clock, what, basis; day_t old_due, new_due; bool sure; };
struct desk_preview_view {
	struct layout_view         layout;
	struct text                code, subject, title, url, back_url, token;
	int64_t                    version;
	const struct hidden_value *values;
	size_t                     values_n;
	struct summary_list_view   given;
	const struct text         *told;            /* who will be told what */
	size_t                     told_n;
	const struct clock_effect *clocks;
	size_t                     clocks_n;
	struct text                state_before, state_after, holder_after; /* holder_after empty: it stays */
	const struct text         *ledger;          /* what enters the public ledger */
	size_t                     ledger_n;
	struct paper_view          paper;
	struct text                rules;
};
struct desk_conflict_view {
	struct layout_view         layout;
	struct text                code, title, url, note_url, matter_url, token, token_note, note_field, note;
	int64_t                    version;         /* as it is now */
	struct timeline_view       since;           /* what others did */
	const struct hidden_value *values;
	size_t                     values_n;
	struct summary_list_view   given;
	bool                       may_note;
	struct text                why;             /* the step can't be done any more; empty: it may be tried */
};

/* ---- the leader ---- */
struct late_view {
	struct layout_view        layout;
	const struct figure_view *figures;
	size_t                    figures_n;
	struct table_view         units, officers, sign, rows;
	struct text               token, note;
	struct choice_view        to;               /* whom to give what is ticked */
	struct error_summary_view errors;
	bool                      cut;
};
struct assigned_row { struct text code, url, subject, why; bool done; };
struct assigned_view {
	struct layout_view         layout;
	struct text                name, back_url;
	const struct assigned_row *rows;
	size_t                     rows_n;
	int64_t                    done, refused;
};

/* ---- the administrator ---- */
struct admin_view {
	struct layout_view  layout;
	const struct figure_view *figures;
	size_t              figures_n;
	struct table_view   accounts;
	struct table_view   packs;
};
struct account_new_view {
	struct layout_view        layout;
	struct error_summary_view errors;
	struct text               token;
	struct field_view         login, name;
	struct choice_view        role;
	struct unit_picker_view   unit;
};
struct secret_view {
	struct layout_view layout;
	struct text        login, password, totp, qr_path, next_url;
	int                qr_size;
	bool               grant_failed;
	struct text        grant_error;
};
struct grant_line { int64_t number; struct text role, unit; day_t from, to; bool open_ended, ended; };
struct account_admin_view {
	struct layout_view        layout;
	struct error_summary_view errors;
	struct notice_view        done;
	int64_t                   number;
	struct text               login, name;
	bool                      active, has_totp;
	const struct grant_line  *grants;
	size_t                    grants_n;
	struct text               token_change, token_give, token_end;
	struct choice_view        role;
	struct unit_picker_view   unit;
	struct field_view         from, to;
};
struct rule_line {
	struct text reference, says, basis, note;
	day_t       from, to;
	bool        is_open_ended, is_own;
	int         verified;                       /* enum rule_verified */
	struct text binds;
};
struct pack_view {
	struct layout_view      layout;
	struct text             title, name, hash, about;
	const struct rule_line *rules;              /* unverified ones first */
	size_t                  rules_n, unverified;
};
struct setup_line { struct text what, how, found; bool done, by_hand; /* by_hand: the program can't see it */ };
struct setup_view {
	struct layout_view       layout;
	const struct setup_line *lines;
	size_t                   lines_n, done;
};

/* ---- orders */
struct plan_list { struct text title; const struct text *lines; size_t n; };
struct order_plan_view {
	day_t                   day;
	struct text             title, basis;
	const struct plan_list *places, *bodies;    /* who ends, begins, changes, follows whom; empty ones left out */
	size_t                  places_n, bodies_n;
	int64_t                 bodies_count;       /* bodies that end, begin or change */
	const struct text      *desks, *accounts, *notices; /* a sentence each */
	size_t                  desks_n, accounts_n, notices_n;
	int64_t                 desks_idle;         /* desks that move with nothing open on them */
	struct text             not_yours;          /* why this person may not apply it; empty: may */
};
struct order_fault { struct text said, line; };                            /* line: of the file, where the fault has one */
struct order_coming { struct text title, basis, href, url, error; day_t day; }; /* url: where it is taken back; error: of the reason */
struct admin_orders_view {
	struct layout_view         layout;
	struct error_summary_view  errors;          /* of what was filled in */
	struct notice_view         done;            /* title empty: none */
	struct field_view          order;           /* the file as text */
	struct text                file_error;
	struct text                token, token_revoke, seen; /* seen: hash of the text whose plan is shown */
	const struct order_fault  *wrong;           /* of the file */
	size_t                     wrong_n;
	bool                       planned;         /* nothing is wrong: plan says what it will do */
	bool                       other;           /* it was to be applied, but is not what was seen */
	struct order_plan_view     plan;
	const struct order_coming *coming;
	size_t                     coming_n;
	struct table_view          table;
};
