"""One ZIP with a figure, its numbers, the statements behind it and where all of it comes from."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pandas as pd

from stance.codebook import Codebook
from stance.domain import Selection
from stance.errors import ExportError, MissingExtraError
from stance.export.drawings import Drawing
from stance.export.figures import Look, figure_bytes
from stance.export.files import suffix_of, write
from stance.export.origins import origins
from stance.export.rendering import IMAGE_FORMATS, check_images
from stance.export.tables import table_bytes

#: Statements of which a workbook is made as well; more take minutes, and CSV has them all.
_WORKBOOK_ROWS = 20_000
_README = """{title}

chart.*      the figure; .html opens in any browser without a network
data.*       the numbers that it draws
evidence.*   the statements behind it, one row for each sentence, actor and target
manifest.json  program, models, codebook, thresholds, filters, and a digest of every file here

{words}
"""


def save_bundle(
    drawing: Drawing,
    path: str | Path,
    codebook: Codebook,
    *,
    selection: Selection | None = None,
    look: Look | None = None,
) -> Path:
    """Writes a bundle; arguments and errors as in `bundle_bytes`.

    Raises:
        ExportError: The name does not end in .zip, or the file cannot be written.
    """
    suffix_of(path, ("zip",))
    return write(path, bundle_bytes(drawing, codebook, selection=selection, look=look))


def bundle_bytes(
    drawing: Drawing,
    codebook: Codebook,
    *,
    selection: Selection | None = None,
    look: Look | None = None,
) -> bytes:
    """Figure, data, evidence and manifest as the content of a ZIP.

    Without a browser there are no pictures in it; the manifest then says why.

    Args:
        drawing: The chart with its numbers and statements.
        codebook: The codebook in use.
        selection: Which part of the store it is, for the manifest.
        look: Size, scale and words of the figure.

    Raises:
        ExportError: The browser failed, or the look makes no sense.
        UsageError: There is no such size.
    """
    look = look or Look()
    files, absent = _figures(drawing, look)
    for kind in ("csv", "xlsx", "parquet"):
        files[f"data.{kind}"] = table_bytes(_flat(drawing.table), kind)
        if kind != "xlsx" or len(drawing.statements) <= _WORKBOOK_ROWS:
            files[f"evidence.{kind}"] = table_bytes(_flat(drawing.statements), kind)
        else:
            absent[f"evidence.{kind}"] = f"more than {_WORKBOOK_ROWS:,} statements"
    meta = drawing.figure.layout.meta or {}
    readme = _README.format(title=meta.get("title", drawing.name), words=meta.get("alt", ""))
    files["README.txt"] = readme.encode("utf-8", "replace")
    manifest = _manifest(drawing, look, files, absent) | origins(
        drawing.statements, codebook, selection
    )
    text = json.dumps(manifest, ensure_ascii=False, indent=2, default=str)
    return _zipped({**files, "manifest.json": f"{text}\n".encode("utf-8", "replace")})


def _figures(drawing: Drawing, look: Look) -> tuple[dict[str, bytes], dict[str, str]]:
    """The figure in every format that this machine can make, and why others are missing."""
    kinds: tuple[str, ...] = ("html", *IMAGE_FORMATS)
    absent = {}
    try:
        check_images()
    except (ExportError, MissingExtraError) as error:
        kinds = ("html",)
        absent = {f"chart.{kind}": str(error) for kind in IMAGE_FORMATS}
    return {f"chart.{kind}": figure_bytes(drawing.figure, kind, look) for kind in kinds}, absent


def _flat(table: pd.DataFrame) -> pd.DataFrame:
    """The table as it is handed over: without the numbers that only the measures read."""
    return table.drop(columns="copy", errors="ignore").reset_index(drop=True)


def _manifest(
    drawing: Drawing, look: Look, files: dict[str, bytes], absent: dict[str, str]
) -> dict[str, Any]:
    return {
        "chart": drawing.name,
        "alt": (drawing.figure.layout.meta or {}).get("alt", ""),
        "look": {
            "size": look.size,
            "scale": look.scale,
            "title": look.words.title,
            "subtitle": look.words.subtitle,
            "footer": look.words.footer,
        },
        "files": {
            name: {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
            for name, data in files.items()
        },
        "left_out": absent,
    }


def _zipped(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            # A fixed moment, so that the same content gives the same archive.
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), data, 8)
    return out.getvalue()
