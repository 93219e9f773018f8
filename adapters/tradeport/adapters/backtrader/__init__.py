"""Backtrader 1.9.78: Cerebro feeds, its BackBroker matches and keeps cash and positions; this package translates.

Backtrader is GPL-3.0-or-later. It is installed by the user (`tradeport[backtrader]`) and imported from here alone; whoever
ships this package together with Backtrader does so under the GPL's terms. The platform runs without it.
"""
