"""Crops as they might have been, too: time backwards, and channels of colour in another order.

A variant is an order of the bytes that a trace keeps of a pixel, and a linear map of the features: the 80 of data/trace.wgsl and 20,
here, or what video_variants.py has.
"""

from collections.abc import Callable
from itertools import permutations

import torch
from torch import Tensor

FEATURES = 20
TO_RGB = torch.tensor([[1.0, 1, -1], [1, 0, 1], [1, -1, -1]])  # of Y, Co, Cg
# Current frame, and less that: previous frame, current and previous frame along the flow; columns are those of time forwards.
BACKWARDS = torch.tensor([[1.0, 1, 0, 0], [0, -1, 0, 0], [0, -1, 0, 1], [0, -1, 1, 0]])


def bytes_of(is_reversed: bool, channels: tuple[int, ...]) -> list[int]:
    words = [1, 0, 3, 2, 5, 4, 7, 6] if is_reversed else range(8)
    colours = [4 * word + channel for word in words for channel in (*channels, 3)]
    seen = [33, 32, 35, 34, 37, 36, 38, 39] if is_reversed else list(range(32, 40))
    plain = [56 + place for place in colours[:24]]
    return [*colours, *seen, *range(40, 56), *plain]


def features_of(is_reversed: bool, channels: tuple[int, ...]) -> tuple[Tensor, Tensor]:
    """Matrix [20,20] and offset [20]."""
    matrix, offset = torch.eye(FEATURES), torch.zeros(FEATURES)
    turn = turn_of(channels)
    blocks = BACKWARDS if is_reversed else torch.eye(4)
    matrix[:12, :12] = torch.kron(blocks, turn)
    if is_reversed:
        matrix[12:14] = matrix[[13, 12]]
        matrix[18, 18], offset[18] = -1, 1
    return matrix, offset


def turn_of(channels: tuple[int, ...]) -> Tensor:
    """What an order of the channels of RGB is in YCoCg."""
    return torch.linalg.inv(TO_RGB) @ torch.eye(3)[list(channels)] @ TO_RGB


class Variants:
    """All twelve; tables on a device."""

    def __init__(self, device: str, bytes_of: Callable = bytes_of, features_of: Callable = features_of):
        kinds = [(backwards, channels) for backwards in (False, True) for channels in permutations(range(3))]
        maps = [features_of(*kind) for kind in kinds]
        self.count = len(kinds)
        self.bytes = torch.tensor([bytes_of(*kind) for kind in kinds], device=device)
        self.channels = torch.tensor([channels for _, channels in kinds], device=device)
        self.matrices = torch.stack([matrix for matrix, _ in maps]).to(device)
        self.offsets = torch.stack([offset for _, offset in maps]).to(device)
        self.reversed = torch.tensor([backwards for backwards, _ in kinds], device=device)

    def apply(self, crop: dict[str, Tensor], kind: Tensor) -> dict[str, Tensor]:
        """`kind` [B]. `bytes` [B,h,w,b], `features` [B,f,h,w], `truth` [B,h,w,3], `t` [B]."""
        many = lambda table, like: table[kind][:, None, None].expand_as(like)
        features = torch.einsum('bij,bjyx->biyx', self.matrices[kind], crop['features'])
        return {
            'bytes': crop['bytes'].gather(3, many(self.bytes, crop['bytes'])),
            'features': features + self.offsets[kind][..., None, None],
            'truth': crop['truth'].gather(3, many(self.channels, crop['truth'])),
            't': torch.where(self.reversed[kind], 1 - crop['t'], crop['t']),
        }
