"""What a rank does that does not lead: the trainings of the first one, with it."""

from __future__ import annotations

import os
from typing import NoReturn

import torch

from .failure import Failure
from .methods import METHODS
from .ranks import LOST, Ranks
from .request import Request
from .session import Session


def follow(session: Session, ranks: Ranks) -> NoReturn:
    """Serves what the leader has checked and passes on, until one of them is gone."""
    torch.set_flush_denormal(True)  # as the leader does
    while True:
        try:
            message = ranks.heard()
        except RuntimeError:
            os._exit(LOST)  # the leader has said why
        try:
            request = Request(message.content, message.tensors, _nobody, _nobody)
            METHODS[message.header["method"]](session, request)
        except Failure as failure:
            if failure.code != "interrupted":
                ranks.fail()
        except Exception:
            ranks.fail()


def _nobody(*_: int) -> None:
    """Nobody waits for a follower's progress, and it stops where the leader does."""
