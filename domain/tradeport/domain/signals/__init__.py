"""What to quote: pure functions of inventory, volatility and the order flow, and the signals of a book they are fed with."""
