"""Colours of tiles, measured and changed. Pictures are [n, 4, h, w], RGBA from 0 to 1, RGB not multiplied by alpha."""

import torch
from torch import Tensor

COLOURS = ('black', 'grey', 'white', 'brown', 'red', 'orange', 'yellow', 'green', 'cyan', 'blue', 'purple', 'pink')
BLACK, GREY, WHITE, BROWN, RED = range(5)
# Upper ends of the hues of red, orange, yellow, green, cyan, blue, purple and pink, degrees; from the last on it is red again.
HUES = (14, 42, 70, 165, 196, 255, 288, 344)
# Shares of what is not black: of a colour that a tile is called by, and of one that is named second.
MAIN, SECOND = 0.45, 0.25


def to_hsv(rgb: Tensor) -> Tensor:
    """[n, 3, h, w] → hue in turns, saturation, value."""
    value, which = rgb.max(1)
    spread = value - rgb.min(1).values
    safe = spread.clamp(min=1e-6)
    red, green, blue = rgb.unbind(1)
    hues = torch.stack([(green - blue) / safe % 6, (blue - red) / safe + 2, (red - green) / safe + 4], 1) / 6
    hue = hues.gather(1, which[:, None])[:, 0]
    return torch.stack([torch.where(spread > 0, hue, 0), spread / value.clamp(min=1e-6), value], 1)


def to_rgb(hsv: Tensor) -> Tensor:
    hue, saturation, value = hsv.unbind(1)
    offsets = torch.tensor([5, 3, 1], device=hsv.device, dtype=hsv.dtype).view(1, 3, 1, 1)
    k = (offsets + hue[:, None] * 6) % 6
    return value[:, None] * (1 - saturation[:, None] * torch.minimum(k, 4 - k).clamp(0, 1))


def classes_of(rgb: Tensor) -> Tensor:
    """[n, 3, h, w] → the colour of each pixel, an index of COLOURS."""
    hue, saturation, value = to_hsv(rgb).unbind(1)
    degrees = hue * 360
    sector = torch.bucketize(degrees, torch.tensor(HUES, device=rgb.device, dtype=rgb.dtype), right=True)
    colour = torch.where(sector == len(HUES), RED, RED + sector)
    brown = (degrees > 8) & (degrees < 48) & (value < 0.62)
    colour = torch.where(brown, BROWN, colour)
    colour = torch.where(saturation < 0.2, torch.where(value > 0.8, WHITE, GREY), colour)
    return torch.where(value < 0.2, BLACK, colour)


def measure_colours(pictures: Tensor) -> tuple[Tensor, Tensor]:
    """The main and the second colour of each picture, −1 where none has enough of it."""
    visible = (pictures[:, 3] > 0.5).flatten(1)
    colours = classes_of(pictures[:, :3]).flatten(1)
    counts = torch.zeros(len(pictures), len(COLOURS), device=pictures.device)
    counts.scatter_add_(1, colours, visible.to(counts.dtype))
    total = counts.sum(1).clamp(min=1)
    # Outlines are black: black is the main colour only where there is hardly anything else.
    mostly_black = counts[:, BLACK] / total > 0.75
    counts[:, BLACK] *= mostly_black
    shares = counts / counts.sum(1, keepdim=True).clamp(min=1)
    top, which = shares.topk(2, 1)
    main = torch.where(top[:, 0] >= MAIN, which[:, 0], -1)
    second = torch.where((top[:, 1] >= SECOND) & (main >= 0), which[:, 1], -1)
    return main, second


def turn_hue(pictures: Tensor, turns: float) -> Tensor:
    hsv = to_hsv(pictures[:, :3])
    hsv[:, 0] = (hsv[:, 0] + turns) % 1
    return torch.cat([to_rgb(hsv), pictures[:, 3:]], 1)


def tint(pictures: Tensor, hue: float, saturation: float) -> Tensor:
    """One hue for all pixels; how bright they look stays about the same, white and black stay what they are."""
    rgb = pictures[:, :3]
    luminance = (rgb * torch.tensor([0.3, 0.59, 0.11], device=rgb.device).view(1, 3, 1, 1)).sum(1, keepdim=True)
    full = torch.tensor([hue, 1.0, 1.0], device=rgb.device, dtype=rgb.dtype).view(1, 3, 1, 1)
    pure = to_rgb(full)
    toned = torch.where(luminance < 0.5, pure * luminance * 2, pure + (1 - pure) * (luminance * 2 - 1))
    mixed = luminance + (toned.clamp(0, 1) - luminance) * saturation
    return torch.cat([mixed.clamp(0, 1), pictures[:, 3:]], 1)


def all_variants(pictures: Tensor) -> list[Tensor]:
    """The pictures, turned through the hues, in grey, and tinted."""
    turned = [turn_hue(pictures, step / 6) for step in range(1, 6)]
    hues = (0, 28, 56, 110, 180, 225, 272, 315)
    return [pictures, *turned, tint(pictures, 0, 0), *(tint(pictures, hue / 360, 0.85) for hue in hues)]
