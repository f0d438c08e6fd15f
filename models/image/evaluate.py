"""Figures of the networks that paint tiles, by the judge, which learned from other tiles.

python -m models.image.evaluate --data models/image/data --judge RUN --painter RUN [--fast RUN] [--vae RUN] [--gan RUN] --json FILE

Pairs of colour and kind that were never learned are asked for. Fréchet distances are in the judge's features, which are not those
of Inception: compare them with each other only.
"""

import argparse
import json
from pathlib import Path

import torch
from torch import Tensor

from models.image.bpe import Bpe
from models.image.captions import held_out_pairs
from models.image.colours import COLOURS, measure_colours
from models.image.dataset import Tiles, load, to_signed, to_straight
from models.image.flow import Painter, load_painter, paint
from models.image.gan import load_gan, one_hot, with_noise
from models.image.judge import Judge, accuracy_of, judge_all, load_judge
from models.image.sheet import draw_sheet
from models.image.train import GUIDANCE, STEPS
from models.image.vae import load_vae, sample_prior
from models.image.words import KINDS


def frechet(a: Tensor, b: Tensor) -> float:
    """Between normal distributions fitted to features [n, width] (Heusel et al. 2017)."""
    a, b = a.double().cpu(), b.double().cpu()
    first, second = a.T.cov(), b.T.cov()
    # The trace of the root of a product is that of a symmetric matrix.
    values, vectors = torch.linalg.eigh(first)
    root = vectors * values.clamp(min=0).sqrt() @ vectors.T
    crossed = torch.linalg.eigvalsh(root @ second @ root).clamp(min=0).sqrt().sum()
    return float((a.mean(0) - b.mean(0)).square().sum() + first.trace() + second.trace() - 2 * crossed)


def nearest(pictures: Tensor, others: Tensor) -> tuple[Tensor, Tensor]:
    """Root-mean-square distance (0 to 1 is the range of values) to the nearest of `others`, and which that is."""
    flat = others.flatten(1).float()
    best = [torch.cdist(part.flatten(1).float(), flat).min(1) for part in pictures.split(64)]
    distance = torch.cat([one.values for one in best]) / 2 / flat.shape[1] ** 0.5
    return distance, torch.cat([one.indices for one in best])


