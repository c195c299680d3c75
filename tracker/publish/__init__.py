"""From recorded findings to a written digest: the other half of the program. It meets the first half only in the store."""
