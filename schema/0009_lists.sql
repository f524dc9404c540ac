-- Lists that cost what a page costs, not what the matters cost: an index in the order of each list that can be asked for, words in the order of what is due, counts by day.
-- Derived, made anew by `danvan rebuild`: tally_day, subject_word, word_count.

CREATE INDEX matter_work_kind ON matter (desk, procedure, is_open, due, code);
-- Small, however much was ever filed: what an office has not yet touched, what stands still, what waits for a signature.
CREATE INDEX matter_fresh ON matter (desk, is_open, fresh, due, code, procedure) WHERE is_open = 1 AND fresh = 1;
CREATE INDEX matter_paused ON matter (desk, is_open, due, code, procedure, paused) WHERE is_open = 1 AND paused IS NOT NULL;
CREATE INDEX matter_sign ON matter (desk, is_open, waits_for, due, code, procedure) WHERE is_open = 1 AND waits_for = 'head';
DROP INDEX matter_assigned;
CREATE INDEX matter_assigned ON matter (assignee, is_open, due, code, desk) WHERE assignee IS NOT NULL;

-- Open matters of a desk by the day on which they are due, all of them and those of each assignee. The row whose due is 2932897, the day after the last of all
-- days, sums the others: what is late is that sum less what is due today or later, so nobody walks over the days past.
CREATE TABLE tally_day (
	desk TEXT NOT NULL,
	assignee INT8 NOT NULL,          -- -1: everybody's and nobody's together
	due INT8 NOT NULL,
	open INT8 NOT NULL,
	paused INT8 NOT NULL,
	fresh INT8 NOT NULL,
	sign INT8 NOT NULL,              -- waits for the head's signature
	PRIMARY KEY (desk, assignee, due)
) CLUSTERED;
CREATE INDEX tally_day_empty ON tally_day (open) WHERE open = 0;
CREATE INDEX tally_day_whole ON tally_day (assignee, desk, open) WHERE due = 2932897;
INSERT INTO tally_day (desk, assignee, due, open, paused, fresh, sign)
	SELECT desk, assignee, due, count(*), sum(CASE WHEN paused IS NULL THEN 0 ELSE 1 END), sum(fresh), sum(CASE WHEN waits_for = 'head' THEN 1 ELSE 0 END)
	FROM (SELECT desk, -1 AS assignee, due, paused, fresh, waits_for FROM matter WHERE is_open = 1
		UNION ALL SELECT desk, -1, 2932897, paused, fresh, waits_for FROM matter WHERE is_open = 1
		UNION ALL SELECT desk, assignee, due, paused, fresh, waits_for FROM matter WHERE is_open = 1 AND assignee IS NOT NULL
		UNION ALL SELECT desk, assignee, 2932897, paused, fresh, waits_for FROM matter WHERE is_open = 1 AND assignee IS NOT NULL) AS every_row
	GROUP BY desk, assignee, due;

-- Where a matter lies and when it is due, repeated beside each of its words: a search reads one word of one desk in the order of the list.
CREATE TABLE subject_word_new (
	word TEXT NOT NULL,
	is_open INT8 NOT NULL,
	desk TEXT NOT NULL,
	due INT8 NOT NULL,
	matter TEXT NOT NULL,
	PRIMARY KEY (word, is_open, desk, due, matter)
) CLUSTERED;
INSERT INTO subject_word_new (word, is_open, desk, due, matter)
	SELECT s.word, m.is_open, m.desk, m.due, s.matter FROM subject_word s JOIN matter m ON m.code = s.matter;
DROP TABLE subject_word;
ALTER TABLE subject_word_new RENAME TO subject_word;
CREATE INDEX subject_word_matter ON subject_word (matter, word);

-- In how many subject lines a word stands: the rarest of those asked for is read, the others are only looked up.
CREATE TABLE word_count (
	word TEXT NOT NULL PRIMARY KEY,
	count INT8 NOT NULL
);
INSERT INTO word_count (word, count) SELECT word, count(*) FROM subject_word GROUP BY word;

-- What was counted away is swept without reading what counts.
CREATE INDEX tally_empty ON tally (count) WHERE count = 0;
CREATE INDEX public_count_empty ON public_count (count) WHERE count = 0;
CREATE INDEX public_open_empty ON public_open (count) WHERE count = 0;

-- What everybody sees, in the order in which it is shown: newest received first; of what is late now, what is late for longest.
DROP INDEX public_matter_unit;
CREATE INDEX public_matter_unit ON public_matter (unit, status, received, code, procedure);
CREATE INDEX public_matter_kind ON public_matter (procedure, status, received, code);
CREATE INDEX public_matter_late ON public_matter (status, sort_due, code, procedure, received, paused) WHERE status = 'open' AND paused IS NULL;
CREATE INDEX public_matter_late_unit ON public_matter (unit, status, sort_due, code, procedure, received, paused) WHERE status = 'open' AND paused IS NULL;

-- public_count and public_open without the units, and all procedures and months of a unit's year: nobody sums what hundreds of units did.
CREATE TABLE public_month (
	class TEXT NOT NULL,
	procedure TEXT NOT NULL,
	month INT8 NOT NULL,
	status TEXT NOT NULL,
	outcome TEXT NOT NULL,
	count INT8 NOT NULL,
	PRIMARY KEY (class, procedure, month, status, outcome)
);
INSERT INTO public_month (class, procedure, month, status, outcome, count)
	SELECT class, procedure, month, status, outcome, sum(count) FROM public_count GROUP BY class, procedure, month, status, outcome;
CREATE TABLE public_due (
	class TEXT NOT NULL,
	procedure TEXT NOT NULL,
	due INT8 NOT NULL,
	count INT8 NOT NULL,
	PRIMARY KEY (class, procedure, due)
);
INSERT INTO public_due (class, procedure, due, count) SELECT class, procedure, due, sum(count) FROM public_open GROUP BY class, procedure, due;
CREATE TABLE public_year (
	year INT8 NOT NULL,
	unit TEXT NOT NULL,
	class TEXT NOT NULL,
	status TEXT NOT NULL,
	outcome TEXT NOT NULL,
	count INT8 NOT NULL,
	PRIMARY KEY (year, unit, class, status, outcome)
);
INSERT INTO public_year (year, unit, class, status, outcome, count)
	SELECT month / 12, unit, class, status, outcome, sum(count) FROM public_count GROUP BY month / 12, unit, class, status, outcome;
CREATE INDEX public_month_empty ON public_month (count) WHERE count = 0;
CREATE INDEX public_due_empty ON public_due (count) WHERE count = 0;
CREATE INDEX public_year_empty ON public_year (count) WHERE count = 0;
