"""From signed bytes to certainty: what became of a transaction, and how long it took."""
