"""Drift v2 through driftpy: a venue in Python that behaves as the program does, and the adapter on top of it."""
