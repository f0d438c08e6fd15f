"""Measures a run on sequences it was not trained on: PSNR of the analytic choice and of the learned one, per family and region.

    python -m models.interpolate.evaluate RUN DATA/test [--json FILE] [--without NAME,…]

RUN may be `none`. `--without` holds parameters at their middle, or leaves out the perceptron of each pixel: what they are worth.
"""

import argparse
import json
from pathlib import Path

import torch
from torch import Tensor

from models.interpolate.dataset import Candidates, pixels_of, truth_of
from models.interpolate.decide import HIDDEN, Pixels, blend, to_bytes
from models.interpolate.network import Exported, load_network

# Of the answer's channels, and `chooser`: the perceptron.
NAMES = {'context': slice(0, HIDDEN), 'sharpness': 12, 'other': 13, 'flow': 14, 'current': 15}
REGIONS = ('all', 'edges', 'disocclusion')
FEWEST = 50  # pixels of a region that is measured


def regions(pixels: Pixels) -> dict[str, Tensor]:
    """Which pixels [B,1,H,W] lie at edges of surfaces, and which one frame alone shows."""
    hidden = pixels.seen_own.amin(1, keepdim=True) < 0.5
    return {'all': torch.ones_like(pixels.edge), 'edges': (pixels.edge > 0).float(), 'disocclusion': hidden.float()}


class Evaluation:
    """A fixed set; the analytic choice is measured once. Still pictures are left out: every method is right there."""

    def __init__(self, folder: str | Path, most: int = 1000, device: str = 'cpu'):
        self.data = Candidates(folder, device, most)
        self.pictures = self.data.moves.nonzero().flatten().tolist() or list(range(len(self.data)))
        self.baseline = self.measure(None)

    @torch.no_grad()
    def measure(self, network: Exported | None, without: tuple[str, ...] = ()) -> dict:
        """{family: {region: dB}}; per region the mean over pictures of PSNR."""
        if network is not None and 'chooser' in without:
            network.chooser.out.zero_()
            network.chooser.bias.zero_()
        rows = []
        for index in self.pictures:
            batch = self.data.whole(index)
            pixels = pixels_of(batch)
            if network is None:
                made = self.data.analytic[index : index + 1].permute(0, 3, 1, 2).float() / 255
            else:
                parameters = to_bytes(network(batch['features']))
                for name in without:
                    if name in NAMES:
                        parameters[:, NAMES[name]] = 0.5
                made = to_bytes(blend(pixels, parameters, network.chooser))
            error = (made - truth_of(batch)).square().mean(1, keepdim=True)
            masks = regions(pixels)
            sums = [[(error * masks[name]).sum(), masks[name].sum()] for name in REGIONS]
            rows.append(torch.stack([torch.stack(pair) for pair in sums]))
        sums = torch.stack(rows).cpu()  # the only wait
        decibels = -10 * torch.log10(sums[..., 0] / sums[..., 1].clamp(min=1) + 1e-10)
        return tabulate([self.data.families[index] for index in self.pictures], decibels, sums[..., 1] >= FEWEST)


def tabulate(families: list[str], decibels: Tensor, known: Tensor) -> dict:
    """Means per family and region, and `mean` of all families, of [pictures, regions]."""
    table: dict[str, dict[str, float]] = {}
    for family in sorted(set(families)):
        rows = torch.tensor([name == family for name in families])
        columns = [(name, decibels[rows & known[:, i], i]) for i, name in enumerate(REGIONS)]
        table[family] = {name: float(column.mean()) for name, column in columns if len(column)}
    means = {name: [row[name] for row in table.values() if name in row] for name in REGIONS}
    return table | {'mean': {name: sum(values) / max(len(values), 1) for name, values in means.items()}}


def format_table(tables: dict[str, dict]) -> str:
    """Lines of text: a row per family, PSNR of all / edges / disocclusion per method."""
    lines = ['family'.ljust(18) + ''.join(name.ljust(24) for name in tables)]
    for family in next(iter(tables.values())):
        cells = [' / '.join(f'{value:.2f}' for value in table[family].values()) for table in tables.values()]
        lines.append(family.ljust(18) + ''.join(cell.ljust(24) for cell in cells))
    return '\n'.join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('run')
    parser.add_argument('folder')
    parser.add_argument('--device', default='cuda' if torch.cuda.is_available() else 'cpu')
    parser.add_argument('--threads', type=int, default=1)
    parser.add_argument('--json', help='file to write the numbers to')
    parser.add_argument('--without', default='', help=f'of {", ".join([*NAMES, "chooser"])}, by commas')
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    evaluation = Evaluation(options.folder, device=options.device)
    tables = {'analytic': evaluation.baseline}
    if options.run != 'none':
        without = tuple(name for name in options.without.split(',') if name)
        tables['learned'] = evaluation.measure(load_network(options.run).to(options.device), without)
    print(format_table(tables))
    if options.json:
        Path(options.json).write_text(json.dumps(tables, indent=2))


if __name__ == '__main__':
    main()
