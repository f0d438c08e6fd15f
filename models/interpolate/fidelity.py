"""The loss of all tiers."""

import torch
from torch import Tensor


def fidelity(error: Tensor, mask: Tensor) -> Tensor:
    """Of each picture of a batch: mean absolute error, and the logarithm of the mean square error, which is PSNR."""
    count = mask.flatten(1).sum(1) * 3
    mean = lambda values: (values * mask).flatten(1).sum(1) / count.clamp(min=1)
    return (4 * mean(error.abs()) + 0.25 * torch.log(mean(error.square()) + 3e-5)) * (count >= 150)
