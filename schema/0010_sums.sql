-- Sums and marks for lists that took longer the more matters there were. All of it is derived, made anew by `danvan rebuild`.

-- Which words a subject line may have: two bits for each, -1 where nobody has reckoned it yet. A search for several words reads the rarest and leaves out by this what cannot have the others.
ALTER TABLE subject_word ADD COLUMN marks INT8 NOT NULL DEFAULT -1;

-- tally_day with seven days in a row: who leads many desks reads a seventh of the rows. The row whose week is 521723, the one after the last of all days, sums the others.
CREATE TABLE tally_week (
	desk TEXT NOT NULL,
	assignee INT8 NOT NULL,          -- -1: everybody's and nobody's together
	week INT8 NOT NULL,              -- (due + 719162) / 7
	open INT8 NOT NULL,
	d0 INT8 NOT NULL,                -- of those, by the rest of that division; 0 in the row that sums the others
	d1 INT8 NOT NULL,
	d2 INT8 NOT NULL,
	d3 INT8 NOT NULL,
	d4 INT8 NOT NULL,
	d5 INT8 NOT NULL,
	d6 INT8 NOT NULL,
	paused INT8 NOT NULL,
	fresh INT8 NOT NULL,
	sign INT8 NOT NULL,              -- waits for the head's signature
	PRIMARY KEY (desk, assignee, week)
) CLUSTERED;
INSERT INTO tally_week (desk, assignee, week, open, d0, d1, d2, d3, d4, d5, d6, paused, fresh, sign)
	SELECT desk, assignee, week, sum(open), sum(CASE WHEN day = 0 THEN open ELSE 0 END), sum(CASE WHEN day = 1 THEN open ELSE 0 END), sum(CASE WHEN day = 2 THEN open ELSE 0 END),
		sum(CASE WHEN day = 3 THEN open ELSE 0 END), sum(CASE WHEN day = 4 THEN open ELSE 0 END), sum(CASE WHEN day = 5 THEN open ELSE 0 END),
		sum(CASE WHEN day = 6 THEN open ELSE 0 END), sum(paused), sum(fresh), sum(sign)
	FROM (SELECT desk, assignee, CASE WHEN due = 2932897 THEN 521723 ELSE (due + 719162) / 7 END AS week, CASE WHEN due = 2932897 THEN -1 ELSE (due + 719162) % 7 END AS day,
			open, paused, fresh, sign
		FROM tally_day) AS days
	GROUP BY desk, assignee, week;
CREATE INDEX tally_week_empty ON tally_week (open) WHERE open = 0;
DROP TABLE tally_day;

-- The same of what is published, by unit, of one procedure and, named '*', of all.
CREATE TABLE public_week (
	procedure TEXT NOT NULL,
	week INT8 NOT NULL,
	unit TEXT NOT NULL,
	class TEXT NOT NULL,
	open INT8 NOT NULL,
	d0 INT8 NOT NULL,
	d1 INT8 NOT NULL,
	d2 INT8 NOT NULL,
	d3 INT8 NOT NULL,
	d4 INT8 NOT NULL,
	d5 INT8 NOT NULL,
	d6 INT8 NOT NULL,
	PRIMARY KEY (procedure, week, unit, class)
) CLUSTERED;
INSERT INTO public_week (procedure, week, unit, class, open, d0, d1, d2, d3, d4, d5, d6)
	SELECT procedure, week, unit, class, sum(count), sum(CASE WHEN day = 0 THEN count ELSE 0 END), sum(CASE WHEN day = 1 THEN count ELSE 0 END), sum(CASE WHEN day = 2 THEN count ELSE 0 END),
		sum(CASE WHEN day = 3 THEN count ELSE 0 END), sum(CASE WHEN day = 4 THEN count ELSE 0 END), sum(CASE WHEN day = 5 THEN count ELSE 0 END), sum(CASE WHEN day = 6 THEN count ELSE 0 END)
	FROM (SELECT procedure, (due + 719162) / 7 AS week, unit, class, (due + 719162) % 7 AS day, count FROM public_open WHERE due > 0
		UNION ALL SELECT '*', (due + 719162) / 7, unit, class, (due + 719162) % 7, count FROM public_open WHERE due > 0
		UNION ALL SELECT procedure, 521723, unit, class, -1, count FROM public_open WHERE due > 0
		UNION ALL SELECT '*', 521723, unit, class, -1, count FROM public_open WHERE due > 0) AS every_row
	GROUP BY procedure, week, unit, class;
