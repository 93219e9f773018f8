"""Orders at a venue that is reached over a network: nothing is believed that the venue has not said."""
