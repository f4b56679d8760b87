"""Who speaks in a whole document, by its header: "Statement by the envoy on behalf of ..."."""

from __future__ import annotations

from collections.abc import Sequence

from stance.attribution.claims import Claim
from stance.attribution.finite import Verb
from stance.attribution.units import Unit
from stance.attribution.verbs import lemma

#: In how many passages from the top a header is looked for.
HEADER_REACH = 3
_HEADERS = frozenset(
    """statement remarks speech declaration address communique release op-ed message testimony
    letter lecture keynote article""".split()
)
_OWN = frozenset("we our i my".split())
# What an issuer does by saying so ("The ministry condemns ...").
_PERFORMING = frozenset(
    """announce condemn impose welcome designate sanction call reaffirm urge stand take express
    strongly deplore reject demand regret note thank commend reiterate support""".split()
)


def author(units: Sequence[Unit], verbs: Sequence[Verb]) -> Unit | None:
    """The mention of the one whose words a document is, if these units are its header.

    Args:
        units: The title, or one of the first passages.
        verbs: Its finite verbs; a header has none.
    """
    start = next((at for at, unit in enumerate(units[:5]) if unit.key in _HEADERS), None)
    if verbs or start is None or any(unit.mention for unit in units[:start]):
        return None
    behalf = next((at for at, unit in enumerate(units) if unit.key == "behalf"), None)
    if behalf is not None:
        return _named(units, behalf + 2)
    for at in range(start + 1, min(start + 8, len(units))):
        if units[at].key in ("by", "from", "of") or (at == start + 1 and _parts(units[at])):
            return _named(units, at + 1)
    return None


def sender(units: Sequence[Unit]) -> Unit | None:
    """Whoever sends a note verbale: "The Ice Ministry presents its compliments to ...".

    Args:
        units: One of the first passages.
    """
    for at, unit in enumerate(units[:-2]):
        if unit.key in ("presents", "present") and units[at + 2].key == "compliments":
            named = [one for one in units[:at] if one.mention is not None]
            item = named[0].mention if named else None
            return named[0] if item is not None and not item.bystander else None
    return None


def office_named(units: Sequence[Unit], verbs: Sequence[Verb]) -> list[str]:
    """The words of the office in a header that names nobody: "Statement by the ice secretary".

    Args:
        units: The title, or one of the first passages.
        verbs: Its finite verbs; a header has none.
    """
    start = next((at for at, unit in enumerate(units[:5]) if unit.key in _HEADERS), None)
    if verbs or start is None or any(unit.mention for unit in units[: start + 2]):
        return []
    keys: list[str] = []
    for unit in units[start + 1 : start + 9]:
        if not keys and unit.key in ("by", "from", "of", "the"):
            continue
        if unit.kind not in ("word", "hyphen") and unit.key != "of":
            break
        keys.append(unit.key)
    return keys


def performer(units: Sequence[Unit], claims: Sequence[Claim]) -> Unit | None:
    """The actor that does something by saying so in the present: "Polaria condemns the raid".

    A text that also says "we" outside of quotations is then its own.

    Args:
        units: A passage.
        claims: Its claims.
    """
    for claim in claims:
        verb, at = claim.verb, claim.mention
        if verb is None or at is None or verb.passive or verb.lemma not in _PERFORMING:
            continue
        item, first = units[at].mention, units[verb.first]
        present = verb.auxiliary in ("is", "are") or (
            not verb.auxiliary and lemma(first.key, "third", "base") is not None
        )
        named = item is not None and item.kind in ("name", "institution") and not item.plural
        if present and named and not (first.quoted or units[at].quoted):
            return units[at]
    return None


def first_person(units: Sequence[Unit]) -> Unit | None:
    """The first "we", "our", "I" or "my" of a passage that nobody is quoted with."""
    for at, unit in enumerate(units):
        named = at > 0 and units[at - 1].capital and units[at - 1].kind == "word"
        if (
            unit.key.split("'")[0] in _OWN
            and not unit.quoted
            and not (unit.key[0] == "i" and named)
        ):
            return unit
    return None


def _parts(unit: Unit) -> bool:
    return unit.kind in ("comma", "colon", "dash")


def _named(units: Sequence[Unit], start: int) -> Unit | None:
    """The actor named here, unless it only owns something or several are named together."""
    at = start
    while at < len(units) and units[at].kind in ("determiner", "adverb"):
        at += 1
    item = units[at].mention if at < len(units) else None
    if item is None or item.bystander:
        return None
    chosen, after = units[at], units[at + 1] if at + 1 < len(units) else None
    if after is not None and after.kind == "possessive":
        return None
    while at + 2 < len(units) and units[at + 1].kind in ("comma", "coordinator"):
        other = units[at + 2].mention
        if other is not None and other.actor != item.actor:
            return None
        at += 2
    return chosen
