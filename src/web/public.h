/* public.h - what the public pages and the API share: what they depend on, how a list is chosen, tables for other programs, one matter as JSON. */
#pragma once
#include "base/json.h"
#include "web/site.h"

/* Everything a public page depends on besides program and address: published version, day, units, whose pages these are. The version of their rows. */
bool public_version(struct request *, struct build *);
/* The ground, the connection and the published state, read once a request. False: the answer is made. */
struct public_ground { const struct ground *ground; const struct registry *registry; struct connection *db; struct public_state state; day_t today; };
bool public_ground(struct request *, struct public_ground *ret);

/* ---- tables for other programs: RFC 4180, CRLF. For Excel: a byte order mark, and cells that it would take for a formula begin with an apostrophe. */
struct sheet { struct build out; bool for_excel, in_row; };
struct sheet sheet_start(struct arena *, bool for_excel);
void sheet_text(struct sheet *, struct text);
void sheet_number(struct sheet *, int64_t);
void sheet_day(struct sheet *, day_t);          /* 2026-11-23; the unknown day is an empty cell */
void sheet_row_end(struct sheet *);
/* Cells ended by NULL, as a row. */
void sheet_heading(struct sheet *, const char *const *);

/* ---- JSON of what everybody may see */
void json_member_day(struct json *, const char *key, day_t);          /* nothing for the unknown day */
void json_member_bool(struct json *, const char *key, bool);
/* {"id", "name"} under `key`. */
void json_member_unit(struct json *, struct request *, const struct registry *, const char *key, struct text id);
/* One row, as an object; of a grouped matter no more than its entries show. `story`: for its own answer, with whether it is published and its steps; NULL in lists. */
struct public_story { bool published; const struct public_step *steps; size_t n; };
void json_matter(struct json *, struct request *, const struct public_ground *, const struct public_row *, const struct public_story *);
/* "published": {day, size, version}. */
void json_member_published(struct json *, const struct public_state *);

#define PUBLIC_BAD_MONTH "public.bad_month" /* value */
#define PUBLIC_BAD_PAGE "public.bad_page"   /* the place in the list that a link names */
#define PUBLIC_NO_ENTRY "public.no_entry" /* number; limit: how many there are */

/* ---- how a list is chosen; the same fields on every page that lists or counts matters */
enum public_field { PUBLIC_KIND, PUBLIC_UNIT, PUBLIC_MONTH, PUBLIC_BOM, PUBLIC_STATUS /* lists from here */, PUBLIC_AFTER, PUBLIC_BY = PUBLIC_STATUS /* figures */ };
extern const struct field public_list_form[], public_figures_form[];
/* What was chosen. False: it names a unit or a month that there is not; the answer is made. */
struct public_choice { struct public_filter filter; const struct unit_fact *unit; };
bool public_choice(struct request *, const struct public_ground *, struct public_choice *ret);
/* Those fields of the query again, as "?kind=…&unit=…" for the address of the next page, the CSV, the JSON; empty when nothing was chosen. */
struct text public_query(struct request *, const struct public_choice *, struct text after);
/* In words: "Đang xem: …"; empty when nothing was chosen. */
struct text public_said(struct request *, const struct public_ground *, const struct public_choice *);
struct filter_field public_filter_kind(struct request *, const struct public_ground *, const struct public_choice *);
struct filter_field public_filter_unit(struct request *, const struct public_ground *, const struct public_choice *);

/* Sentence `code` in the reader's language. */
struct text public_word(struct request *, const char *code);
/* A status as people say it: "open", "late-now", "closed-in-time", "closed-late". */
struct text public_status(struct request *, struct text status);
/* "2026-11" of a month number (year * 12 + month - 1), and its first day. */
struct text public_month(struct arena *, int month);
day_t public_month_day(int month);

/* ---- the API (api.c, openapi.c) */
#define API_BAD_KEY "api.bad_idempotency_key" /* limit: characters */
#define API_RECEIVED "api.received_today_only"
enum { API_CODE, API_KEY };
extern const struct field api_file_form[], api_code_form[], api_open_form[];
void api_file(struct request *);
void api_matter(struct request *);
void api_open(struct request *);
void api_procedures(struct request *);
void api_openapi(struct request *);
void api_page(struct request *);

/* What an answer holds, for OpenAPI: members in bytewise order, ended by NULL. */
enum answer_type { SHAPE_TEXT, SHAPE_DAY, SHAPE_NUMBER, SHAPE_BOOL, SHAPE_OBJECT, SHAPE_LIST, SHAPE_ANY };
struct answer_member { const char *name; enum answer_type type; bool always; const char *doc; const struct answer_member *of; };
struct answer_shape { const char *route; int status; const char *name; const struct answer_member *members; };
extern const struct answer_shape answer_shapes[]; /* ended by route NULL */

/* Handlers that stand in rows of public.c and api.c. */
void matters_page(struct request *);
void matters_json(struct request *);
void matters_csv(struct request *);
void figures_page(struct request *);
void figures_json(struct request *);
void figures_csv(struct request *);
void units_page(struct request *);
void units_json(struct request *);
void units_csv(struct request *);
void unit_page(struct request *);
void unit_json(struct request *);
extern const struct field units_form[], unit_form[];
void convert_page(struct request *);
void convert_post(struct request *);
extern const struct field convert_form[];
void orders_page(struct request *);
void orders_json(struct request *);
void order_page(struct request *);
void order_json(struct request *);
extern const struct field order_form[];
/* Orders in words: day, title (a link), basis, state on that day. */
struct table_view public_orders_table(struct request *, day_t today, const struct order_row *, size_t n);
/* "4,40 km²; 357 người; Nà Sang": what is known of a share; empty: nothing. */
struct text public_share(struct request *, int64_t hectares, int64_t people, struct text hamlets);
void ledger_page(struct request *);
void ledger_json(struct request *);
void ledger_entry_page(struct request *);
void ledger_entry_json(struct request *);
void ledger_static(struct request *);
void ledger_checkpoint(struct request *);
extern const struct field ledger_entry_form[], ledger_static_form[];
