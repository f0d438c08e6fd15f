"""Trains the network that colours black-and-white video.

    python train_colour.py --data DATA --out DIR [--budget MINUTES] [--resume] [--device cpu|cuda]

DATA is a folder of colour_data.py. In the output folder: checkpoint.pt, metrics.json, strip.png (grey, coloured, original).
"""

import argparse
import copy
import json
import time
from pathlib import Path

import numpy as np
import torch
from PIL import Image

from colour_data import Frames
from colour_network import ColourNetwork, chroma_of, to_frame
from muon import Muon
from network import Exported, count_macs, luma_of
from train import AVERAGING, BIAS_RATE, rate_at

COLOURFUL = 2.0  # how much more a saturated pixel counts: most of a picture is nearly grey


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--data', required=True)
    parser.add_argument('--out', required=True)
    parser.add_argument('--budget', type=float, default=15, help='minutes, earlier runs that are resumed included')
    parser.add_argument('--steps', type=int, help='stop after this many, if the budget is not spent before')
    parser.add_argument('--batch', type=int, default=6)
    parser.add_argument('--rate', type=float, default=0.01)
    parser.add_argument('--evaluate-every', type=float, default=2, help='minutes')
    parser.add_argument('--resume', action='store_true')
    parser.add_argument('--device', default='cuda' if torch.cuda.is_available() else 'cpu')
    parser.add_argument('--threads', type=int, default=1)
    parser.add_argument('--seed', type=int, default=1)
    return parser.parse_args()


def loss_of(network, frame, chroma):
    error = network(frame)[:, :2] - chroma
    weight = 1 + COLOURFUL * chroma.norm(dim=1, keepdim=True)
    return (weight * (error.square() + 1e-4).sqrt()).mean()


def to_rgb(luma, chroma):
    """R'G'B' of luma and chroma, not clamped."""
    cb, cr = chroma[:, :1], chroma[:, 1:]
    return luma + torch.cat([1.5748 * cr, -0.1873 * cb - 0.4681 * cr, 1.8556 * cb], 1)


@torch.no_grad()
def measure(network, frames, every=4):
    """PSNR of chroma (peak 1), and mean chroma relative to the original's; without a network, of grey."""
    squares, amounts, wanted_amounts = [], 0.0, 0.0
    for rgb in frames.frames[::every].split(8):
        rgb = rgb.float() / 255
        wanted = chroma_of(rgb)
        got = network(to_frame(luma_of(rgb)))[:, :2] if network else torch.zeros_like(wanted)
        squares += (got - wanted).square().flatten(1).mean(1).tolist()
        amounts += float(got.norm(dim=1).sum())
        wanted_amounts += float(wanted.norm(dim=1).sum())
    return {'psnr': float(-10 * np.log10(np.mean(squares))), 'colourfulness': amounts / wanted_amounts}


@torch.no_grad()
def strip(network, frames, path, rows=6):
    pick = np.linspace(0, len(frames) - 1, rows).astype(int)
    rgb = frames.frames[pick].float() / 255
    luma = luma_of(rgb)
    columns = [luma.expand_as(rgb), to_rgb(luma, network(to_frame(luma))[:, :2]), rgb]
    image = torch.cat([torch.cat(list(column), 1) for column in columns], 2).clamp(0, 1).permute(1, 2, 0)
    Image.fromarray((image.cpu().numpy() * 255).round().astype(np.uint8)).save(path)


class Journal:
    def __init__(self, options, validation, network):
        self.out, self.options, self.validation, self.records = Path(options.out), options, validation, []
        self.out.mkdir(parents=True, exist_ok=True)
        self.grey = measure(None, validation)
        print(f'{sum(count_macs(network.architecture).values())} multiply-adds per pixel · grey {self.grey["psnr"]:.2f} dB', flush=True)

    def write(self, step, minutes, loss, network, average, optimizers):
        exported = Exported(average.architecture, average.rounded_weights())
        result = measure(exported, self.validation)
        strip(exported, self.validation, self.out / 'strip.png')
        self.records.append({'step': step, 'minutes': round(minutes, 2), 'loss': loss, **result})
        print(f'step {step:6} · {minutes:5.1f} min · loss {loss:.5f} · {result["psnr"]:.2f} dB · colourfulness {result["colourfulness"]:.2f}', flush=True)
        checkpoint = {
            'tier': 'colour',
            'shape': network.shape,
            'step': step,
            'minutes': minutes,
            'network': network.state_dict(),
            'average': average.state_dict(),
            'optimizers': [optimizer.state_dict() for optimizer, _ in optimizers],
        }
        torch.save(checkpoint, self.out / 'checkpoint.new')
        (self.out / 'checkpoint.new').replace(self.out / 'checkpoint.pt')
        metrics = {'options': vars(self.options), 'grey': self.grey, 'evaluations': self.records}
        (self.out / 'metrics.json').write_text(json.dumps(metrics, indent=1))


def main():
    options = parse_arguments()
    torch.set_num_threads(options.threads)
    torch.set_flush_denormal(True)
    torch.manual_seed(options.seed)
    network = ColourNetwork().to(options.device)
    average = copy.deepcopy(network)
    matrices, rest = network.parameter_groups()
    optimizers = [(Muon(matrices, options.rate), options.rate), (torch.optim.Adam(rest, BIAS_RATE, (0.9, 0.99)), BIAS_RATE)]
    step, minutes_before = 0, 0.0
    file = Path(options.out) / 'checkpoint.pt'
    train, validation = (Frames(Path(options.data) / f'colour-{split}.npz', options.device) for split in ('train', 'validation'))
    journal = Journal(options, validation, network)
    if options.resume and file.exists():
        checkpoint = torch.load(file, map_location=options.device, weights_only=True)
        network.load_state_dict(checkpoint['network'])
        average.load_state_dict(checkpoint['average'])
        for (optimizer, _), state in zip(optimizers, checkpoint['optimizers']):
            optimizer.load_state_dict(state)
        step, minutes_before = checkpoint['step'], checkpoint['minutes']
        journal.records = json.loads((journal.out / 'metrics.json').read_text())['evaluations']
    generator = torch.Generator().manual_seed(options.seed * 1000 + step)
    started = written = time.monotonic()
    losses = []
    while True:
        minutes = minutes_before + (time.monotonic() - started) / 60
        progress = max(minutes / options.budget, step / options.steps if options.steps else 0)
        if progress >= 1:
            break
        loss = loss_of(network, *train.batch(options.batch, generator))
        network.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 0.5)
        for optimizer, peak in optimizers:
            for group in optimizer.param_groups:
                group['lr'] = rate_at(progress, step, peak)
            optimizer.step()
        with torch.no_grad():
            keep = min(AVERAGING, (1 + step) / (10 + step))
            torch._foreach_lerp_(list(average.parameters()), list(network.parameters()), 1 - keep)
        step += 1
        losses.append(float(loss.detach()))
        if time.monotonic() - written > options.evaluate_every * 60:
            journal.write(step, minutes, round(float(np.mean(losses)), 5), network, average, optimizers)
            losses, written = [], time.monotonic()
    minutes = minutes_before + (time.monotonic() - started) / 60
    journal.write(step, minutes, round(float(np.mean(losses or [0])), 5), network, average, optimizers)


if __name__ == '__main__':
    main()
