"""From features to quotes in the book: generators, the risk adjuster, the executor."""
