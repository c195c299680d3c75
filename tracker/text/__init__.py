"""Bytes and characters: decoding, normal forms, links, markup. What every reader of text stands on."""
