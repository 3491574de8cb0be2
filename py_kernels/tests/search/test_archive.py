"""Specification of the archive."""

from __future__ import annotations

import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from py_kernels.mlp.layout import layout
from py_kernels.search.archive import Archive, pareto

from .linear import CPU, SPACE

OFFERS = st.lists(
    st.tuples(st.integers(0, 6), st.integers(1, 40), st.integers(0, 9)), min_size=1, max_size=30
)


def offered(offers: list[tuple[int, int, int]], sizes: list[int]) -> Archive:
    """Offers networks (size, error, start) in batches of these sizes; a network is its place in the list."""
    archive = Archive.empty(SPACE, 1, CPU)
    width, first = layout(SPACE, 1).size, 0
    for size in [*sizes, len(offers)]:
        batch = offers[first : first + size]
        if not batch:
            break
        packed = torch.arange(first, first + len(batch)).float()[:, None].expand(-1, width)
        counts, errors, starts = (torch.tensor(column) for column in zip(*batch, strict=True))
        archive.offer(packed, errors / 7, counts.int(), counts.int() + 1, starts.int())
        first += size
    return archive


@given(OFFERS, st.lists(st.integers(1, 9), max_size=5))
@settings(max_examples=100, deadline=None)
def test_every_size_keeps_the_first_of_its_best_however_they_are_batched(
    offers: list[tuple[int, int, int]], sizes: list[int]
) -> None:
    archive = offered(offers, sizes)
    for count in range(len(archive.mse)):
        same = [(error, place) for place, (size, error, _) in enumerate(offers) if size == count]
        if not same:
            assert archive.mse[count] == torch.inf
            continue
        error, place = min(same)
        assert archive.mse[count] == torch.tensor(error) / 7
        assert (archive.packed[count] == place).all()
        assert archive.start[count] == offers[place][2]
        assert archive.nonzeros_raw[count] == count + 1


@given(st.permutations([(size, 10 * size + error, error) for size in range(3) for error in range(1, 4)]))
@settings(max_examples=30, deadline=None)
def test_the_order_of_offers_does_not_matter(offers: list[tuple[int, int, int]]) -> None:
    archive = offered(offers, [2, 3])
    assert archive.start[:3].tolist() == [1, 1, 1]
    assert archive.filled().tolist() == [0, 1, 2]


def test_a_network_whose_error_is_not_a_number_is_ignored() -> None:
    archive = Archive.empty(SPACE, 1, CPU)
    packed = torch.zeros(2, layout(SPACE, 1).size)
    count = torch.tensor([3, 3], dtype=torch.int32)
    archive.offer(packed, torch.tensor([torch.nan, torch.inf]), count, count, count)
    assert archive.filled().tolist() == []


def test_the_pareto_set_is_what_beats_every_smaller_network() -> None:
    assert pareto(torch.tensor([5.0, 6.0, 4.0, 4.0, 1.0, 2.0])).tolist() == [
        True,
        False,
        True,
        False,
        True,
        False,
    ]
