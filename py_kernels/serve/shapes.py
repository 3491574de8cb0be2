"""Whether tensors fit the space they are said to be of: raises `content` with a sentence if not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from torch import Tensor

from ..mlp.layout import layout
from ..mlp.space import Space
from .failure import Failure


def check_depth(space: Space, depth: int) -> None:
    if depth not in space.depths:
        raise Failure("content", f"depth {depth} is not one of the space's, {list(space.depths)}")


def check_networks(space: Space, depth: int, networks: Tensor) -> None:
    """`networks [B, P]`."""
    check_depth(space, depth)
    size = layout(space, depth).size
    if networks.shape[1] != size:
        raise Failure(
            "content", f"a network of depth {depth} has {size} numbers here, these have {networks.shape[1]}"
        )


def check_columns(name: str, values: Tensor, columns: int) -> None:
    """`values [..., S, columns]`."""
    if values.shape[-1] != columns:
        raise Failure("content", f"the tensor {name} has {values.shape[-1]} columns, the space has {columns}")


def check_counts(
    space: Space, counts: Sequence[Sequence[int]], packed: Mapping[int, Tensor], ranks: int
) -> None:
    """`counts [T, D]` of each step and depth, against the networks that came, `[N_d, P_d]` by depth, and the
    `ranks` that need one each.
    """
    for depth, networks in packed.items():
        check_networks(space, depth, networks)
    for row in counts:
        if len(row) != len(space.depths) or sum(row) == 0:
            raise Failure(
                "content", f"a step's counts are one a depth, {len(space.depths)}, and not all 0: got {row}"
            )
        if sum(row) < ranks:
            raise Failure("content", f"{sum(row)} networks cannot be shared by {ranks} processes")
    for d, depth in enumerate(space.depths):
        wanted = sum(row[d] for row in counts)
        got = len(packed[depth]) if depth in packed else 0
        if wanted != got:
            raise Failure("content", f"counts ask for {wanted} networks of depth {depth}, {got} came")


def check_pairs(space: Space, networks: Mapping[int, Tensor], pairs: Tensor, neighbours: int) -> None:
    """`pairs [K, 2]`: indices of two different ones of `networks [B_d, P_d]` by depth, ascending."""
    for depth, packed in networks.items():
        check_networks(space, depth, packed)
    count = sum(len(packed) for packed in networks.values())
    if neighbours >= count:
        raise Failure("content", f"{count} networks came: none has {neighbours} others near it")
    if pairs.shape[1] != 2 or len(pairs) < 2:
        raise Failure("content", f"the tensor pairs has shape {list(pairs.shape)}, not [2 or more, 2]")
    if int(pairs.min()) < 0 or int(pairs.max()) >= count:
        raise Failure("content", f"pairs are of networks 0 to {count - 1}, as many as came")
    if bool((pairs[:, 0] == pairs[:, 1]).any()):
        raise Failure("content", "a pair is of two different networks")


def check_table(space: Space, tensors: Mapping[str, Tensor]) -> None:
    """`x_train`, `x_validation [S, I]`, `y_train`, `y_validation [S, O]`, none empty."""
    for part in ("train", "validation"):
        check_columns(f"x_{part}", tensors[f"x_{part}"], space.inputs)
        check_columns(f"y_{part}", tensors[f"y_{part}"], space.outputs)
        if len(tensors[f"x_{part}"]) == 0:
            raise Failure("content", f"the {part} part of the table has no rows")


def check_rows(space: Space, x: Tensor) -> None:
    """`x [B, S, C]`: rows of tables that networks of the space could answer."""
    if not 1 <= x.shape[2] <= space.inputs:
        raise Failure("content", f"tables have 1 to {space.inputs} columns here, not {x.shape[2]}")
    if x.shape[1] < 2:
        raise Failure("content", f"a table has at least 2 rows, not {x.shape[1]}")


def check_points(z: Tensor, axes: int) -> None:
    """`z [B, Z]`: enough points, and dimensions, for so many axes."""
    if axes > z.shape[1] or len(z) < 2:
        raise Failure("content", f"{list(z.shape)} points and dimensions have no {axes} axes")


def check_starts(space: Space, wanted: int, starts: Mapping[int, Tensor]) -> None:
    """`starts [B_d, P_d]` by depth, `wanted` in all."""
    for depth, networks in starts.items():
        check_networks(space, depth, networks)
    got = sum(len(networks) for networks in starts.values())
    if got != wanted:
        raise Failure("content", f"latent.starts is {wanted}, but {got} networks to start from came")
