-- What is shown of repositories, artifacts and tags beyond what pushes and pulls need.
ALTER TABLE repository
    ADD COLUMN description  text NOT NULL DEFAULT '',
    ADD COLUMN described_at timestamptz;

ALTER TABLE artifact
    ADD COLUMN kind        text COLLATE "C" NOT NULL DEFAULT 'UNKNOWN', -- IMAGE, CHART …
    ADD COLUMN config_type text COLLATE "C",
    ADD COLUMN accessory   text COLLATE "C"; -- what it is to its subject; only where there is one

ALTER TABLE tag ADD COLUMN id bigint GENERATED ALWAYS AS IDENTITY;
