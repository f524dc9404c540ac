-- The published state: what everybody may see, as of the last publication. Copied from entries by the job `publish`, so that nobody learns the hour of a filing by watching.
CREATE TABLE public_state (
	id INT8 NOT NULL PRIMARY KEY,    -- always 1
	size INT8 NOT NULL,              -- entries shown
	day INT8 NOT NULL,
	version INT8 NOT NULL            -- grows by one a publication: what pages' tags depend on
);

CREATE TABLE public_matter (
	code TEXT NOT NULL PRIMARY KEY,
	class TEXT NOT NULL,             -- open or grouped
	procedure TEXT NOT NULL,         -- empty for grouped ones
	unit TEXT NOT NULL,              -- the holder
	place TEXT NOT NULL,
	state TEXT NOT NULL,
	status TEXT NOT NULL,            -- open, in-time, late
	outcome TEXT NOT NULL,
	received INT8 NOT NULL,
	due INT8,
	closed INT8,
	paused INT8,
	invented INT8 NOT NULL,
	sort_due INT8 NOT NULL           -- due, or the last of all days: the order of lists
);
CREATE INDEX public_matter_received ON public_matter (received, code);
CREATE INDEX public_matter_unit ON public_matter (unit, received, code);

CREATE TABLE public_step (
	matter TEXT NOT NULL,
	entry INT8 NOT NULL,
	day INT8 NOT NULL,
	step TEXT NOT NULL,
	state TEXT NOT NULL,
	unit TEXT NOT NULL,
	PRIMARY KEY (matter, entry)
);

-- Counts by unit, procedure, month received, state of things: what the figures and their CSV are made of.
CREATE TABLE public_count (
	unit TEXT NOT NULL,
	class TEXT NOT NULL,
	procedure TEXT NOT NULL,
	month INT8 NOT NULL,             -- year * 12 + month - 1 of the day received
	status TEXT NOT NULL,            -- open, in-time, late
	outcome TEXT NOT NULL,
	count INT8 NOT NULL,
	PRIMARY KEY (unit, class, procedure, month, status, outcome)
);
-- Open ones by due day, so that "late today" needs no walk over matters.
CREATE TABLE public_open (
	unit TEXT NOT NULL,
	class TEXT NOT NULL,
	procedure TEXT NOT NULL,
	due INT8 NOT NULL,               -- 0: nothing is owed
	count INT8 NOT NULL,
	PRIMARY KEY (unit, class, procedure, due)
);
