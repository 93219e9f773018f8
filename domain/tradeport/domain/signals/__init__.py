"""Numbers read off the market as it comes (`pipeline`, `imbalance`, `volatility`, `adverse_selection`), and the models that
turn them into quotes (`avellaneda_stoikov`, `glft`).
"""
