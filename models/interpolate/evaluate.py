"""Measures a run on sequences it was not trained on: PSNR of the analytic choice and of the learned one, per family and region.

    python -m models.interpolate.evaluate RUN DATA/test [--json FILE] [--without NAME,…]

RUN may be `none`. `--without` holds parameters at their middle: what they are worth.
"""

import argparse
import json
from collections import defaultdict
from pathlib import Path

import torch
from torch import Tensor

from models.interpolate.dataset import Library, pixels_of, stack
from models.interpolate.decide import Pixels, blend, to_bytes
from models.interpolate.network import load_network

NAMES = ('contrast', 'own', 'nearer', 'time', 'flow', 'flow_contrast', 'flow_time', 'sharpness')
STILL = 1e-6  # pictures in which hardly anything moves are left out: every method is right there


def regions(pixels: Pixels) -> dict[str, Tensor]:
    """Which pixels [B,1,H,W] lie at edges of surfaces, and which one frame alone shows."""
    hidden = pixels.seen_own.amin(1, keepdim=True) < 0.5
    return {'all': torch.ones_like(pixels.edge), 'edges': (pixels.edge > 0).float(), 'disocclusion': hidden.float()}


class Evaluation:
    """A fixed set; the analytic choice is measured once."""

    def __init__(self, folder: str | Path, most: int = 1000, device: str = 'cpu'):
        self.device, self.most = device, most
        self.files = [file for files in Library(folder).families.values() for file in files]
        self.baseline = self.measure(None)

    @torch.no_grad()
    def measure(self, network: torch.nn.Module | None, without: tuple[str, ...] = ()) -> dict:
        """{family: {region: dB}}; per region the mean over pictures of PSNR."""
        values: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
        for file in self.files:
            for index in range(min(file.frames, self.most)):
                batch = stack([file.whole(index)], self.device)
                pixels = pixels_of(batch)
                truth = batch['truth'].float() / 255
                analytic = torch.from_numpy(file.tensors['analytic'][index][..., :3].copy()).permute(2, 0, 1)
                made = analytic[None].float().to(self.device) / 255
                if (made - truth).square().mean() < STILL:
                    continue
                if network is not None:
                    parameters = to_bytes(network(batch['features']))
                    for name in without:
                        parameters[:, NAMES.index(name)] = 0.5
                    made = to_bytes(blend(pixels, parameters))
                error = (made - truth).square().mean(1, keepdim=True)
                for name, mask in regions(pixels).items():
                    if mask.sum() >= 50:
                        mean = float((error * mask).sum() / mask.sum())
                        values[file.metadata['family']][name].append(-10 * torch.tensor(mean + 1e-10).log10().item())
        table = {family: {name: sum(v) / len(v) for name, v in of.items()} for family, of in sorted(values.items())}
        names = ('all', 'edges', 'disocclusion')
        known = {name: [row[name] for row in table.values() if name in row] for name in names}
        return table | {'mean': {name: sum(v) / max(len(v), 1) for name, v in known.items()}}


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
    parser.add_argument('--without', default='', help='parameters to hold at their middle, by commas')
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
