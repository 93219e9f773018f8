"""What the program's bytes mean: accounts, instructions and events, from the IDL that driftpy ships."""
