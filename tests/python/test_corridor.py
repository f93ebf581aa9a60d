"""The module for Python: the bytes of the commands, problems, data frames, threads, processes, Ctrl-C.

Run by .ci/run with the wheel installed and CORRIDOR naming the program.
"""

import concurrent.futures
import csv
import functools
import io
import json
import multiprocessing
import os
import pickle
import re
import signal
import subprocess
import sys
import threading
import time
from decimal import Decimal
from pathlib import Path

import duckdb
import pandas
import polars
import pytest

import corridor
import notebooks
import stubs
from corridor import _asking

ROOT = Path(__file__).parents[2]
HUNCHUN = "scenarios/hunchun-ningbo-2019.toml"
PROGRAM = os.environ["CORRIDOR"]

# What each method is asked, and of which scenario unless it is that of Hunchun.
QUESTIONS = {
    "compare": {"draws": 32, "set": {"fx.usd-cny.rate": "*1.05"}, "audit": True},
    "totals": {"detail": "route", "to": "ningbo"},
    "months": {},
    "payers": {},
    "route": {"corridors": ["domestic"]},
    "explain": {"from_": "hunchun"},
    "claims": {},
    "calibrate": {"claims": ["v01"], "hold_out": ["none"], "draws": 2000},
    "askfirst": {"draws": 1000},
    "show": {"what": "figures", "only": ["zarubino", "estimate"]},
    "sources": {},
    "diff": {},
    "test": {},
    "risk": {"draws": 64, "seed": 2, "date": "2019-06-01"},
    "alternatives": {"cheapest": 2, "different": 1, "choice": {"model": "logit", "scale": 0.1}},
    "pareto": {"deadline_h": 240},
    "plan": {"ready": "2019-06-24T08:30"},
    "catchment": {"draws": 32},
    "critical": {"kind": ["leg", "place"]},
    "flow": {"set": {"demand.1.tonnes_per_year": 60000}, "unmet_per_t": 1000},
    "breakeven": {},
    "levers": {"kinds": ["borders"]},
    "sensitivity": {"method": "oat"},
    "discover": {"draws": 200},
    "networkflow": {"network": "tests/cases/flow/corridor16"},
    "simulate": {"runs": 2, "days": 40, "boxes": 200},
    "report": {"draws": 16},
}


@pytest.fixture(autouse=True)
def _at_the_root(monkeypatch):
    monkeypatch.chdir(ROOT)


@pytest.fixture(scope="module")
def scenario():
    os.chdir(ROOT)
    return corridor.open(HUNCHUN)


def program(*arguments, text=""):
    done = subprocess.run([PROGRAM, *arguments], input=text.encode(), capture_output=True, check=False)
    assert done.returncode in (0, 4), done.stderr.decode()
    return done.stdout


@functools.cache
def asked(scenario, name):
    """Asks a question as Python does; returns the answer with the scenarios and the request that the program is given."""
    given = dict(QUESTIONS[name])
    word = _asking.questions()[name][0]
    if name == "networkflow":
        answer, files = corridor.ask(word, **given), []
    elif name == "diff":
        answer, files = scenario.diff(also=corridor.open("scenarios/hunchun-timber-2019.toml")), [HUNCHUN, "scenarios/hunchun-timber-2019.toml"]
    else:
        answer, files = getattr(scenario, name)(**given), [HUNCHUN]
    changes = {"set": [f"{path}={value}" for path, value in given.pop("set", {}).items()], "date": given.pop("date", None)}
    listed = lambda words: [words] if isinstance(words, str) else words
    select = {of: listed(given.pop(by, [])) for of, by in (("from", "from_"), ("to", "to"), ("corridor", "corridors"))}
    request = {"changes": changes, "select": select, "audit": given.pop("audit", False), "question": {word: given}}
    return answer, files, json.dumps(request)


def test_every_question_of_the_library_is_asked_here():
    assert sorted(QUESTIONS) == sorted(_asking.questions())


@pytest.mark.parametrize("name", QUESTIONS)
def test_an_answer_has_the_bytes_of_the_command(scenario, name):
    answer, files, request = asked(scenario, name)
    command = ["ask", *files, "-"] if files else ["flow", "--network", QUESTIONS[name]["network"]]
    assert answer.json == program(*command, "--format", "json", text=request)
    assert answer.is_answered and answer.to_dict()["program"].startswith("corridor ")


