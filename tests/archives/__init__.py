"""What archives give, from loopback servers that behave as the archives document."""
