"""What a pass costs and whether it is right: `make bench`. Feeds and pages of our own on loopback, polled by the real command line."""
