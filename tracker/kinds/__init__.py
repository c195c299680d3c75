"""How each kind of source is looked at and read. Found by entry point; pure, and ignorant of one another."""
