"""Whether two dates, two amounts, two instances can be the same, within what was written. Pure arithmetic, no judgement."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from enum import StrEnum

from tracker.model.reading import CASE, Fact
from tracker.model.when import When

INSTANCE_NAMES = ("version", "ordinal")
"""The facts that tell one of several apart."""
_TEN = Decimal(10)
_NO_BOUND = Decimal("Infinity")


class Fit(StrEnum):
    """How one statement stands to another of the same thing."""

    EQUAL = "equal"
    FINER = "finer"
    COARSER = "coarser"
    OVERLAPS = "overlaps"
    APART = "apart"
    UNSAID = "unsaid"


def fit_dates(new: When, known: When) -> Fit:
    """How a new date stands to a known one: FINER lies within it and says more, COARSER holds it, APART excludes it."""
    if not new.known or not known.known:
        return Fit.UNSAID
    if (new.earliest, new.latest) == (known.earliest, known.latest):
        return Fit.EQUAL
    if not new.overlaps(known):
        return Fit.APART
    if new.within(known):
        return Fit.FINER
    return Fit.COARSER if known.within(new) else Fit.OVERLAPS


def days_apart(a: When, b: When) -> int | None:
    """The days between two intervals that do not overlap, 0 where they do, None where one is not said."""
    if not a.known or not b.known:
        return None
    if a.overlaps(b):
        return 0
    first, second = (a, b) if a.latest and b.earliest and a.latest < b.earliest else (b, a)
    if first.latest is None or second.earliest is None:
        return 0
    return (second.earliest - first.latest).days


def fit_facts(new: Fact, known: Fact) -> Fit:
    """How a number stands to a known one of the same name, unit and pot; UNSAID where they cannot be compared.

    Truncation and rounding are both accepted: 1.23 trillion may be 1.239, and 1.24 may be too.
    """
    if new.name != known.name or (new.unit or "") != (known.unit or ""):
        return Fit.UNSAID
    if new.pot is not None and known.pot is not None and new.pot != known.pot:
        return Fit.UNSAID
    a, b = _bounds(new), _bounds(known)
    if a is None or b is None:
        return Fit.EQUAL if new.value == known.value and new.value is not None else Fit.UNSAID
    if new.value is not None and new.value == known.value:
        return Fit.EQUAL
    if a[1] < b[0] or b[1] < a[0]:
        return Fit.APART
    if b[0] <= a[0] and a[1] <= b[1]:
        return Fit.FINER
    return Fit.COARSER if a[0] <= b[0] and b[1] <= a[1] else Fit.OVERLAPS


def slip_of_units(one: Fact, other: Fact) -> bool:
    """Whether two sums have the same digits and differ by a power of ten: 22億 and 2億2千万 of one thing."""
    a, b = _number(one.value), _number(other.value)
    if one.name != "amount" or fit_facts(one, other) is not Fit.APART or not a or not b:
        return False
    ratio = (max(a, b) / min(a, b)).normalize()
    return ratio >= _TEN and ratio.as_tuple().digits == (1,)


def _bounds(fact: Fact) -> tuple[Decimal, Decimal] | None:
    """The interval that the written digits allow, widened downwards to a truncation where only a value is known.

    A value with a bound on one side alone (1兆円超) is open on the other; a bound without a value cannot be compared.
    """
    value, least, most = _number(fact.value), _number(fact.least), _number(fact.most)
    if value is not None and (least is None) != (most is None):
        return (_NO_BOUND.copy_negate() if least is None else least, _NO_BOUND if most is None else most)
    low = least if least is not None else value
    high = most if most is not None else value
    if low is None or high is None:
        return None
    return _truncated(value, low, high, approx=fact.approx)


def _truncated(value: Decimal | None, low: Decimal, high: Decimal, *, approx: bool) -> tuple[Decimal, Decimal]:
    if value is None or low == high == value:
        return (low, high)
    # The written digits bound a rounded number by half a step either way; a truncated one may lie a whole step above.
    step = high - low
    return (low - step, high + step) if approx else (low, max(high, value + step))


def _number(text: str | None) -> Decimal | None:
    if text is None:
        return None
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


def instances_conflict(a: tuple[Fact, ...], b: tuple[Fact, ...]) -> bool:
    """Whether two sets of facts speak of different instances of one thing: another version, another round."""
    return any(_differ(instance(a, name), instance(b, name)) for name in INSTANCE_NAMES)


def instances_agree(a: tuple[Fact, ...], b: tuple[Fact, ...]) -> bool:
    """Whether two sets of facts name the same version or round."""
    return any((mine := instance(a, name)) is not None and mine == instance(b, name) for name in INSTANCE_NAMES)


def names_case(facts: tuple[Fact, ...]) -> bool:
    """Whether facts name a case of an office."""
    return bool(_cases(facts))


def same_case(a: tuple[Fact, ...], b: tuple[Fact, ...]) -> bool:
    """Whether two sets of facts name the same case of an office."""
    return bool(_cases(a) & _cases(b))


def other_case(a: tuple[Fact, ...], b: tuple[Fact, ...]) -> bool:
    """Whether two sets of facts name different cases."""
    return bool(_cases(a)) and bool(_cases(b)) and not same_case(a, b)


def _cases(facts: tuple[Fact, ...]) -> set[str]:
    return {fact.value for fact in facts if fact.name == CASE and fact.value}


def has_instance(facts: tuple[Fact, ...]) -> bool:
    """Whether facts name one version or round."""
    return any(instance(facts, name) is not None for name in INSTANCE_NAMES)


def instances_of(facts: tuple[Fact, ...]) -> set[tuple[str, str]]:
    """Every version and round that facts name, by kind."""
    return {(fact.name, _plain(fact.value)) for fact in facts if fact.name in INSTANCE_NAMES and fact.value}


def later_instance(new: tuple[Fact, ...], known: tuple[Fact, ...]) -> bool:
    """Whether `new` names a higher version or round than `known` does. Versions are decimal: 1.0 < 1.01 < 1.1 = 1.10."""
    for name in INSTANCE_NAMES:
        a, b = _number(instance(new, name)), _number(instance(known, name))
        if a is not None and b is not None:
            return a > b
    return False


def instance(facts: tuple[Fact, ...], name: str) -> str | None:
    """The one version or ordinal that facts name, without idle zeros; None where none or several are named."""
    if not facts:
        return None
    values = {_plain(fact.value) for fact in facts if fact.name == name and fact.value}
    return values.pop() if len(values) == 1 else None


def _differ(a: str | None, b: str | None) -> bool:
    return a is not None and b is not None and a != b


def _plain(value: str) -> str:
    return value.rstrip("0").rstrip(".") if "." in value else value


def moved_words(new: When, old: When) -> str:
    """By how many days a planned date has moved, for a person."""
    days = days_apart(new, old)
    if days is None or new.earliest is None or old.earliest is None:
        return "The planned date has moved."
    exact = "" if new.days == 1 == old.days else "at least "
    return f"The planned date {'slips' if new.earliest > old.earliest else 'is brought forward'} by {exact}{days} days."


def precedes(a: When, b: When) -> bool:
    """Whether one interval ends before the other begins: a later stage cannot, so it is of another story."""
    return a.latest is not None and b.earliest is not None and a.latest < b.earliest
