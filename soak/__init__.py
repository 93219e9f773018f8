"""Long runs: `make soak`. CI runs a bounded share of each."""
