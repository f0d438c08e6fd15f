"""What a picture should be like: its colours, its edges, its structure, and how it changes."""

import torch.nn.functional as F
from torch import Tensor

WEIGHTS = {'colour': 1.0, 'edges': 0.5, 'structure': 0.1, 'motion': 0.5}


def edges(pictures: Tensor) -> tuple[Tensor, Tensor]:
    return pictures[..., 1:] - pictures[..., :-1], pictures[..., 1:, :] - pictures[..., :-1, :]


def structure(made: Tensor, truth: Tensor) -> Tensor:
    """1 − SSIM (Wang et al. 2004) of the mean of the colours, with windows of 7×7 pixels, every third one."""
    mean = lambda x: F.avg_pool2d(x, 7, 3)
    made, truth = made.mean(1, keepdim=True), truth.mean(1, keepdim=True)
    a, b = mean(made), mean(truth)
    aa, bb, ab = mean(made * made) - a * a, mean(truth * truth) - b * b, mean(made * truth) - a * b
    c1, c2 = 0.01**2, 0.03**2
    return 1 - (((2 * a * b + c1) * (2 * ab + c2)) / ((a * a + b * b + c1) * (aa + bb + c2))).mean()


def losses_of(made: Tensor, truth: Tensor) -> dict[str, Tensor]:
    """Of pictures [drives, steps, 3, h, w] from 0 to 1, weighted."""
    flat, wanted = made.flatten(0, 1).contiguous(), truth.flatten(0, 1).contiguous()
    (across, down), (across_wanted, down_wanted) = edges(flat), edges(wanted)
    parts = {
        'colour': (flat - wanted).abs().mean(),
        'edges': (across - across_wanted).abs().mean() + (down - down_wanted).abs().mean(),
        'structure': structure(flat, wanted),
    }
    if made.shape[1] > 1:
        change = lambda x: x[:, 1:] - x[:, :-1]
        parts['motion'] = (change(made) - change(truth)).abs().mean()
    return {name: WEIGHTS[name] * value for name, value in parts.items()}
