"""Where the time of a training step goes, seen from outside."""

from __future__ import annotations

import json
from pathlib import Path

import torch

from py_kernels.bench import split
from py_kernels.bench.stopwatch import PARTS, Stopwatch, watch
from py_kernels.learn import Trainer, init, step
from py_kernels.mlp.space import Space

from ..serve.messages import AUTOENCODER, SPACE, TRAINING, draw, whole

NETWORKS = {1: draw(3, 1), 2: draw(5, 2)}


def trainer() -> Trainer:
    return init(Space.from_json(SPACE), AUTOENCODER, TRAINING, 0, torch.device("cpu"), None, NETWORKS)


def untrained_encoder() -> Trainer:
    """The same with an encoder that has nothing to train."""
    kind = whole("principal", kind="principal", latent=5, hidden=8, probes_per_input=3)
    return init(Space.from_json(SPACE), kind, TRAINING, 0, torch.device("cpu"), None, NETWORKS)


class Diary(Stopwatch):
    """Also keeps the order of the parts."""

    def __init__(self) -> None:
        super().__init__()
        self.order: list[str | None] = []

    def switch(self, part: str | None) -> None:
        super().switch(part)
        if self.order[-1:] != [part]:
            self.order.append(part)


def test_a_stopwatch_gives_each_part_its_time() -> None:
    times = iter([1.0, 2.0, 4.0, 8.0])
    stopwatch = Stopwatch(lambda: next(times))
    for part in ("encoder", "decoder", "encoder", None):
        stopwatch.switch(part)
    assert stopwatch.seconds == {"encoder": 1 + 4, "decoder": 2, "evaluation": 0, "optimiser": 0}


def test_a_step_goes_through_its_parts_and_back() -> None:
    run, diary = trainer(), Diary()
    watch(run, diary)
    for _ in range(2):
        diary.order.clear()
        diary.switch("evaluation")
        step(run, NETWORKS)
        diary.switch(None)
        forward = ["evaluation", "encoder", "decoder", "evaluation"]
        assert diary.order == [*forward, "decoder", "encoder", "optimiser", "evaluation", None]
    assert all(diary.seconds[part] > 0 for part in PARTS)


def test_an_encoder_that_is_not_trained_has_no_part_in_the_way_back() -> None:
    run, diary = untrained_encoder(), Diary()
    watch(run, diary)
    diary.switch("evaluation")
    step(run, NETWORKS)
    diary.switch(None)
    forward = ["evaluation", "encoder", "decoder", "evaluation"]
    assert diary.order == [*forward, "decoder", "optimiser", "evaluation", None]


def test_watching_changes_nothing() -> None:
    watched, free = trainer(), trainer()
    watch(watched, Stopwatch())
    for _ in range(3):
        losses = [step(run, NETWORKS)[0] for run in (watched, free)]
        assert torch.equal(*losses)


def test_the_program_reads_what_was_sent_in_training(tmp_path: Path) -> None:
    space, counts = Space.from_json(SPACE), [[1, 2], [0, 3], [2, 0]]
    task = {"space": SPACE, "autoencoder": AUTOENCODER, "training": TRAINING, "seed": 0, "counts": counts}
    (tmp_path / "task.json").write_text(json.dumps(task))
    for depth, networks in NETWORKS.items():
        (tmp_path / f"networks_{depth}.f32").write_bytes(networks.numpy().tobytes())
    steps = split.read_steps(tmp_path, space, counts)
    assert [{depth: len(part) for depth, part in each.items()} for each in steps] == [
        {1: 1, 2: 2},
        {2: 3},
        {1: 2},
    ]
    assert torch.equal(steps[2][1], NETWORKS[1][1:])
    found = {row.name: row.value for row in split.rows(tmp_path)}
    assert {f"train.split.{part}" for part in PARTS} < set(found)
    assert (found["train.roof"] or 0) < (found["train.roof_matmul"] or 0)
