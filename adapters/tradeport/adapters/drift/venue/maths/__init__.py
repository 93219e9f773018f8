"""The program's integer arithmetic. Functions of records and numbers; nothing here knows accounts or instructions."""
