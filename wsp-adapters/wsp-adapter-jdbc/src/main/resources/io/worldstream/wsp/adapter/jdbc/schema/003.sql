-- Version 3 of the tables of the World Stream Producer: audit trails. Names are resolved by search_path.

CREATE TABLE wsp_audit_chain (
    host       text COLLATE "C" PRIMARY KEY CHECK (host ~ '^[A-Za-z0-9_-][A-Za-z0-9_.-]{0,127}$'),
    seq        bigint NOT NULL CHECK (seq >= 0),
    hash       text NOT NULL CHECK (hash ~ '^[0-9a-f]{64}$'),
    appended_at timestamptz,
    holder     uuid,
    epoch      bigint NOT NULL CHECK (epoch > 0),
    owner      text NOT NULL,
    hold_for   interval NOT NULL,
    expires_at timestamptz,
    CHECK ((holder IS NULL) = (expires_at IS NULL))
) WITH (fillfactor = 50);

COMMENT ON TABLE wsp_audit_chain IS 'The head of the audit trail of each host, and the process that appends to it. Free if holder is null or expires_at has passed.';
COMMENT ON COLUMN wsp_audit_chain.seq IS 'The number of the last record; 0 if there is none.';
COMMENT ON COLUMN wsp_audit_chain.hash IS 'The hash of the last record; 64 zeros if there is none.';
COMMENT ON COLUMN wsp_audit_chain.epoch IS 'Counts how often the chain was taken. An append names the epoch under which it was taken.';
COMMENT ON COLUMN wsp_audit_chain.hold_for IS 'The term of the holder and a tenth of it.';

CREATE TABLE wsp_audit_record (
    host   text COLLATE "C" NOT NULL,
    seq    bigint NOT NULL CHECK (seq > 0),
    record text NOT NULL,
    PRIMARY KEY (host, seq)
);

COMMENT ON TABLE wsp_audit_record IS 'The audit trail of each host, a row for each record. Rows are only ever added.';
COMMENT ON COLUMN wsp_audit_record.record IS 'The record in canonical JSON. A change of a character breaks the chain.';

INSERT INTO wsp_schema (version) VALUES (3);
