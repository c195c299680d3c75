"""How other readers of dates and numbers fare on the same sentences: `make peers`."""
