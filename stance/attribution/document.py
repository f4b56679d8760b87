"""One document, passage by passage: from claims to attributions."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from stance.attribution.agentless import ACTS, OFFICIAL, done_to, own_staff
from stance.attribution.authorship import Authorship, speaker_of
from stance.attribution.carry import History
from stance.attribution.claims import ASKING, Claim
from stance.attribution.clauses import find_verbs
from stance.attribution.deeds import is_deed, is_quoted
from stance.attribution.drafts import Draft, attribution_of, finished
from stance.attribution.everyone import is_speech
from stance.attribution.finite import Verb
from stance.attribution.floor import GivenFloor
from stance.attribution.headers import performer
from stance.attribution.mentions import Found, find, is_titled
from stance.attribution.names import NameTree
from stance.attribution.people import People
from stance.attribution.phrases import (
    around,
    has_rival,
    is_place,
    judged,
    only_person,
    opening_person,
)
from stance.attribution.quotes import Quote, find_quotes
from stance.attribution.roles import expand
from stance.attribution.rules import find_claims
from stance.attribution.scope import SPEECH, content, is_inside, is_transparent
from stance.attribution.speaker import Speaker
from stance.attribution.tables import is_table, row_of
from stance.attribution.titles import is_name, titled
from stance.attribution.tokens import tokenize
from stance.attribution.turns import Turns, is_transcript
from stance.attribution.units import Unit, pieces, read_units
from stance.attribution.words import FIRST_PERSON, PERSON_HEADS, STRANGERS
from stance.domain import Actor, AttributedPassage, Document, Mention, Passage

_FIRST_PERSON = re.compile(r"\b(?:[Ww]e|[Oo]ur|I|[Mm]y)\b")


class DocumentReader:
    """Attributes one document; holds what must be remembered from passage to passage.

    Args:
        document: The document.
        actors: The codebook's actors by key.
        tree: Their names.
        offices: Words of an office -> the only actor that has it.
        on: The day on which officials must be in office, if known.
    """

    def __init__(
        self, document: Document, actors: dict[str, Actor], tree: NameTree,
        offices: Mapping[tuple[str, ...], str], on: date | None,
    ) -> None:  # fmt: skip
        self._document = document
        self._tree = tree
        self._on = on
        self._people = People()
        self._history = History(actors, offices=offices)
        self._turns = Turns(is_transcript(document.text))
        self._table = is_table(document.text)
        self._quotes = find_quotes(document.text)
        self._quote_at = 0
        self._chains: dict[int, Speaker] = {}
        self._authorship = Authorship(document, tree, self._history, on)
        told = document.actor
        self._given = None if told is None else GivenFloor(document.text, told)

    def read(self, passages: Sequence[Passage]) -> tuple[AttributedPassage, ...]:
        """All passages with their mentions and attributions, in the order given."""
        self._authorship.prepare(passages)
        drafts = [self._read_passage(passage) for passage in passages]
        for draft in drafts:
            # The speaker of a quotation is often named only where it ends.
            if draft.chain is not None and not draft.held:
                draft.voice = self._chains.get(draft.chain, draft.voice)
        return tuple(finished(draft) for draft in drafts)

    def _read_passage(self, passage: Passage) -> Draft:
        quotes = self._quotes_in(passage)
        draft = self._draft(passage, quotes)
        if self._given is not None:
            self._given.take(draft)
            return draft
        goes_on = self._turns.goes_on(draft.units, passage.paragraph)
        if goes_on and self._turns.speaker is not None:
            draft.voice, draft.held = self._turns.speaker, True
            return draft
        for units in pieces(draft.units):
            self._take_claims(draft, units)
        begins = self._turns.begin(draft.units, passage.paragraph, draft.speakers)
        if begins or goes_on:
            # Who asks may tell what others said; what they did is his to say.
            draft.attributions = [one for one in draft.attributions if is_speech(one)]
            draft.held = True
        self._follow_quotes(draft, quotes)
        self._authorship.follow(draft)
        return draft

    def _draft(self, passage: Passage, quotes: Sequence[Quote]) -> Draft:
        """The passage as units, with its mentions."""
        tokens = tokenize(passage.text, passage.start)
        titled = is_titled(tokens)
        found = find(tokens, self._tree, self._people, self._on)
        found = expand(tokens, found, self._people, titled=titled)
        units = read_units(tokens, found, [(quote.start, quote.end) for quote in quotes])
        mentions = []
        for at, unit in enumerate(units):
            item = unit.mention
            if item is not None:
                mentions.append(Mention(item.actor, unit.start, unit.end, item.kind, item.member))
                words = item.words | around(units, at)
                self._history.mentioned(
                    replace(self._speaker(item, passage.index), words=words, start=unit.start)
                )
                if item.kind == "capital" and is_place(units, at):
                    self._history.place = (item.actor, passage.index)
        draft = Draft(passage, units, titled, mentions)
        if quotes:
            draft.quoting = all(unit.quoted or unit.kind in ("quote", "stop") for unit in units)
            if draft.quoting or quotes[0].start < passage.start:
                draft.chain = quotes[0].chain
        return draft

    def _quotes_in(self, passage: Passage) -> list[Quote]:
        """The quotations that reach into a passage; passages come in order."""
        quotes = self._quotes
        while self._quote_at < len(quotes) and quotes[self._quote_at].end <= passage.start:
            self._quote_at += 1
        end = self._quote_at
        while end < len(quotes) and quotes[end].start < passage.end:
            end += 1
        return quotes[self._quote_at : end]

    # --- claims -------------------------------------------------------------------------------

    def _take_claims(self, draft: Draft, units: Sequence[Unit]) -> None:
        """Turn claims into attributions, except those inside somebody else's words."""
        verbs = find_verbs(units, titled=draft.titled)
        claims = find_claims(units, verbs, first_person=self._has_first_person(draft.passage))
        if (named := performer(units, claims)) is not None and named.mention is not None:
            draft.performer = self._speaker(named.mention, draft.passage.index)
        self._take_judged(draft, units, verbs)
        settled: list[tuple[Claim, Speaker | None]] = []
        before = self._history.mark()
        # "..., he said": what stands before is already his, and names nobody he could be.
        trailing = {
            claim: self._resolve(claim, draft, units)
            for claim in claims
            if claim.pronoun and claim.trails
        }
        for claim in claims:
            early = trailing.get(claim)
            for speaker in [early] if early else self._resolve_all(claim, draft, units):
                settled.append((claim, speaker))
                self._note(draft, claim, speaker, units)
        reaches = [
            (claim, speaker, content(units, claim, verbs))
            for claim, speaker in settled
            if speaker is not None or not is_transparent(units, claim)
        ]
        # Who only speaks inside somebody else's words is not who "she" is in the next passage.
        self._history.forget(before)
        for claim, speaker in settled:
            if not is_inside(claim, speaker, reaches, units):
                self._note(draft, claim, speaker, units)
                if claim.rule == "undergoes":
                    self._ask(claim, speaker)
                    continue
                foreign = claim.rule in SPEECH and claim.pronoun not in FIRST_PERSON
                if foreign and speaker is None and claim.pronoun and claim.phrase[0]:
                    # "If it means what it says" is nobody's statement.
                    foreign = units[claim.phrase[0] - 1].key != "what"
                draft.held = draft.held or foreign
                if speaker is not None:
                    self._attribute(draft, claim, speaker, units)
                    if claim.verb is not None:
                        self._history.made_by(speaker, claim.verb)
        self._take_act(draft, units, verbs)

    def _take_judged(self, draft: Draft, units: Sequence[Unit], verbs: Sequence[Verb]) -> None:
        """Name the one who spoke or acted just before and is now praised or blamed for it."""
        at = judged(units, verbs)
        if at is None:
            return
        known = next(self._history.recent(draft.passage.index, 2), None)
        if known is not None and known.actor is not None:
            start, end = units[at].start, units[at].end
            draft.mentions.append(Mention(known.actor, start, end, "carried", known.member))

    def _take_act(self, draft: Draft, units: Sequence[Unit], verbs: Sequence[Verb]) -> None:
        """Give an act without an agent to who acted just before, or remember who acts."""
        index = draft.passage.index
        staff = None if draft.held else own_staff(units, verbs)
        if staff is not None:
            self._take_untold(draft, units, staff[0], (staff[1].first, staff[1].last))
        if self._table and (row := row_of(units)) is not None:
            self._take_untold(draft, units, row, (row + 1, row + 2))
        actors = {(one.actor, one.member) for one in draft.attributions}
        official = any(verb.lemma in OFFICIAL for verb in verbs)
        if not official and any(unit.key in ACTS for unit in units):
            # "It began the evacuation": whoever only speaks of one does not act.
            official = all(one.rule.endswith("acts") for one in draft.attributions)
        if len(actors) == 1 and official:
            actor, member = actors.pop()
            self._history.acted = Speaker(actor, index, person=False, member=member)
        verb = None if actors or draft.held else done_to(units, verbs)
        if verb is None or (known := self._history.behind(index)) is None:
            return
        start, end = units[verb.first].start, units[verb.last - 1].end
        cue = self._document.text[start:end]
        speaker = replace(known, passage=index, cue=cue, start=start, end=end)
        draft.attributions.append(attribution_of(speaker, "carried"))
        self._history.acted = speaker

    def _take_untold(
        self, draft: Draft, units: Sequence[Unit], at: int, cued: tuple[int, int]
    ) -> None:
        """Give an act whose verb has somebody else as its subject, or none, to an actor named."""
        item = units[at].mention
        if item is None or any(a.actor == item.actor for a in draft.attributions):
            return
        start, end = units[cued[0]].start, units[cued[1] - 1].end
        cue = self._document.text[start:end]
        speaker = replace(
            self._speaker(item, draft.passage.index), said=False, cue=cue, start=start, end=end
        )
        draft.attributions.append(attribution_of(speaker, "acts"))
        self._history.note(speaker)

    def _ask(self, claim: Claim, speaker: Speaker | None) -> None:
        """Remember who was asked: an answer in quotation marks may follow without a verb."""
        if speaker is not None and claim.verb is not None and claim.verb.lemma in ASKING:
            self._history.note(replace(speaker, said=True))

    def _has_first_person(self, passage: Passage) -> bool:
        """Whether the paragraph says "we" or "I" from here on."""
        text = self._document.text
        end = text.find("\n", passage.start)
        end = min(end if end >= 0 else len(text), passage.start + 1500)
        return (
            ":" in passage.text[:120] and _FIRST_PERSON.search(text, passage.start, end) is not None
        )

    def _speaker(self, item: Found, index: int) -> Speaker:
        return speaker_of(item, index, self._history.actors)

    def _resolve_all(
        self, claim: Claim, draft: Draft, units: Sequence[Unit]
    ) -> Sequence[Speaker | None]:
        """Who makes a claim; several for "both", nobody when it is no actor of the codebook."""
        words = units[slice(*claim.phrase)]
        if claim.mention is None and words:
            index = draft.passage.index
            verb = claim.verb if claim.rule == "acts" else None
            if found := self._history.several(words, index, verb):
                cue = (units[claim.cue[0]].start, units[claim.cue[1] - 1].end)
                text, said = self._document.text[slice(*cue)], claim.rule in SPEECH
                return [
                    replace(
                        one,
                        passage=index,
                        said=said,
                        cue=text,
                        start=cue[0],
                        end=cue[1],
                        joint=True,
                    )
                    for one in found
                ]
        return [self._resolve(claim, draft, units)]

    def _resolve(self, claim: Claim, draft: Draft, units: Sequence[Unit]) -> Speaker | None:
        """Who makes a claim, or nobody when it is no actor of the codebook."""
        index = draft.passage.index
        start, end = units[claim.cue[0]].start, units[claim.cue[1] - 1].end
        cue = self._document.text[start:end]
        said = claim.rule in SPEECH
        mention = claim.mention
        if mention is None and claim.pronoun and claim.trails:
            mention = opening_person(units, claim.phrase[0])
        if mention is not None:
            item = units[mention].mention
            if item is None:
                return None
            name = units[slice(*claim.phrase)]
            if is_name(name):
                self._people.introduce_speaker(name, item.actor, member=item.member)
            return replace(self._speaker(item, index), said=said, cue=cue, start=start, end=end)
        words = units[slice(*claim.phrase)]
        if not words or any(unit.mention is not None for unit in words):
            return None
        if claim.pronoun:
            known = self._history.pronoun(claim.pronoun, index, spoken=said, verb=claim.verb)
            if known is None and said and claim.trails:
                only = only_person(units, claim.phrase[0])
                item = None if only is None else units[only].mention
                known = None if item is None else self._speaker(item, index)
            if not said and known is not None and has_rival(units, claim.phrase[0], known):
                return None
        elif (someone := titled(words, units[slice(*claim.aside)])) is not None:
            known = self._history.office(someone.office, someone.body, index)
            if known is not None and known.actor is not None:
                self._people.introduce_speaker(someone.name, known.actor, member=known.member)
        else:
            known = self._described(claim, draft, units)
        if known is None or known.actor is None:
            return None
        head = words[-1].key
        several = head in PERSON_HEADS and head.endswith("s")
        return replace(
            known,
            passage=index,
            words=known.words | {head},
            person=(known.person or head in PERSON_HEADS) and not several,
            plural=several,
            said=said,
            cue=cue,
            start=start,
            end=end,
        )

    def _described(self, claim: Claim, draft: Draft, units: Sequence[Unit]) -> Speaker | None:
        """Whom a noun phrase means; an office that has the floor is that of the house."""
        words = units[slice(*claim.phrase)]
        said = claim.rule in SPEECH
        known = self._history.phrase(words, draft.passage.index, spoken=said)
        label = claim.verb is None and units[claim.cue[0]].kind == "colon"
        return self._authorship.host if known is None and label else known

    def _note(
        self, draft: Draft, claim: Claim, speaker: Speaker | None, units: Sequence[Unit]
    ) -> None:
        """Remember who speaks or acts here, for what comes after."""
        said = claim.rule in SPEECH
        if speaker is not None:
            self._history.note(speaker)
        elif said or claim.stranger:
            head = units[claim.phrase[1] - 1].key if claim.phrase[1] else ""
            several = head.endswith("s") and head in PERSON_HEADS | STRANGERS
            person = False if several else None
            self._history.note(
                Speaker(None, draft.passage.index, person=person, plural=several, said=said)
            )

    def _attribute(
        self, draft: Draft, claim: Claim, speaker: Speaker, units: Sequence[Unit]
    ) -> None:
        rule = "acts" if is_deed(units, claim, titled=draft.titled) else claim.rule
        rule = "said" if is_quoted(units, claim) else rule
        if claim.mention is None:
            rule = "carried"
            low, high = claim.phrase
            mention = Mention(
                speaker.actor or "",
                units[low].start,
                units[high - 1].end,
                "carried",
                speaker.member,
            )
            if not speaker.joint and mention not in draft.mentions:
                draft.mentions.append(mention)
        draft.attributions.append(attribution_of(speaker, rule))
        if claim.rule in SPEECH:
            draft.speakers.append(speaker)

    # --- quotations ---------------------------------------------------------------------------

    def _follow_quotes(self, draft: Draft, quotes: Sequence[Quote]) -> None:
        """Give quotations their speaker: from this passage, or from the one before."""
        if draft.speakers:
            for quote in quotes:
                middle = (quote.start + quote.end) // 2
                nearest = min(draft.speakers, key=lambda s: abs((s.start + s.end) // 2 - middle))
                self._chains.setdefault(quote.chain, nearest)
        elif draft.quoting and not draft.held:
            index = draft.passage.index
            known = self._chains.get(quotes[0].chain) or self._history.last_said(index, 1)
            if known is not None and known.actor is not None:
                draft.voice = known
                self._history.note(replace(known, passage=index))
