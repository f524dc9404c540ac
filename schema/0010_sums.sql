-- Sums and marks for lists that took longer the more matters there were. All of it is derived, made anew by `danvan rebuild`.

-- Which words a subject line may have: two bits for each, -1 where nobody has reckoned it yet. A search for several words reads the rarest and leaves out by this what cannot have the others.
ALTER TABLE subject_word ADD COLUMN marks INT8 NOT NULL DEFAULT -1;
