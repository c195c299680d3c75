"""Findings, timeline and ledger in, a digest out. Pure: `now` is an argument, and nothing is read or written."""
