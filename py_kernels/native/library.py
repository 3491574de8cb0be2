"""The compiled kernel, loaded by ctypes: a call of each of its functions."""

from __future__ import annotations

import ctypes
from ctypes import POINTER, byref, c_double, c_int
from functools import lru_cache

import torch
from torch import Tensor

from ..mlp.layout import layout
from ..mlp.space import ACTIVATIONS, Space
from .abi import (
    MAX_DEPTH,
    MAX_INPUTS,
    MAX_OUTPUTS,
    MAX_WIDTH,
    GramJob,
    InverseJob,
    Job,
    RegressJob,
    Shape,
    SlopesJob,
    SolveJob,
)
from .sources import BUILD, source_hash


@lru_cache
def _shape(space: Space, depth: int) -> ctypes._Pointer[Shape]:
    plan = layout(space, depth)
    starts = {name: section.start for name, section in plan.sections.items()}
    shape = Shape(
        inputs=space.inputs,
        outputs=space.outputs,
        width=space.max_width,
        depth=depth,
        bias=space.bias,
        activation_count=len(space.activations),
        output_activation=ACTIVATIONS.index(space.output_activation),
        parameters=plan.parameters,
        leaky_slope=space.leaky_slope,
    )
    for a, name in enumerate(space.activations):
        shape.activations[a] = ACTIVATIONS.index(name)
    for k in range(1, depth + 2):
        shape.weight_starts[k - 1] = starts[f"weights_{k}"]
        shape.bias_starts[k - 1] = starts.get(f"bias_{k}", 0)
    return ctypes.pointer(shape)


def serves(space: Space, depth: int) -> bool:
    """Whether the kernel's fixed sizes hold such networks."""
    return (
        space.inputs <= MAX_INPUTS
        and space.outputs <= MAX_OUTPUTS
        and space.max_width <= MAX_WIDTH
        and 1 <= depth <= MAX_DEPTH
    )


def _address(tensor: Tensor | None) -> int | None:
    return None if tensor is None else tensor.data_ptr()


