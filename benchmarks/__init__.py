"""`make bench`: the budgets of the design as ratios, each pair measured interleaved in one run."""