@pytest.mark.parametrize("name", QUESTIONS)
def test_rows_are_those_of_the_csv_with_types(scenario, name):
    if name in ("explain", "report", "diff"):
        with pytest.raises(corridor.CorridorError, match="there is no parquet of this answer|holds one table"):
            asked(scenario, name)[0].to_arrow()
        return
    answer = asked(scenario, name)[0]
    rows = list(csv.DictReader(io.StringIO(answer.written("csv").decode(), newline="")))
    frame = answer.to_arrow(exact=True)
    assert frame.num_rows == len(rows) and frame.column_names == [heading.replace(".", "_") for heading in rows[0]]
    for heading, column in zip(rows[0], frame.columns):
        cells = [row[heading] for row in rows]
        typed = ["" if cell is None else cell for cell in column.to_pylist()]
        if any(isinstance(cell, str) and cell for cell in typed):
            assert cells == typed, heading
            # What are numbers throughout is no text; lists and what claims say are texts as they were written.
            is_number = all(re.fullmatch(r"-?\d+(\.\d+)?", cell) for cell in cells if cell)
            is_written = answer.to_dict()["schema"] in ("corridor.listing", "corridor.claims")
            assert is_written or not is_number, f"{heading} has numbers: {cells[:3]}"
        else:
            assert [float(cell) if cell else "" for cell in cells] == [
                "" if cell == "" else pytest.approx(float(cell), abs=1e-6) for cell in typed
            ], heading
    assert list(answer.to_polars().columns) == list(answer.to_pandas().columns) == frame.column_names


def test_amounts_are_floats_or_decimals_that_add_up(scenario):
    answer = scenario.compare(draws=0)
    parts = list(answer.to_dict()["answers"][0]["parts"])
    exact = answer.to_pandas(exact=True)
    assert (exact[parts].sum(axis=1) == exact["total_per_t"]).all() and isinstance(exact["total_per_t"][0], Decimal)
    floats = answer.to_pandas()
    assert floats["total_per_t"].dtype == "float64" and answer.to_polars()["total_per_t"].dtype == polars.Float64
    assert answer.to_dict(exact=True)["answers"][0]["total_per_t"] == exact["total_per_t"][0]


def test_changes_of_the_scenario_and_of_a_question_add_up(scenario):
    both = {"fx.usd-cny.rate": 7.25, "cargo.value_per_t": Decimal("1800.5")}
    whole = corridor.open(HUNCHUN, set=both).compare(draws=0)
    opened = corridor.open(HUNCHUN, set={"fx.usd-cny.rate": 1, "cargo.value_per_t": 1800.5})
    assert opened.compare(draws=0, set={"fx.usd-cny.rate": "7.25"}).json == whole.json
    assert scenario.compare(draws=0, set=["fx.usd-cny.rate=7.25", "cargo.value_per_t=1800.5"]).json == whole.json
    assert scenario.compare(draws=0, date="2017-08-01").json != whole.json


def test_scenarios_of_one_name_are_told_apart_and_a_fit_has_the_same_changes_in_all(scenario, tmp_path):
    (tmp_path / "copy").mkdir()
    copy = tmp_path / "copy" / Path(HUNCHUN).name
    copy.write_text(f"schema = 1\nextends = {json.dumps(str(ROOT / HUNCHUN))}\n")
    found = corridor.ask("compare", [scenario, corridor.open(copy)], draws=0).to_dict()
    names = [own["name"] for own in found["manifest"]["scenarios"]]
    assert names == ["scenarios/hunchun-ningbo-2019", "copy/hunchun-ningbo-2019"], names
    other = corridor.open("scenarios/suifenhe-ningbo-2015.toml", set={"cargo.value_per_t": 2000})
    with pytest.raises(corridor.CorridorError, match="changed otherwise"):
        corridor.ask("calibrate", [scenario, other], draws=1000)


def test_one_exception_holds_every_problem():
    broken = {
        "extends": HUNCHUN,
        "cargo": {"lot_t": -5, "colour": "red"},
        "set": {"fx.usd-cny.rte": 7},
    }
    with pytest.raises(corridor.CorridorError) as raised:
        corridor.open(broken)
    problems = raised.value.problems
    assert len(problems) >= 3 and all(problem.file == "given.toml" for problem in problems), problems
    near = next(problem for problem in problems if "fx.usd-cny.rte" in problem.message)
    assert (near.code, near.line, near.is_error) == ("S018", 3, True) and "rate" in (near.help or ""), near
    assert near.code in str(raised.value) and pickle.loads(pickle.dumps(raised.value)).problems == problems


