"""What a device does of the kernel's work: `python -m py_kernels.bench.device [--device cuda]`.

First whether the native back end of the device agrees with plain PyTorch in float64, in random spaces; then
times, medians of rounds, the device waited for: evaluation with gradients, training, a latent search and a
finish, a hunt over folds. Networks are drawn here, dense: the generator is TypeScript's.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from typing import Any

import torch
from torch import Tensor

from ..folds import Views
from ..folds import init as begin_folds
from ..folds import step as step_folds
from ..learn import train
from ..mlp.batch import Networks, unpack
from ..mlp.layout import layout
from ..mlp.space import ACTIVATIONS, Space
from ..native import backend, eager, squared_error
from ..nets import build
from ..search import finish, latent
from ..search.state import Data
from .row import Row, add_json_option, show

SCHEMAS = Path(__file__).parents[2] / "schemas"
DEFINITIONS = json.loads((SCHEMAS / "pipeline.schema.json").read_text())["$defs"]
SPACE = Space(3, 1, 7, (1, 2, 3, 4), False, ("sigmoid",), "linear", 0.01, 10.0)
FOLDED = Space(5, 1, 8, (1,), True, ("tanh", "linear"), "linear", 0.0, 1.0)


def settings(name: str, **changes: object) -> dict[str, Any]:
    """A definition of the pipeline's schema with its defaults, and `changes`."""
    properties = DEFINITIONS[name]["properties"]
    return {key: part["default"] for key, part in properties.items() if "default" in part} | changes


def packed(space: Space, depth: int, count: int, generator: torch.Generator) -> Tensor:
    """Dense networks of random weights `[count, P]`; every neuron has one activation."""
    plan = layout(space, depth)
    rows = torch.zeros(count, plan.size)
    rows[:, : plan.parameters] = torch.randn(count, plan.parameters, generator=generator)
    plan.view(rows, "masks")[:] = 1
    if "choices" in plan.sections:
        kinds = len(space.activations)
        index = torch.randint(kinds, (count, depth, space.max_width), generator=generator)
        plan.view(rows, "choices")[:] = torch.nn.functional.one_hot(index, kinds)
    return rows


def agreement(device: torch.device, spaces: int) -> Iterator[Row]:
    """The greatest relative difference of errors and gradients from float64, of random spaces."""
    chosen, generator = random.Random(1), torch.Generator().manual_seed(1)
    values, gradients = 0.0, 0.0
    for _ in range(spaces):
        activations = tuple(chosen.sample(ACTIVATIONS, chosen.randint(1, 3)))
        output = chosen.choice(("linear", "sigmoid"))
        sizes = [chosen.randint(1, most) for most in (16, 4, 16, 6)]
        space = Space(
            sizes[0], sizes[1], sizes[2], (sizes[3],), chosen.random() < 0.5, activations, output, 0.1, 1.0
        )
        networks = unpack(space, sizes[3], packed(space, sizes[3], 5, generator))
        x = torch.rand(chosen.randint(1, 300), space.inputs, generator=generator) * 2 - 1
        y = torch.randn(5, space.outputs, len(x), generator=generator)
        exact = _error_and_gradient(networks, x, y, torch.float64, torch.device("cpu"), eager.squared_error)
        found = _error_and_gradient(networks, x, y, torch.float32, device, squared_error)
        values = max(values, _difference(found[0], exact[0]))
        gradients = max(gradients, _difference(found[1], exact[1]))
    name = backend(device.type)
    detail = f"{name.name}; {name.reason}" if name.reason else name.name
    yield Row("device.values_off_by", values, "relative", f"{spaces} spaces; {detail}")
    yield Row("device.gradients_off_by", gradients, "relative", "")


def _error_and_gradient(
    networks: Networks,
    x: Tensor,
    y: Tensor,
    dtype: torch.dtype,
    device: torch.device,
    operator: Callable[[Networks, Tensor, Tensor], Tensor],
) -> tuple[Tensor, Tensor]:
    parameters = networks.parameters.to(device, dtype).requires_grad_()
    choices = None if networks.choices is None else networks.choices.to(device, dtype)
    moved = Networks(networks.space, networks.depth, parameters, choices)
    error = operator(moved, x.to(device, dtype), y.to(device, dtype))
    (gradient,) = torch.autograd.grad(error.sum(), parameters)
    return error.detach().cpu().double(), gradient.cpu().double()


def _difference(found: Tensor, exact: Tensor) -> float:
    scale = exact.abs().amax().clamp_min(1e-12)
    return float((found - exact).abs().amax() / scale)


def seconds(device: torch.device, rounds: int, job: Callable[[], object]) -> float:
    """Median of `rounds` after one that warms up."""
    times = []
    for _ in range(rounds + 1):
        _wait(device)
        begin = time.perf_counter()
        job()
        _wait(device)
        times.append(time.perf_counter() - begin)
    return median(times[1:])


def _wait(device: torch.device) -> None:
    if device.type == "cuda":
        torch.cuda.synchronize(device)


