"""How the program gets onto a machine: the wheel, installed where nothing of the source tree is, and what `make` does in a new clone."""
