-- Kept without entries: what a person has typed and not yet sent. Sealed under a token that only the cookie holds; gone after 7 days.
CREATE TABLE draft (
	token_hash BYTES NOT NULL PRIMARY KEY,
	sealed BYTES NOT NULL,
	changed INT8 NOT NULL,
	sent TEXT NOT NULL               -- code of the matter it became; empty before
);
CREATE INDEX draft_changed ON draft (changed);

CREATE TABLE draft_file (
	token_hash BYTES NOT NULL,
	number INT8 NOT NULL,
	file BYTES NOT NULL,             -- its pieces: file_piece
	sealed BYTES NOT NULL,           -- name, type, size, hashes, the key of the pieces
	PRIMARY KEY (token_hash, number)
);

-- Jobs: rows that some node leases and finishes at least once.
CREATE TABLE job (
	name TEXT NOT NULL PRIMARY KEY,
	next_at INT8 NOT NULL,
	leased_until INT8 NOT NULL,
	leased_by TEXT NOT NULL,
	last_done INT8 NOT NULL
);
