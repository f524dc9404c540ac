/* say.h - sentences, days, numbers and plurals in the reader's language: the one place where they are put into words.
 *
 * A sentence has a code ("calendar.no_rule") and stands in po/, in Vietnamese and in English, with named holes: "Còn {n} ngày", and where a language
 * has a plural "{n} {n|day|days} left" (one | any other). The build joins po/ into a table; a code without both languages, or with other holes in one
 * than in the other, fails the build. Sentences of pages stand in the pages themselves (docs/pages.md). */
#pragma once
#include "base/error.h"
#include "base/text.h"
#include "base/time.h"

enum lang { LANG_VI, LANG_EN, LANG_COUNT };
/* "vi", "en" */
const char *lang_tag(enum lang);
/* From "vi", "en", "en-GB"; false for any other. */
bool lang_read(struct text, enum lang *ret);
struct words { struct text in[LANG_COUNT]; }; /* the same in each language, as data files give it: w.in[LANG_VI] */

/* What a hole of a sentence is filled with; a list ends with a row whose name is NULL. */
enum fact_kind { FACT_TEXT, FACT_NUMBER, FACT_DAY };
struct fact {
	const char    *name;
	enum fact_kind kind;
	struct text    text;
	int64_t        number;
	day_t          day;
};
#define FACT_T(n, t) ((struct fact){ .name = (n), .kind = FACT_TEXT, .text = (t) })
#define FACT_N(n, i) ((struct fact){ .name = (n), .kind = FACT_NUMBER, .number = (i) })
#define FACT_D(n, d) ((struct fact){ .name = (n), .kind = FACT_DAY, .day = (d) })

/* Adds the sentence `code`. A code that is not in po/ is a fault of the program (assert); a hole without a fact stays empty. */
void say(struct build *, enum lang, const char *code, const struct fact *);
/* SAY(b, lang, "web.sent", FACT_T("unit", u), FACT_D("due", d)) */
#define SAY(b, lang, code, ...) say((b), (lang), (code), (const struct fact[]){ __VA_ARGS__ __VA_OPT__(,) { .name = NULL } })
/* Is there a sentence for this code? */
bool say_knows(const char *code);
/* The sentence of an error, in plain text. For a code without a sentence (a test sees that there is none) it says that, with the code. */
struct text error_say(struct arena *, enum lang, const struct error *);

/* 03/02/2020 | 3 February 2020. The unknown day is "chưa rõ" | "not known". */
void say_date(struct build *, enum lang, day_t);
/* thứ Hai 03/02/2020 | Monday 3 February 2020 */
void say_day(struct build *, enum lang, day_t);
/* thứ Hai, chủ nhật | Monday, Sunday */
void say_weekday(struct build *, enum lang, day_t);
/* tháng 02/2020 | February 2020 */
void say_month(struct build *, enum lang, day_t any_day_in_it);
/* 14:30 ngày 03/02/2020 | 14:30 on 3 February 2020, in Vietnam's time */
void say_instant(struct build *, enum lang, instant_t);
/* 1.234.567 | 1,234,567 */
void say_number(struct build *, enum lang, int64_t);
/* A number given in units of 10^-`digits`: say_decimal(b, LANG_VI, 12345, 1) is 1.234,5 | 1,234.5 */
void say_decimal(struct build *, enum lang, int64_t scaled, int digits);
/* Share in per mille, rounded down so that 100 % means all: 98,5 % | 98.5% */
void say_permille(struct build *, enum lang, int64_t permille);
/* 512 byte | 512 bytes, 1,2 KB | 1.2 KB, 10 MB (1 KB = 1024 bytes, as people's file managers count) */
void say_size(struct build *, enum lang, int64_t bytes);
/* 90 phút -> "1 giờ 30 phút" | "1 hour 30 minutes"; two units at most: days, hours, minutes, seconds */
void say_duration(struct build *, enum lang, int64_t ms);

/* In which unit a term is counted. */
enum say_count { SAY_DAYS, SAY_WORKING_DAYS };
/* "4 ngày làm việc" | "4 working days" */
void say_days(struct build *, enum lang, int64_t n, enum say_count);
/* "Còn 4 ngày làm việc" | "4 working days left"; 0: "Hết hạn hôm nay" | "Due today"; below 0: "Quá hạn 2 ngày" | "2 days late" */
void say_left(struct build *, enum lang, int64_t left, enum say_count);

#define BASE_NO_SENTENCE "base.no_sentence" /* code: the code that has none */
