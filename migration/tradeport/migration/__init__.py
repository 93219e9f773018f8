"""Moving from a native strategy to a portable one. Empty so far: what belongs here is listed in docs/explanation/limits.md."""
