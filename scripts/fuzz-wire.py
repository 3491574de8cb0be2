"""Looks for bytes that the kernel's decoder neither takes nor refuses as it should (`make fuzz`).

    .venv/bin/python scripts/fuzz-wire.py [words of libFuzzer, e.g. -max_total_time=60] FOUND CORPUS

Inputs that reach more of the code go to the folder FOUND. One that breaks the law of
py_kernels/tests/serve/anything.py ends it, and is left as crash-HASH. Tests run those of the corpus,
py_kernels/tests/serve/corpus, again. Needs atheris (requirements-fuzz.txt).
"""

import sys
from pathlib import Path

import atheris

sys.path.insert(0, str(Path(__file__).parents[1]))
with atheris.instrument_imports(include=["py_kernels.serve", "json"]):
    from py_kernels.tests.serve.anything import check

atheris.Setup(sys.argv, check)
atheris.Fuzz()
