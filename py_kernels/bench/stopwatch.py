"""Which part of a training step the time goes to, seen from outside: the step itself is the product's own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from time import perf_counter

from torch import Tensor

from ..learn import Trainer
from ..nets import Decoded

PARTS = ("encoder", "decoder", "evaluation", "optimiser")


class Stopwatch:
    """Seconds by part; one part runs at a time."""

    def __init__(self, now: Callable[[], float] = perf_counter) -> None:
        self.seconds = dict.fromkeys(PARTS, 0.0)
        self._now = now
        self._part: str | None = None
        self._since = 0.0

    def switch(self, part: str | None) -> None:
        """`part` runs from now on; None stops."""
        now = self._now()
        if self._part is not None:
            self.seconds[self._part] += now - self._since
        self._part, self._since = part, now


def watch(trainer: Trainer, stopwatch: Stopwatch) -> None:
    """Switches the watch at the seams of every later step; start it with `evaluation`, the targets, before.

    The backward pass goes through the seams in reverse, and hooks see it pass. Autograd does first what was
    recorded last: all evaluations, then the decoders, then the encoder.
    """
    module = trainer.autoencoder
    encode, decode_all = module.encode, module.decode_all

    def watched_encode(networks: Mapping[int, Tensor]) -> Tensor:
        stopwatch.switch("encoder")
        z = encode(networks)
        # An encoder that is not trained has no way back.
        if z.requires_grad:
            _hook(z, lambda _: stopwatch.switch("encoder"))
        return z

    def watched_decode_all(z: Tensor) -> list[Decoded]:
        stopwatch.switch("decoder")
        decoded = decode_all(z)
        stopwatch.switch("evaluation")
        for networks in decoded:
            _hook(networks.parameters, lambda _: stopwatch.switch("decoder"))
        return decoded

    parameters = list(module.parameters())
    done = _after(len(parameters), lambda: stopwatch.switch("optimiser"))
    for parameter in parameters:
        parameter.register_post_accumulate_grad_hook(done)  # type: ignore[no-untyped-call]  # torch: no types
    trainer.optimizer.register_step_post_hook(lambda *_: stopwatch.switch("evaluation"))
    setattr(module, "encode", watched_encode)  # noqa: B010  (mypy refuses `=` to a method)
    setattr(module, "decode_all", watched_decode_all)  # noqa: B010  (mypy refuses `=` to a method)


def _hook(tensor: Tensor, act: Callable[[Tensor], None]) -> None:
    """Acts when the gradient of `tensor` is known."""
    tensor.register_hook(act)  # type: ignore[no-untyped-call]  # torch has no types for it


def _after(count: int, act: Callable[[], None]) -> Callable[[Tensor], None]:
    """A hook that acts at every `count`-th gradient."""
    seen = 0

    def hook(_: Tensor) -> None:
        nonlocal seen
        seen += 1
        if seen % count == 0:
            act()

    return hook
