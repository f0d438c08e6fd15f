"""Bars that cannot be, to learn from: what was recorded before they were spoilt is what they should become."""

import torch
import torch.nn.functional as F


def find_pairs(bars: list[torch.Tensor], codes: int) -> torch.Tensor:
    """
    Which two codes were seen side by side, by place: [cells of the bar, code before, code]; before the first cell stands code 0.
    It is counted; nobody says which are allowed.
    """
    places = bars[0].shape[-1]
    seen = torch.zeros(places, codes, codes, dtype=torch.bool, device=bars[0].device)
    for bar in bars:
        flat = F.pad(bar.flatten(0, -2).long(), (1, 0))
        for at in range(places):
            seen[at, flat[:, at], flat[:, at + 1]] = True
    return seen


def is_seen(bar: torch.Tensor, pairs: torch.Tensor) -> torch.Tensor:
    """Which bars [batch, cells] consist of pairs that were seen."""
    places = torch.arange(len(pairs), device=bar.device)
    return pairs[places, F.pad(bar.long(), (1, 0))[:, :-1], bar.long()].all(-1)


def spoil(bar: torch.Tensor, pairs: torch.Tensor | None, share: float, generator: torch.Generator) -> torch.Tensor:
    """
    Bars [batch, cells] of which a share shows what was never seen: up to four cells hold any code, or a stretch comes from
    another bar of the batch. What still looks possible after that is left as it was, since nobody could mend it.
    """
    count, places = bar.shape
    if not share or not places or pairs is None:
        return bar
    draw = lambda most, *shape: torch.randint(most, shape, generator=generator, device=bar.device)
    other = bar[draw(count, count)]
    random = draw(pairs.shape[-1] - 1, count, places) + 1
    cells = torch.arange(places, device=bar.device)
    hits = torch.rand(bar.shape, generator=generator, device=bar.device).argsort(-1) <= draw(4, count, 1)
    first, length = draw(places, count, 1), 1 + draw(6, count, 1)
    stretch = (cells >= first) & (cells < first + length)
    spliced = draw(2, count, 1) == 1
    wrong = torch.where(spliced, torch.where(stretch, other, bar), torch.where(hits, random.to(bar.dtype), bar))
    take = torch.rand(count, generator=generator, device=bar.device) < share
    take &= ~is_seen(wrong, pairs)
    return torch.where(take[:, None], wrong, bar)