def evaluation(device: torch.device, rounds: int, counts: tuple[int, ...]) -> Iterator[Row]:
    """Microseconds a network of four depths, 1,000 samples, forward and backward, native and plain."""
    generator = torch.Generator().manual_seed(1)
    for count in counts:
        x = (torch.rand(1000, 3, generator=generator) * 2 - 1).to(device)
        y = torch.randn(count, 1, 1000, generator=generator).to(device)
        batches = [
            unpack(SPACE, depth, packed(SPACE, depth, count, generator).to(device)) for depth in (1, 4)
        ]
        for name, operator in (("native", squared_error), ("eager", eager.squared_error)):

            def job(operator: Any = operator, batches: Any = batches, x: Tensor = x, y: Tensor = y) -> None:
                for batch in batches:
                    parameters = batch.parameters.detach().requires_grad_()
                    error = operator(Networks(SPACE, batch.depth, parameters, None), x, y)
                    torch.autograd.grad(error.sum(), parameters)

            taken = seconds(device, rounds, job)
            yield Row(
                f"device.{name}_B{count}", taken / count / 2 * 1e6, "us/network", "depths 1 and 4, S 1000"
            )


def training(device: torch.device, rounds: int, batches: tuple[int, ...]) -> Iterator[Row]:
    """Networks a second of preset swat's training."""
    generator = torch.Generator().manual_seed(1)
    for batch in batches:
        autoencoder = settings("principal", kind="principal")
        how = settings("training", batch=batch, masks="dead")
        drawn = {d: packed(SPACE, d, batch // 4, generator).to(device) for d in SPACE.depths}
        measured = {d: packed(SPACE, d, 500, generator) for d in SPACE.depths}
        trainer = train.init(SPACE, autoencoder, how, 0, device, None, measured)

        def job(trainer: Any = trainer, drawn: Any = drawn) -> None:
            for _ in range(5):
                train.step(trainer, drawn)

        taken = seconds(device, rounds, job) / 5
        yield Row(f"device.training_B{batch}", batch / taken, "networks/s", f"{taken * 1e3:.1f} ms a step")


def searching(device: torch.device, rounds: int, networks: tuple[int, ...]) -> Iterator[Row]:
    """Milliseconds a step of the latent search, and of the finish."""
    generator = torch.Generator().manual_seed(1)
    x = torch.rand(8000, 3, generator=generator) * 2 - 1
    y = torch.sin(3 * x[:, :1]) * x[:, 1:2] + x[:, 2:] ** 2
    data = Data(x[:5000], y[:5000], x[5000:], y[5000:])
    module = build(SPACE, settings("principal", kind="principal"), 0, device)
    search = latent.init(module, data, None, settings("latent", start_from="normal"), 0, device)
    taken = seconds(device, rounds, lambda: _repeat(latent.step, search, 5)) / 5
    yield Row("device.latent_step", taken * 1e3, "ms", "64 starts a depth, 2,000 rows")
    for count in networks:
        finish.init(search, settings("finish", networks=count), 3, SPACE.depths, 0.0)
        taken = seconds(device, rounds, lambda: _repeat(finish.step, search, 3)) / 3
        yield Row(f"device.finish_step_K{count}", taken * 1e3, "ms", f"{count} networks a depth, 400 rows")


def _repeat(step: Callable[[Any], None], search: Any, times: int) -> None:
    for _ in range(times):
        step(search)


def folding(device: torch.device, tables: tuple[tuple[int, int], ...]) -> Iterator[Row]:
    """Seconds of a whole hunt over folds, and the error of the best of it on left-out rows."""
    for rows, folds in tables:
        generator = torch.Generator().manual_seed(1)
        x = torch.randn(rows, 5, generator=generator)
        y = torch.tanh(2 * x[:, 0] * x[:, 1]) + 0.5 * x[:, 2] + 0.1 * torch.randn(rows, generator=generator)
        held = 1 + torch.arange(rows) % folds
        counts = torch.ones(1 + folds, rows)
        counts[held, torch.arange(rows)] = 0
        views = Views(x[None], ((y - y.mean()) / y.std())[None, :, None], counts, held[None, None])
        begin = time.perf_counter()
        hunt = begin_folds(FOLDED, views, settings("folds", latent=[]), rows // 3, 0, device)
        while step_folds(hunt):
            pass
        _wait(device)
        taken = time.perf_counter() - begin
        target = hunt.views.target[:, None]
        error = min(float((each.left_out - target).square().mean()) for each in hunt.candidates)
        yield Row(f"device.folds_S{rows}", taken, "s", f"{hunt.step_count} steps; FVU {error:.4f} left out")


def parts(device: torch.device, rounds: int, small: bool) -> dict[str, Callable[[], Iterator[Row]]]:
    """What is measured, by name."""
    return {
        "agreement": lambda: agreement(device, 6 if small else 40),
        "evaluation": lambda: evaluation(device, rounds, (256,) if small else (1024, 8192, 32768)),
        "training": lambda: training(device, rounds, (256,) if small else (512, 4096, 32768)),
        "searching": lambda: searching(device, rounds, (32,) if small else (32, 512)),
        "folding": lambda: folding(device, ((60, 5),) if small else ((60, 10), (1000, 5))),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--device", default="cuda", choices=("cpu", "cuda"))
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument(
        "--small", action="store_true", help="a minute on two cores, to try the program itself"
    )
    parser.add_argument(
        "--parts", nargs="*", help="some of: agreement, evaluation, training, searching, folding"
    )
    add_json_option(parser)
    options = parser.parse_args()
    torch.set_flush_denormal(True)
    measured = parts(torch.device(options.device), options.rounds, options.small)
    for name in options.parts or measured:
        show(measured[name](), options.json)


if __name__ == "__main__":
    main()
