"""Training an encoder of tables."""

from __future__ import annotations

import torch

from py_kernels.learn import init, state, step, tables
from py_kernels.learn.share import ALONE
from py_kernels.nets import Tabular

from ..nets.drawn import draw_all
from ..nets.tabular import SPACE, TABLE
from .training import TRAINING

CPU = torch.device("cpu")
CHANGES = {"networks": 64_000, "loss": "log_fvu", "learning_rate": 3e-3, "warmup_steps": 0}
SETTINGS = TRAINING | CHANGES | {"schedule": "constant"}
NETWORKS = draw_all(SPACE, 24, 0)


def test_it_learns_to_answer_fresh_rows() -> None:
    run = init(SPACE, TABLE, SETTINGS, 0, CPU, None, {})
    assert isinstance(run.autoencoder, Tabular)
    before = _losses(run.autoencoder)
    for _ in range(40):
        step(run, NETWORKS)
    assert sum(_losses(run.autoencoder)) / 8 < sum(before) / 8 - 0.1


@torch.no_grad()
def _losses(module: Tabular) -> list[float]:
    """On eight batches of tables, always the same."""
    return [tables.loss(module, NETWORKS, SETTINGS, 9, k, ALONE)[0].item() for k in range(8)]


def test_steps_from_a_state_are_those_that_were_interrupted() -> None:
    run = init(SPACE, TABLE, SETTINGS, 0, CPU, None, {})
    step(run, NETWORKS)
    saved = {name: value.clone() for name, value in state(run).items()}
    loss, fvu = step(run, NETWORKS)
    again_loss, again_fvu = step(init(SPACE, TABLE, SETTINGS, 0, CPU, saved, {}), NETWORKS)
    assert torch.equal(loss, again_loss)
    assert torch.equal(fvu, again_fvu)
    assert fvu.shape == (2,)
