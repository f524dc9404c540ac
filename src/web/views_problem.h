/* views_problem.h - what pages/problem.html shows: what is wrong and what to do next, nothing of the inside. */
#pragma once
#include "web/views.h"

struct problem_view {
	struct layout_view layout;
	struct text title, text;
	bool        both;                /* said in the other language too */
	struct text other;
	struct text next_url;            /* sign in; empty: none */
	const struct error_row *errors;  /* fields that do not fit */
	size_t      errors_n;
};
