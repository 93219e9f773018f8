"""The strategies that ship. `platform run NAME` finds each by its module's name."""
