"""Distils the painter into one that needs four steps and no guidance.

python -m models.image.distil --data models/image/data --begin TEACHER --out RUN [--minutes N] [--bf16]

One step of the student has to land where the teacher's guided path arrives after several (progressive distillation, Salimans and Ho
2022, with the four intervals at once). It begins from noised tiles and, later on, from where its own steps lead.
"""

import argparse
from pathlib import Path

import torch
from torch import Tensor

from models.image.flow import Painter, load_painter, noisy, paint
from models.image.graph import channels_last, graphed
from models.image.sheet import draw_sheet
from models.image.train import GUIDANCE, WORDS, TilesRecipe, optimizers_of, parser
from models.shared.schedule import Averaging, Schedule
from models.shared.team import Team
from models.shared.training import Run, start

INTERVALS, SUBSTEPS = 4, 4
# Share of samples that begin from the student's own steps.
OWN = 0.5


class DistilRecipe(TilesRecipe):
    averaging = Averaging(0.99)
    schedule = Schedule(30, 0.02)

    def __init__(self, options: argparse.Namespace, team: Team):
        super().__init__(options, team)
        teacher = load_painter(options.begin, len(self.bpe.vocabulary), team.device)
        self.teacher = channels_last(teacher, team.device)
        self.teacher.requires_grad_(False)
        # The text encoder stays what it is: both U-Nets share it.
        self.network.text_encoder.requires_grad_(False)
        self.optimizers = optimizers_of(self.network.unet, options.rate)

    def begin(self, run: Run) -> None:
        super().begin(run)
        self.student = run.average
        pictures, ids, _ = self.tiles.batch(2 * self.options.batch)
        example = pictures.contiguous(memory_format=torch.channels_last), torch.rand(len(ids), device=self.device), ids
        with torch.no_grad():
            self.guide = graphed(self.teacher, example, self.options.bf16)

    def losses(self, run: Run) -> dict[str, Tensor]:
        pictures, ids, _ = self.tiles.batch(self.options.batch)
        count = len(ids)
        which = torch.randint(INTERVALS, (count,), device=self.device)
        noise = torch.randn_like(pictures)
        begins = 1 - which / INTERVALS
        with torch.no_grad():
            sample = self.own_starts(noisy(pictures, noise, begins), noise, ids, which)
            arrival = self.teach(sample, begins, ids)
        velocity = (sample - arrival) * INTERVALS
        output = self.forward(sample.contiguous(memory_format=torch.channels_last), begins, ids)
        error = (output - velocity).square().mean((1, 2, 3)) + 1e-4
        return {'step': error.sqrt().mean()}

    def own_starts(self, sample: Tensor, noise: Tensor, ids: Tensor, which: Tensor) -> Tensor:
        """For a part of the batch: what the averaged student makes of noise until then."""
        count = int(len(ids) * OWN)
        own, text = noise[:count], ids[:count]
        for interval in range(INTERVALS - 1):
            sigma = torch.full((count,), 1 - interval / INTERVALS, device=self.device)
            after = own - self.student(own, sigma, text) / INTERVALS
            own = torch.where((which[:count] > interval)[:, None, None, None], after, own)
        return torch.cat([own, sample[count:]])

    def teach(self, sample: Tensor, begins: Tensor, ids: Tensor) -> Tensor:
        """The guided teacher's path over an interval."""
        length = 1 / (INTERVALS * SUBSTEPS)
        both = torch.cat([ids, self.empty.expand_as(ids)])
        for substep in range(SUBSTEPS):
            sigmas = (begins - substep * length).repeat(2)
            twice = sample.repeat(2, 1, 1, 1).contiguous(memory_format=torch.channels_last)
            said, unsaid = self.guide(twice, sigmas, both).chunk(2)
            sample = sample - length * (unsaid + GUIDANCE * (said - unsaid))
        return sample

    @torch.no_grad()
    def evaluate(self, average: Painter, out: Path) -> dict:
        """How far pictures of four steps are from the teacher's of sixteen, with the same noise."""
        ids = torch.tensor([self.bpe.encode(words) for words in WORDS], device=self.device)
        count = 8 if self.options.tiles is None else 1
        ids = ids.repeat_interleave(count, 0)
        own = paint(average, ids, self.empty, INTERVALS, 1, 7)
        theirs = paint(self.teacher, ids, self.empty, INTERVALS * SUBSTEPS, GUIDANCE, 7)
        draw_sheet(own, count, out / 'samples.png')
        return {'distance': float((own - theirs).square().mean().sqrt())}


def main() -> None:
    options = parser().parse_args()
    torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = True
    team = start(options)
    Run(options, team, DistilRecipe(options, team)).train()


if __name__ == '__main__':
    main()
