-- Version 1 of the tables of the World Stream Producer. Names are resolved by search_path.
-- docs/postgres.md explains each table. Rows are never deleted: the epochs of a run must not come again.

CREATE TABLE wsp_lease (
    run_id      text PRIMARY KEY CHECK (run_id ~ '^[0-9a-f]{32}$'),
    epoch       bigint NOT NULL CHECK (epoch > 0),
    token       uuid,
    owner       text NOT NULL,
    hold_for    interval NOT NULL,
    acquired_at timestamptz NOT NULL,
    renewed_at  timestamptz NOT NULL,
    expires_at  timestamptz,
    CHECK ((token IS NULL) = (expires_at IS NULL))
) WITH (fillfactor = 50);

COMMENT ON TABLE wsp_lease IS 'The holder of each run. Free if token is null or expires_at has passed.';
COMMENT ON COLUMN wsp_lease.epoch IS 'The epoch granted last. Milliseconds since 1970 when it was granted, or more.';
COMMENT ON COLUMN wsp_lease.token IS 'Identifies the grant; null once it was released.';
COMMENT ON COLUMN wsp_lease.hold_for IS 'The term of the grant and a tenth of it.';

CREATE TABLE wsp_checkpoint (
    run_id      text PRIMARY KEY CHECK (run_id ~ '^[0-9a-f]{32}$'),
    epoch       bigint NOT NULL CHECK (epoch > 0),
    saved_epoch bigint,
    saved_at    timestamptz,
    record      bytea,
    crc32c      bigint
) WITH (fillfactor = 50);

COMMENT ON TABLE wsp_checkpoint IS 'The progress of each run. No checkpoint is saved if saved_epoch is null.';
COMMENT ON COLUMN wsp_checkpoint.epoch IS 'The last epoch to open the run; only this one may save.';
COMMENT ON COLUMN wsp_checkpoint.crc32c IS 'CRC-32C of run_id (16 bytes), saved_epoch (8 bytes) and record.';

CREATE TABLE wsp_dead_letter_fence (
    run_id text PRIMARY KEY CHECK (run_id ~ '^[0-9a-f]{32}$'),
    epoch  bigint NOT NULL CHECK (epoch > 0)
);

COMMENT ON TABLE wsp_dead_letter_fence IS 'The last epoch to open the dead letters of each run; only this one may write.';

CREATE TABLE wsp_dead_letter (
    run_id          text NOT NULL CHECK (run_id ~ '^[0-9a-f]{32}$'),
    position_sha256 bytea NOT NULL CHECK (length(position_sha256) = 32),
    position        text NOT NULL,
    kind            text NOT NULL,
    code            text NOT NULL,
    reason          text NOT NULL,
    output_id       text NOT NULL,
    event_id        text,
    event_time      timestamptz,
    recorded_at     timestamptz NOT NULL DEFAULT clock_timestamp(),
    epoch           bigint NOT NULL,
    document        bytea NOT NULL,
    crc32c          bigint NOT NULL,
    PRIMARY KEY (run_id, position_sha256)
);

COMMENT ON TABLE wsp_dead_letter IS 'Events and rows that a stream passed over, or that the gate quarantined.';
COMMENT ON COLUMN wsp_dead_letter.document IS 'The whole dead letter. WSP reads only this; the other columns are for people.';
COMMENT ON COLUMN wsp_dead_letter.crc32c IS 'CRC-32C of run_id (16 bytes), epoch (8 bytes) and document.';

CREATE TABLE wsp_redrive_attempt (
    run_id          text NOT NULL,
    position_sha256 bytea NOT NULL,
    number          integer NOT NULL CHECK (number > 0),
    at              timestamptz NOT NULL,
    outcome         text NOT NULL,
    epoch           bigint NOT NULL,
    document        bytea NOT NULL,
    crc32c          bigint NOT NULL,
    PRIMARY KEY (run_id, position_sha256, number),
    FOREIGN KEY (run_id, position_sha256) REFERENCES wsp_dead_letter
);

COMMENT ON TABLE wsp_redrive_attempt IS 'Attempts to send a quarantined event again, in the order of their number.';
COMMENT ON COLUMN wsp_redrive_attempt.crc32c IS 'CRC-32C of run_id (16 bytes), number (8 bytes) and document.';

INSERT INTO wsp_schema (version) VALUES (1);
