# A network of 8 numbers that are not zero, written by swat.
import math
from datetime import date, datetime, timezone

inputs = ["bill (mm)", "island", "sex", "seen"]
output = "heavy"
labels = ["no", "yes"]


def _cells(x):
    return [x[name] for name in inputs] if hasattr(x, "keys") else x


def _is_missing(v):
    return v is None or v == "" or v != v


def _number(v, fill=math.nan):
    return fill if _is_missing(v) else float(v)


def _missing(v):
    return 1.0 if _is_missing(v) else 0.0


def _says(v, level):
    return 1.0 if str(v) == level else 0.0


def _says_if_known(v, level):
    return math.nan if _is_missing(v) else _says(v, level)


def _says_of_two(v, level, other):
    return 1.0 if str(v) == level else 0.0 if str(v) == other else math.nan


def _seconds(v, fill=math.nan):
    if _is_missing(v):
        return fill
    if isinstance(v, str):
        v = datetime.fromisoformat(v.replace("Z", "+00:00"))
    if isinstance(v, date) and not isinstance(v, datetime):
        v = datetime(v.year, v.month, v.day)
    if isinstance(v, datetime):
        v = (v if v.tzinfo else v.replace(tzinfo=timezone.utc)).timestamp()
    return float(v)


def _day(s):
    return math.floor(s / 86400.0) if math.isfinite(s) else math.nan


def _calendar(s):
    """The year and the month, s seconds after 1970 began; years begin in March, so that leap days are last."""
    if not abs(_day(s)) <= 100000000:
        return math.nan, math.nan
    era, of_era = divmod(_day(s) + 719468, 146097)
    year = (of_era - of_era // 1460 + of_era // 36524 - of_era // 146096) // 365
    of_year = of_era - (365 * year + year // 4 - year // 100)
    from_march = (5 * of_year + 2) // 153
    month = from_march + 3 if from_march < 10 else from_march - 9
    return year + era * 400 + (1 if month <= 2 else 0), month


def _month(s):
    return _calendar(s)[1]


def _exp(v):
    return math.inf if v > 709.78 else math.exp(v)


def _sigmoid(v):
    return 1.0 / (1.0 + _exp(-v))


def predict(x):
    """A dict of the probabilities of the labels for a row x: a list in the order of inputs, or a dict by their names.

    Categories are strings.
    Dates are datetimes, dates, ISO strings, in UTC where they name no zone, or seconds since 1970.
    None, nan and empty strings are missing; where there is no prediction, they are nan.
    """
    row = _cells(x)
    bill_mm = (_number(row[0], 43.9) - 43.9) / 5.4
    bill_mm_missing = _missing(row[0])
    island_dream = (_says_if_known(row[1], "Dream") - 0.36) / 0.48
    sex_male = _says_of_two(row[2], "male", "female")
    seen_month = (_month(_seconds(row[3])) - 6.5) / 3.0
    h1_0 = math.tanh(1.5 * bill_mm - 0.75 * bill_mm_missing - island_dream)
    h1_1 = _sigmoid(2.0 * sex_male + 0.25 * seen_month)
    h2_0 = -1.5 + 2.5 * h1_0 + h1_1
    p = _sigmoid(h2_0 + 0.5)
    return {labels[0]: 1.0 - p, labels[1]: p}


def classify(x):
    """The most probable label of a row, None where there is no prediction."""
    p = predict(x)
    best = max(labels, key=p.get)
    return None if math.isnan(p[best]) else best
