"""Processes that train together: two of them do what one does with the whole batch."""

from __future__ import annotations

import multiprocessing
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor

from py_kernels.learn import ALONE, Share, Trainer, init, state, step
from py_kernels.serve.ranks import Ranks

from ..learn.training import TRAINING
from ..nets.drawn import CONVOLUTIONAL, FUNCTIONAL, PRINCIPAL, SMALL, draw_all
from ..nets.tabular import SPACE as TABLES
from ..nets.tabular import TABLE

CPU = torch.device("cpu")
STEPS = 4
# Sums over two halves round otherwise than over the whole. Of a gradient's largest number (the first moments
# after one step), of a loss, and of the way that a weight can go: Adam, dividing by gradients, magnifies it.
GRADIENT, LOSS, WAY = 1e-4, 1e-3, 0.05
CASES: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "functional": (FUNCTIONAL, {"weight_penalty": 3.0}),
    "principal": (PRINCIPAL, {}),
    "convolutional": (CONVOLUTIONAL, {"loss": "annealed"}),
    "tabular": (TABLE, {}),
    "the best decoder alone": (FUNCTIONAL, {"loss": "min"}),
}


def begin(case: str, share: Share) -> Trainer:
    kind, changes = CASES[case]
    space = TABLES if case == "tabular" else SMALL
    measured = {} if case == "tabular" else draw_all(space, 20, 1)
    return init(space, kind, TRAINING | {"batch": 9} | changes, 7, CPU, None, measured, share)


def train(case: str, share: Share) -> dict[str, Tensor]:
    """Losses, FVUs and the state after a few steps of 9 networks, 5 of them one rank's."""
    trainer = begin(case, share)
    space = trainer.autoencoder.space
    results = []
    first: dict[str, Tensor] = {}
    for k in range(STEPS):
        networks = draw_all(space, 5, 10 * k)
        networks[space.depths[0]] = networks[space.depths[0]][:4]
        results.append(step(trainer, networks))
        if k == 0:
            first = {f"first.{name}": value.clone() for name, value in state(trainer).items()}
    losses, fvus = zip(*results, strict=True)
    return {**first, **state(trainer), "loss": torch.stack(losses), "fvu": torch.stack(fvus)}


def be_rank(rank: int, folder: Path) -> None:
    """A process of two; what it found is left in the folder, for pytest to read."""
    torch.set_num_threads(1)
    ranks = Ranks(rank, 2, folder, CPU)
    for case in CASES:
        arrays = {name: value.numpy() for name, value in train(case, ranks.share).items()}
        np.savez(folder / f"{case} {rank}.npz", allow_pickle=False, **arrays)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("ranks")
    context = multiprocessing.get_context("spawn")
    processes = [context.Process(target=be_rank, args=(rank, folder)) for rank in (0, 1)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(240)
        assert process.exitcode == 0
    return folder


def found(folder: Path, case: str, rank: int) -> dict[str, Any]:
    return dict(np.load(folder / f"{case} {rank}.npz"))


@pytest.mark.parametrize("case", CASES)
def test_two_ranks_have_the_same_bytes(folder: Path, case: str) -> None:
    one, other = found(folder, case, 0), found(folder, case, 1)
    assert set(one) == set(other)
    assert all(np.array_equal(one[name], other[name]) for name in one)


@pytest.mark.parametrize("case", CASES)
def test_two_ranks_do_what_one_does_with_the_whole_batch(folder: Path, case: str) -> None:
    alone, shared = train(case, ALONE), found(folder, case, 0)
    assert set(alone) == set(shared)
    compared = set()
    for name, value in alone.items():
        if name.startswith("first.optimizer.") and name.endswith("exp_avg"):
            kind, tolerance = "gradient", GRADIENT * float(value.abs().max())
        elif name in ("loss", "fvu"):
            kind, tolerance = "loss", LOSS * float(value.abs().max())
        elif name.startswith("autoencoder."):
            kind, tolerance = "weights", WAY * STEPS * TRAINING["learning_rate"]
        else:
            continue
        compared.add(kind)
        np.testing.assert_allclose(shared[name], value.numpy(), rtol=0, atol=tolerance, err_msg=name)
    assert compared == {"gradient", "loss", "weights"}


def test_one_rank_s_share_alone_is_another_training() -> None:
    half = train("functional", Share(0, 2))
    whole = train("functional", ALONE)
    assert not torch.allclose(half["loss"], whole["loss"], rtol=LOSS)


@pytest.mark.parametrize(
    ("kind", "changes", "words"),
    [
        (CONVOLUTIONAL | {"skip_norm": True}, {}, "normalises over the batch"),
        (FUNCTIONAL, {"structure_weight": 0.1}, "structure_weight"),
        (FUNCTIONAL, {"loss": "min", "weight_penalty": 1.0}, "weight_penalty with loss min"),
        (FUNCTIONAL, {"batch": 1}, "leaves some of 2 processes nothing"),
    ],
)
def test_what_ranks_cannot_share_is_refused(
    kind: dict[str, Any], changes: dict[str, Any], words: str
) -> None:
    arguments = (SMALL, kind, TRAINING | changes, 7, CPU, None, draw_all(SMALL, 20, 1))
    with pytest.raises(ValueError, match=words):
        init(*arguments, Share(1, 2))
    init(*arguments)
