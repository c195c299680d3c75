"""The product against a world of its own: two rounds of sample pages on loopback, told as they would be told of the real ones."""
