"""`python -m py_kernels.source [PACKAGE]`: a digest of the code behind each method, as JSON by name.

`PACKAGE` is a folder like py_kernels; without it, the one that this file is of.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from .methods import digests

folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parents[1]
print(json.dumps(digests(folder)))
