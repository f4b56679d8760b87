"""A briefing as one page that needs nothing from outside, on screen and in print."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

import plotly.io as pio
from plotly.offline import get_plotlyjs

from stance.charts import fitted
from stance.export.drawings import Drawing
from stance.export.reports.content import Quote, Report, Section, Table, stated_filters

_STYLE = """
:root { color-scheme: light; }
body { margin: 0; color: #1B2127; background: #fff;
  font: 17px/1.5 "Source Sans 3", "Source Sans Pro", "Helvetica Neue", Arial, sans-serif; }
main, header, footer { max-width: 820px; margin: 0 auto; padding: 0 24px; }
header { padding-top: 40px; }
h1 { font-size: 32px; line-height: 1.2; margin: 0 0 8px; }
h2 { font-size: 23px; margin: 48px 0 12px; border-top: 2px solid #1B2127; padding-top: 12px; }
h3 { font-size: 18px; margin: 28px 0 6px; }
h4 { font-size: 16px; margin: 18px 0 4px; }
.basis, figcaption, .origin, footer { color: #5A636C; font-size: 15px; }
.skip { position: absolute; left: -9999px; }
.skip:focus { left: 8px; top: 8px; background: #fff; padding: 8px; }
nav ul { columns: 2; padding-left: 20px; }
a { color: #1F5C96; }
figure { margin: 16px 0; overflow-x: auto; }
figure > div { max-width: 760px; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: 14px; margin: 8px 0 24px;
  font-variant-numeric: tabular-nums; }
caption { text-align: left; font-weight: 600; padding-bottom: 6px; }
th, td { text-align: left; vertical-align: top; padding: 4px 8px;
  border-bottom: 1px solid #D8DADC; }
.number { text-align: right; }
blockquote { margin: 8px 0 14px; padding-left: 14px; border-left: 3px solid #D8DADC; }
blockquote p { margin: 0; overflow-wrap: anywhere; }
footer { padding-top: 24px; padding-bottom: 48px; }
@media print {
  @page { margin: 14mm; }
  body { font-size: 11pt; }
  nav, .skip { display: none; }
  main, header, footer { max-width: none; padding: 0; }
  figure, blockquote, tr { break-inside: avoid; }
  h2, h3, h4 { break-after: avoid; }
  figure > div { zoom: 0.88; }
  .scroll, figure { overflow: visible; }
  table { font-size: 8.5pt; }
}
"""


def html_bytes(made: Report) -> bytes:
    """The page; text of documents stands in it as text, whatever it holds."""
    parts = [
        "<!doctype html>",
        '<html lang="en">',
        '<head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{_text(made.title)}</title><style>{_STYLE}</style>",
        f"<script>{get_plotlyjs()}</script></head><body>",
        '<a class="skip" href="#findings">To the findings</a>',
        f"<header><h1>{_text(made.title)}</h1>",
        f'<p class="basis">{_text(made.basis.line())}</p>{_contents(made)}</header><main>',
        '<h2 id="findings">Findings</h2><ul>',
        *(f"<li>{_text(one)}</li>" for one in made.findings),
        "</ul>",
        *(part for section in made.sections for part in _section(section)),
        *_evidence(made),
        '<h2 id="method">How the numbers were made</h2>',
        *(f"<p>{_text(one)}</p>" for one in made.method),
        f"<p>{_text(stated_filters(made.origins))}</p>",
        '<h2 id="limits">What they do not hold</h2><ul>',
        *(f"<li>{_text(one)}</li>" for one in made.limits),
        f"</ul></main><footer>{_text(made.origins['program'])}, "
        f"{_text(made.origins['made'])}</footer></body></html>",
    ]
    return "\n".join(parts).encode("utf-8", "replace")


def _text(text: str) -> str:
    return html.escape(text)


def _anchor(title: str) -> str:
    return re.sub(r"[^a-z]+", "-", title.lower()).strip("-")


def _contents(made: Report) -> str:
    links = [("findings", "Findings")]
    links += [(_anchor(one.title), one.title) for one in made.sections]
    links += [("evidence", "Evidence")] if made.evidence else []
    links += [("method", "How the numbers were made"), ("limits", "What they do not hold")]
    items = "".join(f'<li><a href="#{anchor}">{_text(title)}</a></li>' for anchor, title in links)
    return f'<nav aria-label="Contents"><ul>{items}</ul></nav>'


def _section(section: Section) -> Iterator[str]:
    yield f'<h2 id="{_anchor(section.title)}">{_text(section.title)}</h2>'
    yield from (f"<p>{_text(one)}</p>" for one in section.words)
    yield from map(_figure, section.drawings)
    yield from map(_table, section.tables)


def _figure(drawing: Drawing) -> str:
    figure = fitted(drawing.figure, "column")
    meta = figure.layout.meta
    made = pio.to_html(
        figure,
        config={"displayModeBar": False},
        include_plotlyjs=False,
        include_mathjax=False,
        full_html=False,
        div_id=f"chart-{drawing.name}",
    )
    told = _text(str(meta["alt"]))
    return (
        f'<figure aria-label="{_text(str(meta["title"]))}"><div role="img" aria-label="{told}">'
        f"{made}</div><noscript><p>{told}</p></noscript></figure>"
    )


def _table(table: Table) -> str:
    def cell(number: int, text: str, tag: str = "td") -> str:
        kind = ' class="number"' if number in table.numbers else ""
        scope = ' scope="col"' if tag == "th" else ""
        return f"<{tag}{scope}{kind}>{_text(text)}</{tag}>"

    heads = "".join(cell(number, text, "th") for number, text in enumerate(table.heads))
    rows = "".join(
        f"<tr>{''.join(cell(number, text) for number, text in enumerate(row))}</tr>"
        for row in table.rows
    )
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{_text(table.title)}">'
        f"<table><caption>{_text(table.title)}</caption><thead><tr>{heads}</tr></thead>"
        f"<tbody>{rows}</tbody></table></div>"
    )


def _evidence(made: Report) -> Iterator[str]:
    if not made.evidence:
        return
    yield '<h2 id="evidence">Evidence</h2>'
    yield "<p>The surest sentences of each actor on each target.</p>"
    for target, actors in made.evidence.items():
        yield f"<h3>{_text(made.codebook.target(target).name)}</h3>"
        for actor, quotes in actors.items():
            yield f"<h4>{_text(made.codebook.actor(actor).name)}</h4>"
            yield from map(_quote, quotes)


def _quote(quote: Quote) -> str:
    return (
        f"<blockquote><p><strong>{_text(quote.said)}</strong></p><p>{_text(quote.text)}</p>"
        f'<p class="origin">{_text(quote.origin)}</p></blockquote>'
    )
