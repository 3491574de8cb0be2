"""What stands beside the loss: the price of steep weights, and the structural term."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch

from py_kernels.learn import step, train
from py_kernels.mlp.layout import layout
from py_kernels.nets import Decoded

from ..nets.drawn import SMALL, draw_all
from .training import trainer


@pytest.mark.parametrize("loss", ["log_fvu", "min"])
def test_a_penalty_on_weights_is_their_mean_square_in_the_space_s_range_beside_the_loss(loss: str) -> None:
    networks = draw_all(SMALL, 4, 0)
    penalised = {penalty: trainer({"loss": loss, "weight_penalty": penalty}) for penalty in (0.0, 2.0)}
    decoded = penalised[0.0].autoencoder.decode_all(penalised[0.0].autoencoder.encode(networks))
    squares = [(each.parameters / SMALL.weight_range).square().mean().item() for each in decoded]
    without, with_it = (step(run, networks)[0].item() for run in penalised.values())
    least, mean, most = min(squares), sum(squares) / len(squares), max(squares)
    if loss == "min":
        # Only networks that win are weighed.
        assert without + 2 * least * 0.5 < with_it < without + 2 * most * 2
    else:
        assert with_it == pytest.approx(without + 2 * mean, rel=1e-4)


def test_the_structural_term_is_how_far_own_decoders_are_from_the_networks_widths() -> None:
    networks = draw_all(SMALL, 4, 0)
    run = trainer({})
    decoded = run.autoencoder.decode_all(run.autoencoder.encode(networks))
    terms = []
    for own, depth, rows in zip(decoded, SMALL.depths, (slice(0, 4), slice(4, 8)), strict=True):
        wanted = layout(SMALL, depth).view(networks[depth], "masks").mean(dim=2)
        terms.append((own.mask_logits[rows].sigmoid().mean(dim=2) - wanted).square().mean().item())
    without, with_it = (step(trainer({"structure_weight": w}), networks)[0].item() for w in (0.0, 3.0))
    assert with_it == pytest.approx(without + 3 * sum(terms) / 2, rel=1e-4)


def test_each_network_s_widths_are_compared_with_its_own_decoder_s_row() -> None:
    networks = draw_all(SMALL, 4, 0)
    logits = [50 * (torch.cat([layout(SMALL, d).view(networks[d], "masks")] * 2) - 0.5) for d in SMALL.depths]
    # Decoder 1 is right on the first four rows, decoder 2 on the last four, and wrong on the others.
    logits[0][4:], logits[1][:4] = -logits[0][4:], -logits[1][:4]
    decoded = [
        Decoded(SMALL, depth, torch.zeros(8, layout(SMALL, depth).parameters), each, None)
        for depth, each in zip(SMALL.depths, logits, strict=True)
    ]
    assert train._structure(decoded, networks).item() < 1e-6
    assert (
        train._structure([replace(each, mask_logits=-each.mask_logits) for each in decoded], networks) > 0.01
    )


def test_with_the_structural_term_decoders_come_nearer_to_the_networks_widths() -> None:
    networks = draw_all(SMALL, 8, 0)

    def apart(weight: float) -> float:
        run = trainer(
            {"structure_weight": weight, "learning_rate": 0.01, "schedule": "constant", "masks": "dead"}
        )
        for _ in range(40):
            step(run, networks)
        decoded = run.autoencoder.decode_all(run.autoencoder.encode(networks))
        return train._structure(decoded, networks).item()

    assert apart(100.0) < 0.5 * apart(0.0)


def test_the_structural_term_is_refused_where_losing_decoders_are_not_trained() -> None:
    with pytest.raises(ValueError, match="structure_weight needs a loss over all decoders"):
        trainer({"structure_weight": 1.0, "loss": "min"})


def test_penalised_decoders_give_gentler_networks() -> None:
    def weights(penalty: float) -> float:
        run = trainer({"weight_penalty": penalty, "learning_rate": 0.01, "schedule": "constant"})
        for _ in range(30):
            step(run, draw_all(SMALL, 8, 0))
        decoded = run.autoencoder.decode_all(run.autoencoder.encode(draw_all(SMALL, 8, 0)))
        return sum(each.parameters.square().mean().item() for each in decoded)

    assert weights(30.0) < 0.7 * weights(0.0)
