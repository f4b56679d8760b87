"""Codebooks read from TOML, and checked before anything uses them."""

from __future__ import annotations

import hashlib
import json
import re
import string
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from stance.codebook.places import VARIABLE, default_path
from stance.domain import Actor, Official, Target
from stance.errors import CodebookError, UsageError

_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")
_COLOR = re.compile(r"#[0-9A-Fa-f]{6}")
_REQUIRED = {
    "actor": ("key", "name"),
    "target": ("key", "name", "proposition"),
    "official": ("name",),
}
_LISTS = {
    "actor": ("aliases", "institutions", "offices", "capitals", "members"),
    "target": ("wordings", "cues", "cues_with", "favor", "against", "neutral"),
    "official": (),
}
_OTHER = {
    "actor": ("color", "officials", "count_members"),
    "target": (),
    "official": ("role", "from", "to"),
}
_HYPOTHESES = ("favor", "against", "neutral")


def default_hypotheses(proposition: str) -> dict[str, tuple[str, ...]]:
    """Hypotheses for a proposition in -ing form, for a target that brings none.

    Worded positively throughout, because entailment models read negations poorly.

    >>> default_hypotheses("melting the ice")["favor"][0]
    '{actor} supports melting the ice.'
    """
    text = proposition.replace("{", "{{").replace("}", "}}").rstrip(". ")
    return {
        "favor": (f"{{actor}} supports {text}.", f"{{actor}} is in favor of {text}."),
        "against": (f"{{actor}} opposes {text}.", f"{{actor}} is against {text}."),
        "neutral": (
            f"{{actor}} is undecided on {text}.",
            f"{{actor}} declines to take a side on {text}.",
        ),
    }


@dataclass(frozen=True, slots=True)
class Codebook:
    """The actors and targets of a study, in file order.

    Two codebooks are equal when their digests are.

    Attributes:
        digest: Sixteen hex digits of the content; white space, the way accents are encoded and
            colors do not count, for they change no prediction.

    >>> book = Codebook((Actor("NP", "North Pole"),), (Target("thaw", "Thaw", "melting the ice"),))
    >>> book.actor("NP").name, len(book.digest)
    ('North Pole', 16)
    """

    actors: tuple[Actor, ...] = field(default=(), compare=False)
    targets: tuple[Target, ...] = field(default=(), compare=False)
    digest: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "digest", _digest(self.actors, self.targets))

    def actor(self, key: str) -> Actor:
        """The actor with this key.

        Raises:
            UsageError: No actor has it; the message lists the keys there are.
        """
        for actor in self.actors:
            if actor.key == key:
                return actor
        raise _unknown("actor", key, tuple(actor.key for actor in self.actors))

    def named(self, word: str) -> Actor:
        """The actor with this key, or else with this name or alias in any case.

        Raises:
            UsageError: No actor has it, or several have the alias.

        >>> Codebook((Actor("NP", "North Pole"),)).named("north pole").key
        'NP'
        """
        folded = word.strip().casefold()
        called = [a for a in self.actors if folded in {n.casefold() for n in (a.name, *a.aliases)}]
        keyed = any(actor.key == word for actor in self.actors)
        return self.actor(word if keyed or len(called) != 1 else called[0].key)

    def target(self, key: str) -> Target:
        """The target with this key.

        Raises:
            UsageError: No target has it; the message lists the keys there are.
        """
        for target in self.targets:
            if target.key == key:
                return target
        raise _unknown("target", key, tuple(target.key for target in self.targets))


def load(path: Path | None = None) -> Codebook:
    """Read a codebook.

    Args:
        path: The TOML file; without it, that of `default_path`.

    Raises:
        CodebookError: The file cannot be read or its content cannot be used; the message names
            the file, the table and the key, or the line where it is no TOML.
    """
    file = default_path() if path is None else path
    remedy = f"Name a codebook file, or correct {VARIABLE}."
    try:
        content = file.read_bytes()
    except FileNotFoundError as error:
        raise CodebookError(f"There is no codebook at {file}.", remedy=remedy) from error
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise CodebookError(f"{file}: cannot be read ({reason}).", remedy=remedy) from error
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise CodebookError(
            f"{file}, line {line}: a byte that is not UTF-8.", remedy="Save the file as UTF-8."
        ) from error
    return parse(text, str(file))


