"""Value objects. Floats for market data and signals, `Decimal` for money and obligations."""
