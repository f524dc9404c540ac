/* look.h - every part in its states, with invented contents: the page /look of the demonstration, and what the look is tested by. */
#pragma once
#include "web/out.h"
#include "web/views.h"

struct look_view {
	struct layout_view layout;
	const struct clock_view *clocks;
	size_t clocks_n;
	struct timeline_view timeline;
	struct summary_list_view summary;
	struct error_summary_view errors;
	const struct notice_view *notices;
	size_t notices_n;
	struct empty_view empty;
	struct step_view step;
	struct field_view name, phone, wrong_phone, account, wrong_account, files;
	struct choice_view kind, wrong_kind, many;
	struct date_view date, wrong_date;
	struct unit_picker_view picker, picker_found, picker_none;
	struct table_view table;
	struct filter_view filter;
	struct pager_view pager;
	const struct figure_view *figures;
	size_t figures_n;
	struct bars_view bars;
	struct file_list_view file_list;
	struct code_box_view code, key;
	struct paper_view paper;
	struct tree_view tree;
};

/* The whole page, in o->lang. `as_officer`: in the officers' dress. */
void look_write(struct out *, bool as_officer);
