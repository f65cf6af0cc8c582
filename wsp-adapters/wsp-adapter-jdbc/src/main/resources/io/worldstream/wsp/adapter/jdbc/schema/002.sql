-- Version 2 of the tables of the World Stream Producer: positions on a control bus. Names are resolved by search_path.

CREATE TABLE wsp_position (
    name     text COLLATE "C" PRIMARY KEY CHECK (length(name) BETWEEN 1 AND 512),
    version  uuid NOT NULL,
    saved_at timestamptz NOT NULL,
    record   bytea NOT NULL CHECK (length(record) <= 1048576),
    crc32c   bigint NOT NULL
) WITH (fillfactor = 50);

COMMENT ON TABLE wsp_position IS 'The messages of a control bus that are settled, in records that hosts merge.';
COMMENT ON COLUMN wsp_position.version IS 'Another one for each save. A save replaces the version that its host has read, and no other.';
COMMENT ON COLUMN wsp_position.crc32c IS 'CRC-32C of name (ASCII), version (16 bytes) and record.';

INSERT INTO wsp_schema (version) VALUES (2);
