"""Trains the painter: words → a sprite, by flow matching.

python -m models.image.train --data models/image/data --out RUN [--minutes N] [--bf16] [--resume]
"""

import argparse
from collections.abc import Callable
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from models.image.bpe import Bpe
from models.image.dataset import load
from models.image.flow import Painter, load_painter, noisy, paint
from models.image.graph import channels_last, graphed
from models.image.sheet import draw_sheet
from models.image.text_encoder import TextSpec
from models.image.unet import UnetSpec
from models.shared.muon import Muon
from models.shared.options import Defaults, parser_of
from models.shared.schedule import Averaging, Schedule
from models.shared.team import Team
from models.shared.training import Recipe, Run, start

# Share of captions left out, for guidance.
UNSAID = 0.12
GUIDANCE, STEPS = 3.0, 20
# Of biases, norms, tables and whatever is no matrix.
ADAM_RATE = 1.5e-3
WORDS = [
    'red dragon',
    'small green potion',
    'blue sword slanting right',
    'purple cloak',
    'grey statue',
    'orange snake',
    'green shield',
    'cyan altar',
    'yellow spider insect',
    'red brick wall',
    'blue robe',
    'large pink demon',
]


class TilesRecipe(Recipe):
    network: Painter
    averaging = Averaging(0.996)
    schedule = Schedule(80, 0.02)

    def __init__(self, options: argparse.Namespace, team: Team):
        self.options, self.device = options, team.device
        self.bpe = Bpe(options.data)
        self.tiles = load(options.data, team.device, judges=False, limit=options.tiles)
        self.network = channels_last(Painter(UnetSpec(), TextSpec(len(self.bpe.vocabulary))), team.device)
        if options.begin:
            begun = load_painter(options.begin, len(self.bpe.vocabulary), team.device)
            self.network.load_state_dict(begun.state_dict())
        self.empty = torch.tensor([self.bpe.encode('')], device=team.device)
        self.optimizers = optimizers_of(self.network, options.rate)
        total = sum(one.numel() for one in self.network.parameters())
        print(
            f'{len(self.tiles.pictures)} pictures, {len(self.tiles.originals)} as they are, {total} parameters',
            flush=True,
        )

    def begin(self, run: Run) -> None:
        torch.manual_seed(self.options.seed * 1009 + run.step)
        pictures, ids, _ = self.tiles.batch(self.options.batch)
        example = pictures.contiguous(memory_format=torch.channels_last), torch.rand(len(ids), device=self.device), ids
        self.forward: Callable[..., Tensor] = graphed(self.network, example, self.options.bf16)

    def losses(self, run: Run) -> dict[str, Tensor]:
        pictures, ids, _ = self.tiles.batch(self.options.batch)
        noise = torch.randn_like(pictures)
        sigmas = draw_sigmas(len(ids), self.device)
        unsaid = torch.rand(len(ids), 1, device=self.device) < UNSAID
        sample = noisy(pictures, noise, sigmas).contiguous(memory_format=torch.channels_last)
        output = self.forward(sample, sigmas, torch.where(unsaid, self.empty, ids))
        return {'flow': F.mse_loss(output, noise - pictures)}

    def evaluate(self, average: Painter, out: Path) -> dict:
        """The loss at fixed noise, and a sheet of samples."""
        ids = torch.tensor([self.bpe.encode(words) for words in WORDS], device=self.device)
        count, steps = (8, STEPS) if self.options.tiles is None else (1, 1)
        pictures = paint(average, ids.repeat_interleave(count, 0), self.empty, steps, GUIDANCE, 7)
        draw_sheet(pictures, count, out / 'samples.png')
        return {'loss': self.loss_of(average)}

    @torch.no_grad()
    def loss_of(self, average: Painter) -> float:
        generator = torch.Generator(self.device).manual_seed(3)
        at = self.tiles.originals[:256]
        pictures = self.tiles.pictures[at].float() / 127.5 - 1
        noise = torch.randn(pictures.shape, device=self.device, generator=generator)
        sigmas = torch.linspace(0.02, 0.98, len(at), device=self.device)
        with torch.autocast(torch.device(self.device).type, torch.bfloat16, enabled=self.options.bf16):
            output = average(noisy(pictures, noise, sigmas), sigmas, self.tiles.captions[at, 0])
        return float(F.mse_loss(output, noise - pictures))


def draw_sigmas(count: int, device: str) -> Tensor:
    """Most of them near the middle (logit-normal, Esser et al. 2024), a fifth anywhere, so that the ends are known too."""
    middle, anywhere = torch.randn(count, device=device).sigmoid(), torch.rand(count, device=device)
    return torch.where(torch.rand(count, device=device) < 0.2, anywhere, middle)


def optimizers_of(network: nn.Module, rate: float) -> list[tuple[torch.optim.Optimizer, float]]:
    """Muon for matrices and convolutions, Adam for the rest and for both ends."""
    named = list(network.named_parameters())
    is_matrix = lambda name, one: one.ndim >= 2 and min(one.shape[:2]) > 4 and 'embedding.weight' not in name
    matrices = [one for name, one in named if is_matrix(name, one)]
    others = [one for name, one in named if not is_matrix(name, one)]
    fused = {'fused': True} if others[0].is_cuda else {}
    adam = torch.optim.AdamW(others, lr=ADAM_RATE, betas=(0.9, 0.99), weight_decay=0.0, **fused)
    return [(Muon(matrices, rate), rate), (adam, ADAM_RATE)]


def parser() -> argparse.ArgumentParser:
    options = parser_of(__doc__, Defaults(minutes=4, batch=256, rate=0.015, evaluate_every=0.4))
    options.add_argument('--tiles', type=int, help='learn from about so many tiles only, for smoke tests')
    return options


def main() -> None:
    options = parser().parse_args()
    torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = True
    team = start(options)
    Run(options, team, TilesRecipe(options, team)).train()


if __name__ == '__main__':
    main()
