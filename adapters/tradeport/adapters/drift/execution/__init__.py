"""Bringing transactions to the chain so that each happens once, whole, and only if it may."""