class Library:
    """One built library, and the instruction set that serves."""

    most_inputs = MAX_INPUTS

    def __init__(self, path: str) -> None:
        self._handle = ctypes.CDLL(path)
        self._handle.swat_instruction_set.restype = ctypes.c_char_p
        self._handle.swat_run.argtypes = (c_int, POINTER(Job))
        self._handle.swat_run.restype = c_int
        self._handle.swat_slopes.argtypes = (c_int, POINTER(SlopesJob))
        self._handle.swat_slopes.restype = None
        self._handle.swat_gram.argtypes = (c_int, POINTER(GramJob))
        self._handle.swat_gram.restype = None
        self._handle.swat_solve.argtypes = (c_int, POINTER(SolveJob))
        self._handle.swat_solve.restype = None
        self._handle.swat_regress.argtypes = (c_int, POINTER(RegressJob))
        self._handle.swat_regress.restype = None
        self._handle.swat_products.restype = c_double
        self._handle.swat_sigmoids.restype = c_double
        self.threaded = bool(self._handle.swat_threaded())
        self.instruction_sets = self._find_instruction_sets()
        self.use(next(iter(self.instruction_sets)))

    def _find_instruction_sets(self) -> dict[str, int]:
        """Names of those that this processor has, best first, and their numbers."""
        found: dict[str, int] = {}
        number = 0
        while (name := self._handle.swat_instruction_set(number)) is not None:
            if name:
                found[name.decode()] = number
            number += 1
        return found

    def use(self, instruction_set: str) -> None:
        """Chooses the instruction set by its name, one of `instruction_sets`."""
        self.instruction_set = instruction_set
        self._number = self.instruction_sets[instruction_set]

    def rates(self) -> tuple[float, float]:
        """Products with addition, and sigmoids, a nanosecond: on one core, in registers only."""
        return self._handle.swat_products(self._number), self._handle.swat_sigmoids(self._number)

    def run(
        self,
        purpose: int,
        space: Space,
        depth: int,
        parameters: Tensor,
        choices: Tensor | None,
        x: Tensor,
        target: Tensor | None,
        rows: Tensor | None = None,
        *,
        output: Tensor | None = None,
        value: Tensor | None = None,
        gradient: Tensor | None = None,
        choice_gradient: Tensor | None = None,
        moments: Tensor | None = None,
    ) -> None:
        """Fills the tensors given by keyword.

        All are contiguous float32 on the CPU: parameters [B, W], choices [B, L, N, A], x [S, I],
        target [B or 1, T, S], or any [K, T, S] of which `rows [B]`, int64, says whose is which; output
        [B, O, S], value [B], gradient [B, W], choice_gradient [B, L, N, A], moments [B, F, F + T]. T = O but
        for moments. Raises ValueError where one of `rows` is not below K.
        """
        targets, target_rows = (0, 0) if target is None else target.shape[:2]
        networks, samples = parameters.shape[0], x.shape[0]
        shared = rows is None and targets != networks
        # In the order of Job's fields: by their names it takes twice as long, a tenth of a small call.
        job = Job(
            _shape(space, depth),
            networks,
            samples,
            parameters.data_ptr(),
            _address(choices),
            x.data_ptr(),
            _address(target),
            0 if shared else target_rows * samples,
            _address(rows),
            targets,
            _address(output),
            _address(value),
            _address(gradient),
            _address(choice_gradient),
            _address(moments),
            purpose,
            target_rows,
            torch.get_num_threads(),
        )
        if self._handle.swat_run(self._number, byref(job)):
            raise ValueError(f"expected rows of y below {targets}, got {rows}")

    def slopes(
        self,
        space: Space,
        depth: int,
        parameters: Tensor,
        choices: Tensor | None,
        x: Tensor,
        emitted: Tensor,
        slopes: Tensor,
        answers: Tensor,
    ) -> None:
        """Fills the last three as SlopesJob says; all contiguous float32 on the CPU."""
        job = SlopesJob(
            shape=_shape(space, depth),
            networks=parameters.shape[0],
            samples=emitted.shape[2],
            parameters=parameters.data_ptr(),
            choices=_address(choices),
            x=x.data_ptr(),
            x_stride=0 if x.dim() == 2 else x.shape[1] * x.shape[2],
            emitted=emitted.data_ptr(),
            slopes=slopes.data_ptr(),
            answers=answers.data_ptr(),
            threads=torch.get_num_threads(),
        )
        self._handle.swat_slopes(self._number, byref(job))

    def gram(
        self, emitted: Tensor, bent: Tensor, counts: Tensor | None, sources: Tensor, targets: Tensor
    ) -> Tensor:
        """As native.normal.gram; all contiguous on the CPU, float32 but for the int64 rows."""
        factors, networks, bent_rows, samples = bent.shape
        matrix = emitted.new_empty(networks, sources.shape[1], sources.shape[1])
        job = GramJob(
            networks=networks,
            samples=samples,
            links=sources.shape[1],
            factors=factors,
            emitted_rows=emitted.shape[1],
            bent_rows=bent_rows,
            emitted=emitted.data_ptr(),
            bent=bent.data_ptr(),
            counts=_address(counts),
            sources=sources.data_ptr(),
            targets=targets.data_ptr(),
            matrix=matrix.data_ptr(),
            threads=torch.get_num_threads(),
        )
        self._handle.swat_gram(self._number, byref(job))
        return matrix

    def solve(self, matrix: Tensor, diagonal: Tensor, right: Tensor) -> Tensor:
        """As native.normal.solve; all contiguous on the CPU, the matrix float32, the others float64."""
        move = torch.empty_like(right)
        job = SolveJob(
            networks=right.shape[0],
            links=right.shape[1],
            matrix=matrix.data_ptr(),
            diagonal=diagonal.data_ptr(),
            right=right.data_ptr(),
            move=move.data_ptr(),
            threads=torch.get_num_threads(),
        )
        self._handle.swat_solve(self._number, byref(job))
        return move

    def regress(self, sums: Tensor, scales: Tensor, relative: float, least: float) -> Tensor:
        """As native.normal.regress; all contiguous float32 on the CPU."""
        networks, features, columns = sums.shape
        found = sums.new_empty(networks, columns - features, features)
        job = RegressJob(
            networks=networks,
            features=features,
            outputs=columns - features,
            sums=sums.data_ptr(),
            scales=scales.data_ptr(),
            relative=relative,
            least=least,
            found=found.data_ptr(),
            threads=torch.get_num_threads(),
        )
        self._handle.swat_regress(self._number, byref(job))
        return found

    def inverse(self, matrix: Tensor, diagonal: Tensor, whole: bool) -> tuple[Tensor, Tensor, Tensor | None]:
        """Volumes `[B]`, spreads `[B, n]` and, where `whole`, inverses; else as `solve`."""
        networks, links = diagonal.shape
        volume, spread = diagonal.new_empty(networks), torch.empty_like(diagonal)
        inverse = diagonal.new_empty(networks, links, links) if whole else None
        job = InverseJob(
            networks=networks,
            links=links,
            matrix=matrix.data_ptr(),
            diagonal=diagonal.data_ptr(),
            volume=volume.data_ptr(),
            spread=spread.data_ptr(),
            inverse=_address(inverse),
            threads=torch.get_num_threads(),
        )
        self._handle.swat_inverse(self._number, byref(job))
        return volume, spread, inverse


def load() -> Library | None:
    """The library built from the present sources, None where there is none; OSError if it cannot load."""
    built = sorted(BUILD.glob(f"fused-{source_hash()}-*.so"), key=lambda path: path.stat().st_mtime)
    return Library(str(built[-1])) if built else None
