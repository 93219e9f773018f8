"""The audit log: one hash-chained JSONL file a run, the same bytes on every engine (docs/reference/audit-log.md)."""
