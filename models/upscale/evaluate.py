"""PSNR and tPSNR of the network, of the analytic path and of bilinear enlargement, per family.

    python -m models.upscale.evaluate RUN FOLDER [--ratio 2] [--frames 24] [--sharpness 0.2]

RUN is a folder of train.py, a shipped model or `none`; FOLDER holds sequences, such as data's validation or test split.
"""

import argparse
import json
from collections import defaultdict
from pathlib import Path

import numpy as np
import torch
from PIL import Image

from models.upscale.data.sequence import Sequence
from models.upscale.dataset import Clip, frame_of
from models.upscale.losses import SHARPNESS, present, shown
from models.upscale.network import load_network
from models.upscale.passes.frame import initial_state
from models.upscale.passes.sampling import pixel_centers, sample_linear
from models.upscale.pipeline import Upscaler

WARM_UP = 2  # frames that are not counted


def bilinear(frame, display_size):
    """Each sample where it was taken, interpolated."""
    batch, _, h, w = frame.color.shape
    height, width = display_size
    x, y = pixel_centers(height, width, frame.color.device)
    x = x / width * w - frame.jitter[:, 0].view(-1, 1, 1)
    y = y / height * h - frame.jitter[:, 1].view(-1, 1, 1)
    return present(sample_linear(frame.color, x.expand(batch, height, width), y.expand(batch, height, width)))


def middle(sequence, frames, ratio, crop):
    """The first frames of a sequence, or of its middle, `crop` display pixels wide and high."""
    if crop is None:
        return Clip(sequence, 0, frames, ratio)
    top, left = ((size - crop) // 2 // 6 * 6 for size in (sequence.height, sequence.width))
    return Clip(sequence, 0, frames, ratio, top, left, crop, crop)


class Evaluation:
    """A fixed set of sequences; analytic and bilinear are measured once."""

    def __init__(self, files, ratio=2.0, frames=16, device='cpu', batch=7, sharpness=SHARPNESS, crop=None):
        self.device, self.sharpness = device, sharpness
        self.names = [Path(file).name.rsplit('-', 1)[0] for file in files]
        sequences = [Sequence(file) for file in files]
        frames = min(frames, *(sequence.frames for sequence in sequences))
        clips = [middle(sequence, frames, ratio, crop) for sequence in sequences]
        self.batches = [clips[i : i + batch] for i in range(0, len(clips), batch)]
        self.frames = frames
        self.baselines: dict[str, dict] = {'bilinear': self.measure('bilinear'), 'analytic': self.measure(None)}

    def measure(self, network) -> dict:
        """{family: {psnr, tpsnr}}, and pictures of one frame for the strip."""
        values, pictures = [], []
        for clips in self.batches:
            result, shots = self.measure_batch(clips, network)
            values += result
            pictures += shots
        families = defaultdict(list)
        for name, value in zip(self.names, values):
            families[name].append(value)
        table = {name: {k: float(np.mean([v[k] for v in of])) for k in of[0]} for name, of in sorted(families.items())}
        table['mean'] = {k: float(np.mean([v[k] for v in values])) for k in values[0]}
        return {'table': table, 'pictures': pictures, 'worst': min(values, key=lambda v: v['psnr'])}

    @torch.no_grad()
    def measure_batch(self, clips, network):
        display_size, render_size = clips[0].reference.shape[-2:], clips[0].color.shape[-2:]
        upscaler = Upscaler(network if isinstance(network, torch.nn.Module) else None)
        state = initial_state(len(clips), display_size, render_size, self.device)
        psnr, squares, shots = [], [], []
        before = torch.zeros(())
        for index in range(self.frames):
            frame, reference = frame_of(clips, index, self.device)
            reference = present(reference)
            if network == 'bilinear':
                picture = bilinear(frame, display_size)
            else:
                state, _ = upscaler.step(frame, state)
                picture = shown(state.history, frame.exposure, self.sharpness)
            picture = (picture * 255).round() / 255
            error = picture - (reference * 255).round() / 255
            if index >= WARM_UP:
                psnr.append(-10 * torch.log10(error.square().flatten(1).mean(1) + 1e-10))
                step = (error - before).square().flatten(1).mean(1)
                squares.append(torch.where(frame.reset, torch.nan, step))
            before = error
            if index == self.frames * 2 // 3:
                shots = list(torch.stack([picture, reference], 1).cpu())
        psnr, tpsnr = torch.stack(psnr).mean(0), -10 * torch.log10(torch.stack(squares).nanmean(0) + 1e-10)
        return [{'psnr': float(p), 'tpsnr': float(t)} for p, t in zip(psnr, tpsnr)], shots

    def strip(self, learned, path, rows=6, height=96, width=128):
        """Middles of pictures: bilinear, analytic, learned, reference; one row per sequence, twice as large."""
        lines = []
        count = len(self.names)
        for i in range(0, count, max(1, count // rows)):
            columns = [result['pictures'][i][0] for result in (*self.baselines.values(), learned)]
            columns.append(learned['pictures'][i][1])
            top, left = (columns[0].shape[1] - height) // 2, (columns[0].shape[2] - width) // 2
            lines.append(torch.cat([c[:, top : top + height, left : left + width] for c in columns], 2))
        image = torch.cat(lines, 1).repeat_interleave(2, 1).repeat_interleave(2, 2)
        Image.fromarray((image.permute(1, 2, 0).numpy() * 255).round().astype(np.uint8)).save(path)


def format_table(tables):
    """Lines of text: a row per family, PSNR/tPSNR per method; `tables` are {method: {family: figures}}."""
    names = list(tables)
    lines = ['family'.ljust(20) + ''.join(name.ljust(16) for name in names)]
    for family in tables[names[0]]:
        cells = [tables[name][family] for name in names]
        lines.append(family.ljust(20) + ''.join(f'{c["psnr"]:.2f} / {c["tpsnr"]:.2f}'.ljust(16) for c in cells))
    return '\n'.join(lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('run')
    parser.add_argument('folder')
    parser.add_argument('--ratio', type=float, default=2)
    parser.add_argument('--frames', type=int, default=24)
    parser.add_argument('--sharpness', type=float, default=SHARPNESS)
    parser.add_argument('--device', default='cuda' if torch.cuda.is_available() else 'cpu')
    parser.add_argument('--threads', type=int, default=1)
    parser.add_argument('--json', help='file to write the numbers to')
    parser.add_argument('--strip', help='picture to write')
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    files = sorted(Path(options.folder).glob('*.safetensors'))
    evaluation = Evaluation(files, options.ratio, options.frames, options.device, 4, options.sharpness)
    results = dict(evaluation.baselines)
    if options.run != 'none':
        results['learned'] = evaluation.measure(load_network(options.run))
        if options.strip:
            evaluation.strip(results['learned'], options.strip)
    tables = {name: result['table'] for name, result in results.items()}
    print(format_table(tables))
    if options.json:
        Path(options.json).write_text(json.dumps(tables, indent=2))


if __name__ == '__main__':
    main()
