"""As variants.py, of what data/trace-video.wgsl keeps of a pixel, 40 bytes, and of the 36 features of video."""

import torch
from torch import Tensor

from models.interpolate.variants import turn_of

FEATURES = 36
# Current picture along the best vector, and less that: previous picture along it, current and previous picture along the others.
BACKWARDS = torch.eye(8)
BACKWARDS[0, 1] = 1
BACKWARDS[1:, 1] = -1
BACKWARDS[2:] = BACKWARDS[[3, 2, 5, 4, 7, 6]]
DIVERGENCE, TIME = 32, 33
INSIDE = [34, 35]


def bytes_of(is_reversed: bool, channels: tuple[int, ...]) -> list[int]:
    words = [0, 2, 1, 4, 3, 6, 5, 8, 7] if is_reversed else range(9)
    inside = [37, 36] if is_reversed else [36, 37]
    return [*(4 * word + channel for word in words for channel in (*channels, 3)), *inside, 38, 39]


def features_of(is_reversed: bool, channels: tuple[int, ...]) -> tuple[Tensor, Tensor]:
    """Matrix [36,36] and offset [36]."""
    matrix, offset = torch.eye(FEATURES), torch.zeros(FEATURES)
    matrix[:24, :24] = torch.kron(BACKWARDS if is_reversed else torch.eye(8), turn_of(channels))
    if is_reversed:
        matrix[INSIDE] = matrix[INSIDE[::-1]]
        matrix[DIVERGENCE, DIVERGENCE] = matrix[TIME, TIME] = -1
        offset[TIME] = 1
    return matrix, offset
