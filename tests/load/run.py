#!/usr/bin/env python3
"""Runs the lines of docs/tables.md that load the tables, for every table, and compares what they give.

    python3 tests/load/run.py TIGANG [VENV]

TIGANG is the program. Python packages come from PyPI into VENV (kept), or into a folder that goes again. What is not
there and cannot be had is skipped, and the script says so.
"""

import csv
import json
import os
import pathlib
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile

TOP = pathlib.Path(__file__).resolve().parents[2]
PACKAGES = ["pandas", "polars", "duckdb", "pyarrow", "openpyxl"]
LAYERS = ["documents", "nodes", "sentences", "items", "duties", "relations", "metrics", "words"]
HOSTILE = """在全县=SUM(A1)工作会议上的讲话
同志们：
一、存在的问题
一是前期工作滞后,"很多";NA。
二是=1+1要素保障不力，+86也不行，-5更不行。
二、下一步工作
（一）@县发改局。由县发改局牵头办结项目手续，9月底前完成。
1.1抓招商。null也好，None也罢，要抓好项目🈶建设。
"""
failures = []
skipped = []


def check(claim, found, wanted):
    if found != wanted:
        failures.append(claim)
        print(f"not so: {claim}: {found!r}, wanted {wanted!r}")


def main():
    tigang = os.path.abspath(sys.argv[1])
    with tempfile.TemporaryDirectory(prefix="tigang-load-") as room:
        room = pathlib.Path(room)
        venv = pathlib.Path(sys.argv[2]).absolute() if len(sys.argv) > 2 else room / "venv"
        make(tigang, room)
        python = packages(venv)
        if not python:
            print("skipped, pandas, polars, duckdb, xlsx: no packages from PyPI here")
        code = subprocess.run([python or sys.executable, __file__, "--inside", room], cwd=room).returncode
    return code


def make(tigang, room):
    (room / "in").mkdir()
    (room / "in" / "hostile.txt").write_text(HOSTILE, newline="\r\n")
    rows = "年份,编号,正文\nNA,01,一、存在问题。用地指标缺口较大。\n=2+2,02,二、下步措施。要抓好项目。\n"
    (room / "in" / "table.csv").write_text(rows)
    (room / "in" / "empty.txt").write_text("\n")
    for speech in sorted((TOP / "corpus").glob("*.txt"))[:6]:
        shutil.copy(speech, room / "in")
    formats = "csv,parquet,sqlite,xlsx,doccano,brat,labelstudio"
    command = [tigang, "run", "-q", "in", "-o", "tables", "--words", "--columns", "年份,编号", "--format", formats]
    code = subprocess.run(command, cwd=room).returncode
    if code not in (0, 3):
        sys.exit(f"tigang run ended with {code}")


def packages(venv):
    """The Python of a venv that has all packages; nothing where they cannot be had."""
    python = venv / "bin" / "python"
    try:
        if not python.exists():
            subprocess.run([sys.executable, "-m", "venv", venv], check=True, capture_output=True)
        has = subprocess.run([python, "-c", f"import {', '.join(PACKAGES)}"], capture_output=True)
        if has.returncode:
            install = [python, "-m", "pip", "install", "-q", "--disable-pip-version-check", *PACKAGES]
            subprocess.run(install, check=True, capture_output=True, timeout=600)
        return python
    except (OSError, subprocess.SubprocessError):
        return None


def inside():
    """In the folder where `tables` stands."""
    csv.field_size_limit(1 << 30)
    for tool, lines in blocks():
        for layer in LAYERS:
            load(tool, re.sub(r"\bitems\b", layer, lines) if tool != "search" else lines, layer)
            if tool == "search":
                break
    database()
    annotations()
    for words in dict.fromkeys(skipped):
        print(f"skipped, {words}")
    print(f"{len(failures)} claims do not hold" if failures else "all claims hold")
    return 1 if failures else 0


def blocks():
    page = (TOP / "docs" / "tables.md").read_text()
    found = re.findall(r"^```\w+ (\w+)\n(.*?)^```$", page, re.M | re.S)
    assert len(found) >= 10, "the page has lost its lines"
    return [("search" if tool == "sqlite" and "match" in lines else tool, lines) for tool, lines in found]


