-- Matters: one thing owed each. Truth (with the ledger): pack, matter, matter_step, matter_link, attachment, file_piece.
-- Derived, made anew by `danvan rebuild`: tally, subject_word.

-- Procedures that were imported, by the hash of their files; one of each name is in use.
CREATE TABLE pack (
	name TEXT NOT NULL,
	hash TEXT NOT NULL,
	files BYTES NOT NULL,
	imported INT8 NOT NULL,
	entry INT8 NOT NULL,
	in_use INT8 NOT NULL,
	PRIMARY KEY (name, hash)
);

CREATE TABLE matter (
	code TEXT NOT NULL PRIMARY KEY,
	procedure TEXT NOT NULL,
	desk TEXT NOT NULL,              -- where it lies; who holds the desk today is registry's to say
	place TEXT NOT NULL,             -- the unit it is about
	state TEXT NOT NULL,
	is_open INT8 NOT NULL,
	due INT8 NOT NULL,               -- of the running clock that ends first; the last of all days when nothing runs
	clock TEXT NOT NULL,             -- that clock's name; empty when nothing runs
	received INT8 NOT NULL,
	accepted INT8,
	entered INT8 NOT NULL,           -- the day of its first entry
	arrived INT8 NOT NULL,           -- the day it came to this desk
	paused INT8,                     -- since when its clock stands still
	fresh INT8 NOT NULL,             -- 1: came to this desk and nobody has touched it yet
	closed INT8,
	closed_late INT8 NOT NULL,       -- 1 when what was owed was met after its day
	outcome TEXT NOT NULL,
	channel TEXT NOT NULL,
	subject TEXT NOT NULL,           -- the line that the officer words; never the author's text
	assignee INT8,
	situation TEXT NOT NULL,         -- what the engine asks for, clocks and points included (situation_print)
	waits_for TEXT NOT NULL,         -- role whose signature or act is waited for; empty: the handler
	key_hash BYTES NOT NULL,
	receipt_entry INT8 NOT NULL,
	version INT8 NOT NULL,           -- number of steps: what If-Match compares
	invented INT8 NOT NULL           -- of a demonstration
);
CREATE INDEX matter_work ON matter (desk, is_open, due, code);
CREATE INDEX matter_assigned ON matter (assignee, is_open, due, code);
CREATE INDEX matter_by_received ON matter (received, code);

-- What happened, one row an entry. What the entry holds is not repeated but what lists need.
CREATE TABLE matter_step (
	matter TEXT NOT NULL,
	number INT8 NOT NULL,
	entry INT8 NOT NULL,
	day INT8 NOT NULL,
	step TEXT NOT NULL,
	state_before TEXT NOT NULL,
	state_after TEXT NOT NULL,
	role TEXT NOT NULL,
	unit TEXT NOT NULL,              -- where the role was held
	holder TEXT NOT NULL,            -- who holds the matter after it
	account INT8,
	via TEXT NOT NULL,
	corrects INT8,                   -- number of the step it puts right
	corrected INT8 NOT NULL,         -- 1: a later step put this one right
	situation TEXT NOT NULL,         -- as it was before the step, for putting it right
	desk TEXT NOT NULL,              -- where it lay before the step
	PRIMARY KEY (matter, number)
);
CREATE INDEX matter_step_entry ON matter_step (entry);

CREATE TABLE matter_link (
	matter TEXT NOT NULL,
	other TEXT NOT NULL,
	kind TEXT NOT NULL,
	entry INT8 NOT NULL,
	PRIMARY KEY (matter, other, kind)
);

-- Who already got an answer to which request: hash of the caller and of the key that the caller gave; kept 7 days.
CREATE TABLE idempotency (
	caller BYTES NOT NULL PRIMARY KEY,
	body BYTES NOT NULL,
	matter TEXT NOT NULL,
	day INT8 NOT NULL
);
CREATE INDEX idempotency_day ON idempotency (day);

-- A file of a matter. Its bytes lie in file_piece under a key of their own, which stands (with the name and both hashes) in `sealed`, under the data key of
-- (matter, files): destroying that key erases the file.
CREATE TABLE attachment (
	matter TEXT NOT NULL,
	number INT8 NOT NULL,
	step INT8 NOT NULL,              -- the step it came with
	file BYTES NOT NULL,
	sealed BYTES NOT NULL,
	type TEXT NOT NULL,
	size INT8 NOT NULL,
	pieces INT8 NOT NULL,
	shown INT8 NOT NULL,             -- 1: has been through the extractor, may be shown
	PRIMARY KEY (matter, number)
);
CREATE TABLE file_piece (
	file BYTES NOT NULL,
	piece INT8 NOT NULL,
	sealed BYTES NOT NULL,
	PRIMARY KEY (file, piece)
);

-- Derived: how many open matters lie where, in which state, due when. Late = the sum of days past.
CREATE TABLE tally (
	desk TEXT NOT NULL,
	procedure TEXT NOT NULL,
	state TEXT NOT NULL,
	due INT8 NOT NULL,
	paused INT8 NOT NULL,
	fresh INT8 NOT NULL,
	waits_for TEXT NOT NULL,
	count INT8 NOT NULL,
	PRIMARY KEY (desk, procedure, state, due, paused, fresh, waits_for)
);

-- Derived: the folded words of subject lines, for officers' search.
CREATE TABLE subject_word (
	word TEXT NOT NULL,
	matter TEXT NOT NULL,
	PRIMARY KEY (word, matter)
);
CREATE INDEX subject_word_matter ON subject_word (matter, word);
