"""Runs the notebooks of the guide and makes its gallery of them: a page with the pictures of each.

usage: notebooks.py, with the wheel and pandas installed, from the folder of the project; writes src/guide/gallery-*

A cell is run as a notebook runs it: what it prints is shown, and the value of its last line.
"""

import ast
import contextlib
import io
import json
import tempfile
from pathlib import Path

import corridor

GUIDE = Path(__file__).parents[2] / "src/guide"
# Enough to read; a picture of the guide is part of the program.
DPI = 80
NOTEBOOKS = sorted((GUIDE / "notebooks").glob("*.ipynb"))


def cells(notebook):
    """Returns the kind and the text of each cell."""
    document = json.loads(notebook.read_text(encoding="utf-8"))
    return [(cell["cell_type"], "".join(cell["source"])) for cell in document["cells"]]


def run(code, names):
    """Runs the code of a cell; returns what it prints and the value of its last line."""
    body = ast.parse(code).body
    last = ast.Expression(body.pop().value) if body and isinstance(body[-1], ast.Expr) else None
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(ast.Module(body, []), "cell", "exec"), names)  # noqa: S102 - it is our own text.
        value = eval(compile(last, "cell", "eval"), names) if last else None  # noqa: S307
    return printed.getvalue(), value


def gallery(notebook):
    """Runs a notebook; returns the files of the guide that it becomes, by their names."""
    name, names, pictures = f"gallery-{notebook.stem}", {}, {}
    page = []
    for kind, text in cells(notebook):
        if kind == "markdown":
            page.append(text)
            continue
        page.append(f"```python\n{text}\n```")
        printed, value = run(text, names)
        if isinstance(value, corridor.Picture):
            picture = f"{name}-{len(pictures) + 1}.png"
            with tempfile.TemporaryDirectory() as folder:
                value.save(Path(folder) / picture, dpi=DPI)
                pictures[picture] = (Path(folder) / picture).read_bytes()
            page.append(f"![{value.kind}]({picture})")
        elif value is not None:
            printed += value.to_string() if hasattr(value, "to_string") else str(value)
        if printed:
            shown = "\n".join(line.rstrip() for line in printed.rstrip().splitlines())
            page.append(f"```text\n{shown}\n```")
    source = f"This page is the notebook [`{notebook.name}`](notebooks/{notebook.name}), run by the tests."
    page.insert(1, source)
    return {f"{name}.md": ("\n\n".join(page) + "\n").encode(), **pictures}


if __name__ == "__main__":
    for path in GUIDE.glob("gallery-*"):
        path.unlink()
    for notebook in NOTEBOOKS:
        for name, content in gallery(notebook).items():
            (GUIDE / name).write_bytes(content)
