"""The command `platform`. A module a command; none is imported before it is called, so that `--help` is quick."""
