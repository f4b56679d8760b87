"""Document -> Passages: sentences with their exact place in the text.

Every rule works on characters of ``Document.text`` and only ever chooses where to cut, so the
promise ``document.text[p.start:p.end] == p.text`` cannot drift. The way is:

1. Paragraphs. A blank line always ends one. A single line break ends one too, unless the text
   is hard-wrapped: lines broken at a column, in the middle of sentences. That is decided once
   per document (do lines mostly go on in lower case?) and then per line (would the next word
   still have fitted?).
2. Sentences. Each full stop, question mark, exclamation mark or ellipsis is a candidate;
   abbreviations, initials, numbering and speech tags ("“Why now?” she asked.") take it back.
   Sentences inside a long quotation are split; closing quotes and brackets stay with theirs.
3. Length. What is longer than `LONGEST` characters is cut at a clause, else at a space.

All look-behinds and look-aheads are bounded, so time grows in line with the length of the text.

Capital letters decide much of this, so the rules fit languages that use them as English does;
scripts without case are split at every sentence mark.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from stance.domain import Document, Passage

#: No passage is longer, in characters.
LONGEST = 1200

# A hard-wrapped text has lines of this length at most, and a block of it one of at least that.
_WIDEST_WRAP = 130
_NARROWEST_WRAP = 36

_CLOSERS = "\"'”’»›)]}）」』】"
_OPENERS = "\"'“‘„«‹([{（「『【¿¡"
_QUOTES = "\"'“”‘’„«»‹›「」『』"
_WIDE_MARKS = "。！？｡"

_CANDIDATE = re.compile(
    rf"""
    (?: [.!?…‽؟।۔]+ (?:\s\.(?=\s|$)){{0,3}}        # the mark, also spelled ". . ."
      | [{_WIDE_MARKS}]+ )                        # marks that no space follows
    (?P<closers> [{re.escape(_CLOSERS)}]*
      (?: “ (?=[\s,;:]|$) )?                        # the closing quote of „…“
      (?: [ \u00a0\u202f] [”»"] (?=\s|$) )?        # French spacing, or a stray space
      (?: \[\d{{1,3}}\] | [¹²³⁴-⁹] )*               # footnote marks
      [{re.escape(_CLOSERS)}]* )
    """,
    re.VERBOSE,
)
_WORD_BEFORE = re.compile(r"[^\s\"'“”‘’„«»()\[\]{}/–—]*$")
_ACRONYM = re.compile(r"(?:[^\W\d_]{1,2}\.)+[^\W\d_]{1,2}$")
_ENUMERATOR = re.compile(r"[(\[]?(?:\d{1,3}|[^\W\d_]|[ivxIVX]{1,5})$")
_NUMERAL = re.compile(r"[#§]?\d|[IVXLC]+\b")
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?\s+\d"
_DAY = re.compile(rf"\d|{_MONTH}")
_NEXT_WORD = re.compile(r"[^\W\d_]+(?:[-’'.][^\W\d_]+)*")
_LETTERS = re.compile(r"[^\W\d_]+")
_FIRST_WORD = re.compile(r"\S{1,200}")
_BULLET = re.compile(r"(?:[•·▪◦‣●■*]|[-–—]|\(?\d{1,2}[.)]|\(?[a-z][.)])\s")
_LINE = re.compile(r"[^\n\r\f\v\x85\u2028\u2029]*(?:\r\n|[\n\r\f\v\x85\u2028\u2029]|$)")
_LINE_ENDS = re.compile(r"[.!?:;…”\"»)]")
_CLAUSE = re.compile(r"[;:,–—)\]”»…、，；：](?=\s)|[、，；：]")

_TITLES = frozenset(
    """mr mrs ms mx messrs mme mlle dr prof gen lt col sgt capt cpl pvt maj adm cmdr cdr cmd brig
    gov sen rep pres amb rev hon fr supt insp det min sec atty spc vice-pres""".split()
)
"""Followed by a name: never the end of a sentence."""

_BEFORE_NUMBER = frozenset(
    """no nos art arts para paras p pp vol vols fig figs sec ch chap app annex res doc ed est ca c
    tel ext n nr op cit""".split()
)
"""Not the end of a sentence when a number follows, and an ordinary word otherwise."""

_CALENDAR = frozenset(
    """Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec Mon Tue Tues Wed Thu Thur Thurs Fri Sat
    Sun""".split()
)
"""Not the end of a sentence when a day follows."""

_BEFORE_ANYTHING = frozenset("vs cf viz e.g i.e".split())
"""Never the end of a sentence."""

_SHORTENED = frozenset(
    """st mt ft inc corp co ltd plc llc bros jr sr esq dept assn univ govt gov't intl int'l natl
    ave blvd rd bldg calif fla ariz tex tenn conn mich minn okla penn wis colo ga pa va md
    phd al incl approx resp gmbh ag""".split()
)
"""Shortened words that also end sentences: the word that follows decides."""

_CLOCK = frozenset({"a.m", "p.m"})
_AFTER_CLOCK = re.compile(
    r"(?:[ECMPB][SD]?T|GMT|UTC|CES?T|EES?T|MSK|IST|JST)\b|Eastern|Central|Pacific|Greenwich"
    r"|(?:[^\W\d_]+\s+){1,2}[Tt]ime\b|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
    rf"|{_MONTH}"
)

_STARTERS = frozenset(
    """a according additionally after all also although amid among an and another any anyone as at
    because before besides both but by during each earlier either even every everyone few finally
    first for from furthermore he hence her here his how however i if in indeed instead it its
    just last later like many maybe meanwhile moreover most much my neither never nevertheless
    nobody none nonetheless nor not nothing now on once one only or other others our over perhaps
    rather recently reporters several she similarly since so some somebody someone soon speaking
    still such that the their then there therefore these they this those though through
    throughout thus today tomorrow two under unless unlike until we what when where whereas
    whether which while who whose why with within without yes yesterday yet you your""".split()
)
"""Words that, with a capital, open a sentence. No verbs: headlines write "U.S. Has Left"."""

_NAME_AFTER_STARTER = re.compile(
    r"Under[- ]?Sec|First\s(?:Lady|Vice|Deputy|Secretary)|[AI]\.|(?:In|All|Over|Two|One)-"
)

_SAYING = (
    "said|says|asked|asks|told|tells|wrote|writes|added|adds|replied|replies|answered|answers"
    "|responded|responds|declared|declares|insisted|insists|warned|warns|exclaimed|shouted"
    "|tweeted|posted|wondered|quipped|remarked|stated|states|argued|argues|continued|demanded"
    "|joked|claimed|claims|announced|quoted"
)
_SPEECH_TAG = re.compile(
    rf"(?:[A-Z][\w.’'-]*\s+(?:(?:of|the|for|de|von|al)\s+)*){{1,6}}(?:{_SAYING})\b"
)
_TERM_IN_QUOTES = re.compile(r"[“\"‘'«][\w’-]+(?:[ ][\w’-]+){0,2}[”\"’'»]\s+[a-z]")


def passages(document: Document) -> tuple[Passage, ...]:
    r"""The sentences of a document, in order.

    The passages never overlap, begin and end with a character that is not white space, are
    numbered from 0, and between them hold every such character of the document. ``paragraph``
    counts paragraphs from 0. None is longer than `LONGEST`.

    >>> text = "The U.S. Senate met. “No. We will not,” he said.\n\nWho knows?"
    >>> for passage in passages(Document(id="d", text=text)):
    ...     print(passage.index, passage.paragraph, passage.text)
    0 0 The U.S. Senate met.
    1 0 “No. We will not,” he said.
    2 1 Who knows?
    """
    text = document.text
    found: list[Passage] = []
    for paragraph, (start, end) in enumerate(_paragraphs(text)):
        for left, right in _sentences(text, start, end):
            for low, high in _pieces(text, left, right):
                found.append(Passage(document.id, len(found), low, high, text[low:high], paragraph))
    return tuple(found)


# --- paragraphs -----------------------------------------------------------------------------


class _Line(NamedTuple):
    """A line without its outer white space."""

    start: int
    end: int


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """Spans of paragraphs, without outer white space."""
    blocks = list(_blocks(text))
    wrapped = _is_wrapped(text, blocks)
    for block in blocks:
        width = max(line.end - line.start for line in block)
        start = block[0].start
        for line, following in pairwise(block):
            if not (wrapped and _runs_on(text, line, following, width)):
                yield start, line.end
                start = following.start
        yield start, block[-1].end


def _blocks(text: str) -> Iterator[list[_Line]]:
    """Runs of lines with no blank line between them."""
    block: list[_Line] = []
    for match in _LINE.finditer(text):
        line = match.group().rstrip()
        bare = line.lstrip()
        if bare:
            block.append(_Line(match.start() + len(line) - len(bare), match.start() + len(line)))
        elif block:
            yield block
            block = []
    if block:
        yield block


def _is_wrapped(text: str, blocks: list[list[_Line]]) -> bool:
    """Whether lines that stop without a sentence mark mostly go on in lower case."""
    on, off = 0, 0
    for block in blocks:
        for line, following in pairwise(block):
            if not _LINE_ENDS.match(text, line.end - 1):
                on += text[following.start].islower()
                off += not text[following.start].islower()
    return on > 0 and on >= 0.4 * (on + off)


def _runs_on(text: str, line: _Line, following: _Line, width: int) -> bool:
    """Whether a line break inside a block is only a wrap."""
    marked = _LINE_ENDS.match(text, line.end - 1) is not None
    lower = text[following.start].islower()
    full = False
    if _NARROWEST_WRAP <= width <= _WIDEST_WRAP:
        first = _FIRST_WORD.match(text, following.start)
        full = line.end - line.start + 1 + (len(first.group()) if first else 0) > width
    if _BULLET.match(text, following.start):
        return full and not marked and not text.startswith(("•", "*", "·"), following.start)
    return full or (lower and not marked)


# --- sentences ------------------------------------------------------------------------------


def _sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Spans of sentences in one paragraph; what holds no letter or digit joins its neighbour."""
    begin, seen, worded = start, start, False
    last: tuple[int, int] | None = None
    for match in _CANDIDATE.finditer(text, start, end):
        stop = match.end()
        if stop >= end or not _ends(text, begin, match, end):
            continue
        worded = worded or any(map(str.isalnum, text[seen:stop]))
        seen = stop
        if not worded:
            continue
        if last is not None:
            yield last
        last, worded = (begin, stop), False
        begin = _skip_space(text, stop, end)
    if last is None:
        yield begin, end
    elif any(map(str.isalnum, text[begin:end])):
        yield last
        yield begin, end
    else:
        yield last[0], end


def _skip_space(text: str, at: int, end: int) -> int:
    while at < end and text[at].isspace():
        at += 1
    return at


def _ends(text: str, begin: int, match: re.Match[str], end: int) -> bool:
    """Whether a candidate mark ends the sentence that began at ``begin``."""
    stop = match.end()
    mark = match.group()[: len(match.group()) - len(match["closers"])]
    closers = match["closers"]
    if mark[0] in _WIDE_MARKS:
        return True
    if not text[stop].isspace():
        return mark == "." and _words_run_together(text, match.start(), stop, end)
    follow = _skip_space(text, stop, end)
    if _goes_on(text, follow, mark, closers):
        return False
    if _inside_short_quote(text, begin, match.start()) and not closers:
        return False
    if closers and mark[-1] in "!?…؟" and text[begin] in _QUOTES:
        # “Why now?” Ms Smith asked. The words of saying belong to the quotation.
        if _SPEECH_TAG.match(text, follow, min(end, follow + 160)) and not _opens(text, follow):
            return False
    if "…" in mark or ".." in mark or ". ." in mark:
        # Dots set off by spaces stand for words left out.
        return _opens(text, follow) or not text[max(begin, match.start() - 1)].isspace()
    if mark == "." and not (closers and closers[0] in _QUOTES):
        return _full_stop_ends(text, begin, match.start(), follow)
    return True


def _goes_on(text: str, follow: int, mark: str, closers: str) -> bool:
    """Whether what comes next cannot open a sentence: lower case, a comma, a dash after a quote."""
    char = text[follow]
    if char in ",;:)]}/&":
        return True
    if char in "-–—":
        return bool(closers)
    if char.islower():
        word = _NEXT_WORD.match(text, follow, follow + 40)
        # "al-Shabaab", "iPhone" open sentences in spite of their small letter.
        return word is None or not re.match(r"(?:al-|el-)?[a-z]?[A-Z]", word.group())
    return char in "!?." and mark[-1] in "!?" and not closers


def _full_stop_ends(text: str, begin: int, dot: int, follow: int) -> bool:
    """Whether a single full stop ends a sentence, judging by the words on both sides."""
    found = _WORD_BEFORE.search(text, max(begin, dot - 40), dot)
    token = found.group() if found else ""
    if _ENUMERATOR.fullmatch(text, begin, dot):
        return False
    raw = token.rsplit("-", 1)[-1]
    word = raw.casefold()
    if word in _BEFORE_ANYTHING or (word in _TITLES and raw[:1].isupper()):
        return False
    if word in _BEFORE_NUMBER and _NUMERAL.match(text, follow):
        return False
    if raw in _CALENDAR and _DAY.match(text, follow):
        return False
    if word in _CLOCK:
        return not _AFTER_CLOCK.match(text, follow, follow + 40)
    if word == "etc":
        return True
    if word in _SHORTENED or _ACRONYM.match(raw) or _is_initial(raw):
        return _opens(text, follow)
    return True


def _is_initial(word: str) -> bool:
    return len(word) == 1 and word.isalpha() and word.isupper()


def _opens(text: str, follow: int) -> bool:
    """Whether the text at ``follow`` opens a sentence, even after an abbreviation."""
    if text[follow] in _OPENERS:
        if _TERM_IN_QUOTES.match(text, follow, follow + 80):
            return False
        inner = follow + 1
        return text[follow] not in "([{" and inner < len(text) and text[inner].isupper()
    word = _NEXT_WORD.match(text, follow, follow + 40)
    if word is None or not word.group()[0].isupper():
        return False
    if _NAME_AFTER_STARTER.match(text, follow, follow + 40):
        return False
    return re.split(r"[’']", word.group(), maxsplit=1)[0].casefold() in _STARTERS


def _inside_short_quote(text: str, begin: int, dot: int) -> bool:
    """Whether the mark closes no more than two words after an opening quote ("“No. We …")."""
    left = max(begin, dot - 24)
    opening = max(text.rfind(quote, left, dot) for quote in "“„«")
    straight = text.rfind('"', left, dot)
    if straight > opening and (straight == begin or text[straight - 1].isspace()):
        opening = straight
    if opening < 0 or any(quote in text[opening + 1 : dot] for quote in '”»"'):
        return False
    return len(text[opening + 1 : dot].split()) <= 2


def _words_run_together(text: str, dot: int, stop: int, end: int) -> bool:
    """Whether a space is missing after a full stop ("reasons.The")."""
    before = _WORD_BEFORE.search(text, max(0, dot - 40), dot)
    if before is None or not re.fullmatch(r"[^\W\d_]{3,}", before.group()):
        return False
    following = _LETTERS.match(text, stop, min(end, stop + 40))
    return (
        following is not None
        and following.group()[0].isupper()
        and following.group().casefold() in _STARTERS
        and following.end() < end
        and text[following.end()] in " ’'"
    )


# --- length ---------------------------------------------------------------------------------


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The span itself, or spans of at most `LONGEST` characters that make it up."""
    while end - start > LONGEST:
        cut = _cut(text, start)
        right = cut
        while text[right - 1].isspace():
            right -= 1
        yield start, right
        start = _skip_space(text, cut, end)
    if start < end:
        yield start, end


def _cut(text: str, start: int) -> int:
    """Where to cut an endless sentence: after a clause, else at a space, else anywhere."""
    limit = start + LONGEST
    clause = None
    for clause in _CLAUSE.finditer(text, start + LONGEST // 2, limit):  # noqa: B007
        pass
    if clause is not None:
        return clause.end()
    for at in range(limit, start + LONGEST // 2, -1):
        if text[at].isspace():
            return at
    for at in range(limit, limit - 40, -1):
        if not unicodedata.combining(text[at]):
            return at
    return limit
