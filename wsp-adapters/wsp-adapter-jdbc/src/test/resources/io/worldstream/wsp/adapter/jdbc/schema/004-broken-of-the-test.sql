-- A version that fails behind a statement that does not.
ALTER TABLE wsp_lease ADD COLUMN added text;
ALTER TABLE wsp_no_such ADD COLUMN added text;
