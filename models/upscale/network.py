"""The network that chooses the upscaler's parameters: a U-Net at half of render resolution.

`python -m models.upscale.network` prints multiply-adds per layer at 960×540 and the size of the weights.
"""

from pathlib import Path

from torch import Tensor

from models.shared.architecture import Architecture, conv, count_macs
from models.shared.checkpoint import load_checkpoint
from models.shared.export import is_model, read_model
from models.shared.pixel_network import HEAD, ExportedPixelNetwork, PixelNetwork

FEATURES = 16
PARAMETERS = 8  # per render pixel: limit, sharpness, anisotropy ×2 · trust, keep, softness, memory
# Features differ in size; these factors even them out while training. `folded_weights` moves them into the first layer.
SCALES = (2, 8, 8, 8, 8, 8, 8, 16, 1, 1, 1, 1, 1, 1, 1, 1)
FIRST = 'down_half'
TIERS = {'standard': (16, 32, 32), 'lite': (8, 12, 20)}
SIZE = (960, 540)  # render size of the multiply-adds that are quoted


def describe(tier: str) -> Architecture:
    """`architecture` of model.json: everything works at a half, a quarter and an eighth of render size."""
    half, quarter, eighth = TIERS[tier]
    relu = {'activation': 'relu'}
    return {
        'inputs': [{'name': 'features', 'channels': FEATURES}],
        'layers': [
            conv(FIRST, 'features', half, stride=2, **relu),
            conv('down_quarter', FIRST, quarter, stride=2, **relu),
            conv('down_eighth', 'down_quarter', eighth, stride=2, **relu),
            conv('deep', 'down_eighth', eighth, **relu),
            conv('up_quarter', 'deep', quarter, kernel=1, upsample=True, residual='down_quarter', **relu),
            conv('mid', 'up_quarter', quarter, **relu),
            conv('up_half', 'mid', half, kernel=1, upsample=True, residual=FIRST, **relu),
            conv('fine', 'up_half', half, **relu),
            conv(HEAD, 'fine', 4 * PARAMETERS, kernel=1, activation='sigmoid'),
        ],
        'outputs': [HEAD],
    }


class Network(PixelNetwork):
    """Features [B,16,h,w] to parameters [B,8,h,w] in 0…1."""

    def __init__(self, tier: str = 'standard'):
        super().__init__(describe(tier), SCALES)
        self.tier = tier

    def as_exported(self) -> 'ExportedNetwork':
        """What the exported weights compute on a GPU."""
        return ExportedNetwork(self.tier, self.folded_weights())


class ExportedNetwork(ExportedPixelNetwork):
    """`Network` with exported weights."""

    def __init__(self, tier: str, tensors: dict[str, Tensor], halves: bool = True):
        super().__init__(describe(tier), tensors, halves)
        self.tier = tier


def load_network(run: str | Path) -> ExportedNetwork:
    """The averaged weights of a run, or a shipped model, as a GPU runs them."""
    if is_model(run):
        config, tensors = read_model(run)
        return ExportedNetwork(config['name'].removeprefix('upscale-'), tensors)
    checkpoint = load_checkpoint(run)
    network = Network(checkpoint['tier'])
    network.load_state_dict(checkpoint['average'])
    return network.as_exported()


if __name__ == '__main__':
    for tier in TIERS:
        macs = count_macs(describe(tier), SIZE)
        weights = sum(p.numel() for p in Network(tier).parameters())
        print(tier, f'{sum(macs.values()) / 1e9:.3f} GMAC, {weights} weights, {weights * 2 / 1000:.0f} kB')
        print('  ' + ' · '.join(f'{name} {count / 1e6:.0f}' for name, count in macs.items()))
