"""The program's instructions, a family a file. `registry` finds the handler; each works on a `Work`."""
