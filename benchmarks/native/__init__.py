"""The same strategy as a user of each engine would write it, with the same fills."""
