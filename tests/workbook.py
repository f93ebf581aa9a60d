#!/usr/bin/env python3
"""Holds the program's workbooks against its JSON and its tables, by readers that are not ours: openpyxl and LibreOffice.

usage: workbook.py PROGRAM    (in the project's root; needs the package openpyxl, and soffice of LibreOffice)
"""

import csv
import json
import math
import subprocess
import sys
import tempfile
from decimal import Decimal
from pathlib import Path

import openpyxl

HUNCHUN = "scenarios/hunchun-ningbo-2019.toml"
JILIN = "scenarios/jilin-maize-2017.toml"
ANSWERS = [
    ["compare", HUNCHUN, "--draws", "0"],
    ["compare", JILIN, "--from", "changchun", "--draws", "0", "--lang", "zh"],
    ["compare", JILIN, "--detail", "matrix"],
    ["route", HUNCHUN, "--lang", "ru"],
    ["risk", HUNCHUN, "--draws", "64"],
    ["breakeven", HUNCHUN],
    ["levers", HUNCHUN],
    ["sources", HUNCHUN],
]
# Commas, UTF-8, every sheet, and cells as they are held and not as they are shown.
AS_CSV = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,-1"


def run(*arguments):
    """Returns what a program writes to stdout."""
    done = subprocess.run(arguments, capture_output=True, check=False)
    if done.returncode != 0:
        sys.exit(f"{' '.join(map(str, arguments))}: exit {done.returncode}\n{done.stderr.decode()}")
    return done.stdout.decode()


def same(written, held):
    """Returns whether a cell holds what the CSV of the program says."""
    written = written.removeprefix("'")
    if held is None or held == "":
        return written == ""
    try:
        return math.isclose(float(written), float(held), rel_tol=1e-14, abs_tol=1e-12)
    except ValueError:
        return written == str(held)


def tables(text):
    """Returns the tables of the program's CSV, each a list of rows."""
    return [list(csv.reader(part.splitlines(keepends=True))) for part in text.split("\r\n\r\n") if part]


def answer(program, arguments, folder):
    """Compares a book with the CSV of the same question, cell by cell, in two readers."""
    name = "-".join(arguments[:2]).replace("/", "-")
    book = folder / f"{name}-{len(list(folder.iterdir()))}.xlsx"
    run(program, *arguments, "--quiet", "-o", book)
    expected = tables(run(program, *arguments, "--quiet", "--format", "csv"))
    held = openpyxl.load_workbook(book, data_only=True)
    formulas = openpyxl.load_workbook(book)
    sheets = [sheet for sheet in held.sheetnames[1:] if sheet != "sources" or arguments[0] == "sources"]
    sheets = sheets or held.sheetnames[1:]
    office = folder / book.stem
    run("soffice", "--headless", "--convert-to", AS_CSV, "--outdir", office, book)
    run("soffice", "--headless", "--convert-to", "pdf", "--outdir", office, book)
    if (office / f"{book.stem}.pdf").stat().st_size < 5000:
        sys.exit(f"{name}: LibreOffice prints nothing")
    cells = sums = 0
    for table, sheet in zip(expected, sheets, strict=True):
        with (office / f"{book.stem}-{sheet}.csv").open(encoding="utf-8-sig", newline="") as file:
            opened = list(csv.reader(file))
        for number, row in enumerate(table):
            for column, written in enumerate(row):
                cell = held[sheet].cell(number + 1, column + 1).value
                shown = opened[number][column]
                if number == 0:
                    cell, shown = (str(text).split("\n")[0] for text in (cell, shown))
                if not same(written, cell) or not same(written, shown):
                    sys.exit(f"{name}: {sheet} row {number + 1}: {written!r} is {cell!r}, opened {shown!r}")
                formula = formulas[sheet].cell(number + 1, column + 1).value
                is_formula = isinstance(formula, str) and formula.startswith("=") and formula != written.removeprefix("'")
                if is_formula and table[0][column] != "total_per_t":
                    sys.exit(f"{name}: {sheet} row {number + 1}: {formula} is run")
                sums += is_formula
                cells += 1
    if arguments[0] in ("route",) and not sums:
        sys.exit(f"{name}: no total is a sum")
    return cells, sums


def json_totals(program, folder):
    """Compares the totals of a book with those of the JSON, to the last millionth."""
    book = folder / "totals.xlsx"
    run(program, *ANSWERS[0], "-q", "-o", book)
    sheet = openpyxl.load_workbook(book, data_only=True)["compare"]
    headings = [str(cell.value).split("\n")[0] for cell in sheet[1]]
    rows = [dict(zip(headings, (cell.value for cell in row))) for row in sheet.iter_rows(min_row=2)]
    found = json.loads(run(program, *ANSWERS[0], "-q", "--format", "json"), parse_float=Decimal)
    for row, one in zip(rows, found["answers"], strict=True):
        if round(Decimal(row["total_per_t"]), 6) != one["total_per_t"]:
            sys.exit(f"total {row['total_per_t']} is {one['total_per_t']} in JSON")
        parts = sum(round(Decimal(row[part]), 6) for part in one["parts"])
        if parts != one["total_per_t"]:
            sys.exit(f"the parts of {row['corridor']} add up to {parts}, not {one['total_per_t']}")


def through_office(program, folder):
    """Lets LibreOffice save the tables of a scenario anew, as a planner would, and asks again."""
    book, kept = folder / "tables.xlsx", folder / "kept"
    run(program, "show", JILIN, "-o", book)
    run("soffice", "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", kept, book)
    ask = [program, "compare", JILIN, "--draws", "0", "--quiet", "--format", "csv"]
    if run(*ask) != run(*ask, "--tables", kept / "tables.xlsx"):
        sys.exit("tables that LibreOffice has saved give another answer")


def main():
    program = str(Path(sys.argv[1]).resolve())
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        for arguments in ANSWERS:
            cells, sums = answer(program, arguments, folder)
            print(f"{' '.join(arguments)}: {cells} cells the same, {sums} sums")
        json_totals(program, folder)
        through_office(program, folder)
    print("workbooks: all numbers are those of JSON and CSV, tables come back unchanged from LibreOffice")


if __name__ == "__main__":
    main()
