-- pushed_at is when a manifest was last pushed, which the collector counts from; lists show when it came first.
ALTER TABLE artifact ADD COLUMN arrived_at timestamptz;
UPDATE artifact SET arrived_at = pushed_at;
ALTER TABLE artifact ALTER COLUMN arrived_at SET NOT NULL, ALTER COLUMN arrived_at SET DEFAULT clock_timestamp();
