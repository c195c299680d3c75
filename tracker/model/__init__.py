"""The values that travel between the steps: frozen, named for their role, importing nothing but each other.

Every value is a `msgspec.Struct`, so that it goes to JSON and back without code of ours (`model.wire`).
"""
