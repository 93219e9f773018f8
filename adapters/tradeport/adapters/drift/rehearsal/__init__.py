"""A venue of one's own to try the layers on, faults included."""
