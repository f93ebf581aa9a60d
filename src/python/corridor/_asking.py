"""A method for each question, made of the schema of requests that the library is read by."""

from __future__ import annotations

import inspect
import json
from typing import Any

from . import _corridor

SCHEMA: dict[str, Any] = json.loads(_corridor.schema())


def described(schema: dict[str, Any]) -> dict[str, Any]:
    """Returns what a reference of the schema leads to."""
    name = schema.get("$ref", "").rpartition("/")[2]
    return SCHEMA["$defs"][name] if name else schema


def questions() -> dict[str, tuple[str, str, dict[str, Any]]]:
    """Returns each question by the name of its method: its word in requests, what it is about, its options."""
    found = {}
    for question in SCHEMA["$defs"]["Question"]["oneOf"]:
        ((word, options),) = question["properties"].items()
        found[word.replace("-", "")] = (word, question["description"], described(options).get("properties", {}))
    return found


class Asking:
    """The questions that a scenario can be asked."""

    def _ask(self, word: str, given: dict[str, Any]) -> Any:
        raise NotImplementedError


def _method(name: str, word: str, about: str, options: dict[str, Any]) -> Any:
    def ask(self: Asking, **given: Any) -> Any:
        return self._ask(word, given)

    self_, asked = inspect.Parameter("self", inspect.Parameter.POSITIONAL_OR_KEYWORD), inspect.Parameter(
        "asked", inspect.Parameter.VAR_KEYWORD
    )
    own = [inspect.Parameter(option, inspect.Parameter.KEYWORD_ONLY, default=None) for option in options]
    lines = [f"{option}: {' '.join(described(of).get('description', of.get('description', '')).split())}" for option, of in options.items()]
    ask.__signature__ = inspect.Signature([self_, *own, asked])  # type: ignore[attr-defined]
    ask.__name__, ask.__qualname__ = name, f"Asking.{name}"
    ask.__doc__ = "\n\n".join([about, *lines])
    return ask


for _name, _question in questions().items():
    setattr(Asking, _name, _method(_name, *_question))
