# A network of 5 numbers that are not zero, written by swat.
import math

inputs = ["bill (mm)", "island", "sex", "seen"]
output = "species"
labels = ["Adelie", "Chinstrap", "Gentoo"]


def _cells(x):
    return [x[name] for name in inputs] if hasattr(x, "keys") else x


def _is_missing(v):
    return v is None or v == "" or v != v


def _number(v, fill=math.nan):
    return fill if _is_missing(v) else float(v)


def _says(v, level):
    return 1.0 if str(v) == level else 0.0


def _says_if_known(v, level):
    return math.nan if _is_missing(v) else _says(v, level)


def _softmax(values):
    greatest = max(values)
    powers = [math.exp(v - greatest) for v in values]
    total = sum(powers)
    return [power / total for power in powers]


def predict(x):
    """A dict of the probabilities of the labels for a row x: a list in the order of inputs, or a dict by their names.

    Categories are strings.
    None, nan and empty strings are missing; where there is no prediction, they are nan.
    """
    row = _cells(x)
    bill_mm = (_number(row[0], 43.9) - 43.9) / 5.4
    island_dream = (_says_if_known(row[1], "Dream") - 0.36) / 0.48
    h1_0 = math.tanh(0.5 - bill_mm + 1.25 * island_dream)
    h2_0 = -2.0 * h1_0
    h2_1 = 1.5 * h1_0
    return dict(zip(labels, _softmax([h2_0, h2_1, 0.0])))


def classify(x):
    """The most probable label of a row, None where there is no prediction."""
    p = predict(x)
    best = max(labels, key=p.get)
    return None if math.isnan(p[best]) else best