CREATE INDEX public_week_empty ON public_week (open) WHERE open = 0;

-- public_due knows the month of the day received, too: what is late now and came in some month.
CREATE TABLE public_due_new (
	month INT8 NOT NULL,
	class TEXT NOT NULL,
	procedure TEXT NOT NULL,
	due INT8 NOT NULL,
	count INT8 NOT NULL,
	PRIMARY KEY (month, class, procedure, due)
);
INSERT INTO public_due_new (month, class, procedure, due, count)
	SELECT (year + 400 * era) * 12 + (5 * (day - 365 * year - year / 4 + year / 100) + 2) / 153 + 2, class, procedure, due, sum(count)
	FROM (SELECT (day - day / 1460 + day / 36524 - day / 146096) / 365 AS year, day, era, class, procedure, due, count
		FROM (SELECT (received + 719468) % 146097 AS day, (received + 719468) / 146097 AS era, class, procedure,
				CASE WHEN due IS NULL OR paused IS NOT NULL THEN 0 ELSE due END AS due, count(*) AS count
			FROM public_matter WHERE status = 'open'
			GROUP BY received, class, procedure, CASE WHEN due IS NULL OR paused IS NOT NULL THEN 0 ELSE due END) AS days) AS years
	GROUP BY (year + 400 * era) * 12 + (5 * (day - 365 * year - year / 4 + year / 100) + 2) / 153 + 2, class, procedure, due;
DROP TABLE public_due;
ALTER TABLE public_due_new RENAME TO public_due;
CREATE INDEX public_due_empty ON public_due (count) WHERE count = 0;

-- All procedures of a unit together, one row a month and one a year, instead of public_year.
CREATE TABLE public_period (
	unit TEXT NOT NULL,
	period INT8 NOT NULL,            -- year * 12 + month - 1 of the day received, or, below zero, - year
	class TEXT NOT NULL,
	open INT8 NOT NULL,
	in_time INT8 NOT NULL,
	late INT8 NOT NULL,
	answered INT8 NOT NULL,          -- of those closed, by outcome
	refused INT8 NOT NULL,
	guided INT8 NOT NULL,
	withdrawn INT8 NOT NULL,
	PRIMARY KEY (unit, period, class)
) CLUSTERED;
INSERT INTO public_period (unit, period, class, open, in_time, late, answered, refused, guided, withdrawn)
	SELECT unit, period, class, sum(CASE WHEN status = 'open' THEN count ELSE 0 END), sum(CASE WHEN status = 'open' OR status = 'closed-late' THEN 0 ELSE count END),
		sum(CASE WHEN status = 'closed-late' THEN count ELSE 0 END), sum(CASE WHEN status <> 'open' AND outcome = 'answered' THEN count ELSE 0 END),
		sum(CASE WHEN status <> 'open' AND outcome = 'refused' THEN count ELSE 0 END), sum(CASE WHEN status <> 'open' AND outcome = 'guided' THEN count ELSE 0 END),
		sum(CASE WHEN status <> 'open' AND outcome = 'withdrawn' THEN count ELSE 0 END)
	FROM (SELECT unit, month AS period, class, status, outcome, count FROM public_count
		UNION ALL SELECT unit, - (month / 12), class, status, outcome, count FROM public_count) AS every_row
	GROUP BY unit, period, class;
CREATE INDEX public_period_year ON public_period (period, unit, class) WHERE period < 0;
CREATE INDEX public_period_empty ON public_period (open) WHERE open = 0 AND in_time = 0 AND late = 0;
DROP TABLE public_year;
