"""What was ever learnt of one event, and what people have acknowledged."""

from __future__ import annotations

from sqlalchemy import insert, or_, select

from tracker.model.finding import RecordedFinding
from tracker.model.recorded import Acknowledgement
from tracker.model.wire import to_json
from tracker.store.base import Part, decode, encode, mark, short_key
from tracker.store.derivations import REPLACED, recorded_finding
from tracker.store.engine import reading, writing
from tracker.store.tables import acknowledgement, change, finding

_LARGEST_NUMBER = 2**31 - 1


class Histories(Part):
    """The findings of one event, and acknowledgements."""

    def findings_of(self, event: str) -> tuple[RecordedFinding, ...]:
        """All findings that speak of an event or were held against it, those withdrawn among them, oldest first."""
        against = finding.c.payload.contains(f'"against":{to_json(event)}', autoescape=True)
        wanted = (
            select(finding, change.c.archive, change.c.payload.label("change_payload"))
            .join(change, finding.c.change == change.c.id)
            .where(or_(finding.c.event == short_key(event), against), ~REPLACED)
            .order_by(finding.c.id)
        )
        with reading(self.engine) as connection:
            found = [recorded_finding(row) for row in connection.execute(wanted)]
        about = [one for one in found if event in (one.finding.event, one.finding.against)]
        return tuple(sorted(about, key=lambda one: (one.evidence.seen if one.backfilled else one.recorded, one.id)))

    def finding(self, number: int) -> RecordedFinding | None:
        """One finding by its number."""
        if not 0 <= number <= _LARGEST_NUMBER:
            return None
        wanted = select(finding, change.c.archive, change.c.payload.label("change_payload")).join(change, finding.c.change == change.c.id)
        with reading(self.engine) as connection:
            row = connection.execute(wanted.where(finding.c.id == number)).first()
        return None if row is None else recorded_finding(row)

    def acknowledge(self, one: Acknowledgement) -> None:
        """Keep a person's word, or that it is taken back."""
        row = {"target": short_key(one.target), "recorded": one.recorded, "payload": encode(one)}
        with writing(self.engine) as connection:
            connection.execute(insert(acknowledgement).values(row))
            mark(connection, one.recorded)

    def acknowledgements(self) -> tuple[Acknowledgement, ...]:
        """All that people have said, in the order in which they said it."""
        with reading(self.engine) as connection:
            payloads = connection.execute(select(acknowledgement.c.payload).order_by(acknowledgement.c.id)).scalars().all()
        return tuple(decode(payload, Acknowledgement) for payload in payloads)
