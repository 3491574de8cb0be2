"""Measuring programs: `python -m py_kernels.bench.<name>` prints a table."""
