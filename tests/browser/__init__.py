"""What a person's browser makes of the files that are written."""
