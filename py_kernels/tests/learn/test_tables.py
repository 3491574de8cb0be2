"""Training an encoder of tables."""

from __future__ import annotations

import torch

from py_kernels.learn import init, state, step

from ..nets.drawn import draw_all
from ..nets.tabular import SPACE, TABLE
from .training import TRAINING

CPU = torch.device("cpu")
CHANGES = {"networks": 64_000, "loss": "log_fvu", "learning_rate": 3e-3, "warmup_steps": 0}
SETTINGS = TRAINING | CHANGES | {"schedule": "constant"}
NETWORKS = draw_all(SPACE, 24, 0)


def test_it_learns_to_answer_fresh_rows() -> None:
    run = init(SPACE, TABLE, SETTINGS, 0, CPU, None, {})
    losses = [step(run, NETWORKS)[0].item() for _ in range(60)]
    assert sum(losses[-15:]) / 15 < sum(losses[:15]) / 15 - 0.1


def test_steps_from_a_state_are_those_that_were_interrupted() -> None:
    run = init(SPACE, TABLE, SETTINGS, 0, CPU, None, {})
    step(run, NETWORKS)
    saved = {name: value.clone() for name, value in state(run).items()}
    loss, fvu = step(run, NETWORKS)
    again_loss, again_fvu = step(init(SPACE, TABLE, SETTINGS, 0, CPU, saved, {}), NETWORKS)
    assert torch.equal(loss, again_loss)
    assert torch.equal(fvu, again_fvu)
    assert fvu.shape == (2,)
