#!/usr/bin/env python3
"""Holds the program's JSON documents against its own schemas, with a reader of schemas that is not ours.

usage: schemas.py PROGRAM    (in the project's root; needs the package jsonschema)

The schemas let objects get more fields in later versions; a field of today is described, so each is closed here first.
"""

import json
import subprocess
import sys
from pathlib import Path

from jsonschema import Draft202012Validator

DOCUMENTS = Path("tests/program/documents.txt")


def run(program, arguments):
    """Returns what the program writes to stdout."""
    done = subprocess.run([program, *arguments], capture_output=True, text=True, check=False)
    if done.returncode not in (0, 4):
        sys.exit(f"{' '.join(arguments)}: exit {done.returncode}\n{done.stderr}")
    return done.stdout


def close(schema):
    """Allows no field that a schema does not describe."""
    if isinstance(schema, dict):
        if "properties" in schema:
            schema.setdefault("additionalProperties", False)
        for value in schema.values():
            close(value)
    elif isinstance(schema, list):
        for value in schema:
            close(value)


def undescribed(schema, path="$"):
    """Yields the paths of fields that have no description of their own."""
    for name, field in schema.get("properties", {}).items():
        if "description" not in field and "$ref" not in field and "const" not in field:
            yield f"{path}.{name}"
        yield from undescribed(field, f"{path}.{name}")
    for name, definition in schema.get("$defs", {}).items():
        if definition.get("additionalProperties") is False and "description" in definition:
            continue  # One number under each of some names, described together.
        yield from undescribed(definition, name)


def main(program):
    validators, faults, count = {}, [], 0
    for line in DOCUMENTS.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        form, _, command = line.partition(": ")
        if form not in validators:
            schema = json.loads(run(program, ["schema", form]))
            Draft202012Validator.check_schema(schema)
            faults += [f"{form}: {field} is not described" for field in undescribed(schema)]
            close(schema)
            validators[form] = Draft202012Validator(schema)
        document = json.loads(run(program, [*command.split(), "--format", "json", "--quiet"]))
        count += 1
        for error in validators[form].iter_errors(document):
            faults.append(f"{command}: {error.json_path}: {error.message[:200]}")
    print(f"{count} documents of {len(validators)} forms, {len(faults)} faults")
    if faults:
        sys.exit("\n".join(faults[:50]))


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
