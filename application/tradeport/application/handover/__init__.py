"""A change of engines in mid-run: positions, open orders and the strategy's state go from one to the next."""
