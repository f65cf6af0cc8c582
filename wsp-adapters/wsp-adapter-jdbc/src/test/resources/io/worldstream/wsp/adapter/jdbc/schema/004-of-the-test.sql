-- A later version, for tests.
ALTER TABLE wsp_lease ADD COLUMN added text;
INSERT INTO wsp_schema (version) VALUES (4);
