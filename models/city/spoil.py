"""Pictures of classes as a level may predict them wrongly: borders that moved, blocks that slid by a pixel, specks."""

import torch
from torch import Tensor

BLOCK = 6


def shifted(pictures: Tensor) -> Tensor:
    """By one pixel, to one of four sides at each pixel by itself."""
    sides = torch.stack([pictures.roll(by, axis) for axis in (-1, -2) for by in (-1, 1)])
    choice = torch.randint(4, pictures.shape, device=pictures.device)
    return sides.gather(0, choice[None])[0]


def spoil(pictures: Tensor, share: float) -> Tensor:
    """`share` of the drives [drives, steps, h, w], each more or less; every step by itself."""
    drives, steps, height, width = pictures.shape
    device = pictures.device
    strength = torch.rand(drives, 1, 1, 1, device=device) * (torch.rand(drives, 1, 1, 1, device=device) < share)
    result = torch.where(torch.rand(pictures.shape, device=device) < 0.25 * strength, shifted(pictures), pictures)
    grid = (drives, steps, -(-height // BLOCK), -(-width // BLOCK))
    blocks = (torch.rand(grid, device=device) < 0.15 * strength).repeat_interleave(BLOCK, 2).repeat_interleave(BLOCK, 3)
    result = torch.where(blocks[..., :height, :width], result.roll(1, -1), result)
    specks = torch.rand(pictures.shape, device=device) < 0.01 * strength
    return torch.where(specks, result.roll(BLOCK, -1), result)
