-- The ledger: entries and tiles are the truth, everything that shows them derives from them.

-- One row. size and root are the head; published: how many entries the public files show, under published_note.
CREATE TABLE ledger_meta (
  one            INT8 PRIMARY KEY NOT NULL,
  origin         TEXT NOT NULL,
  vkey           TEXT NOT NULL,
  key_path       TEXT NOT NULL,
  size           INT8 NOT NULL,
  root           BYTES NOT NULL,
  published      INT8 NOT NULL,
  published_note BYTES NOT NULL
);

-- day, kind and matter stand in bytes too; verification compares.
CREATE TABLE entry (
  idx    INT8 PRIMARY KEY NOT NULL,
  day    INT8 NOT NULL,
  kind   TEXT NOT NULL,
  matter TEXT,
  bytes  BYTES NOT NULL,
  leaf   BYTES NOT NULL
);
CREATE INDEX entry_of_matter ON entry (matter, idx);

-- Full tiles only: 256 hashes, and the hash over them, which stands in the tile above.
CREATE TABLE tile (
  level INT8 NOT NULL,
  n     INT8 NOT NULL,
  bytes BYTES NOT NULL,
  root  BYTES NOT NULL,
  PRIMARY KEY (level, n)
);

-- The private side of an entry: six commitments of 32 bytes, and for each part its salt and bytes, sealed; of an absent part just its salt.
CREATE TABLE part (
  idx             INT8 PRIMARY KEY NOT NULL,
  scope           TEXT NOT NULL,
  commitments     BYTES NOT NULL,
  sealed_time     BYTES NOT NULL,
  sealed_text     BYTES NOT NULL,
  sealed_party    BYTES NOT NULL,
  sealed_files    BYTES NOT NULL,
  sealed_acts     BYTES NOT NULL,
  sealed_internal BYTES NOT NULL
);

-- Backed up apart from all else and with a short life. An erased key is a row without wrapped; erased is the index of the entry that says so.
CREATE TABLE data_key (
  scope   TEXT NOT NULL,
  part    INT8 NOT NULL,
  wrapped BYTES,
  erased  INT8,
  PRIMARY KEY (scope, part)
);

-- Large public things, by the SHA-256 of their bytes; idx: the first entry that names it.
CREATE TABLE blob (
  hash  BYTES PRIMARY KEY NOT NULL,
  idx   INT8 NOT NULL,
  bytes BYTES NOT NULL
);
CREATE INDEX blob_by_entry ON blob (idx);