def test_what_cannot_be_asked_is_refused_with_what_was_meant(scenario):
    for call, words in [
        (lambda: scenario.risk(drawss=10), "there is no field `drawss`; did you mean `draws`?"),
        (lambda: scenario.risk(draws="ten"), "expected a whole number"),
        (lambda: scenario.compare(from_="hunchn"), "hunchun"),
        (lambda: scenario.compare(set={"fx.usd-cny.rte": 7}), "rate"),
        (lambda: scenario.compare(draws=0).plot("tornado"), "nothing to draw|tornado|no demand"),
        (lambda: scenario.compare(draws=0).written("docx"), "there is no format `docx`; there are table"),
        (lambda: corridor.open("nowhere.toml"), "there is no file `nowhere.toml`"),
    ]:
        with pytest.raises(corridor.CorridorError, match=words):
            call()


def test_a_world_of_data_frames_has_the_answers_of_its_files(tmp_path):
    program("init", str(tmp_path / "own"))
    tables = {path.stem: path for path in (tmp_path / "own/tables").glob("*.csv")}
    of_files = corridor.open(tmp_path / "own/scenario.toml").compare().to_dict()["answers"]
    pandas_tables = {name: pandas.read_csv(path, dtype=str, keep_default_na=False) for name, path in tables.items()}
    dicts = {name: list(csv.DictReader(path.open(encoding="utf-8"))) for name, path in tables.items()}
    polars_tables = {name: polars.read_csv(path, infer_schema=False) for name, path in tables.items()}
    for own in (pandas_tables, dicts, polars_tables):
        assert corridor.open(tmp_path / "own/scenario.toml", tables=own).compare().to_dict()["answers"] == of_files
    # A scenario that is a dict lays its tables over those that it extends.
    legs = pandas_tables["legs"]
    dearer = corridor.open(
        {"extends": str(tmp_path / "own/scenario.toml"), "title": 'Twice as long: "é"'},
        tables={"legs": legs.assign(distance_km=(legs["distance_km"].astype(float) * 2).astype(str))},
    )
    more = dearer.compare().to_dict()
    assert all(own["total_per_t"] > of["total_per_t"] for own, of in zip(more["answers"], of_files))
    again = pickle.loads(pickle.dumps(dearer))
    assert again.compare().to_dict() == more
    faulty = [{**dicts["legs"][0], "distance_km": "far"}, *dicts["legs"][1:]]
    with pytest.raises(corridor.CorridorError) as raised:
        corridor.open(tmp_path / "own/scenario.toml", tables={**dicts, "legs": faulty})
    assert [problem[:1] + problem[3:5] for problem in raised.value.problems] == [("T007", "given/legs.csv", 2)]


def test_a_study_is_that_of_the_command(scenario, tmp_path):
    plan = "scenarios/plans/freight-and-value.toml"
    program("sweep", HUNCHUN, "--plan", plan, "-o", str(tmp_path / "study"), "--format", "parquet", "--quiet")
    rows = scenario.sweep(plan)
    frame = rows.to_pandas()
    # A folder that a study was written to is read as it is.
    kept = pandas.read_parquet(tmp_path / "study")
    assert kept.drop(columns=[name for name in kept if name.endswith("_exact")]).equals(frame)
    assert polars.read_parquet(tmp_path / "study/*.parquet").shape == kept.shape
    exact = f"SELECT count(*), sum(total_per_t_exact) FROM read_parquet('{tmp_path}/study')"
    assert duckdb.sql(exact).fetchall() == [(len(kept), kept["total_per_t_exact"].sum())]
    assert not any("." in name for name in frame) and len(frame) == frame["run"].max() * frame["corridor"].nunique()
    values = [1500, 1600.5]
    own = scenario.sweep({"schema": 1, "design": "grid", "factors": {"cargo.value_per_t": values}}, corridors="borrowed")
    totals = own.to_pandas(exact=True)["total_per_t"].tolist()
    for value, total in zip(values, totals, strict=True):
        one = scenario.compare(draws=0, corridors="borrowed", set={"cargo.value_per_t": value})
        assert one.to_dict(exact=True)["answers"][0]["total_per_t"] == total


