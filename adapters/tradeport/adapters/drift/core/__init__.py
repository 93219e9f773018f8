"""What a live account is and holds, read through driftpy's own client."""
