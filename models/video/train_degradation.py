"""Trains the network that sees how badly a frame was treated: to say what makes the picture best.

    python train_degradation.py --data DATA --out DIR [--budget MINUTES] [--resume] [--device cpu|cuda]

DATA is a folder of prepare.py. First every patch is enlarged by the network `small` of this folder, told each of LEVELS; the one
that came nearest to the original is what has to be found, and counts as much as it matters.
"""

from pathlib import Path

import torch
import torch.nn.functional as F

from dataset import Patches
from degradation_network import DegradationNetwork, level_of, logit_of
from evaluate import SHAVE, load_network
from network import enlarge
from runs import Run, parser_of

LEVELS = (0.0, 0.25, 0.5, 0.75, 1.0)
KINDS = ('clean', 'mild', 'harsh')


class Judged:
    """Patches as [N,3,h,w] bytes, three renditions of each, and the mean square error of each when told each of LEVELS [N,levels]."""

    @torch.no_grad()
    def __init__(self, patches, judge):
        self.small = patches.small[:, 0].permute(0, 1, 4, 2, 3)
        luma = patches.luma[:, :1]
        self.errors = torch.empty(*self.small.shape[:2], len(LEVELS), device=luma.device)
        for start in range(0, len(luma), 16):
            part = slice(start, start + 16)
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
        levels = torch.stack([torch.cat([level_of(network, part.float() / 255) for part in judged.small[:, kind].split(32)]) for kind in range(3)], 1)
    else:
        levels = torch.full(judged.best.shape, 0.5, device=judged.best.device)
    found = levels.mean(0).tolist()
    return dict(zip(KINDS, judged.decibels(levels))) | {f'{kind} level': value for kind, value in zip(KINDS, found)}


def main():
    options = parser_of(__doc__, budget=15, batch=32).parse_args()
    run = Run(options, DegradationNetwork, lambda exported, _: measure(exported, validation), 'told 0.5')
    judge = load_network(Path(__file__).parent / 'small')
    train, validation = (Judged(Patches(Path(options.data) / f'{split}.npz', run.team.device), judge) for split in ('train', 'validation'))
    print('best level, clean / mild / harsh: ' + ' / '.join(f'{value:.3f}' for value in validation.decibels(validation.best)), flush=True)

    def step(network, generator, _):
        frames, best, stakes = train.crops(options.batch, generator)
        return F.binary_cross_entropy_with_logits(logit_of(network, frames), best, stakes)

    run.train(step)


if __name__ == '__main__':
    main()
