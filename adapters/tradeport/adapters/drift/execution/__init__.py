"""Orders, pairs and bundles that happen once, whole, and only if they may."""
