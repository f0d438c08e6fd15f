"""The network that chooses among warped candidates: a U-Net at an eighth of the display size, for answers at a quarter.

`python -m models.interpolate.network` prints multiply-adds per layer at 1920×1080 and the size of the weights.
"""

from pathlib import Path

import torch
from torch import Tensor, nn

from models.interpolate.decide import PARAMETERS
from models.shared.architecture import Architecture, conv, count_macs
from models.shared.checkpoint import load_checkpoint
from models.shared.export import is_model, read_model
from models.shared.functions import Layer
from models.shared.network import Exported, Layers

FEATURES = 20
# Features differ in size; these factors even them out while training. `folded_weights` moves them into the first layer.
SCALES = (2, 8, 8, 6, 12, 12, 6, 12, 12, 6, 12, 12, 1, 1, 4, 1, 4, 2, 1, 2)
FIRST = 'down_eighth'
SIZE = (480, 270)  # a quarter of 1920×1080


def describe() -> Architecture:
    """`architecture` of model.json; its frame is a quarter of the display size."""
    relu = {'activation': 'relu'}
    return {
        'inputs': [{'name': 'features', 'channels': FEATURES}],
        'layers': [
            conv(FIRST, 'features', 16, stride=2, **relu),
            conv('down_sixteenth', FIRST, 28, stride=2, **relu),
            conv('deep', 'down_sixteenth', 28, **relu),
            conv('up_eighth', 'deep', 16, kernel=1, upsample=True, residual=FIRST, **relu),
            conv('fine', 'up_eighth', 16, **relu),
            conv('head', 'fine', 4 * PARAMETERS, kernel=1, activation='sigmoid'),
        ],
        'outputs': ['head'],
    }


def begin(layer: Layer, module: nn.Conv2d) -> None:
    """First weights; the last layer's are zero, so that the network starts at 0.5 everywhere: the analytic choice."""
    nn.init.kaiming_normal_(module.weight, nonlinearity='relu')
    if module.bias is not None:
        nn.init.zeros_(module.bias)
    if layer['name'] == 'head':
        nn.init.zeros_(module.weight)


class Network(nn.Module):
    """Features [B,20,h,w] to parameters [B,8,h,w] in 0…1."""

    def __init__(self) -> None:
        super().__init__()
        self.architecture = describe()
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
        self.body.load_tensors(tensors | {f'{FIRST}.weight': tensors[f'{FIRST}.weight'].float() / scales})

    def as_exported(self) -> 'ExportedNetwork':
        """What the exported weights compute on a GPU."""
        return ExportedNetwork(self.folded_weights())


class ExportedNetwork(nn.Module):
    """As `Network`, with exported weights; with `halves` as a GPU computes: in halves for weights and between layers."""

    def __init__(self, tensors: dict[str, Tensor], halves: bool = True):
        super().__init__()
        self.weights = tensors
        self.body = Exported(describe(), tensors, halves)

    def forward(self, features: Tensor) -> Tensor:
        return unfold_pixels(self.body(features), *features.shape[-2:])


def load_network(run: str | Path) -> ExportedNetwork:
    """The averaged weights of a run, or a shipped model, as a GPU runs them."""
    if is_model(run):
        return ExportedNetwork(read_model(run)[1])
    network = Network()
    network.load_state_dict(load_checkpoint(run)['average'])
    return network.as_exported()


def unfold_pixels(x: Tensor, height: int, width: int) -> Tensor:
    """[B,32,h/2,w/2] to [B,8,h,w]: channel (dy·2 + dx)·8 + k is parameter k of pixel (2x + dx, 2y + dy)."""
    batch, _, h, w = x.shape
    x = x.view(batch, 2, 2, PARAMETERS, h, w).permute(0, 3, 4, 1, 5, 2)
    return x.reshape(batch, PARAMETERS, 2 * h, 2 * w)[:, :, :height, :width]


if __name__ == '__main__':
    macs = count_macs(describe(), SIZE)
    weights = sum(p.numel() for p in Network().parameters())
    print(f'{sum(macs.values()) / 1e9:.3f} GMAC, {weights} weights, {weights * 2 / 1000:.0f} kB')
    print('  ' + ' · '.join(f'{name} {count / 1e6:.0f}' for name, count in macs.items()))
