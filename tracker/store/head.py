"""The version that this program's tables are at. A test holds it against the migrations."""

HEAD = "0015_changes_by_document"
