"""Actors and targets, read from a TOML file and checked before anything uses them.

The file holds one ``[[actor]]`` table per actor and one ``[[target]]`` table per target. Only
``key`` and ``name`` are needed for an actor, and ``key``, ``name`` and ``proposition`` for a
target::

    [[actor]]
    key = "NP"
    name = "North Pole"
    aliases = ["Polar", "North Polar"]
    officials = [{ name = "Ada Frost", role = "president", from = 2021-05-01 }]

    [[target]]
    key = "thaw"
    name = "Thaw"
    proposition = "melting the ice"

An actor may have ``institutions``, ``capitals``, ``offices`` (titles that are its own when said
bare: "the administration") and, as a bloc, ``members``: names of its member states. An official
whose role is "... of" a member speaks for that member. What a member says or does is marked (see
`stance.domain.MEMBER`) and not counted as the bloc's own, unless ``count_members = true``. A member
that is an actor of its own speaks for itself alone.

A target is asked about near its ``cues``, words or word starts ("melt*"). Where these are common
words, ``cues_with`` names others of which one must stand beside a cue, in the same sentence or in
the one before or after it::

    cues = ["embass*", "diplomats"]
    cues_with = ["evacuat*", "leave", "stay"]

A target without hypotheses gets its own from the proposition, see `default_hypotheses`.
"""

from __future__ import annotations

from stance.codebook.loading import Codebook, default_hypotheses, load, parse
from stance.codebook.places import VARIABLE, default_path, own_path, shipped_path
from stance.codebook.writing import add

__all__ = [
    "VARIABLE",
    "Codebook",
    "add",
    "default_hypotheses",
    "default_path",
    "load",
    "own_path",
    "parse",
    "shipped_path",
]
