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
