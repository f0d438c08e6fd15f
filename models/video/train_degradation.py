"""Trains the network that estimates the degradation level: towards the level at which the enlarged picture is best.

    python -m models.video.train_degradation --data DATA --out DIR [--minutes N] [--resume] [--begin FOLDER]

DATA is a folder of prepare.py. First every patch is enlarged by the network `small` of this folder, told each of LEVELS; the one
that came nearest to the original is what has to be found, and counts as much as it matters.
"""

from pathlib import Path

import torch
import torch.nn.functional as F

from models.shared.options import Defaults, parser_of
from models.shared.training import Run, start
from models.video.dataset import Patches
from models.video.degradation_network import DegradationNetwork, level_of, logit_of
from models.video.evaluate import SHAVE
from models.video.network import enlarge, load_network
from models.video.recipe import VideoRecipe, begun

LEVELS = (0.0, 0.25, 0.5, 0.75, 1.0)
KINDS = ('clean', 'mild', 'harsh')


class Judged:
    """Patches as [N,3,h,w] bytes, three renditions of each, and the mean square error of each when told each of LEVELS [N,levels]."""

    @torch.no_grad()
    def __init__(self, patches, judge):
        self.small = patches.small[:, 0].permute(0, 1, 4, 2, 3)
        luma = patches.luma[:, :1]
        self.errors = torch.empty(*self.small.shape[:2], len(LEVELS), device=luma.device)
        for first in range(0, len(luma), 16):
            part = slice(first, first + 16)
            wanted = luma[part].float() / 255
            for kind in range(len(KINDS)):
                small = self.small[part, kind].float() / 255
                for index, level in enumerate(LEVELS):
                    got = enlarge(judge, small, level).clamp(0, 1)
                    error = (got - wanted)[..., SHAVE:-SHAVE, SHAVE:-SHAVE]
                    self.errors[part, kind, index] = error.square().flatten(1).mean(1) + 1e-6
        self.best = torch.tensor(LEVELS, device=luma.device)[self.errors.argmin(2)]
        # Nepers between the best and the worst, up to 1.
        self.stakes = (self.errors.amax(2) / self.errors.amin(2)).log().clamp(max=1)

    def crops(self, batch, generator):
        """Frames [batch,3,h,w] in 0…1, mirrored and turned, what is best for each and how much it matters [batch]."""
        draw = lambda high: torch.randint(high, (batch,), generator=generator).to(self.small.device)
        which, kind = draw(len(self.small)), draw(len(KINDS))
        frames = self.small[which, kind].float() / 255
        for axis in (2, 3):
            if torch.rand((), generator=generator) < 0.5:
                frames = frames.flip(axis)
        if torch.rand((), generator=generator) < 0.5:
            frames = frames.transpose(2, 3)
        return frames, self.best[which, kind], self.stakes[which, kind]

    def decibels(self, levels):
        """Mean PSNR of each kind when told `levels` [N,3], between LEVELS as a straight line would have it."""
        at = levels * (len(LEVELS) - 1)
        low = at.floor().long().clamp(max=len(LEVELS) - 2)[..., None]
        table = -10 * self.errors.log10()
        below, above = table.gather(2, low)[..., 0], table.gather(2, low + 1)[..., 0]
        return (below + (above - below) * (at - low[..., 0])).mean(0).tolist()


@torch.no_grad()
def measure(network, judged):
    """Of each kind of picture: PSNR when told what was found (0.5 without a network), and what was found."""
    if network:
        levels = torch.stack(
            [
                torch.cat([level_of(network, part.float() / 255) for part in judged.small[:, kind].split(32)])
                for kind in range(3)
            ],
            1,
        )
    else:
        levels = torch.full(judged.best.shape, 0.5, device=judged.best.device)
    found = levels.mean(0).tolist()
    return dict(zip(KINDS, judged.decibels(levels))) | {f'{kind} level': value for kind, value in zip(KINDS, found)}


class DegradationRecipe(VideoRecipe):
    without = 'told 0.5'

    def __init__(self, options, device):
        super().__init__(options, begun(DegradationNetwork(), options), 'degradation', device)
        self.judge = load_network(Path(__file__).parent / 'small')

    def open(self, split):
        return Judged(Patches(Path(self.options.data) / f'{split}.npz', self.device), self.judge)

    def begin(self, run):
        super().begin(run)
        self.train = self.open('train')

    def losses(self, run):
        frames, best, stakes = self.train.crops(self.options.batch, self.generator)
        return {'loss': F.binary_cross_entropy_with_logits(logit_of(self.trained, frames), best, stakes)}

    def baselines(self):
        self.validation = self.open('validation')
        best = dict(zip(KINDS, self.validation.decibels(self.validation.best), strict=True))
        return super().baselines() | {'told the best': best}

    def evaluate_exported(self, network, out):
        return measure(network, self.validation)


def main():
    options = parser_of(__doc__, Defaults(minutes=15, batch=32, rate=0.01, evaluate_every=1.5)).parse_args()
    team = start(options)
    Run(options, team, DegradationRecipe(options, team.device)).train()


if __name__ == '__main__':
    main()
