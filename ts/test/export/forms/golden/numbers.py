# A network of 4 numbers that are not zero, written by swat.
import math

inputs = ["bill", "wing", "foot"]
output = "mass"


def _cells(x):
    return [x[name] for name in inputs] if hasattr(x, "keys") else x


def _is_missing(v):
    return v is None or v == "" or v != v


def _number(v, fill=math.nan):
    return fill if _is_missing(v) else float(v)


def _exp(v):
    return math.inf if v > 709.78 else math.exp(v)


def _sigmoid(v):
    return 1.0 / (1.0 + _exp(-v))


def predict(x):
    """The output for a row x: a list in the order of inputs, or a dict by their names.

    None, nan and empty strings are missing; where there is no prediction, it is nan.
    """
    row = _cells(x)
    bill = _number(row[0])
    foot = (_number(row[2]) - 2.0) / 3.0
    h1_0 = _sigmoid(0.5 * bill - 2.0 * foot)
    h2_0 = -0.25 + 3.0 * h1_0
    return h2_0 * 800.0 + 4200.0
