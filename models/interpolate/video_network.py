"""The networks for pictures without motion vectors, in two tiers: U-Nets at a quarter of the size, for answers at half the size.

`python -m models.interpolate.video_network` prints multiply-adds per output pixel of half the size and the size of the weights.
"""

from itertools import pairwise
from pathlib import Path

from torch import Tensor

from models.interpolate.propose import PARAMETERS
from models.interpolate.video_variants import FEATURES
from models.shared.architecture import Architecture, conv, count_macs
from models.shared.checkpoint import load_checkpoint
from models.shared.export import is_model, read_model
from models.shared.pixel_network import HEAD, ExportedPixelNetwork, PixelNetwork

# Channels at a quarter and at an eighth of the size, layers at the eighth.
SHAPES = {'video': (24, 36, 3), 'video-lite': (8, 24, 2)}
# Features differ in size; these factors even them out while training.
SCALES = (2, 8, 8, *(6, 12, 12) * 7, *(4,) * 4, 1, 2, 2, 2, 2, 1, 1, 1)


def describe(tier: str) -> Architecture:
    """`architecture` of model.json; its frame is half of the picture."""
    quarter, eighth, layers = SHAPES[tier]
    relu = {'activation': 'relu'}
    deep = ['down_eighth', *(f'deep{i}' for i in range(1, layers))]
    return {
        'inputs': [{'name': 'features', 'channels': FEATURES}],
        'layers': [
            conv('down_quarter', 'features', quarter, stride=2, **relu),
            conv('down_eighth', 'down_quarter', eighth, stride=2, **relu),
            *(conv(name, before, eighth, **relu) for before, name in pairwise(deep)),
            conv('up_quarter', deep[-1], quarter, kernel=1, upsample=True, residual='down_quarter', **relu),
            conv('fine', 'up_quarter', quarter, **relu),
            conv(HEAD, 'fine', 4 * PARAMETERS, kernel=1, activation='sigmoid'),
        ],
        'outputs': [HEAD],
    }


class VideoNetwork(PixelNetwork):
    """Features [B,36,h,w] to parameters [B,8,h,w] in 0…1."""

    def __init__(self, tier: str) -> None:
        super().__init__(describe(tier), SCALES)
        self.tier = tier

    def as_exported(self) -> ExportedPixelNetwork:
        """What the exported weights compute on a GPU."""
        return ExportedPixelNetwork(describe(self.tier), self.folded_weights()).to(self.scales.device)

    def load_exported(self, tensors: dict[str, Tensor]) -> None:
        self.load_folded(tensors)


def load_video_network(run: str | Path) -> ExportedPixelNetwork:
    """The averaged weights of a run, or a shipped model, as a GPU runs them."""
    if is_model(run):
        config, tensors = read_model(run)
        return ExportedPixelNetwork(describe(config['name'].removeprefix('interpolate-')), tensors)
    kept = load_checkpoint(run)
    network = VideoNetwork(kept['tier'])
    network.load_state_dict(kept['average'])
    return network.as_exported()


def macs_per_pixel(tier: str) -> float:
    """Per output pixel of half the size."""
    return sum(count_macs(describe(tier), (960, 540)).values()) / (960 * 540)


if __name__ == '__main__':
    for name in SHAPES:
        weights = sum(p.numel() for p in VideoNetwork(name).parameters())
        print(f'{name}: {macs_per_pixel(name):.0f} multiply-adds per pixel of half the size, {weights} weights')
