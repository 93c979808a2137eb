-- Garbage collection: what each run did, and for how long it is remembered.
CREATE TABLE gc_run (
    id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    trigger         text NOT NULL CHECK (trigger IN ('manual', 'automatic', 'command')),
    dry_run         boolean NOT NULL,
    delete_untagged boolean NOT NULL,
    workers         int NOT NULL,
    status          text NOT NULL CHECK (status IN ('Running', 'Success', 'Error', 'Stopped')),
    owner           uuid NOT NULL,
    stop_asked      boolean NOT NULL DEFAULT false,
    started_at      timestamptz NOT NULL DEFAULT clock_timestamp(),
    touched_at      timestamptz NOT NULL DEFAULT clock_timestamp(),
    untagged        bigint NOT NULL DEFAULT 0,
    artifacts       bigint NOT NULL DEFAULT 0,
    condemned       bigint NOT NULL DEFAULT 0,
    condemned_bytes bigint NOT NULL DEFAULT 0,
    swept           bigint NOT NULL DEFAULT 0,
    swept_bytes     bigint NOT NULL DEFAULT 0,
    abandoned       bigint NOT NULL DEFAULT 0,
    uploads         bigint NOT NULL DEFAULT 0,
    log             text NOT NULL DEFAULT ''
);
CREATE INDEX gc_run_running ON gc_run (owner) WHERE status = 'Running';
CREATE INDEX gc_run_started ON gc_run (started_at);

-- What went or would go, why, and how many bytes.
CREATE TABLE gc_receipt (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    run_id     bigint NOT NULL REFERENCES gc_run ON DELETE CASCADE,
    step       text NOT NULL CHECK (step IN ('preview', 'condemned', 'swept')),
    digest     text COLLATE "C",
    object_key text COLLATE "C" NOT NULL,
    bytes      bigint NOT NULL,
    reason     text NOT NULL,
    at         timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX gc_receipt_run ON gc_receipt (run_id, id);
CREATE INDEX gc_receipt_at ON gc_receipt (at);

-- When all blobs were last looked at; one row.
CREATE TABLE gc_full_scan (
    id         int PRIMARY KEY CHECK (id = 1),
    started_at timestamptz NOT NULL
);