def parse(text: str, source: str = "codebook") -> Codebook:
    """Read a codebook from its text.

    Args:
        text: TOML.
        source: What messages call it, as a rule the file's path.

    Raises:
        CodebookError: As for `load`.

    >>> book = parse('''
    ... [[actor]]
    ... key = "NP"
    ... name = "North Pole"
    ... [[target]]
    ... key = "thaw"
    ... name = "Thaw"
    ... proposition = "melting the ice"
    ... ''')
    >>> book.target("thaw").against
    ('{actor} opposes melting the ice.', '{actor} is against melting the ice.')
    """
    try:
        tables = tomllib.loads(text.replace("\r\n", "\n"))
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise CodebookError(
            f"{source}: not valid TOML: {error or 'nested too deeply'}.",
            remedy="Correct that line; text goes in double quotes, lists in [ ].",
        ) from error
    _check_keys(tables, ("actor", "target"), source)
    actors = tuple(_actor(table, place) for place, table in _tables(tables, "actor", source))
    targets = tuple(_target(table, place) for place, table in _tables(tables, "target", source))
    _check_unique_keys(actors, f"{source}: [[actor]]")
    _check_unique_keys(targets, f"{source}: [[target]]")
    _check_unique_names(actors, source)
    return Codebook(actors, targets)


