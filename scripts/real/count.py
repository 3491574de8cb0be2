"""How many numbers a fitted model of scikit-learn has."""

from __future__ import annotations

from typing import Any

import numpy as np


def numbers_of(model: Any) -> int:
    """Coefficients that are not 0 and all intercepts; for trees two numbers an inner node and one a leaf."""
    if hasattr(model, "coefs_"):
        return sum(int(np.count_nonzero(part)) for part in [*model.coefs_, *model.intercepts_])
    if hasattr(model, "coef_"):
        return int(np.count_nonzero(model.coef_) + np.size(model.intercept_))
    if hasattr(model, "tree_"):
        return _tree(int(model.tree_.node_count), int(model.tree_.n_leaves))
    if hasattr(model, "estimators_"):
        return sum(map(numbers_of, model.estimators_))
    if hasattr(model, "_predictors"):
        # Boosting shows its trees nowhere else. It starts from one number an output.
        leaves = [tree.nodes["is_leaf"] for step in model._predictors for tree in step]
        return sum(_tree(len(leaf), int(leaf.sum())) for leaf in leaves) + int(model.n_trees_per_iteration_)
    # A constant: the mean, or the shares of all classes but one.
    return len(model.class_prior_) - 1 if hasattr(model, "class_prior_") else 1


def _tree(nodes: int, leaves: int) -> int:
    return 2 * (nodes - leaves) + leaves
