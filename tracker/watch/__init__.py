"""From a due source to recorded findings: one half of the program. It meets the other half only in the store."""
