"""The network that chooses among warped candidates: a U-Net at an eighth of the display size, for answers at a quarter.

`python -m models.interpolate.network` prints multiply-adds per layer at 1920×1080 and the size of the weights.
"""

from pathlib import Path

from models.interpolate.decide import PARAMETERS
from models.shared.architecture import Architecture, conv, count_macs
from models.shared.checkpoint import load_checkpoint
from models.shared.export import is_model, read_model
from models.shared.pixel_network import HEAD, ExportedPixelNetwork, PixelNetwork

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
            conv(HEAD, 'fine', 4 * PARAMETERS, kernel=1, activation='sigmoid'),
        ],
        'outputs': [HEAD],
    }


class Network(PixelNetwork):
    """Features [B,20,h,w] to parameters [B,8,h,w] in 0…1."""

    def __init__(self) -> None:
        super().__init__(describe(), SCALES)

    def as_exported(self) -> ExportedPixelNetwork:
        """What the exported weights compute on a GPU."""
        return ExportedPixelNetwork(self.architecture, self.folded_weights())


def load_network(run: str | Path) -> ExportedPixelNetwork:
    """The averaged weights of a run, or a shipped model, as a GPU runs them."""
    if is_model(run):
        return ExportedPixelNetwork(describe(), read_model(run)[1])
    network = Network()
    network.load_state_dict(load_checkpoint(run)['average'])
    return network.as_exported()


if __name__ == '__main__':
    macs = count_macs(describe(), SIZE)
    weights = sum(p.numel() for p in Network().parameters())
    print(f'{sum(macs.values()) / 1e9:.3f} GMAC, {weights} weights, {weights * 2 / 1000:.0f} kB')
    print('  ' + ' · '.join(f'{name} {count / 1e6:.0f}' for name, count in macs.items()))
