"""The reference engine: the executable specification of canonical execution."""
