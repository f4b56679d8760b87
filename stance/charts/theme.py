"""The look of every figure: colours, type and one plotly template, for light and for dark.

The two sides of the stance scale are blue and orange, which stay apart under the common kinds
of colour blindness (``tests/test_charts.py`` measures it), and no mark relies on them alone:
symbols and words say the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

import plotly.graph_objects as go

from stance.errors import UsageError

#: Which of the two looks a figure has.
Theme = Literal["light", "dark"]

#: The type of all figures; the first family is the one the dashboard itself is set in.
FONT = '"Source Sans", "Source Sans 3", "Source Sans Pro", "Helvetica Neue", Arial, sans-serif'

#: Type sizes in pixels.
TITLE_SIZE, LEAD_SIZE, BODY_SIZE, SMALL_SIZE = 19, 14, 13, 12

#: The symbol that stands beside each colour, so that print in grey still reads.
SYMBOLS: Mapping[str, str] = {
    "favor": "triangle-up",
    "against": "triangle-down",
    "neutral": "diamond",
    "no_position": "circle-open",
    "unsure": "x-thin-open",
}


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of one theme, as hex.

    Attributes:
        paper: Behind everything; the same as the page's background.
        ink: Text that must be read.
        muted: Text that may be read, whiskers, symbols without a side.
        rule: Lines that order the page.
        absent: The ground of a cell without evidence.
        favor, against, neutral: The stance scale.
        apart: How far two actors are apart.
    """

    paper: str
    ink: str
    muted: str
    rule: str
    absent: str
    favor: str
    against: str
    neutral: str
    apart: str

    def of(self, key: str) -> str:
        """The colour of a stance or of an abstention.

        >>> PALETTES["light"].of("unsure") == PALETTES["light"].muted
        True
        """
        known = {"favor": self.favor, "against": self.against, "neutral": self.neutral}
        return known.get(key, self.muted)


PALETTES: Mapping[str, Palette] = {
    "light": Palette(
        paper="#FFFFFF",
        ink="#1B2127",
        muted="#5A636C",
        rule="#D8DADC",
        absent="#F0F1F1",
        favor="#1F6CB0",
        against="#C2530F",
        neutral="#6A737B",
        apart="#6A4A9C",
    ),
    "dark": Palette(
        paper="#14181C",
        ink="#ECEAE6",
        muted="#A4ACB3",
        rule="#3A4148",
        absent="#1F252A",
        favor="#6FB4EE",
        against="#F39A57",
        neutral="#AAB2B9",
        apart="#B79AE6",
    ),
}


def palette(theme: str) -> Palette:
    """The colours of a theme.

    Raises:
        UsageError: There is no such theme.
    """
    if theme not in PALETTES:
        raise UsageError(f"There is no theme {theme!r}.", f"Expected: {', '.join(PALETTES)}.")
    return PALETTES[theme]


def mix(under: str, over: str, share: float) -> str:
    """The colour that `over` makes when it covers `under` to a share from 0 to 1.

    >>> mix("#000000", "#ffffff", 0.5)
    '#808080'
    """
    share = min(1.0, max(0.0, share))
    pairs = zip(_channels(under), _channels(over), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def contrast(one: str, other: str) -> float:
    """The contrast of two colours after WCAG 2, from 1 (equal) to 21 (black on white).

    >>> round(contrast("#000000", "#ffffff"))
    21
    """
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@lru_cache(maxsize=4)
def template(theme: str) -> go.layout.Template:
    """The plotly template of a theme: complete, so that screen and export agree.

    Raises:
        UsageError: There is no such theme.
    """
    colors = palette(theme)
    axis: dict[str, Any] = {
        "automargin": False,
        "gridcolor": mix(colors.paper, colors.rule, 0.6),
        "linecolor": colors.rule,
        "showline": False,
        "tickcolor": colors.rule,
        "tickfont": {"color": colors.muted, "size": SMALL_SIZE},
        "title": {"font": {"color": colors.muted, "size": SMALL_SIZE}},
        "zeroline": False,
    }
    return go.layout.Template(
        layout={
            "colorway": [colors.favor, colors.against, colors.neutral, colors.apart],
            "font": {"family": FONT, "size": BODY_SIZE, "color": colors.ink},
            "paper_bgcolor": colors.paper,
            "plot_bgcolor": colors.paper,
            "xaxis": axis,
            "yaxis": axis,
            "hovermode": "closest",
            "dragmode": False,
            "clickmode": "event+select",
            "hoverlabel": {
                "align": "left",
                "bgcolor": mix(colors.paper, colors.ink, 0.06),
                "bordercolor": colors.rule,
                "font": {"family": FONT, "size": BODY_SIZE, "color": colors.ink},
                "namelength": -1,
            },
            "legend": {
                "orientation": "h",
                "font": {"size": SMALL_SIZE, "color": colors.muted},
                "itemsizing": "constant",
                "x": 0,
                "xanchor": "left",
                "y": 1,
                "yanchor": "bottom",
            },
            "separators": ".,",
        }
    )


def _channels(color: str) -> tuple[int, int, int]:
    digits = color.lstrip("#")
    return int(digits[0:2], 16), int(digits[2:4], 16), int(digits[4:6], 16)


def _luminance(color: str) -> float:
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (channel / 255 for channel in _channels(color))
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
