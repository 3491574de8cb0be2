"""Stages as tasks of a Ray cluster; the only importer of ray, which is optional (requirements-ray.txt)."""