class Figures:
    def __init__(self, data: str, judge: Judge, device: str, count: int, limit: int | None):
        self.judge, self.device, self.count = judge, device, count
        self.bpe = Bpe(data)
        self.empty = torch.tensor([self.bpe.encode('')], device=device)
        self.tiles: Tiles = load(data, device, judges=False, limit=limit)
        self.others: Tiles = load(data, device, judges=True, recolour=False, hold_out=False, limit=limit)
        at = self.tiles.originals
        self.real = to_signed(self.tiles.pictures[at])
        order = torch.randperm(len(at), generator=torch.Generator().manual_seed(2)).to(device)
        features = judge_all(judge, self.real)[0]
        self.features = features
        halves = features[order[::2]], features[order[1::2]]
        self.halves = frechet(*halves)
        held = to_signed(self.others.pictures[self.others.originals])
        self.held = float(nearest(held, self.real)[0].median())

    def by_judge(self, pictures: Tensor, kinds: Tensor, colours: Tensor) -> dict:
        _, seen, seen_colours = judge_all(self.judge, pictures)
        measured = measure_colours(to_straight(pictures))[0]
        by_kind = {}
        for kind in kinds.unique().tolist():
            by_kind[KINDS[kind]] = round(float((seen == kind)[kinds == kind].float().mean()), 3)
        share = lambda right: float(right.float().mean())
        return {
            'colour': share(seen_colours == colours),
            'colourMeasured': share(measured == colours),
            'kind': share(seen == kinds),
            'byKind': by_kind,
        }

    def of_distribution(self, pictures: Tensor) -> dict:
        return {
            'frechet': frechet(judge_all(self.judge, pictures)[0], self.features),
            'nearest': float(nearest(pictures[:512], self.real)[0].median()),
        }

    def wanted(self, per_pair: int) -> tuple[Tensor, Tensor]:
        pairs = held_out_pairs()
        kinds = torch.tensor([KINDS.index(kind) for _, kind in pairs], device=self.device)
        colours = torch.tensor([COLOURS.index(colour) for colour, _ in pairs], device=self.device)
        return kinds.repeat_interleave(per_pair), colours.repeat_interleave(per_pair)

    def of_painter(self, painter: Painter, steps: int, guidance: float, out: Path, name: str, per_pair: int) -> dict:
        kinds, colours = self.wanted(per_pair)
        words = [f'{COLOURS[c]} {KINDS[k]}' for k, c in zip(kinds.tolist(), colours.tolist())]
        ids = torch.tensor([self.bpe.encode(text) for text in words], device=self.device)
        pictures = paint(painter, ids, self.empty, steps, guidance, 11)
        draw_sheet(
            pictures[: 24 * per_pair].view(-1, per_pair, 4, 32, 32)[:, :8].flatten(0, 1), 16, out / f'{name}.png'
        )
        closest = self.real[nearest(pictures[::per_pair][:32], self.real)[1]]
        draw_sheet(torch.stack([pictures[::per_pair][:32], closest], 1).flatten(0, 1), 16, out / f'{name}-nearest.png')
        captions = self.tiles.captions[self.tiles.originals, 0]
        chosen = torch.randperm(len(captions), generator=torch.Generator().manual_seed(4))[: self.count].to(self.device)
        drawn = paint(painter, captions[chosen], self.empty, steps, guidance, 13)
        return {
            'steps': steps,
            'guidance': guidance,
            **self.by_judge(pictures, kinds, colours),
            **self.of_distribution(drawn),
        }

    @torch.no_grad()
    def of_gan(self, run: str, out: Path, per_pair: int) -> dict:
        network = load_gan(run, self.device)
        kinds, colours = self.wanted(per_pair)
        torch.manual_seed(11)
        pictures = network(with_noise(one_hot(kinds, colours)))
        draw_sheet(pictures[: 24 * per_pair].view(-1, per_pair, 4, 32, 32)[:, :8].flatten(0, 1), 16, out / 'gan.png')
        at = self.tiles.originals[torch.randperm(len(self.tiles.originals))[: self.count].to(self.device)]
        drawn = network(with_noise(one_hot(self.tiles.kinds[at], self.tiles.colours[at])))
        return {**self.by_judge(pictures, kinds, colours), **self.of_distribution(drawn)}

    @torch.no_grad()
    def of_vae(self, run: str, out: Path) -> dict:
        network, mean, root = load_vae(run, self.device)
        held = to_signed(self.others.pictures[self.others.originals])
        again = torch.cat([network.decode(network.encode(part)) for part in held.split(512)]).clamp(-1, 1)
        mse = ((again - held) / 2).square().mean((1, 2, 3)).clamp(min=1e-8)
        drawn = sample_prior(network, mean, root, self.count)
        draw_sheet(torch.stack([held[:48], again[:48]], 1).flatten(0, 1), 16, out / 'vae.png')
        draw_sheet(drawn[:64], 16, out / 'vae-prior.png')
        mirrored = frechet(judge_all(self.judge, again)[0], judge_all(self.judge, held)[0])
        return {'psnr': float((-10 * mse.log10()).mean()), 'frechetOfCopies': mirrored, **self.of_distribution(drawn)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--data', required=True)
    parser.add_argument('--judge', required=True)
    for name in ('painter', 'fast', 'vae', 'gan'):
        parser.add_argument(f'--{name}')
    parser.add_argument('--json', required=True)
    parser.add_argument('--per-pair', type=int, default=16)
    parser.add_argument('--count', type=int, default=2000, help='samples for Fréchet distances')
    parser.add_argument('--tiles', type=int)
    parser.add_argument('--device', default='cuda' if torch.cuda.is_available() else 'cpu')
    options = parser.parse_args()
    torch.set_num_threads(2)
    file = Path(options.json)
    judge = load_judge(options.judge, options.device)
    figures = Figures(options.data, judge, options.device, options.count, options.tiles)
    report: dict = {
        'classifier': accuracy_of(judge, figures.tiles),
        'frechetHalves': figures.halves,
        'nearestHeldOut': figures.held,
    }

    def add(name: str, part: dict) -> None:
        report[name] = part
        file.write_text(json.dumps(report, indent=1) + '\n')
        print(name, {key: value for key, value in part.items() if key != 'byKind'}, flush=True)

    print(report, flush=True)
    for name, steps, guidance in (('painter', STEPS, GUIDANCE), ('fast', 4, 1.0)):
        if run := getattr(options, name):
            painter = load_painter(run, len(figures.bpe.vocabulary), options.device, '.fast' if name == 'fast' else '')
            add(name, figures.of_painter(painter, steps, guidance, file.parent, name, options.per_pair))
    if options.vae:
        add('vae', figures.of_vae(options.vae, file.parent))
    if options.gan:
        add('gan', figures.of_gan(options.gan, file.parent, options.per_pair))


if __name__ == '__main__':
    main()
