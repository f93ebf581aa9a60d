"""Values, dicts and data frames as the texts that scenarios and tables are read from."""

from __future__ import annotations

import csv as csv_module
import datetime
import io
import json
from decimal import Decimal
from typing import Any, Mapping


def plain(value: Any) -> str:
    """Writes a value as ``--set`` takes it: numbers without an exponent, dates as 2017-08-08."""
    if hasattr(value, "item"):  # A number of numpy.
        value = value.item()
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float, Decimal)):
        return format(Decimal(str(value)), "f")
    return value.isoformat() if isinstance(value, datetime.date) else str(value)


def as_json(value: Any) -> str:
    """Writes options of a question as JSON, with dates as texts."""

    def other(value: Any) -> Any:
        if hasattr(value, "item"):
            return value.item()
        if isinstance(value, Decimal):
            return float(value)
        return value.isoformat() if isinstance(value, datetime.date) else str(value)

    return json.dumps(value, default=other)


def toml(document: Mapping[str, Any]) -> str:
    """Writes a scenario or a plan as TOML, a line for each key."""
    return "".join(f"{_quoted(key)} = {_toml(value)}\n" for key, value in document.items())


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _toml(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{_quoted(key)} = {_toml(own)}" for key, own in value.items()) + " }"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(_toml, value)) + "]"
    return _quoted(value) if isinstance(value, str) else plain(value)


def csv(rows: Any) -> str:
    """Writes a table as CSV: a data frame of pandas or polars, a table of pyarrow, or dicts with a row each."""
    if hasattr(rows, "to_csv"):
        return str(rows.to_csv(index=False))
    if hasattr(rows, "write_csv"):
        return str(rows.write_csv())
    rows = rows.to_pylist() if hasattr(rows, "to_pylist") else list(rows)
    text = io.StringIO()
    columns = list(dict.fromkeys(column for row in rows for column in row))
    table = csv_module.DictWriter(text, columns, lineterminator="\n")
    table.writeheader()
    table.writerows({key: "" if cell is None else plain(cell) for key, cell in row.items()} for row in rows)
    return text.getvalue()
