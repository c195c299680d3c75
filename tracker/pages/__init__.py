"""What an HTML page says, as keyed blocks: the ground that every kind of source stands on whose captures are pages. Pure."""
