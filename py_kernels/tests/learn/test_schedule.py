"""Learning rates as functions of the step."""

from __future__ import annotations

import pytest

from py_kernels.learn.schedule import learning_rate, total_steps

from .training import TRAINING

STEADY = TRAINING | {"warmup_steps": 0}


def test_a_training_has_one_step_a_batch_and_one_for_the_rest() -> None:
    assert total_steps(TRAINING | {"networks": 640, "batch": 16}) == 40
    assert total_steps(TRAINING | {"networks": 641, "batch": 16}) == 41
    assert total_steps(TRAINING | {"networks": 0}) == 0


def test_the_warm_up_rises_linearly_from_above_zero_to_the_peak() -> None:
    training = TRAINING | {"schedule": "constant", "warmup_steps": 4, "learning_rate": 0.5}
    assert [learning_rate(training, k) for k in range(6)] == pytest.approx([0.1, 0.2, 0.3, 0.4, 0.5, 0.5])


def test_the_cosine_goes_from_the_peak_to_its_final_fraction() -> None:
    training = STEADY | {"networks": 16 * 41, "learning_rate": 1.0, "final_fraction": 0.2}
    assert learning_rate(training, 0) == pytest.approx(1.0)
    assert learning_rate(training, 20) == pytest.approx(0.6)
    assert learning_rate(training, 40) == pytest.approx(0.2)
    assert learning_rate(training, 400) == pytest.approx(0.2)


def test_halve_halves_every_so_many_networks_and_constant_does_not() -> None:
    training = STEADY | {"schedule": "halve", "halve_every": 32, "batch": 16, "learning_rate": 1.0}
    assert [learning_rate(training, k) for k in range(6)] == [1, 1, 0.5, 0.5, 0.25, 0.25]
    assert {learning_rate(training | {"schedule": "constant"}, k) for k in range(6)} == {1.0}


def test_a_training_shorter_than_its_warm_up_has_positive_rates() -> None:
    training = TRAINING | {"networks": 32, "warmup_steps": 300}
    assert all(learning_rate(training, k) > 0 for k in range(2))
