"""What was found: as JSON, as a data frame, as a picture, as a page of a notebook."""

from __future__ import annotations

import io
import json
from decimal import Decimal
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, Optional, Union

from ._corridor import FoundAnswer
from ._problems import CorridorError

if TYPE_CHECKING:
    import os

    import pandas as _pandas  # type: ignore[import-untyped]
    import polars as _polars
    import pyarrow as _pyarrow  # type: ignore[import-untyped]

_EXACT = "_exact"


class Rows:
    """A table with one row for each thing that was found: the columns of the program's CSV, with types.

    Amounts are doubles; with ``exact=True`` they are decimals, which add up to the last digit.
    """

    def __init__(self, parquet: bytes) -> None:
        self._parquet = parquet

    @property
    def parquet(self) -> bytes:
        """The table as a Parquet file: amounts as doubles, and as decimals in columns that end in ``_exact``."""
        return self._parquet

    def to_arrow(self, *, exact: bool = False) -> _pyarrow.Table:
        """Returns the rows as a table of pyarrow."""
        from pyarrow.parquet import read_table  # type: ignore[import-untyped]

        table = read_table(io.BytesIO(self.parquet))
        kept = _columns({field.name: str(field.type) for field in table.schema}, exact)
        return table.select(list(kept)).rename_columns(list(kept.values()))

    def to_pandas(self, *, exact: bool = False) -> _pandas.DataFrame:
        """Returns the rows as a data frame of pandas, which needs pyarrow for it."""
        return self.to_arrow(exact=exact).to_pandas()

    def to_polars(self, *, exact: bool = False) -> _polars.DataFrame:
        """Returns the rows as a data frame of polars."""
        import polars

        frame = polars.read_parquet(io.BytesIO(self.parquet))
        kept = _columns({name: str(kind) for name, kind in frame.schema.items()}, exact)
        return frame.select(polars.col(name).alias(as_) for name, as_ in kept.items())


def _columns(kinds: dict[str, str], exact: bool) -> dict[str, str]:
    """Returns the columns to show with what they are called: of amounts the doubles or the decimals."""
    decimals = {name for name, kind in kinds.items() if kind.lower().startswith("decimal")}
    shown = (name for name in kinds if name not in decimals)
    return {name + _EXACT if exact and name + _EXACT in decimals else name: name for name in shown}


class Picture:
    """A picture of an answer, drawn as ``corridor plot`` draws it; a notebook shows it."""

    def __init__(self, found: FoundAnswer, kind: str, lang: str, size_mm: tuple[float, float]) -> None:
        self._found, self.kind, self._lang, self._size_mm = found, kind, lang, size_mm
        self.svg: str = self._drawn("svg").decode()
        """The picture as SVG."""

    def _drawn(self, form: str, dpi: int = 200) -> bytes:
        return self._found.drawn(self.kind, form, self._lang, self._size_mm, dpi)

    def save(self, path: Union[str, os.PathLike[str]], *, dpi: int = 200) -> None:
        """Writes the picture to a file, by its ending as SVG, PNG or PDF."""
        path = Path(path)
        path.write_bytes(self._drawn(path.suffix.lower().lstrip("."), dpi))

    def _repr_svg_(self) -> str:
        return self.svg


class Answer(Rows):
    """What was found. It is written in a format when that is asked for."""

    def __init__(self, found: FoundAnswer) -> None:
        self._found = found

    @property
    def is_answered(self) -> bool:
        """Whether at least one route was found, or whatever else was asked for."""
        return self._found.is_answered

    @property
    def json(self) -> bytes:
        """The answer as the command writes it with ``--format json``, byte for byte."""
        return self._found.written("json", "en")

    @property
    def parquet(self) -> bytes:
        return self._found.written("parquet", "en")

    def written(self, format: str, *, lang: str = "en") -> bytes:
        """Returns the answer as the command writes it with ``--format``: csv, markdown, table, geojson, html."""
        return self._found.written(format, lang)

    def to_dict(self, *, exact: bool = False) -> dict[str, Any]:
        """Returns the JSON document as a dict; with ``exact=True`` its numbers are decimals."""
        document: dict[str, Any] = json.loads(self.json, parse_float=Decimal if exact else None)
        return document

    def plot(
        self, kind: Optional[str] = None, *, lang: str = "en", size_mm: tuple[float, float] = (170, 120)
    ) -> Picture:
        """Draws the answer: as the first of ``plots`` unless a kind is given."""
        if kind is None:
            kinds = self.plots
            if not kinds:
                raise CorridorError("there is no picture of this answer")
            kind = kinds[0]
        return Picture(self._found, kind, lang, size_mm)

    @property
    def plots(self) -> list[str]:
        """The kinds of pictures that there are of this answer."""
        return self._found.kinds()

    def __str__(self) -> str:
        return self._found.written("markdown", "en").decode()

    def _repr_html_(self) -> str:
        pictures = (self.plot(kind).svg for kind in self.plots[:1])
        return "\n".join([*(_html(block) for block in json.loads(self._found.page("en"))), *pictures])


def _html(block: dict[str, Any]) -> str:
    """Writes a block of a page as HTML."""
    ((kind, content),) = block.items()
    if kind == "heading":
        level, text = content
        return f"<h{level + 1}>{escape(text)}</h{level + 1}>"
    if kind == "list":
        return "<ul>" + "".join(f"<li>{escape(item)}</li>" for item in content) + "</ul>"
    if kind == "table":
        head = "".join(f"<th>{escape(column['title'])}</th>" for column in content["columns"])
        rows = ("".join(f"<td>{escape(cell)}</td>" for cell in row) for row in content["rows"])
        return f"<table><tr>{head}</tr>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>"
    return f"<p>{escape(content)}</p>" if kind == "text" else f"<p><b>{escape(content)}</b></p>"
