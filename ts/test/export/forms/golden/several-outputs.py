# A network of 4 numbers that are not zero, written by swat.
import math

inputs = ["bill (mm)", "island", "sex", "seen"]
outputs = ["mass", "wing"]


def _cells(x):
    return [x[name] for name in inputs] if hasattr(x, "keys") else x


def _is_missing(v):
    return v is None or v == "" or v != v


def _says(v, level):
    return 1.0 if str(v) == level else 0.0


def _says_if_known(v, level):
    return math.nan if _is_missing(v) else _says(v, level)


def _leaky_relu(v):
    return v if v >= 0.0 else 0.1 * v


def predict(x):
    """A list of the outputs for a row x: a list in the order of inputs, or a dict by their names.

    Categories are strings.
    None, nan and empty strings are missing; where there is no prediction, they are nan.
    """
    row = _cells(x)
    island_biscoe = (_says_if_known(row[1], "Biscoe") - 0.5) / 0.5
    h1_0 = _leaky_relu(-0.5 + island_biscoe)
    h2_0 = 0.75 * h1_0
    h2_1 = -h1_0
    return [h2_0 * 800.0 + 4200.0, h2_1 * 14.0 + 200.0]
