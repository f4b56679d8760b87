"""What all pages share: the guard, the first start, a chart with its downloads."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

import streamlit as st

from stance import export
from stance.app import cache
from stance.domain import Progress
from stance.errors import StanceError
from stance.pipeline import Input, analyze, seeds

if TYPE_CHECKING:
    from pandas import DataFrame
    from plotly.graph_objects import Figure

_OUTCOMES = {"analysed": "Analysed", "known": "Already here", "failed": "Failed"}


def theme() -> str:
    """``light`` or ``dark``, as the reader's browser shows the page."""
    return "dark" if st.context.theme.type == "dark" else "light"


def guarded(page: Callable[[], None]) -> None:
    """Run a page; a known failure becomes its one sentence."""
    try:
        _first_start()
        page()
    except StanceError as error:
        st.error(_literal(str(error)), icon=":material/error:")
        st.stop()


def _first_start() -> None:
    """Analyse the sample article once, in a store that has never seen a run."""
    if "started" in st.session_state:
        return
    st.session_state["started"] = True
    if len(cache.store().runs()) or len(cache.store().documents()):
        return
    st.toast("First start: reading the sample article.")
    run([seeds()])


def run(inputs: Iterable[Input]) -> list[Progress]:
    """Analyse inputs with visible progress; the steps that were taken."""
    steps: list[Progress] = []
    with st.status("Analysing…", expanded=True) as status:
        bar = st.progress(0.0)
        work = analyze(
            inputs, store=cache.store(), codebook=cache.codebook(), engine=cache.engine()
        )
        for step in work:
            steps.append(step)
            bar.progress(min(1.0, step.done / max(1, step.total)))
            line = f"{_OUTCOMES[step.outcome]}: {step.path}"
            st.text(f"{line}\n{step.message}" if step.message else line)
        failed = sum(step.outcome == "failed" for step in steps)
        status.update(
            label=f"{len(steps) - failed} of {len(steps)} inputs are in the store.",
            state="error" if steps and failed == len(steps) else "complete",
            expanded=bool(failed),
        )
    return steps


def _literal(text: str) -> str:
    """Text that Streamlit's markdown shows as it stands."""
    return "".join("\\" + c if c in "\\`*_{}[]()#+-.!|<>$:~" else c for c in text)


literal = _literal


def chart(figure: Figure, name: str, table: DataFrame, *, alt: str, click: bool = False) -> Any:
    """Show a figure with its downloads; the ``customdata`` of a clicked mark, or ``None``."""
    config = {
        "displaylogo": False,
        "modeBarButtonsToRemove": ["select2d", "lasso2d", "zoom2d", "pan2d", "autoScale2d"],
        "toImageButtonOptions": {"format": "svg", "filename": f"stance-{name}"},
    }
    options: dict[str, Any] = {"on_select": "rerun", "selection_mode": "points"} if click else {}
    event = st.plotly_chart(
        figure, theme=None, key=f"chart-{name}", config=config, alt=alt, width="content", **options
    )
    _downloads(figure, name, table)
    if not click:
        return None
    points = event["selection"]["points"]
    return next((point["customdata"] for point in points if point.get("customdata")), None)


def _downloads(figure: Figure, name: str, table: DataFrame) -> None:
    with st.popover("Download", icon=":material/download:"):
        kinds = ["html", "png", "svg", "pdf"] if export.find_browser() else ["html"]
        for kind in kinds:
            st.download_button(
                f"Chart as {kind.upper()}",
                lambda kind=kind: export.figure_bytes(figure, kind),
                file_name=f"stance-{name}.{kind}",
                key=f"{name}-{kind}",
                on_click="ignore",
            )
        for kind in ("csv", "xlsx", "parquet"):
            st.download_button(
                f"Data as {kind.upper()}",
                lambda kind=kind: export.table_bytes(table, kind),
                file_name=f"stance-{name}.{kind}",
                key=f"{name}-{kind}",
                on_click="ignore",
            )
        if len(kinds) == 1:
            st.caption(
                "PNG and PDF need Chrome, Chromium or Edge on this machine. The camera in the "
                "chart's own toolbar saves an SVG without it."
            )
