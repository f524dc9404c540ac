/* views_public.h - what the public lists, figures, units, the ledger and the pages for programmers show. */
#pragma once
#include "web/views.h"

/* The same for programs: addresses of this list's siblings. */
struct siblings_view { struct text csv_url, json_url; };

struct matters_view {
	struct layout_view   layout;
	struct filter_view   filter;
	struct table_view    table;
	struct pager_view    pager;
	struct empty_view    empty;       /* shown when there are no rows */
	struct siblings_view siblings;
	day_t                published;
};

struct figures_view {
	struct layout_view        layout;
	struct filter_view        filter;
	const struct figure_view *figures;
	size_t                    figures_n;
	struct table_view         units, outcomes, grouped;
	struct bars_view          months;
	struct empty_view         empty;
	struct siblings_view      siblings; /* of the table by unit */
	struct text               month_csv_url, grouped_csv_url;
	day_t                     published;
};

struct found_unit {
	struct text title, href, within;  /* within: "huyện Na Rì, tỉnh Bắc Kạn" */
	day_t       from, to;             /* shown when it no longer exists */
	bool        ended;
	const struct unit_link { struct text title, href; bool part; } *heirs;
	size_t      heirs_n;
};
struct units_view {
	struct layout_view       layout;
	struct text              typed;
	bool                     searched;
	const struct found_unit *found;
	size_t                   found_n;
	struct table_view        table;   /* of all today, when nothing was searched */
	struct empty_view        empty;
	struct siblings_view     siblings;
};

struct unit_view {
	struct layout_view        layout;
	struct text               title;
	bool                      ended;
	struct summary_list_view  about;
	const struct unit_link   *heirs;  /* of an ended unit: what stands there today */
	size_t                    heirs_n;
	struct table_view         names, offices, measures; /* measures: area, people, posts by day */
	struct tree_view          before, after;
	const struct figure_view *figures;
	size_t                    figures_n;
	struct text               list_url, json_url;
};

/* A file of addresses to be converted. */
struct convert_view { struct layout_view layout; struct error_summary_view errors; struct field_view column, from, to; struct text file_error, token; };

/* Orders that rearranged units. */
struct orders_view { struct layout_view layout; struct table_view table; struct siblings_view siblings; };
struct order_part_view { struct text title; struct summary_list_view lines; };
struct order_view {
	struct layout_view            layout;
	struct text                   title;
	struct summary_list_view      about;
	const struct unit_link       *before, *after; /* who held a desk the day before, and who from the day on */
	size_t                        desks_n;
	const struct order_part_view *parts;
	size_t                        parts_n;
	int64_t                       parts_more;     /* than are shown */
	bool                          folded;         /* so many that each is a line that opens */
	struct text                   entry_url, file_url, revoked_url; /* empty: not published yet */
	struct siblings_view          siblings;
};

struct ledger_view {
	struct layout_view layout;
	bool               is_published;
	struct text        checkpoint, vkey, origin, url; /* url: of the ledger's files, without the slash at the end */
	struct text        qr_path;
	int                qr_size;
	int64_t            size;
	day_t              day;
	bool               at_once;      /* published at once, not at set hours */
	struct text        hours;        /* "12:00, 18:00" */
	struct text        index, index_error;
};

struct member_row { struct text name, value, meaning; };
struct ledger_entry_view {
	struct layout_view       layout;
	int64_t                  index, size;
	day_t                    day;
	struct text              title, kind, meaning, pretty, hash, tile_url, json_url, matter_url, matter;
	const struct member_row *members;
	size_t                   members_n;
	struct text              previous_url, next_url;
};

struct source_view { struct layout_view layout; struct text program; };

struct api_row { struct text method, path, about; };
struct api_view {
	struct layout_view    layout;
	struct text           base;      /* "https://danvan.example.vn" or as the reader came */
	const struct api_row *calls;
	size_t                calls_n;
	const struct api_row *siblings;  /* pages with their JSON and CSV */
	size_t                siblings_n;
};