def test_a_folder_that_processes_fill_is_that_of_the_command(scenario, tmp_path):
    plan, theirs, ours = "scenarios/plans/freight-and-value.toml", tmp_path / "theirs", tmp_path / "ours"
    program("sweep", HUNCHUN, "--plan", plan, "-o", str(theirs), "--set", "cargo.lot_t=5000", "--quiet")
    contents = lambda folder: {path.name: path.read_bytes() for path in folder.iterdir()}
    study = scenario.sweep(plan, format="csv", set={"cargo.lot_t": 5000})
    assert study.outline["partitions"] == 4
    with pytest.raises(corridor.CorridorError, match="it is not there"):
        study.write(tmp_path / "never-begun", 0)
    with study.begin(ours) as folder:
        with pytest.raises(corridor.CorridorError, match="another run writes to"):
            study.begin(ours)
        assert folder.missing() == [0, 1, 2, 3]
        with multiprocessing.get_context("spawn").Pool(2) as processes:
            assert processes.starmap(study.write, [(ours, 3), (ours, [0, 1]), (ours, 0)]) == [24, 80, 40]
        with pytest.raises(corridor.CorridorError, match=r"part-000002\.csv is not finished"):
            folder.finish()
        with pytest.raises(corridor.CorridorError, match="there is no partition 4: the study has 4"):
            study.write(ours, 4)
    with pytest.raises(corridor.CorridorError, match=r"cargo.lot_t=5000.* is now"):
        scenario.sweep(plan, format="csv").write(ours, 2)
    # What was damaged is written again, and what a killed process has left is removed.
    (ours / "part-000001.csv").write_text("run", encoding="utf-8")
    (ours / ".part-000001.csv-by-elsewhere-7-1.tmp").write_text("ru", encoding="utf-8")
    assert study.begin(ours).missing() == [1, 2]
    study.run(ours)
    assert contents(ours) == contents(theirs)
    with pytest.raises(corridor.CorridorError, match="names its files"):
        scenario.sweep({"schema": 1, "design": "grid", "factors": {"cargo.lot_t": [1]}}).run(tmp_path / "dict")


@pytest.mark.parametrize(
    ("figures", "values"),
    [
        ("fx.usd-cny.rate", [6.2, 6.88, 7.123456789, 9]),
        (["cargo.value_per_t", "cargo.lot_t"], [(1500.25, 3000), (1815, 62)]),
    ],
)
def test_totals_of_figures_that_move_are_those_of_compare(scenario, figures, values):
    moving = scenario.moving(figures, set={"cargo.holding_rate_per_year": 0.06})
    totals = moving.totals(values)
    assert totals.totals.shape == totals.leads.shape == (len(values), 4) and len(totals) == len(values)
    for row, given in enumerate(values):
        named = dict(zip(moving.figures, given if isinstance(given, tuple) else [given], strict=True))
        answer = scenario.compare(draws=0, set={"cargo.holding_rate_per_year": 0.06, **named}).to_dict()["answers"]
        assert [pair.corridor for pair in moving.pairs] == [one["corridor"] for one in answer]
        assert totals.totals[row].tolist() == [one["total_per_t"] for one in answer]
        assert totals.leads[row].tolist() == [one["rank"] == 1 for one in answer]
    frame = totals.to_pandas()
    assert len(frame) == 4 * len(values) and frame["corridor"].tolist()[:4] == [pair.corridor for pair in moving.pairs]
    again = pickle.loads(pickle.dumps(moving)).totals(pandas.Series(values).to_numpy())
    assert (again.totals == totals.totals).all() and len(moving.totals([])) == 0


def test_values_that_cannot_be_are_refused(scenario):
    for figures, values, words in [
        ("fx.usd-cny.rte", [7], "rate"),
        ("fx.usd-cny.rate", [7, -1], "S008"),
        ("fx.usd-cny.rate", [7, float("nan")], "value 2 is no number"),
        ("fx.usd-cny.rate", [7, 1e9], "set 2 of values cannot be answered: .+"),
        (["fx.usd-cny.rate", "cargo.lot_t"], [7, 8], "each set has 2 values"),
    ]:
        with pytest.raises(corridor.CorridorError, match=words):
            scenario.moving(figures).totals(values)


