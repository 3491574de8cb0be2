"""Read networks of few links."""

from __future__ import annotations

import pytest
import torch

from py_kernels.nets import SETTLINGS, of_links, of_numbers, pruned, standard
from py_kernels.nets.reader import Answer

from .tabular import table, tabular

BENT = 3


@torch.no_grad()
def read() -> tuple[Answer, torch.Tensor, torch.Tensor]:
    x, y = table(6, 20, 4, 1)
    ones = torch.ones_like(y)
    answer = tabular().read_on(x, y, ones, SETTLINGS)[1][-1]
    return answer, standard(x, ones)[0], standard(y[..., None], ones)[0][..., 0]


@pytest.mark.parametrize("links", [1, 5, 100])
def test_so_many_links_stay_and_no_other_is_more_salient(links: int) -> None:
    answer, _, _ = read()
    stays = of_links(answer, links)
    assert (stays.sum((1, 2)) == min(links, (BENT + 1) * 4)).all()
    weights = torch.cat([answer.weights[:, :BENT], answer.columns[:, None, :, 0]], dim=1)
    salient = (weights * answer.output[:, :-1, None]).abs()
    least = torch.where(stays, salient, torch.inf).amin((1, 2))
    assert (torch.where(stays, 0, salient).amax((1, 2)) <= least).all()


@pytest.mark.parametrize("most", [4, 9, 14, 1000])
def test_a_network_of_so_many_numbers_has_no_more_and_could_have_no_more_links(most: int) -> None:
    answer, _, _ = read()
    stays = of_numbers(answer, most)
    alive = stays.any(2)
    numbers = stays.sum((1, 2)) + 2 * alive[:, :BENT].sum(1) + alive[:, BENT]
    assert (numbers <= most).all()
    # The next link may bring three numbers along.
    assert ((numbers > most - 3) | (stays.sum((1, 2)) == (BENT + 1) * 4)).all()


def test_links_that_do_not_stay_have_no_part_and_the_output_is_fitted_again() -> None:
    answer, x, y = read()
    ones = torch.ones_like(y)
    stays = torch.zeros(6, BENT + 1, 4, dtype=torch.bool)
    stays[:, 0, 1], stays[:, BENT, 0] = True, True
    few = pruned(answer, stays, x, y, ones)
    other = x.clone()
    other[..., 2:] = 9
    torch.testing.assert_close(few.to(other), few.to(x))
    changed = x.clone()
    changed[..., 1] += 1
    assert not torch.allclose(few.to(changed), few.to(x), atol=1e-2)
    torch.testing.assert_close(few.to(x).mean(1), y.mean(1), atol=1e-4, rtol=0)
