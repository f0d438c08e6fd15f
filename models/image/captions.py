"""Captions of tiles: what is measured, and what their names say."""

import random

import torch
from torch import Tensor

from models.image.colours import COLOURS
from models.image.words import JUDGED

# Words for sizes and directions.
FORMS = ('small', 'large', 'slanting', 'left', 'right', 'and')
# A pair of a colour and a kind in so many is never learned.
HELD_OUT_OF = 6
# Colours that tests ask for.
ASKED = ('red', 'orange', 'yellow', 'green', 'cyan', 'blue', 'purple', 'grey')


def held_out_pairs() -> list[tuple[str, str]]:
    """(colour, kind): every colour and nearly every kind is among them, and with others in what is learned."""
    pairs = [(colour, kind) for kind in JUDGED for colour in ASKED]
    chosen = random.Random(20).sample(pairs, len(pairs) // HELD_OUT_OF)
    return sorted(chosen)


def measure_form(pictures: Tensor) -> tuple[Tensor, Tensor]:
    """Size (0 small, 1 none said, 2 large) and slant (0 left, 1 none, 2 right: of its upper end) of [n, 4, h, w]."""
    visible = (pictures[:, 3] > 0.5).float()
    share = visible.mean((1, 2))
    columns, rows = visible.amax(1).sum(1), visible.amax(2).sum(1)
    longest = torch.maximum(columns, rows)
    size = torch.ones_like(share, dtype=torch.long)
    size[longest <= 17] = 0
    size[(share > 0.4) & (share < 0.98)] = 2
    across = torch.linspace(-1, 1, pictures.shape[-1], device=pictures.device)
    weight = visible / visible.sum((1, 2), keepdim=True).clamp(min=1)
    x, y = (weight.sum(1) * across).sum(1), (weight.sum(2) * across).sum(1)
    dx, dy = across[None, None, :] - x[:, None, None], across[None, :, None] - y[:, None, None]
    moment = lambda value: (weight * value).sum((1, 2))
    correlation = moment(dx * dy) / (moment(dx * dx) * moment(dy * dy)).sqrt().clamp(min=1e-6)
    slant = torch.ones_like(size)
    slant[correlation > 0.4] = 0
    slant[correlation < -0.4] = 2
    return size, slant


def caption(
    rng: random.Random, kind: str, words: list[str], colours: tuple[int, int], form: tuple[int, int]
) -> list[str]:
    """The words of a caption with some of what is known."""
    (main, second), (size, slant) = colours, form
    said: list[str] = []
    if size != 1 and rng.random() < 0.4:
        said.append('small' if size == 0 else 'large')
    if main >= 0 and rng.random() < 0.9:
        said.append(COLOURS[main])
        if second >= 0 and rng.random() < 0.5:
            said += ['and', COLOURS[second]]
    others = [word for word in words if word != kind]
    how = rng.random()
    if others and how < 0.5:
        said += others
    if not (others and how < 0.1):
        said.append(kind)
    if slant != 1 and rng.random() < 0.4:
        said += ['slanting', 'left' if slant == 0 else 'right']
    return said
