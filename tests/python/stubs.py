"""Writes the stub of the questions, src/python/corridor/_asking.pyi, from the schema of requests; prints it."""

import textwrap

from corridor import _asking

HEAD = '''\
# Written by tests/python/stubs.py.
import datetime
from decimal import Decimal
from typing import Any, Literal, Mapping, Optional, Sequence, TypedDict, Union

from typing_extensions import Unpack

from . import Scenario
from ._answer import Answer

SCHEMA: dict[str, Any]

def described(schema: dict[str, Any]) -> dict[str, Any]: ...
def questions() -> dict[str, tuple[str, str, dict[str, Any]]]: ...

class _Asked(TypedDict, total=False):
    from_: Union[str, Sequence[str]]
    to: Union[str, Sequence[str]]
    corridors: Union[str, Sequence[str]]
    set: Union[Mapping[str, Union[str, float, Decimal, datetime.date]], Sequence[str]]
    quote: Union[str, Sequence[str]]
    date: Union[str, datetime.date]
    audit: bool
    with_: str
    also: Union[Scenario, Sequence[Scenario]]

class Asking:
    def _ask(self, word: str, given: dict[str, Any]) -> Answer: ...
'''
PLAIN = {"integer": "int", "number": "float", "string": "str", "boolean": "bool", "object": "Mapping[str, Any]"}


def written(schema):
    """Returns the type of what a schema describes, apart from nothing: every keyword may be left out."""
    schema = _asking.described(schema)
    parts = schema.get("anyOf") or schema.get("oneOf")
    if parts:
        return united(written(part) for part in parts if part.get("type") != "null")
    if "const" in schema:
        return f"Literal[{schema['const']!r}]"
    if "enum" in schema:
        return f"Literal[{', '.join(map(repr, schema['enum']))}]"
    kinds = schema.get("type", [])
    kinds = [kinds] if isinstance(kinds, str) else [kind for kind in kinds if kind != "null"]
    return united(one(kind, schema) for kind in kinds) if kinds else "Any"


def one(kind, schema):
    return f"Sequence[{written(schema.get('items', {}))}]" if kind == "array" else PLAIN[kind]


def united(kinds):
    """Joins types, each once; words in one literal."""
    kinds = list(dict.fromkeys(kinds))
    words = [kind[len("Literal[") : -1] for kind in kinds if kind.startswith("Literal[")]
    kinds = [kind for kind in kinds if not kind.startswith("Literal[")] + ([f"Literal[{', '.join(words)}]"] if words else [])
    return kinds[0] if len(kinds) == 1 else f"Union[{', '.join(kinds)}]"


def stub():
    lines = [HEAD]
    for name, (_, about, options) in _asking.questions().items():
        keywords = [f"{option}: Optional[{written(of)}] = ..." for option, of in options.items()]
        lines.append(f"    def {name}(\n        self,\n")
        lines.extend(f"        {keyword},\n" for keyword in (["*", *keywords] if keywords else []))
        lines.append("        **asked: Unpack[_Asked],\n    ) -> Answer:\n")
        lines.append(textwrap.indent(f'"""{about}"""\n', "        "))
    return "".join(lines)


if __name__ == "__main__":
    print(stub(), end="")
