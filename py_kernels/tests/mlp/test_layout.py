"""The layout, the function and the counts of networks, against golden files written by ts/mlp."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import torch

from py_kernels.mlp.batch import unpack
from py_kernels.mlp.layout import layout
from py_kernels.mlp.live import nonzeros, nonzeros_raw
from py_kernels.mlp.space import Space
from py_kernels.native import eager

FILES = sorted((Path(__file__).parent.parent / "golden").glob("*.json"))
# float32 sums of a few products of size up to max |w| = 10, through up to four hidden layers.
RTOL, ATOL = 1e-4, 1e-5


@pytest.fixture(params=FILES, ids=lambda path: path.stem)
def golden(request: pytest.FixtureRequest) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(request.param.read_text())
    return content


def packed(network: dict[str, Any]) -> torch.Tensor:
    return torch.tensor([network["row"]], dtype=torch.float32)


def outputs(space: Space, network: dict[str, Any], x: torch.Tensor, row: torch.Tensor) -> torch.Tensor:
    return eager.predict(unpack(space, network["depth"], row), x)[0].T


def test_there_are_golden_files_with_and_without_biases_and_choices() -> None:
    spaces = [json.loads(path.read_text())["space"] for path in FILES]
    assert {space["bias"] for space in spaces} == {True, False}
    assert {len(space["activations"]) > 1 for space in spaces} == {True, False}


def test_every_section_lies_where_typescript_has_it(golden: dict[str, Any]) -> None:
    space = Space.from_json(golden["space"])
    assert [plan["depth"] for plan in golden["layouts"]] == list(space.depths)
    for expected in golden["layouts"]:
        plan = layout(space, expected["depth"])
        found = [
            {"name": name, "start": section.start, "shape": list(section.shape)}
            for name, section in plan.sections.items()
        ]
        assert found == expected["sections"]
        assert (plan.parameters, plan.size) == (expected["parameters"], expected["size"])


def test_sections_follow_each_other_without_gaps(golden: dict[str, Any]) -> None:
    space = Space.from_json(golden["space"])
    for depth in space.depths:
        plan = layout(space, depth)
        bounds = [(section.start, section.stop) for section in plan.sections.values()]
        assert [start for start, _ in bounds] == [0, *(stop for _, stop in bounds[:-1])]
        assert bounds[-1][1] == plan.size


def test_a_packed_network_has_the_outputs_that_typescript_computes(golden: dict[str, Any]) -> None:
    space, x = Space.from_json(golden["space"]), torch.tensor(golden["x"])
    for network in golden["networks"]:
        expected = torch.tensor(network["outputs"], dtype=torch.float32)
        torch.testing.assert_close(
            outputs(space, network, x, packed(network)), expected, rtol=RTOL, atol=ATOL
        )


def test_another_order_within_a_section_changes_the_outputs(golden: dict[str, Any]) -> None:
    """The converse: the golden outputs would notice a matrix that is read `[from, to]`."""
    space, x = Space.from_json(golden["space"]), torch.tensor(golden["x"])
    changed = False
    for network in golden["networks"]:
        row = packed(network)
        section = layout(space, network["depth"]).sections["weights_1"]
        matrix = row[:, section.start : section.stop].reshape(section.shape)
        row[:, section.start : section.stop] = matrix.T.reshape(1, -1)
        expected = torch.tensor(network["outputs"], dtype=torch.float32)
        changed |= not torch.allclose(outputs(space, network, x, row), expected, rtol=RTOL, atol=ATOL)
    assert changed


def test_dead_parts_are_counted_as_typescript_counts_them(golden: dict[str, Any]) -> None:
    space = Space.from_json(golden["space"])
    for network in golden["networks"]:
        counts = (golden_count(space, network, nonzeros), golden_count(space, network, nonzeros_raw))
        assert counts == (network["nonzeros"], network["nonzeros_raw"])
    assert any(network["nonzeros"] < network["nonzeros_raw"] for network in golden["networks"])


def golden_count(space: Space, network: dict[str, Any], count: Any) -> int:
    return int(count(space, network["depth"], packed(network)).item())
