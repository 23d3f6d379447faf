"""Generated queries: drawn from a register's own data by a seed, and rewritten in several forms."""
