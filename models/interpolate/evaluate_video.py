"""Measures a run on pictures it was not trained on: PSNR of the analytic mean and of the network's choice, per clip or family.

python -m models.interpolate.evaluate_video RUN DATA/test [--json FILE]
"""

import argparse
import json
from pathlib import Path

import torch

from models.interpolate.dataset import VIDEO, Candidates, truth_of
from models.interpolate.decide import to_bytes
from models.interpolate.propose import proposals_of, propose
from models.interpolate.video_network import load_video_network
from models.shared.pixel_network import ExportedPixelNetwork


class VideoEvaluation:
    """A fixed set; `most` pictures of each family."""

    def __init__(self, folder: str | Path, device: str = 'cpu', most: int = 1000):
        self.data = Candidates(folder, device, kind=VIDEO)
        families = self.data.families
        self.pictures = [i for i, family in enumerate(families) if families[:i].count(family) < most]
        self.baseline = self.measure(None)

    @torch.no_grad()
    def measure(self, network: ExportedPixelNetwork | None) -> dict[str, float]:
        """Mean over pictures of PSNR in dB, by family, and `mean` of all families."""
        found: dict[str, list[float]] = {}
        for index in self.pictures:
            batch = self.data.whole(index)
            proposals = proposals_of(batch)
            made = proposals.candidates[:, 0]
            if network is not None:
                made = to_bytes(propose(proposals, to_bytes(network(batch['features']))))
            error = (made - truth_of(batch)).square().mean()
            found.setdefault(self.data.families[index], []).append(float(-10 * torch.log10(error + 1e-10)))
        table = {family: sum(values) / len(values) for family, values in sorted(found.items())}
        return table | {'mean': sum(table.values()) / len(table)}


def format_row(figures: dict[str, float]) -> str:
    return ' · '.join(f'{family} {value:.2f}' for family, value in figures.items())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('run')
    parser.add_argument('folder')
    parser.add_argument('--device', default='cuda' if torch.cuda.is_available() else 'cpu')
    parser.add_argument('--threads', type=int, default=1)
    parser.add_argument('--json', help='file to write the numbers to')
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    evaluation = VideoEvaluation(options.folder, options.device)
    tables = {
        'analytic': evaluation.baseline,
        'learned': evaluation.measure(load_video_network(options.run).to(options.device)),
    }
    for name, table in tables.items():
        print(f'{name}: {format_row(table)}')
    if options.json:
        Path(options.json).write_text(json.dumps(tables, indent=2))


if __name__ == '__main__':
    main()
