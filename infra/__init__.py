"""The machinery: the log, the read side, identity, settings and the embedded PostgreSQL."""
