"""The benchmark on real tables: `make real`."""
