"""Other tools on the same data: `make peers` (readers of dates and numbers) and `make peers-diff` (what changed on a page)."""
