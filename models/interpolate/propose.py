"""The choice among warped candidates without motion vectors, as packages/interpolate/src/passes/mix/learned.wgsl makes it.

The network's answer, eight numbers 0…1 at half the size, moves the logarithms of the weights of the previous and the current
picture along four vectors, beside the analytic mean, whose weight is 1.
"""

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor

PARAMETERS = 8  # previous and current picture along four vectors
REACH = 10.0  # of logarithms of weights, both ways
LEAN = -4.0  # logarithm of a weight of which nothing is said
BEYOND = 1e-3  # factor of what is outside of the picture
LEAST = 1 / 64  # share below which a candidate is not read


@dataclass
class Proposals:
    """Of display pixels."""

    candidates: Tensor  # [B,9,3,H,W], RGB, 0…1; the analytic mean comes first
    inside: Tensor  # [B,8,H,W], 0 or 1
    t: Tensor  # [B,1,1,1]


def proposals_of(batch: dict[str, Tensor]) -> Proposals:
    """Of `bytes` [B,H,W,40], as data/trace-video.wgsl keeps them."""
    packed = batch['bytes']
    colours = packed[..., :36].unflatten(3, (9, 4))[..., :3].permute(0, 3, 4, 1, 2).float() / 255
    bits = torch.arange(4, device=packed.device)
    inside = (packed[..., 36:38, None].int() >> bits) & 1  # [B,H,W,2,4]
    return Proposals(
        colours, inside.transpose(3, 4).flatten(3).permute(0, 3, 1, 2).float(), batch['t'].view(-1, 1, 1, 1)
    )


def weights_of(p: Proposals, answer: Tensor, all_read: bool = False) -> Tensor:
    """
    Shares [B,9,H,W] of the candidates; `answer` [B,8,h,w] at half the size. `all_read` while training: what is left out has no
    gradient.
    """
    height, width = p.inside.shape[-2:]
    said = F.interpolate(answer * 2 - 1, scale_factor=2, mode='bilinear', align_corners=False)[..., :height, :width]
    odds = torch.cat([1 - p.t, p.t], 1).repeat(1, 4, 1, 1) * torch.where(p.inside > 0, 1.0, BEYOND)
    moved = REACH * said + LEAN + torch.log(odds)
    shares = torch.softmax(torch.cat([torch.zeros_like(moved[:, :1]), moved], 1), 1)
    if all_read:
        return shares
    shares = shares * (shares >= LEAST)
    return shares / shares.sum(1, keepdim=True)


def propose(p: Proposals, answer: Tensor, all_read: bool = False) -> Tensor:
    """The picture [B,3,H,W]."""
    return (weights_of(p, answer, all_read)[:, :, None] * p.candidates).sum(1)
