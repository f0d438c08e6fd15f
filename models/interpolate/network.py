"""The network that chooses among warped candidates: a U-Net at an eighth of the display size, for answers at a quarter.

`python -m models.interpolate.network` prints multiply-adds per layer at 1920×1080 and the size of the weights.
"""

from pathlib import Path

import torch
from torch import Tensor, nn

from models.interpolate.decide import CANDIDATES, EVIDENCE, HIDDEN, PARAMETERS, Chooser
from models.shared.architecture import Architecture, conv, count_macs
from models.shared.checkpoint import load_checkpoint
from models.shared.export import is_model, read_model
from models.shared.pixel_network import HEAD, ExportedPixelNetwork, PixelNetwork

FEATURES = 20
# Features differ in size; these factors even them out while training. `folded_weights` moves them into the first layer.
SCALES = (2, 8, 8, 6, 12, 12, 6, 12, 12, 6, 12, 12, 1, 1, 4, 1, 4, 2, 1, 2)
FIRST = 'down_eighth'
SIZE = (480, 270)  # a quarter of 1920×1080
CHOOSER = 'chooser.'  # of the names of the perceptron's tensors


def describe() -> Architecture:
    """`architecture` of model.json; its frame is a quarter of the display size."""
    relu = {'activation': 'relu'}
    return {
        'inputs': [{'name': 'features', 'channels': FEATURES}],
        'layers': [
            conv(FIRST, 'features', 16, stride=2, **relu),
            conv('down_sixteenth', FIRST, 24, stride=2, **relu),
            conv('deep', 'down_sixteenth', 24, **relu),
            conv('up_eighth', 'deep', 16, kernel=1, upsample=True, residual=FIRST, **relu),
            conv('fine', 'up_eighth', 16, **relu),
            conv(HEAD, 'fine', 4 * PARAMETERS, kernel=1, activation='sigmoid'),
        ],
        'outputs': [HEAD],
    }


class Exported(nn.Module):
    """The network and the perceptron with exported weights, as a GPU runs them."""

    def __init__(self, tensors: dict[str, Tensor]):
        super().__init__()
        self.weights = tensors
        layers = {name: value for name, value in tensors.items() if not name.startswith(CHOOSER)}
        self.body = ExportedPixelNetwork(describe(), layers)
        self.chooser = Chooser().requires_grad_(False)
        self.chooser.load_state_dict({name: tensors[CHOOSER + name].float() for name in self.chooser.state_dict()})

    def forward(self, features: Tensor) -> Tensor:
        return self.body(features)


class Network(PixelNetwork):
    """Features [B,20,h,w] to parameters [B,16,h,w] in 0…1, and the perceptron of each display pixel."""

    def __init__(self) -> None:
        super().__init__(describe(), SCALES)
        self.chooser = Chooser()

    def as_exported(self) -> Exported:
        """What the exported weights compute on a GPU."""
        chooser = {CHOOSER + name: value.half().cpu() for name, value in self.chooser.state_dict().items()}
        device = self.chooser.bias.device
        return Exported(self.folded_weights() | chooser).to(device)

    @torch.no_grad()
    def load_exported(self, tensors: dict[str, Tensor]) -> None:
        self.load_folded({name: value for name, value in tensors.items() if not name.startswith(CHOOSER)})
        self.chooser.load_state_dict({name: tensors[CHOOSER + name].float() for name in self.chooser.state_dict()})


def load_network(run: str | Path) -> Exported:
    """The averaged weights of a run, or a shipped model, as a GPU runs them."""
    if is_model(run):
        return Exported(read_model(run)[1])
    network = Network()
    network.load_state_dict(load_checkpoint(run)['average'])
    return network.as_exported()


if __name__ == '__main__':
    macs = count_macs(describe(), SIZE)
    weights = sum(p.numel() for p in Network().parameters())
    pixel = HIDDEN * (EVIDENCE + CANDIDATES)
    print(f'{sum(macs.values()) / 1e9:.3f} GMAC, {weights} weights, {weights * 2 / 1000:.0f} kB')
    layers = ' · '.join(f'{name} {count / 1e6:.0f}' for name, count in macs.items())
    print(f'  {layers} · {pixel} per pixel that is asked')