def _digest(actors: tuple[Actor, ...], targets: tuple[Target, ...]) -> str:
    plain = {"actor": [asdict(actor) for actor in actors], "target": [asdict(t) for t in targets]}
    for actor in plain["actor"]:
        del actor["color"]
    for target in plain["target"]:
        if not target["cues_with"]:  # a later key; who does not use it keeps the digest
            del target["cues_with"]
    text = json.dumps(plain, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(unicodedata.normalize("NFC", text).encode()).hexdigest()[:16]


def _unknown(noun: str, key: str, known: tuple[str, ...]) -> UsageError:
    return UsageError(
        f'The codebook has no {noun} "{key}".',
        f"It has: {', '.join(known) or 'none'}.",
        f"Choose one of these, or add a [[{noun}]] table to the codebook.",
    )


def _tables(tables: Mapping[str, Any], noun: str, source: str) -> Iterator[tuple[str, Any]]:
    """The tables of one noun, each with the place that messages name."""
    found = tables.get(noun)
    if not isinstance(found, list) or not found:
        raise CodebookError(
            f"{source}: no [[{noun}]] table.",
            "A codebook has at least one [[actor]] and one [[target]].",
            f"Add one, with {', '.join(_REQUIRED[noun])}.",
        )
    for number, table in enumerate(found, start=1):
        key = table.get("key") if isinstance(table, dict) else None
        known = f" ({key})" if isinstance(key, str) and key.strip() else ""
        place = f"{source}: [[{noun}]] number {number}{known}"
        yield place, _checked(table, noun, place)


def _checked(table: Any, noun: str, place: str) -> dict[str, Any]:
    """The table with only known keys, all needed ones, and clean strings and lists."""
    if not isinstance(table, dict):
        raise CodebookError(f"{place}: {_shown(table)}.", f"Expected a table of the {noun}.")
    _check_keys(table, (*_REQUIRED[noun], *_LISTS[noun], *_OTHER[noun]), place)
    for key in _REQUIRED[noun]:
        if key not in table:
            raise CodebookError(f'{place}: "{key}" is missing.', remedy=f'Add {key} = "...".')
    clean: dict[str, Any] = {key: _text(table[key], place, key) for key in _REQUIRED[noun]}
    clean |= {key: _strings(table.get(key, []), place, key) for key in _LISTS[noun]}
    return clean | {key: table[key] for key in _OTHER[noun] if key in table}


def _check_keys(table: Mapping[str, Any], known: tuple[str, ...], place: str) -> None:
    for key in table:
        if key not in known:
            raise CodebookError(
                f'{place}: unknown key "{key}".',
                f"Known keys: {', '.join(known)}.",
                "Correct or remove it.",
            )


def _shown(value: Any) -> str:
    return f"{value!r} ({type(value).__name__})"[:80]


def _text(value: Any, place: str, key: str) -> str:
    """A string without white space around it, in one line and never empty."""
    if not isinstance(value, str):
        raise CodebookError(
            f'{place}: "{key}" is {_shown(value)}.', "Expected text in double quotes."
        )
    clean = unicodedata.normalize("NFC", " ".join(value.split()))
    if not clean:
        raise CodebookError(f'{place}: "{key}" is empty.', remedy="Write it out or remove it.")
    return clean


def _strings(value: Any, place: str, key: str) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise CodebookError(
            f'{place}: "{key}" is {_shown(value)}.', 'Expected a list such as ["one", "two"].'
        )
    return tuple(_text(item, place, f"{key}[{i}]") for i, item in enumerate(value, start=1))


def _key(table: Mapping[str, Any], place: str) -> str:
    key = str(table["key"])
    if not _KEY.fullmatch(key):
        raise CodebookError(
            f'{place}: "key" is {_shown(key)}.', "Expected letters, digits, dots, _ and - only."
        )
    return key


def _actor(table: Mapping[str, Any], place: str) -> Actor:
    color = _text(table["color"], place, "color") if "color" in table else ""
    if color and not _COLOR.fullmatch(color):
        raise CodebookError(f'{place}: "color" is {_shown(color)}.', 'Expected "#rrggbb".')
    officials = table.get("officials", [])
    if not isinstance(officials, list):
        raise CodebookError(
            f'{place}: "officials" is {_shown(officials)}.',
            'Expected a list of { name = "...", role = "...", from = 2021-01-31, to = ... }.',
        )
    count = table.get("count_members", False)
    if not isinstance(count, bool):
        raise CodebookError(
            f'{place}: "count_members" is {_shown(count)}.', "Expected true or false."
        )
    return Actor(
        key=_key(table, place),
        count_members=count,
        name=table["name"],
        color=color.lower(),
        officials=tuple(
            _official(item, f"{place}, officials[{i}]") for i, item in enumerate(officials, 1)
        ),
        **{key: table[key] for key in _LISTS["actor"]},
    )


def _official(item: Any, place: str) -> Official:
    table = _checked(item, "official", place)
    role = _text(table["role"], place, "role") if "role" in table else ""
    start, end = (_date(table.get(key), place, key) for key in ("from", "to"))
    if start and end and start > end:
        raise CodebookError(
            f'{place} ({table["name"]}): "from" {start} is after "to" {end}.',
            remedy="Exchange or correct the dates.",
        )
    return Official(table["name"], role, start, end)


def _date(value: Any, place: str, key: str) -> date | None:
    if isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    elif value is None or (isinstance(value, date) and not isinstance(value, datetime)):
        return value
    raise CodebookError(
        f'{place}: "{key}" is {_shown(value)}.',
        "Expected a day such as 2021-01-31.",
        "Correct it, or leave it out when unknown.",
    )


def _target(table: Mapping[str, Any], place: str) -> Target:
    for key in _HYPOTHESES:
        for number, hypothesis in enumerate(table[key], start=1):
            _check_hypothesis(hypothesis, f'{place}: "{key}[{number}]"')
    _check_cues(table, place)
    lists = {key: table[key] for key in _LISTS["target"]}
    for key, default in default_hypotheses(table["proposition"]).items():
        lists[key] = lists[key] or default
    return Target(
        key=_key(table, place), name=table["name"], proposition=table["proposition"], **lists
    )


def _check_cues(table: Mapping[str, Any], place: str) -> None:
    for key in ("cues", "cues_with"):
        for number, cue in enumerate(table[key], start=1):
            if "*" in cue.removesuffix("*") or not cue.removesuffix("*").strip():
                raise CodebookError(
                    f'{place}: "{key}[{number}]" is {_shown(cue)}.',
                    'Expected a word, or the start of one with a * at its end ("melt*").',
                )
    if table["cues_with"] and not table["cues"]:
        raise CodebookError(
            f'{place}: "cues_with" without "cues".',
            remedy="Its words count only beside a cue: add cues, or call these so.",
        )


def _check_hypothesis(hypothesis: str, place: str) -> None:
    try:
        names = {name for _, name, _, _ in string.Formatter().parse(hypothesis) if name is not None}
    except ValueError as error:
        raise CodebookError(f"{place} is {_shown(hypothesis)}: {error}.") from error
    if names != {"actor"}:
        raise CodebookError(
            f"{place} is {_shown(hypothesis)}.",
            "Expected a sentence with {actor} where the actor's name goes, and no other braces.",
        )


def _check_unique_keys(tables: Sequence[Actor | Target], place: str) -> None:
    first: dict[str, int] = {}
    for number, table in enumerate(tables, start=1):
        earlier = first.setdefault(table.key.casefold(), number)
        if earlier != number:
            raise CodebookError(
                f'{place} number {number}: "key" {table.key} is taken by number {earlier}.',
                remedy="Give each its own key; upper and lower case count as the same.",
            )


def _check_unique_names(actors: tuple[Actor, ...], source: str) -> None:
    owners: dict[tuple[bool, str], tuple[str, str]] = {}
    for number, actor in enumerate(actors, start=1):
        # A member may be an actor of its own, which then speaks for itself alone.
        own = [("officials", o.name) for o in actor.officials if not actor.is_of_member(o)]
        names = [("name", actor.name), *own]
        names += [(key, name) for key in _LISTS["actor"] for name in getattr(actor, key)]
        for key, name in names:
            # "UK" and "the UK" are one name: as two actors they would share what one of them said.
            place = (key == "members", name.casefold().removeprefix("the "))
            owner, owner_key = owners.setdefault(place, (actor.key, key))
            if owner != actor.key:
                raise CodebookError(
                    f'{source}: [[actor]] number {number} ({actor.key}): "{key}" has "{name}", '
                    f'which "{owner_key}" of {owner} has as well.',
                    "A name belongs to one actor.",
                    "Remove it from one of the two.",
                )
