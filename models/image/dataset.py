"""The tiles, recoloured and mirrored, with captions, as tensors on the device that learns."""

import hashlib
import random
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from torch import Tensor

from models.image.bpe import LENGTH, Bpe
from models.image.captions import caption, held_out_pairs, measure_form
from models.image.colours import COLOURS, all_variants, measure_colours
from models.image.words import KINDS, family_of, kind_of, name_words

DATA = Path(__file__).parent / 'data'
SIDE, COLUMNS = 32, 66
# Of each picture. Of tiles as they are, as often as this many recoloured ones.
CAPTIONS, ORIGINALS = 4, 6
# Share of each kind's families that the judge learns from, and nothing else does.
JUDGES_SHARE = 0.35


@dataclass
class Tiles:
    """Pictures [n, 4, 32, 32] as bytes, RGB multiplied by alpha; captions [n, 4, LENGTH]; indices of kinds and colours, −1 for none."""

    pictures: Tensor
    captions: Tensor
    kinds: Tensor
    colours: Tensor
    originals: Tensor  # indices of tiles as they are, not mirrored
    draws: Tensor  # indices, those of originals more than once

    def batch(self, count: int) -> tuple[Tensor, Tensor, Tensor]:
        """Pictures from −1 to 1, captions, and the indices of both."""
        device = self.pictures.device
        at = self.draws[torch.randint(len(self.draws), (count,), device=device)]
        said = torch.randint(CAPTIONS, (count,), device=device)
        return to_signed(self.pictures[at]), self.captions[at, said], at


def to_signed(pictures: Tensor) -> Tensor:
    """Bytes to −1 to 1."""
    return pictures.float() / 127.5 - 1


def to_straight(pictures: Tensor) -> Tensor:
    """−1 to 1, RGB multiplied by alpha → 0 to 1, RGB by itself."""
    unit = (pictures.float() + 1).clamp(0, 2) / 2
    alpha = unit[:, 3:]
    return torch.cat([(unit[:, :3] / alpha.clamp(min=1 / 255)).clamp(0, 1) * (alpha > 0), alpha], 1)


def read_tiles(folder: str | Path = DATA) -> tuple[list[str], Tensor]:
    """Paths and pictures [n, 4, 32, 32] as bytes, RGB by itself."""
    paths = (Path(folder) / 'sprites.txt').read_text().split('\n')[:-1]
    sheet = np.asarray(Image.open(Path(folder) / 'sprites.webp').convert('RGBA'))
    rows = sheet.shape[0] // SIDE
    tiles = sheet.reshape(rows, SIDE, COLUMNS, SIDE, 4).transpose(0, 2, 4, 1, 3).reshape(-1, 4, SIDE, SIDE)
    return paths, torch.from_numpy(tiles[: len(paths)].copy())


def judges_families(paths: list[str]) -> list[bool]:
    """For each tile whether it is the judge's. Families are whole on one side; of every kind each side has some."""
    families: dict[str, dict[str, list[int]]] = {}
    for at, path in enumerate(paths):
        families.setdefault(kind_of(path), {}).setdefault(family_of(path), []).append(at)
    judges = [False] * len(paths)
    for members in families.values():
        order = sorted(members.values(), key=lambda group: hashlib.sha256(paths[group[0]].encode()).digest())
        total, taken = sum(map(len, order)), 0
        for group in order[: len(order) - 1]:  # one family at least is the painter's
            if taken + len(group) <= max(JUDGES_SHARE * total, 1):
                taken += len(group)
                for at in group:
                    judges[at] = True
    return judges


def load(
    folder: str | Path,
    device: str,
    judges: bool,
    recolour: bool = True,
    hold_out: bool = True,
    limit: int | None = None,
) -> Tiles:
    """`judges`: the side of the split. `hold_out`: leaves the pairs of colour and kind out that tests ask for."""
    paths, pictures = read_tiles(folder)
    sides = judges_families(paths)
    chosen = [at for at, side in enumerate(sides) if side == judges][
        :: 1 if limit is None else max(1, len(paths) // limit)
    ]
    names = [paths[at] for at in chosen]
    base = pictures[chosen].to(device).float() / 255
    versions = all_variants(base) if recolour else [base]
    parts = [picture for version in versions for picture in (version, version.flip(-1))]
    kinds = torch.tensor([KINDS.index(kind_of(path)) for path in names], device=device)
    bpe = Bpe(folder)
    facts = [(kind_of(path), name_words(path)) for path in names]
    seen = [describe(part, facts, bpe, number) for number, part in enumerate(parts)]
    colours = torch.cat([colour for _, colour in seen])
    all_kinds = kinds.repeat(len(parts))
    keep = ~is_held_out(all_kinds, colours) if hold_out else torch.ones_like(all_kinds, dtype=torch.bool)
    count = len(names)
    places = keep.nonzero()[:, 0]
    return Tiles(
        pictures=torch.cat([premultiply(part) for part in parts])[keep],
        captions=torch.cat([ids for ids, _ in seen])[keep],
        kinds=all_kinds[keep],
        colours=colours[keep],
        originals=(places < count).nonzero()[:, 0],
        draws=torch.cat(
            [torch.arange(len(places), device=device)] + [(places < 2 * count).nonzero()[:, 0]] * (ORIGINALS - 1)
        ),
    )


def premultiply(pictures: Tensor) -> Tensor:
    alpha = pictures[:, 3:]
    return (torch.cat([pictures[:, :3] * alpha, alpha], 1) * 255).round().to(torch.uint8)


def describe(pictures: Tensor, facts: list[tuple[str, list[str]]], bpe: Bpe, seed: int) -> tuple[Tensor, Tensor]:
    """Captions [n, CAPTIONS, LENGTH] and main colours."""
    main, second = measure_colours(pictures)
    size, slant = measure_form(pictures)
    rng = random.Random(seed)
    rows = []
    for (kind, words), *measured in zip(facts, main.tolist(), second.tolist(), size.tolist(), slant.tolist()):
        first, other, form, lean = measured
        rows.append(
            [bpe.encode_words(caption(rng, kind, words, (first, other), (form, lean))) for _ in range(CAPTIONS)]
        )
    ids = torch.tensor(rows, device=pictures.device).view(len(facts), CAPTIONS, LENGTH)
    return ids, main


def is_held_out(kinds: Tensor, colours: Tensor) -> Tensor:
    table = torch.zeros(len(KINDS), len(COLOURS) + 1, dtype=torch.bool, device=kinds.device)
    for colour, kind in held_out_pairs():
        table[KINDS.index(kind), COLOURS.index(colour)] = True
    return table[kinds, colours]  # −1 is the last column
