"""Hold what was read against what is known, and say what is new in the world. Pure; every verdict names its rule."""
