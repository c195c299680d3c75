"""The tables. Nothing that was learnt is updated in place: rows are added, and only states, leases and marks change."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    text,
)

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Moment(TypeDecorator[datetime]):
    """An aware time, kept as UTC text of one width, so that it sorts and reads the same on every database."""

    impl = String(32)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:  # noqa: ARG002 - the signature is SQLAlchemy's
        """Refuse a time without zone: it could be any."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without zone cannot be stored")
        return value.astimezone(UTC).isoformat(timespec="microseconds")

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:  # noqa: ANN401, ARG002 - as above
        """The same moment, in UTC."""
        return None if value is None else datetime.fromisoformat(value)


metadata = MetaData(naming_convention=NAMES)

clock = Table("clock", metadata, Column("id", Integer, primary_key=True, autoincrement=False), Column("recorded", Moment, nullable=False))

source_state = Table(
    "source_state",
    metadata,
    Column("source", String(100), primary_key=True),
    Column("sequence", Integer, nullable=False),
    Column("next_due", Moment, index=True),
    Column("lease_until", Moment),
    Column("lease_owner", String(200)),
    Column("etag", Text),
    Column("last_modified", Text),
    Column("snapshot", String(71)),
    Column("failures", Integer, nullable=False),
    Column("last_look", Moment),
    Column("last_success", Moment),
    Column("last_change", Moment),
)

