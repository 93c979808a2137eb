-- Content: blobs, objects, leases, uploads, artifacts, tags. The protocol is described in docs/architecture.md.

-- One row per key of the store that Berth ever wrote. A key is used once: layout keys stay as tombstones (gone).
CREATE TABLE object (
    object_key text COLLATE "C" PRIMARY KEY,
    state      text NOT NULL CHECK (state IN ('writing', 'live', 'condemned', 'gone')),
    owner      uuid,
    not_before timestamptz,
    size       bigint NOT NULL DEFAULT 0,
    reason     text,
    changed_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX object_condemned ON object (not_before) WHERE state = 'condemned';
CREATE INDEX object_writing ON object (changed_at) WHERE state = 'writing';

CREATE TABLE blob (
    digest     text COLLATE "C" PRIMARY KEY,
    object_key text COLLATE "C" NOT NULL UNIQUE REFERENCES object,
    size       bigint NOT NULL,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

CREATE TABLE repository (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    project_id bigint NOT NULL REFERENCES project ON DELETE CASCADE,
    name       text COLLATE "C" NOT NULL UNIQUE,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    born_at    timestamptz -- its first manifest; lists show a repository from then on
);
CREATE INDEX repository_project ON repository (project_id, name);
CREATE INDEX repository_born ON repository (name) WHERE born_at IS NOT NULL;

CREATE TABLE artifact (
    id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    repository_id  bigint NOT NULL REFERENCES repository ON DELETE CASCADE,
    digest         text COLLATE "C" NOT NULL,
    media_type     text NOT NULL,
    artifact_type  text COLLATE "C",
    subject_digest text COLLATE "C",
    descriptor     text, -- how the referrers list shows it, as JSON; only where there is a subject
    body           bytea NOT NULL,
    body_size      int NOT NULL,
    content_size   bigint NOT NULL,
    pushed_at      timestamptz NOT NULL DEFAULT clock_timestamp(),
    deleted_at     timestamptz,
    UNIQUE (repository_id, digest)
);
ALTER TABLE artifact ALTER COLUMN body SET STORAGE EXTERNAL;
CREATE INDEX artifact_subject ON artifact (repository_id, subject_digest, digest) WHERE subject_digest IS NOT NULL;
CREATE INDEX artifact_deleted ON artifact (deleted_at) WHERE deleted_at IS NOT NULL;

CREATE TABLE artifact_blob (
    artifact_id   bigint NOT NULL REFERENCES artifact ON DELETE CASCADE,
    digest        text COLLATE "C" NOT NULL REFERENCES blob,
    repository_id bigint NOT NULL,
    PRIMARY KEY (artifact_id, digest)
);
CREATE INDEX artifact_blob_digest ON artifact_blob (digest, repository_id);

CREATE TABLE artifact_child (
    parent_id bigint NOT NULL REFERENCES artifact ON DELETE CASCADE,
    -- deferred, since a repository that goes takes an index and its children in any order
    child_id  bigint NOT NULL REFERENCES artifact DEFERRABLE INITIALLY DEFERRED,
    PRIMARY KEY (parent_id, child_id)
);
CREATE INDEX artifact_child_child ON artifact_child (child_id);

CREATE TABLE tag (
    repository_id bigint NOT NULL REFERENCES repository ON DELETE CASCADE,
    name          text COLLATE "C" NOT NULL,
    artifact_id   bigint NOT NULL REFERENCES artifact ON DELETE CASCADE,
    pushed_at     timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (repository_id, name)
);
CREATE INDEX tag_artifact ON tag (artifact_id);

-- What a deleted artifact was called, for its restore.
CREATE TABLE deleted_tag (
    artifact_id bigint NOT NULL REFERENCES artifact ON DELETE CASCADE,
    name        text COLLATE "C" NOT NULL,
    PRIMARY KEY (artifact_id, name)
);

CREATE TABLE blob_lease (
    repository_id bigint NOT NULL REFERENCES repository ON DELETE CASCADE,
    digest        text COLLATE "C" NOT NULL REFERENCES blob,
    expires_at    timestamptz NOT NULL,
    PRIMARY KEY (repository_id, digest)
);
CREATE INDEX blob_lease_digest ON blob_lease (digest);
CREATE INDEX blob_lease_expires ON blob_lease (expires_at);

CREATE TABLE upload (
    id            uuid PRIMARY KEY,
    repository_id bigint NOT NULL REFERENCES repository ON DELETE CASCADE,
    account       text NOT NULL,
    position      bigint NOT NULL DEFAULT 0,
    patch_start   bigint NOT NULL DEFAULT 0,
    patch_open    boolean NOT NULL DEFAULT false,
    epoch         int NOT NULL DEFAULT 0,
    closed_digest text COLLATE "C",
    started_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
    touched_at    timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX upload_touched ON upload (touched_at);
CREATE INDEX upload_open ON upload (account) WHERE closed_digest IS NULL;

-- The parts of an upload in order; a part's number is the epoch of the claim that made it, so no two writers share one.
-- Only the process that made a part (owner) may append to it.
CREATE TABLE upload_part (
    upload_id  uuid NOT NULL REFERENCES upload ON DELETE CASCADE,
    number     int NOT NULL,
    owner      uuid NOT NULL,
    start      bigint NOT NULL,
    length     bigint NOT NULL DEFAULT 0,
    hash_state bytea,
    PRIMARY KEY (upload_id, number)
);

-- Digests that may have lost their last reference; the collector looks at these, and at all blobs once a week.
CREATE TABLE gc_candidate (
    digest text COLLATE "C" PRIMARY KEY,
    since  timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX gc_candidate_since ON gc_candidate (since);

-- The processes that serve; one that was not seen for a minute is dead, and what it was writing is swept.
CREATE TABLE replica (
    id         uuid PRIMARY KEY,
    host       text NOT NULL,
    version    text NOT NULL,
    started_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    seen_at    timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- Whatever drops a reference or a lease names the digest to the collector; by trigger, so that no path forgets it.
-- DO UPDATE and not DO NOTHING: the collector holds the rows it looks at, decides and then deletes them. A drop that is not
-- committed when it decides still counts as a reference for it. DO NOTHING would see the row, pass by, and the row would be
-- deleted: the digest is named nowhere. DO UPDATE needs the row's lock, so it waits until the collector has committed and then
-- names the digest anew. The collector waits for nobody (SKIP LOCKED), so neither can wait for the other in a circle; and all
-- who name several digests do it in one order.
CREATE FUNCTION note_gc_candidate() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO gc_candidate (digest) SELECT DISTINCT digest FROM dropped ORDER BY digest
        ON CONFLICT (digest) DO UPDATE SET since = clock_timestamp();
    RETURN NULL;
END $$;
CREATE TRIGGER artifact_blob_dropped AFTER DELETE ON artifact_blob
    REFERENCING OLD TABLE AS dropped FOR EACH STATEMENT EXECUTE FUNCTION note_gc_candidate();
CREATE TRIGGER blob_lease_dropped AFTER DELETE ON blob_lease
    REFERENCING OLD TABLE AS dropped FOR EACH STATEMENT EXECUTE FUNCTION note_gc_candidate();
