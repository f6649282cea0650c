"""Who asked for what, and what became of it. The only writer of the database; knows the rules, never the web."""
