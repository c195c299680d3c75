"""The version that this program's tables are at. A test holds it against the migrations."""

HEAD = "0014_past"