snapshot = Table(
    "snapshot",
    metadata,
    Column("id", String(71), primary_key=True),
    Column("size", Integer, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("base", String(71), index=True),
    Column("depth", Integer, nullable=False, server_default=text("0")),
    Column("dropped", Moment),
)

look = Table(
    "look",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("source", String(100), nullable=False),
    Column("at", Moment, nullable=False),
    Column("recorded", Moment, nullable=False),
    Column("outcome", String(20), nullable=False),
    Column("snapshot", String(71), ForeignKey("snapshot.id")),
    Column("derived", Boolean, nullable=False),
    Column("page", Text),
    Column("possible_gap", Boolean, nullable=False),
    Column("error", Text),
    Column("payload", Text, nullable=False),
    Column("archive", String(400)),
    Index("ix_look_source_at", "source", "at"),
    Index("ix_look_derived", "derived"),
    Index("ix_look_source_archive", "source", "archive", unique=True),
)

document = Table(
    "document",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("look", Integer, ForeignKey("look.id"), nullable=False, unique=True),
    Column("source", String(100), nullable=False),
    Column("snapshot", String(71), nullable=False),
    Column("extractor", String(100), nullable=False),
    Column("good", Boolean, nullable=False),
    Column("page", Text),
    Column("technical", Boolean, nullable=False),
    Column("rules", Integer, nullable=False, server_default=text("0")),
    Column("recorded", Moment, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Index("ix_document_source_good_id", "source", "good", "id"),
    Index("ix_document_source_extractor_rules", "source", "extractor", "rules"),
)

page = Table(
    "page",
    metadata,
    Column("source", String(100), primary_key=True),
    Column("address", String(2000), primary_key=True),
    Column("state", String(10), nullable=False),
    Column("url", Text, nullable=False),
    Column("title", Text),
    Column("published", String(40)),
    Column("first", Boolean, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("owner", String(200)),
    Column("claimed", Moment),
    Column("recorded", Moment, nullable=False),
    Index("ix_page_source_state", "source", "state"),
)

block = Table(
    "block",
    metadata,
    Column("source", String(100), primary_key=True),
    Column("key", String(500), primary_key=True),
    Column("hash", String(64), primary_key=True),
    Column("document", Integer, nullable=False),
    Column("content", Text, nullable=False),
    Column("seen", Moment),
)

change = Table(
    "change",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("document", Integer, ForeignKey("document.id"), nullable=False),
    Column("source", String(100), nullable=False),
    Column("kind", String(10), nullable=False),
    Column("title", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("recorded", Moment, nullable=False, index=True),
    Column("told", Boolean, nullable=False),
    Column("rule", String(100), nullable=False),
    Column("review", Text),
    Column("payload", Text, nullable=False),
    Column("archive", Text),
    Column("replaced", Moment),
    Index("ix_change_url", "url"),
    Index("ix_change_document", "document"),
)

finding = Table(
    "finding",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("change", Integer, ForeignKey("change.id"), nullable=False),
    Column("place", Integer, nullable=False),
    Column("source", String(100), nullable=False),
    Column("verdict", String(20), nullable=False),
    Column("event", String(300)),
    Column("signature", String(64), nullable=False, index=True),
    Column("recorded", Moment, nullable=False, index=True),
    Column("withdrawn", Boolean, nullable=False),
    Column("replaces", Integer),
    Column("backfilled", Boolean, nullable=False),
    Column("payload", Text, nullable=False),
    UniqueConstraint("change", "place"),
    Index("ix_finding_event", "event"),
)

revision = Table(
    "revision",
    metadata,
    Column("sequence", Integer, primary_key=True),
    Column("event", String(300), nullable=False),
    Column("observed", Moment, nullable=False),
    Column("recorded", Moment, nullable=False),
    Column("origin", String(100), nullable=False),
    Column("payload", Text, nullable=False),
    Column("replaced", Moment),
    Index("ix_revision_event_sequence", "event", "sequence"),
)

seed_load = Table(
    "seed_load",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("digest", String(71), nullable=False),
    Column("known_at", Moment, nullable=False),
    Column("recorded", Moment, nullable=False),
)

seed_event = Table(
    "seed_event",
    metadata,
    Column("load", Integer, ForeignKey("seed_load.id"), primary_key=True),
    Column("event", String(300), primary_key=True),
    Column("payload", Text, nullable=False),
)

digest = Table(
    "digest",
    metadata,
    Column("id", String(100), primary_key=True),
    Column("series", String(20), nullable=False),
    Column("since", Moment, nullable=False),
    Column("until", Moment, nullable=False),
    Column("composed", Moment, nullable=False),
    Column("payload", Text, nullable=False),
    UniqueConstraint("series", "until"),
)

digest_finding = Table(
    "digest_finding",
    metadata,
    Column("series", String(20), primary_key=True),
    Column("finding", Integer, ForeignKey("finding.id"), primary_key=True),
    Column("digest", String(100), ForeignKey("digest.id"), nullable=False),
)

digest_review = Table(
    "digest_review",
    metadata,
    Column("series", String(20), primary_key=True),
    Column("change", Integer, ForeignKey("change.id"), primary_key=True),
    Column("digest", String(100), ForeignKey("digest.id"), nullable=False),
)

digest_text = Table(
    "digest_text",
    metadata,
    Column("series", String(20), primary_key=True),
    Column("change", Integer, ForeignKey("change.id"), primary_key=True),
    Column("digest", String(100), ForeignKey("digest.id"), nullable=False),
)

delivery = Table(
    "delivery",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("digest", String(100), ForeignKey("digest.id"), nullable=False),
    Column("subscription", String(100), nullable=False),
    Column("round", Integer, nullable=False),
    Column("ident", String(64), nullable=False),
    Column("state", String(20), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("created", Moment, nullable=False),
    Column("due", Moment, nullable=False),
    Column("sent", Moment),
    Column("error", Text),
    UniqueConstraint("digest", "subscription", "round"),
    Index("ix_delivery_state_due", "state", "due"),
)

alert = Table(
    "alert",
    metadata,
    Column("digest", String(100), ForeignKey("digest.id"), primary_key=True),
    Column("key", String(400), nullable=False),
    Column("finding", Integer, ForeignKey("finding.id")),
    Column("answer_by", Moment),
    Column("answered", String(100)),
    Column("recorded", Moment, nullable=False),
    UniqueConstraint("key"),
)

incident = Table(
    "incident",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", String(20), nullable=False),
    Column("key", String(300), nullable=False),
    Column("opened", Moment, nullable=False),
    Column("tried", Moment),
    Column("told", Moment),
    Column("closed", Moment),
    Column("closing_told", Moment),
    Column("payload", Text, nullable=False),
    Index("ix_incident_kind_key", "kind", "key"),
)

acknowledgement = Table(
    "acknowledgement",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("target", String(300), nullable=False),
    Column("recorded", Moment, nullable=False),
    Column("payload", Text, nullable=False),
)

ignored = Table(
    "ignored",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("document", Integer, ForeignKey("document.id"), nullable=False),
    Column("source", String(100), nullable=False),
    Column("why", String(20), nullable=False),
    Column("recorded", Moment, nullable=False, index=True),
    Column("count", Integer, nullable=False),
    Column("samples", Text, nullable=False),
)

rotating = Table(
    "rotating",
    metadata,
    Column("source", String(100), primary_key=True),
    Column("name", String(500), primary_key=True),
    Column("recorded", Moment, nullable=False),
    Column("payload", Text, nullable=False),
)

decision = Table(
    "decision",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("item", String(300), nullable=False),
    Column("revision", String(64), nullable=False),
    Column("action", String(20), nullable=False),
    Column("change", Integer, ForeignKey("change.id"), index=True),
    Column("told", Integer, ForeignKey("finding.id")),
    Column("undoes", Integer, ForeignKey("decision.id"), unique=True),
    Column("recorded", Moment, nullable=False),
    Column("payload", Text, nullable=False),
    UniqueConstraint("item", "revision"),
)

robots = Table(
    "robots",
    metadata,
    Column("origin", String(300), primary_key=True),
    Column("fetched", Moment, nullable=False),
    Column("failed", Boolean, nullable=False),
    Column("body", Text, nullable=False),
)