def load(tool, lines, layer):
    claim = f"{tool}, {layer}: {lines.strip().splitlines()[-1]}"
    names, rows = stored(layer)
    try:
        if tool in ("pandas", "polars", "sqlite"):
            places = {}
            exec(lines, places)
            table = places[layer]
            found = (list(table.columns), table.values.tolist() if tool != "polars" else table.rows())
        elif tool == "duckdb":
            import duckdb

            with duckdb.connect() as connection:
                for statement in lines.strip().split(";")[:-1]:
                    answer = connection.execute(statement)
                found = ([column[0] for column in answer.description], answer.fetchall())
        elif tool == "search":
            connection = sqlite3.connect("tables/tables.sqlite")
            for statement in lines.strip().splitlines():
                texts = [row[0] for row in connection.execute(statement)]
                check(f"{statement}: some", bool(texts), True)
                check(f"{statement}: all have it", all("项目" in text for text in texts), True)
            return
        elif tool == "sqlite3":
            found = shell(lines)
        else:
            found = r(lines, layer)
    except ImportError as error:
        skipped.append(f"{tool}: {error}")
        return
    if found is None:
        skipped.append(f"{tool}: not here")
        return
    check(f"{claim}: columns", found[0] or names, names)
    check(f"{claim}: rows", len(found[1]), len(rows))
    for at in {0, len(rows) // 2, len(rows) - 1} if rows and found[1] else []:
        for name, cell, want in zip(names, found[1][at], rows[at]):
            # A CSV of numbers only is read as numbers: 01 is then 1.
            typed = name == "编号" and same(cell).lstrip("0") == want.lstrip("0")
            # A column of booleans with empty cells is one of numbers in pandas and in SQLite.
            typed = typed or name == "complete" and {"1": "true", "0": "false"}.get(same(cell)) == want
            check(f"{claim}: row {at}, {name}", want if typed else same(cell), want)


def stored(layer):
    with open(f"tables/{layer}.csv", newline="", encoding="utf-8") as file:
        header, *rows = csv.reader(file)
    return header, rows


def same(cell):
    """A cell as the CSV has it."""
    if cell is None or cell != cell or str(cell) in ("<NA>", "NaT"):
        return ""
    if isinstance(cell, bool) or type(cell).__name__ == "bool_":
        return str(cell).lower()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def shell(lines):
    if not shutil.which("sqlite3"):
        return None
    checks, select = lines.strip().splitlines()
    check(checks, subprocess.run(checks, shell=True, capture_output=True, text=True).stdout, "ok\n")
    answer = subprocess.run(select, shell=True, capture_output=True, text=True).stdout
    rows = [row[1:] for row in csv.reader(answer.splitlines(keepends=True))]
    return None, [["" if cell is None else cell for cell in row] for row in rows] if rows else []


def r(lines, layer):
    if not shutil.which("Rscript"):
        return None
    lines += f"\nwrite.csv({layer}, 'r.csv', row.names = FALSE, na = '')\n"
    if subprocess.run(["Rscript", "-e", lines], capture_output=True).returncode:
        return None
    with open("r.csv", newline="", encoding="utf-8") as file:
        header, *rows = csv.reader(file)
    return header, [[cell.lower() if cell in ("TRUE", "FALSE") else cell for cell in row] for row in rows]


def database():
    connection = sqlite3.connect("tables/tables.sqlite")
    check("integrity_check", connection.execute("pragma integrity_check").fetchall(), [("ok",)])
    check("foreign_key_check", connection.execute("pragma foreign_key_check").fetchall(), [])


def annotations():
    """Every span of the annotators' files is the words it says."""
    tasks = json.load(open("tables/labelstudio.json", encoding="utf-8"))
    lines = [json.loads(line) for line in open("tables/doccano.jsonl", encoding="utf-8", newline="\n")]
    check("tasks and lines", len(tasks), len(lines))
    for task, line in zip(tasks, lines):
        text = task["data"]["text"]
        check(f"{line['path']}: one text", text, line["text"])
        spans = [result["value"] for result in task["predictions"][0]["result"] if result["type"] == "labels"]
        check(f"{line['path']}: spans", [text[v["start"] : v["end"]] for v in spans], [v["text"] for v in spans])
        check(f"{line['path']}: as many", len(spans), len(line["entities"]))
    notes = list(pathlib.Path("tables/brat").rglob("*.ann"))
    check("brat: a file a document", len(notes), len(lines))
    for path in notes:
        text = path.with_suffix(".txt").read_text(encoding="utf-8")
        for note in path.read_text(encoding="utf-8").splitlines():
            if note.startswith("T"):
                _, places, words = note.split("\t")
                parts = [place.split() for place in places.split(" ", 1)[1].split(";")]
                check(f"{path}: {note}", " ".join(text[int(start) : int(end)] for start, end in parts), words)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--inside"]:
        sys.exit(inside())
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    sys.exit(main())
