"""What differs between two documents, and what a person would call a difference. Pure."""
