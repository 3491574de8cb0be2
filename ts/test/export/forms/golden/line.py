# A network of 2 numbers that are not zero, written by swat.
import math

inputs = ["bill", "seconds"]
output = "mass (g)"


def _cells(x):
    return [x[name] for name in inputs] if hasattr(x, "keys") else x


def _is_missing(v):
    return v is None or v == "" or v != v


def _number(v, fill=math.nan):
    return fill if _is_missing(v) else float(v)


def predict(x):
    """The output for a row x: a list in the order of inputs, or a dict by their names.

    None, nan and empty strings are missing; where there is no prediction, it is nan.
    """
    row = _cells(x)
    bill = (_number(row[0]) - 40.0) / 5.0
    column_seconds = (_number(row[1]) - 1700000000.0) / 450.0
    h1_0 = 0.5 * bill - 0.25 * column_seconds
    return h1_0 * 800.0 + 4200.0
