-- Units in time. A day column holds days since 1970-01-01; facts hold from from_day up to, not including, to_day.
-- from_day = -2147483648: before the first list, the day is not known. to_day = 2932896 (9999-12-31): no end yet.
-- So "in force on $1" is always: from_day <= $1 AND $1 < to_day.

-- The truth: identities, and facts about them. Organisations are units too.
CREATE TABLE unit (
	id TEXT PRIMARY KEY NOT NULL
);

CREATE TABLE unit_fact (
	unit     TEXT NOT NULL,
	from_day INT8 NOT NULL,
	to_day   INT8 NOT NULL,
	code     TEXT NOT NULL,   -- the official code, '' for organisations; given again to other units, so never an identity
	name     TEXT NOT NULL,
	type     TEXT NOT NULL,
	parent   TEXT NOT NULL,   -- '' at the top
	place    TEXT NOT NULL,   -- the administrative unit of an organisation, else ''
	basis    TEXT NOT NULL,
	note     TEXT NOT NULL,
	PRIMARY KEY (unit, from_day)
);
CREATE INDEX unit_fact_code ON unit_fact (code, from_day);

-- Which units follow which.
CREATE TABLE lineage (
	from_unit TEXT NOT NULL,
	to_unit   TEXT NOT NULL,
	day       INT8 NOT NULL,
	extent    TEXT NOT NULL,  -- whole | part
	basis     TEXT NOT NULL,
	note      TEXT NOT NULL,
	PRIMARY KEY (from_unit, to_unit, day)
);
CREATE INDEX lineage_to ON lineage (to_unit, day);

-- Where matters lie. A reorganisation moves desks, not matters.
CREATE TABLE desk (
	id TEXT PRIMARY KEY NOT NULL
);

CREATE TABLE unit_desk (
	desk     TEXT NOT NULL,
	unit     TEXT NOT NULL,
	from_day INT8 NOT NULL,
	to_day   INT8 NOT NULL,
	PRIMARY KEY (desk, from_day)
);
CREATE INDEX unit_desk_unit ON unit_desk (unit, from_day);

-- One row; version grows with every change of the tables of this file.
CREATE TABLE registry_state (
	id      INT8 PRIMARY KEY NOT NULL,
	version INT8 NOT NULL
);

-- Derived from unit_fact (danvan rebuild): every unit above a unit, itself with depth 0, by date ...
CREATE TABLE unit_above (
	unit     TEXT NOT NULL,
	above    TEXT NOT NULL,
	from_day INT8 NOT NULL,
	to_day   INT8 NOT NULL,
	depth    INT8 NOT NULL,
	PRIMARY KEY (unit, above, from_day)
);
CREATE INDEX unit_above_above ON unit_above (above, unit, from_day);

-- ... and the folded words of names.
CREATE TABLE unit_name (
	word     TEXT NOT NULL,
	unit     TEXT NOT NULL,
	from_day INT8 NOT NULL,
	to_day   INT8 NOT NULL,
	PRIMARY KEY (word, unit, from_day)
);
CREATE INDEX unit_name_unit ON unit_name (unit, from_day);
