/* officer.h - what the pages of officers, leaders and administrators share. Private to those areas. */
#pragma once
#include "site.h"
#include "web/views_officer.h"

enum { ROLES_AT_DESK = ROLE_CLERK | ROLE_OFFICER | ROLE_HEAD, ROLES_OF_WORK = ROLES_AT_DESK | ROLE_LEADER | ROLE_INSPECTOR };

/* A sentence of po/ in the reader's language: SAID(r, "officer.done", FACT_T("name", n)). */
#define SAID(r, code, ...)                                                      \
	({                                                                      \
		struct build said_ = { .arena = (r)->arena };                   \
		SAY(&said_, (r)->lang, code __VA_OPT__(,) __VA_ARGS__);         \
		build_text(&said_);                                             \
	})
/* The same where the code is put together; the bare word when po/ does not know it. */
struct text desk_word(struct request *, const char *group, struct text word);

/* Who acts, with the language of this page: the words of refusals come in it. */
const struct actor *desk_actor(struct request *);
/* Notes once a minute that the session is in use, then goes on. */
void desk_seen(struct request *, void (*go_on)(struct request *));

/* Desks whose matters this person sees, ordered by id. */
size_t desk_desks(struct request *, const struct ground *, struct text **ret);
/* Would the person see a matter that this unit holds? */
bool desk_sees_unit(struct request *, const struct ground *, struct text unit);
/* The name of an account; "–" when it is 0. */
struct text desk_account(struct request *, int64_t number);

/* Who may be given what this unit holds: clerks, officers and the head of its own place, not of those above. By name. */
size_t desk_people(struct request *, const struct ground *, struct text unit, struct account **ret);

/* Finding a unit by what was typed, without script; `id` is the field's name, `chosen` what was picked before. `of_access`: offices as well as places. */
struct unit_picker_view desk_picker(struct request *, const char *id, struct text typed, struct text chosen, bool searched, bool of_access);
/* The unit that is meant: what was picked among what the text finds, else the only exact match; empty: not clear yet. */
struct text desk_unit(struct request *, struct text typed, struct text chosen, bool of_access);

/* Rows of an error summary, and the sentence at its field. */
struct desk_errors { struct error_row rows[24]; size_t n; };
void desk_error(struct request *, struct desk_errors *, const char *id, struct text sentence);
/* All fields of the form that do not fit, from `first` on. */
void desk_field_errors(struct request *, struct desk_errors *, size_t fields);
struct error_summary_view desk_summary(struct request *, const struct desk_errors *, struct layout_view *);

/* Loads the matter of the route's first field. False: the answer is made (404 also for who may not see it). */
bool desk_load(struct request *, const struct ground **ret_ground, const struct pack **ret_pack, struct matter *ret);
/* Steps as a timeline, from number `after` on. */
struct timeline_view desk_timeline(struct request *, const struct matter *, const struct pack *, int64_t after);
/* The value of a field as the last standing step of that name left it: the office's own words. */
struct text desk_prefill(struct request *, const struct matter *, const struct pack *, const struct pack_field *);
/* A paper of the office that holds the matter. */
struct paper_view desk_paper(struct request *, const struct ground *, const struct matter *, const struct pack_step *, struct text body);
bool desk_offers(struct request *, const struct ground *, const struct matter *, struct offers *ret);
/* The step that usually follows the state (the pack says which), when this person may take it; where the pack says nothing: one that carries a draft on, else one that
 * asks for nothing. NULL: the person chooses. */
const struct offer *desk_main_offer(const struct pack *, const struct matter *, const struct offers *);
struct text desk_title(struct request *, const struct matter *, const struct pack *);

/* Where a page of the worklist begins: "20775-7Q4M2RXAK9TD", the day due and the code of the row before it; empty: at the beginning. */
void desk_after(struct work_filter *, struct text);
struct text desk_after_of(struct request *, const struct work_row *);

/* How much the person may sort of what lies at the desks of divided units, a hundred of each at most (`ret_more`: and others); and one matter. */
bool desk_count_to_sort(struct request *, const struct ground *, int64_t *ret, bool *ret_more, struct error *);
bool desk_sort(struct request *, const struct ground *, const struct matter *, struct sort_row *ret);

/* ---- one step of several matters, each on its own (officer_many.c) */
struct desk_many {
	size_t      codes;                       /* the form's field that has the matters */
	struct step_value value;                 /* of the step's only field; `choose` names it */
	/* The step of this kind of matter, and its field. */
	bool (*choose)(const struct pack *, struct text *ret_step, struct text *ret_field, struct error *);
	void (*end)(struct request *, const struct desk_many *); /* answers */
	struct assigned_row *rows;               /* what became of each */
	size_t      n, done;
	/* its own */
	size_t      at;
	struct matter_step step;
};
/* Runs it and keeps it as the request's state; `end` is called once, at the end. */
void desk_many(struct request *, struct desk_many *);
/* How many were chosen in that field of the form. */
size_t desk_chosen(struct request *, size_t codes);
/* The page that tells of each; `name`: who takes them. */
struct assigned_view desk_many_result(struct request *, const struct desk_many *, struct text name);

/* ---- a step that is asked for (officer_step.c reads it, officer_preview.c shows what it would do) */
enum { STEP_FIELDS_MOST = 16 };
struct asked {
	const struct ground     *ground;
	const struct pack       *pack;
	struct matter            m;
	const struct offer      *offer;
	struct step_value        values[STEP_FIELDS_MOST];
	size_t                   values_n;
	struct matter_step       step;    /* the command */
};
/* The values with their labels, as people read them. */
struct summary_list_view asked_given(struct request *, const struct asked *);
/* What came, as hidden fields of the next form. */
size_t asked_hidden(struct request *, const struct asked *, const struct hidden_value **ret);
/* Where the field stands among the pack's: it is "f3" on the page. */
size_t asked_index(const struct asked *, const struct pack_field *);
void preview_show(struct request *, const struct asked *, const struct outcome *, struct text holder);
/* Somebody was faster, or the step can't be done any more. */
void conflict_show(struct request *, const struct asked *, int64_t made_from);

/* Handlers whose rows stand in other files. */
void desk_step(struct request *);
void desk_step_post(struct request *);
extern const struct field desk_step_form[], desk_step_get_form[];

#define OFFICER_NO_PLACE "officer.no_place"
#define OFFICER_NO_UNIT "officer.no_unit"       /* name: label of the field */
#define OFFICER_NOTHING_CHOSEN "officer.nothing_chosen"
#define OFFICER_NOTHING_TO_MOVE "officer.nothing_to_move"
