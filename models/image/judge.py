"""The judge of generated tiles: tells kind and main colour, learned from families that no other network here has seen.

python -m models.image.judge --data models/image/data --out RUN [--minutes N] [--bf16]
"""

import argparse
from pathlib import Path

import torch
import torch.nn.functional as F
from safetensors.torch import load_file
from torch import Tensor, nn

from models.image.colours import COLOURS
from models.image.dataset import Tiles, load, to_signed
from models.image.graph import channels_last
from models.image.words import JUDGED, KINDS
from models.shared.checkpoint import load_checkpoint
from models.shared.options import Defaults, parser_of
from models.shared.schedule import Averaging, Schedule
from models.shared.team import Team
from models.shared.training import Recipe, Run, start

WIDTHS = (32, 64, 128, 192)
SHIFT = 3  # pixels that a tile is moved by, at most


class Block(nn.Module):
    def __init__(self, inputs: int, outputs: int, stride: int):
        super().__init__()
        self.first = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.second = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.norm1, self.norm2 = nn.BatchNorm2d(outputs), nn.BatchNorm2d(outputs)
        self.skip = nn.Conv2d(inputs, outputs, 1, stride, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        y = self.norm2(self.second(F.relu(self.norm1(self.first(x)))))
        return F.relu(y + self.skip(x))


class Judge(nn.Module):
    """`forward` takes pictures [n, 4, 32, 32] and gives logits of kinds and of colours."""

    def __init__(self) -> None:
        super().__init__()
        pairs = zip((4, *WIDTHS), WIDTHS)
        self.blocks = nn.Sequential(*(Block(a, b, 1 if a == 4 else 2) for a, b in pairs))
        self.kind, self.colour = nn.Linear(WIDTHS[-1], len(KINDS)), nn.Linear(WIDTHS[-1], len(COLOURS))

    def features(self, pictures: Tensor) -> Tensor:
        return self.blocks(pictures).mean((2, 3)).float()

    def forward(self, pictures: Tensor) -> tuple[Tensor, Tensor]:
        features = self.features(pictures)
        if self.training:
            features = F.dropout(features, 0.3)
        return self.kind(features), self.colour(features)


class JudgeRecipe(Recipe):
    network: Judge
    averaging = Averaging(0.99)
    schedule = Schedule(50, 0.01)

    def __init__(self, options: argparse.Namespace, team: Team):
        self.options, self.device = options, team.device
        self.tiles = load(options.data, team.device, judges=True, hold_out=False, limit=options.tiles)
        self.unseen = load(options.data, team.device, judges=False, recolour=False, hold_out=False, limit=options.tiles)
        self.network = channels_last(Judge(), team.device).train()
        adam = torch.optim.AdamW(self.network.parameters(), lr=options.rate, weight_decay=0.05)
        self.optimizers = [(adam, options.rate)]

    def losses(self, run: Run) -> dict[str, Tensor]:
        pictures, _, at = self.tiles.batch(self.options.batch)
        kinds, colours = self.network(disturb(pictures).contiguous(memory_format=torch.channels_last))
        kind = F.cross_entropy(kinds, self.tiles.kinds[at], label_smoothing=0.1)
        return {'kind': kind, 'colour': F.cross_entropy(colours, self.tiles.colours[at], ignore_index=-1)}

    def evaluate(self, average: Judge, out: Path) -> dict:
        # Averages of weights need statistics of their own.
        average.train()
        with torch.no_grad():
            for buffers, source in zip(average.buffers(), self.network.buffers()):
                buffers.copy_(source)
        average.eval()
        return accuracy_of(average, self.unseen)


def disturb(pictures: Tensor) -> Tensor:
    """Moves each picture by some pixels, adds noise and cuts a square out of some."""
    count, device = len(pictures), pictures.device
    padded = F.pad(pictures, (SHIFT, SHIFT, SHIFT, SHIFT), value=-1)
    offset = torch.randint(2 * SHIFT + 1, (2, count, 1), device=device)
    across = torch.arange(32, device=device)
    rows, columns = across + offset[0], across + offset[1]
    at = torch.arange(count, device=device)[:, None, None]
    moved = padded.permute(0, 2, 3, 1)[at, rows[:, :, None], columns[:, None, :]].permute(0, 3, 1, 2)
    corner = torch.randint(-4, 32, (2, count, 1), device=device)
    inside = lambda start: (across >= start) & (across < start + 8)
    hole = (
        inside(corner[0])[:, :, None] & inside(corner[1])[:, None, :] & (torch.rand(count, 1, 1, device=device) < 0.3)
    )
    return moved.masked_fill(hole[:, None], -1.0) + 0.05 * torch.randn_like(moved)


@torch.no_grad()
def judge_all(judge: Judge, pictures: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Features, kinds and colours of pictures from −1 to 1."""
    parts = [judge.features(part) for part in pictures.split(1024)]
    features = torch.cat(parts)
    return features, judge.kind(features).argmax(1), judge.colour(features).argmax(1)


def accuracy_of(judge: Judge, tiles: Tiles) -> dict:
    """On tiles as they are: of the kinds that samples are judged by, and of colours where there is a main one."""
    at = tiles.originals
    _, kinds, colours = judge_all(judge, to_signed(tiles.pictures[at]))
    judged = torch.tensor([kind in JUDGED for kind in KINDS], device=kinds.device)[tiles.kinds[at]]
    right = (kinds == tiles.kinds[at])[judged]
    coloured = tiles.colours[at] >= 0
    return {
        'kind': float(right.float().mean()),
        'colour': float((colours == tiles.colours[at])[coloured].float().mean()),
    }


def load_judge(run: str | Path, device: str) -> Judge:
    """The averaged weights of a run, or those of a folder that was exported."""
    judge = Judge().to(device)
    kept = Path(run) / 'judge.safetensors'
    judge.load_state_dict(load_file(kept) if kept.exists() else load_checkpoint(run, device)['average'])
    return judge.eval()


def main() -> None:
    parser = parser_of(__doc__, Defaults(minutes=0.5, batch=512, rate=2e-3, evaluate_every=0.25))
    parser.add_argument('--tiles', type=int, help='learn from about so many tiles only, for smoke tests')
    options = parser.parse_args()
    team = start(options)
    Run(options, team, JudgeRecipe(options, team)).train()


if __name__ == '__main__':
    main()