def test_pictures_and_pages(scenario, tmp_path):
    answer = scenario.compare(draws=0)
    assert answer.plots == ["staircase", "map", "waterfall"]
    for form in ("svg", "png", "pdf"):
        program("plot", HUNCHUN, "--kind", "map", "-o", str(tmp_path / f"theirs.{form}"))
        answer.plot("map").save(tmp_path / f"ours.{form}")
        assert (tmp_path / f"ours.{form}").read_bytes() == (tmp_path / f"theirs.{form}").read_bytes()
    page = answer._repr_html_()
    assert page.count("<svg") == 1 and "<table>" in page and "<h2>" in page and answer.plot()._repr_svg_() in page
    assert str(answer).encode() == answer.written("markdown")
    with pytest.raises(corridor.CorridorError, match="no picture"):
        scenario.sources().plot()


def test_two_threads_answer_at_once_as_one_alone(scenario):
    with concurrent.futures.ThreadPoolExecutor(2) as threads:
        seeds = [1, 2] * 3
        asked = [threads.submit(lambda seed: scenario.risk(draws=500, seed=seed).json, seed) for seed in seeds]
        answers = [one.result() for one in asked]
    assert answers == [scenario.risk(draws=500, seed=seed).json for seed in seeds]


def _risk(scenario):
    return scenario.risk(draws=200).json


@pytest.mark.parametrize("start", ["fork", "spawn"])
def test_a_scenario_goes_to_another_process(scenario, start):
    opened = corridor.open(HUNCHUN, set={"fx.usd-cny.rate": 7.5}, date="2019-06-01")
    here = _risk(opened)
    with multiprocessing.get_context(start).Pool(1) as processes:
        assert processes.apply_async(_risk, [opened]).get(60) == here


def test_other_threads_go_on_and_ctrl_c_ends_a_long_answer_within_half_a_second(scenario):
    sent, ticks = [], []

    def interrupt():
        for _ in range(20):
            time.sleep(0.05)
            ticks.append(time.monotonic())
        sent.append(time.monotonic())
        os.kill(os.getpid(), signal.SIGINT)

    thread = threading.Thread(target=interrupt)
    thread.start()
    with pytest.raises(KeyboardInterrupt):
        scenario.risk(draws=20_000_000)
    ended = time.monotonic()
    thread.join()
    assert ended - sent[0] < 0.5 and len(ticks) == 20
    assert scenario.totals().is_answered


def test_stubs_are_those_of_the_questions():
    stub = ROOT / "src/python/corridor/_asking.pyi"
    assert stub.read_text(encoding="utf-8") == stubs.stub(), f"python tests/python/stubs.py > {stub}"


@pytest.mark.parametrize(("chapter", "fewest"), [("python", 5), ("cluster", 1)])
def test_the_code_of_the_guide_runs(chapter, fewest, monkeypatch, tmp_path):
    text = (ROOT / f"src/guide/{chapter}.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```python\n(.*?)```", text, re.S)
    assert len(blocks) >= fewest
    monkeypatch.setenv("CORRIDOR_OUT", str(tmp_path))
    names = {}
    for block in blocks:
        exec(compile(block, f"{chapter}.md", "exec"), names)  # noqa: S102 - it is our own text.


@pytest.mark.parametrize("notebook", notebooks.NOTEBOOKS, ids=lambda path: path.stem)
def test_the_gallery_is_what_its_notebooks_show(notebook):
    kept = {path.name: path.read_bytes() for path in notebooks.GUIDE.glob(f"gallery-{notebook.stem}*")}
    assert kept == notebooks.gallery(notebook), "make it anew: python tests/python/notebooks.py"


def test_there_are_three_notebooks_that_jupyter_reads():
    assert len(notebooks.NOTEBOOKS) == 3
    for notebook in notebooks.NOTEBOOKS:
        document = json.loads(notebook.read_text(encoding="utf-8"))
        assert (document["nbformat"], {cell["cell_type"] for cell in document["cells"]}) == (4, {"markdown", "code"})
        assert all(not cell["outputs"] for cell in document["cells"] if cell["cell_type"] == "code")


if __name__ == "__main__":
    sys.exit(pytest.main([__file__]))
