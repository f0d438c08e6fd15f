"""Pictures as own predictions may be wrong: shifted, with blocks from elsewhere, with borders that moved."""

import torch
from torch import Tensor

BLOCK = 8


def shifted(pictures: Tensor, dx: int, dy: int) -> Tensor:
    return torch.roll(pictures, (dy, dx), (-2, -1))


def spoil(pictures: Tensor, share: float) -> Tensor:
    """`share` of the pictures [streams, 1, h, w], each in one of three ways. Without a choice on the host: it costs the same always."""
    streams, _, height, width = pictures.shape
    device = pictures.device
    kind = torch.rand(streams, 1, 1, 1, device=device)
    moved = torch.where(
        torch.rand(streams, 1, 1, 1, device=device) < 0.5, shifted(pictures, 1, 0), shifted(pictures, -1, 0)
    )
    blocks = torch.rand(streams, 1, -(-height // BLOCK), -(-width // BLOCK), device=device) < 0.05
    mask = blocks.repeat_interleave(BLOCK, 2).repeat_interleave(BLOCK, 3)[..., :height, :width]
    patched = torch.where(mask, pictures.roll(1, 0), pictures)
    edges = torch.where(torch.rand(pictures.shape, device=device) < 0.15, shifted(pictures, 0, 1), pictures)
    edges = torch.where(torch.rand(pictures.shape, device=device) < 0.15, shifted(edges, -1, 0), edges)
    result = torch.where(kind < share / 3, moved, torch.where(kind < share * 2 / 3, patched, edges))
    return torch.where(kind < share, result, pictures)
