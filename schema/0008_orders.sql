-- Orders: legal acts that change units, as they were applied here; those that came with the lists too. Truth, with the ledger.
CREATE TABLE unit_order (
	id          TEXT PRIMARY KEY NOT NULL,
	entry       INT8 NOT NULL,   -- its `order`; 0: it came with the lists
	day         INT8 NOT NULL,   -- effective; of an unknown one the first day of its year
	day_unknown INT8 NOT NULL,
	basis       TEXT NOT NULL,
	title_vi    TEXT NOT NULL,
	title_en    TEXT NOT NULL,
	parts       INT8 NOT NULL,
	hash        TEXT NOT NULL,   -- of its file, which is public under blob/
	file        BYTES NOT NULL,
	revoked     INT8 NOT NULL    -- its `order.revoked`; 0: it stands
);
CREATE INDEX unit_order_day ON unit_order (day, id);

-- What it did, row by row: what a page shows, and what taking it back undoes.
CREATE TABLE order_change (
	order_id TEXT NOT NULL,
	number   INT8 NOT NULL,
	what     TEXT NOT NULL,      -- fact_ends, fact_begins, lineage, desk_ends, desk_begins, measure_ends, measure_begins
	unit     TEXT NOT NULL,      -- or the desk
	other    TEXT NOT NULL,      -- lineage: to whom; a desk: whose; a measure: which
	from_day INT8 NOT NULL,      -- of the row that ended, as it was ...
	to_day   INT8 NOT NULL,      -- ... before it
	part     INT8 NOT NULL,      -- of the order's file, from 0
	PRIMARY KEY (order_id, number)
);
CREATE INDEX order_change_unit ON order_change (unit, order_id, number);

-- More about a row of lineage. No row: nothing more is known.
CREATE TABLE lineage_share (
	from_unit TEXT NOT NULL,
	to_unit   TEXT NOT NULL,
	day       INT8 NOT NULL,
	hectares  INT8 NOT NULL,     -- 0: not known, as for people
	people    INT8 NOT NULL,
	hamlets   TEXT NOT NULL,
	heir      INT8 NOT NULL,     -- 1: takes desks, matters and accounts of a unit that ended
	to_sort   INT8 NOT NULL,     -- 1: nobody named it; the matters are still to be sorted
	PRIMARY KEY (from_unit, to_unit, day)
);

-- Figures of a unit between two days: area, people, posts by kind.
CREATE TABLE unit_measure (
	unit     TEXT NOT NULL,
	what     TEXT NOT NULL,
	from_day INT8 NOT NULL,
	to_day   INT8 NOT NULL,
	amount   INT8 NOT NULL,
	basis    TEXT NOT NULL,
	PRIMARY KEY (unit, what, from_day)
);
