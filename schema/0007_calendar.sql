-- Days off that were announced while the installation runs, on top of those built into the program. Truth, with the ledger.
CREATE TABLE calendar_notice (
	entry INT8 NOT NULL PRIMARY KEY, -- its calendar.changed
	name TEXT NOT NULL,
	bytes BYTES NOT NULL,            -- all files of the calendar since then, as the blob of the `import` before it; the last one is the notice
	day INT8 NOT NULL,
	announced INT8 NOT NULL,
	basis TEXT NOT NULL
);

-- Due days that such a notice moved: one row a clock, and one with an empty name for the day that everybody sees of the matter.
CREATE TABLE matter_recount (
	matter TEXT NOT NULL,
	entry INT8 NOT NULL,
	clock TEXT NOT NULL,
	old_due INT8 NOT NULL,
	new_due INT8 NOT NULL,
	PRIMARY KEY (matter, entry, clock)
);
CREATE INDEX matter_recount_entry ON matter_recount (entry, clock, matter);
