"""The network that chooses the upscaler's parameters: a U-Net at half of render resolution.

`python -m models.upscale.network` prints multiply-adds per layer at 960×540 and the size of the weights.
"""

from pathlib import Path

import torch
from torch import Tensor, nn

from models.shared.architecture import Architecture, conv, count_macs
from models.shared.checkpoint import load_checkpoint
from models.shared.export import is_model, read_model
from models.shared.functions import Layer
from models.shared.network import Exported, Layers

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
            conv('head', 'fine', 4 * PARAMETERS, kernel=1, activation='sigmoid'),
        ],
        'outputs': ['head'],
    }


def begin(layer: Layer, module: nn.Conv2d) -> None:
    """First weights; the last layer's are zero, so that the network starts at 0.5 everywhere: the analytic path's choices."""
    nn.init.kaiming_normal_(module.weight, nonlinearity='relu')
    if module.bias is not None:
        nn.init.zeros_(module.bias)
    if layer['name'] == 'head':
        nn.init.zeros_(module.weight)


class Network(nn.Module):
    """Features [B,16,h,w] to parameters [B,8,h,w] in 0…1."""

    def __init__(self, tier: str = 'standard'):
        super().__init__()
        self.tier, self.architecture = tier, describe(tier)
        self.body = Layers(self.architecture, begin=begin)
        self.scales: Tensor
        self.register_buffer('scales', torch.tensor(SCALES, dtype=torch.float32).view(1, -1, 1, 1), persistent=False)

    def forward(self, features: Tensor) -> Tensor:
        return unfold_pixels(self.body(features * self.scales), *features.shape[-2:])

    def folded_weights(self) -> dict[str, Tensor]:
        """The tensors that packages/nn reads, by name, in half precision."""
        tensors = {name: value.detach().clone() for name, value in self.body.tensors().items()}
        tensors[f'{FIRST}.weight'] *= self.scales
        return {name: value.half().cpu().contiguous() for name, value in tensors.items()}

    def load_folded(self, tensors: dict[str, Tensor]) -> None:
        """Takes exported weights."""
        scales = torch.tensor(SCALES, dtype=torch.float32).view(1, -1, 1, 1)
        first = {f'{FIRST}.weight': tensors[f'{FIRST}.weight'].float() / scales}
        self.body.load_tensors(tensors | first)

    def as_exported(self) -> 'ExportedNetwork':
        """What the exported weights compute on a GPU."""
        return ExportedNetwork(self.tier, self.folded_weights())


class ExportedNetwork(nn.Module):
    """As `Network`, with exported weights; with `halves` as a GPU computes: in halves for weights and between layers."""

    def __init__(self, tier: str, tensors: dict[str, Tensor], halves: bool = True):
        super().__init__()
        self.tier, self.weights = tier, tensors
        self.body = Exported(describe(tier), tensors, halves)

    def forward(self, features: Tensor) -> Tensor:
        return unfold_pixels(self.body(features), *features.shape[-2:])


def load_network(run: str | Path) -> ExportedNetwork:
    """The averaged weights of a run, or a shipped model, as a GPU runs them."""
    if is_model(run):
        config, tensors = read_model(run)
        return ExportedNetwork(config['name'].removeprefix('upscale-'), tensors)
    checkpoint = load_checkpoint(run)
    network = Network(checkpoint['tier'])
    network.load_state_dict(checkpoint['average'])
    return network.as_exported()


def unfold_pixels(x: Tensor, height: int, width: int) -> Tensor:
    """[B,32,h/2,w/2] to [B,8,h,w]: channel (dy·2 + dx)·8 + k is parameter k of pixel (2x + dx, 2y + dy)."""
    batch, _, h, w = x.shape
    x = x.view(batch, 2, 2, PARAMETERS, h, w).permute(0, 3, 4, 1, 5, 2)
    return x.reshape(batch, PARAMETERS, 2 * h, 2 * w)[:, :, :height, :width]


if __name__ == '__main__':
    for tier in TIERS:
        macs = count_macs(describe(tier), SIZE)
        weights = sum(p.numel() for p in Network(tier).parameters())
        print(tier, f'{sum(macs.values()) / 1e9:.3f} GMAC, {weights} weights, {weights * 2 / 1000:.0f} kB')
        print('  ' + ' · '.join(f'{name} {count / 1e6:.0f}' for name, count in macs.items()))
