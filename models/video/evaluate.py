"""PSNR and tPSNR of a network and of bicubic enlargement on pictures and clips, in luma.

    python -m models.video.evaluate RUN FOLDER [--split test] [--frames 24] [--levels 0 0.5 1 auto] [--drawn] [--imdn CHECKOUT]

RUN is a folder of train.py, a folder of export.py or `none`; FOLDER holds clips, images and .hdr maps. Clean means halved
by bicubic filtering; compressed, through H.264 after that. The network is told each of `--levels`, at `auto` (the default) what
the network `degradation` finds in every frame. CHECKOUT is one of github.com/Zheng222/IMDN: a much larger network from the
literature (689 k multiply-adds per input pixel, trained on 800 photographs), with its own weights, on the same pictures.
`npm run quality -- --video` measures the shipped networks on a GPU.
"""

import argparse
import json
import random
import sys
from pathlib import Path

import numpy as np
import torch
from PIL import Image

from models.video.degradation_network import level_of
from models.video.degrade import halve, through_codec
from models.video.network import LUMA, enlarge, load_network
from models.video.prepare import even, luma_of, pan, shrink
from models.video.sources import drawings, expose, files_of, read_clip, read_hdr, tile_sheets

LEVELS = {'clean': 0.0, 'mild': 0.5, 'harsh': 1.0}  # what a network is told of each rendition
SHAVE = 4  # pixels at the border that are not counted


def to_tensor(picture):
    return torch.from_numpy(np.array(picture)).permute(2, 0, 1)[None].float() / 255


def decibels(square):
    return float(-10 * torch.log10(square + 1e-10))


@torch.no_grad()
def measure_patches(network, patches, batch=32):
    """Mean PSNR of each rendition over patches of prepare.py: {clean, mild, harsh}."""
    sums: dict[str, float] = {}
    for start in range(0, len(patches), batch):
        luma = patches.luma[start : start + batch, :1].float() / 255
        for index, (name, level) in enumerate(LEVELS.items()):
            small = patches.small[start : start + batch, 0, index].permute(0, 3, 1, 2).float() / 255
            got = (enlarge(network, small, level).clamp(0, 1) * 255).round() / 255
            error = (got - luma)[:, :, SHAVE:-SHAVE, SHAVE:-SHAVE].square().flatten(1).mean(1)
            sums[name] = sums.get(name, 0) + float((-10 * torch.log10(error + 1e-6)).sum())
    return {name: total / len(patches) for name, total in sums.items()}


def strip(network, patches, path, rows=8, size=96):
    """Bicubic, learned, original; clean on the left, harsh on the right."""
    lines = []
    for index in np.linspace(0, len(patches) - 1, rows).astype(int):
        original = patches.luma[index, 0].float()[None, None] / 255
        row = []
        for rendition in (0, 2):
            small = patches.small[index : index + 1, 0, rendition].permute(0, 3, 1, 2).float() / 255
            with torch.no_grad():
                row += [enlarge(None, small), enlarge(network, small, rendition / 2), original]
        top = (original.shape[-1] - size) // 2
        lines.append(torch.cat([p[0, 0, top : top + size, top : top + size] for p in row], 1))
    image = torch.cat(lines, 0).clamp(0, 1).repeat_interleave(2, 0).repeat_interleave(2, 1)
    Image.fromarray((image.cpu().numpy() * 255).round().astype(np.uint8)).save(path)


@torch.no_grad()
def measure_frames(enlarger, small, originals):
    """PSNR averaged over frames, and tPSNR of their differences; `enlarger` makes luma of R'G'B'."""
    squares, changes, before = [], [], None
    for frame, original in zip(small, originals):
        got = (enlarger(to_tensor(frame)).clamp(0, 1) * 255).round() / 255
        want = torch.from_numpy(luma_of(original)).float()[None, None] / 255
        error = (got - want)[:, :, SHAVE:-SHAVE, SHAVE:-SHAVE]
        squares.append(decibels(error.square().mean()))
        if before is not None:
            changes.append((error - before).square().mean())
        before = error
    result = {'psnr': float(np.mean(squares))}
    if changes:
        result['tpsnr'] = decibels(torch.stack(changes).mean())
    return result


def told(network, level, degradation):
    """An enlarger: a network that is told a level, or at 'auto' what `degradation` finds."""
    if level == 'auto':
        return lambda rgb: enlarge(network, rgb, level_of(degradation, rgb))
    return lambda rgb: enlarge(network, rgb, float(level))


def load_imdn(checkout):
    """The enlarger of IMDN (Hui et al. 2019)."""
    sys.path.insert(0, str(checkout))
    from model.architecture import IMDN

    imdn = IMDN(upscale=2)
    weights = torch.load(Path(checkout) / 'checkpoints/IMDN_x2.pth', map_location='cpu', weights_only=True)
    imdn.load_state_dict({name.removeprefix('module.'): value for name, value in weights.items()})
    return lambda rgb: (imdn(rgb).clamp(0, 1) * torch.tensor(LUMA).view(1, 3, 1, 1)).sum(1, keepdim=True)


def read_all(folder, split, frames):
    """(name, consecutive frames) of every clip and picture of a split; clips also at half the size, where they are sharp."""
    clips, images, maps = files_of(folder, split)
    for path in clips:
        clip = [even(frame) for frame in read_clip(path, limit=frames)]
        yield path.name, clip
        yield f'{path.name} ½', [even(shrink(frame, 0.5)) for frame in clip]
    for path in images:
        yield path.name, [even(np.asarray(Image.open(path).convert('RGB')))]
    for path in maps:
        yield path.name, [expose(read_hdr(path), 0)[64:-96]]


def draw_all(folder, split):
    """(name, one picture) of what is drawn: game tiles, and text and shapes that no training had."""
    rng = random.Random(2)
    for kind, pictures in (('tiles', tile_sheets(folder, split, 6, 256, rng)), ('drawing', drawings(6, 256, rng))):
        for index, picture in enumerate(pictures, 1):
            yield f'{kind} {index}', [picture]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('run')
    parser.add_argument('folder')
    parser.add_argument('--split', default='test', choices=['train', 'validation', 'test'])
    parser.add_argument('--frames', type=int, default=24)
    parser.add_argument('--levels', nargs='+', default=['auto'], help='degradation level that the network is given')
    parser.add_argument(
        '--degradation', default=str(Path(__file__).parent / 'degradation'), help='what finds the level at `auto`'
    )
    parser.add_argument('--drawn', action='store_true')
    parser.add_argument('--imdn', metavar='CHECKOUT')
    parser.add_argument('--threads', type=int, default=1)
    parser.add_argument('--json', help='file to write the numbers to')
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    enlargers = {'bicubic': lambda rgb: enlarge(None, rgb)}
    if options.run != 'none':
        network, degradation = load_network(options.run), load_network(options.degradation)
        enlargers |= {f'told {level}': told(network, level, degradation) for level in options.levels}
    if options.imdn:
        enlargers['imdn'] = load_imdn(options.imdn)
    table = {}
    sources = (
        draw_all(options.folder, options.split)
        if options.drawn
        else read_all(options.folder, options.split, options.frames)
    )
    for name, frames in sources:
        clean = [halve(frame) for frame in frames]
        moving = clean if len(clean) > 1 else pan(clean[0], np.random.default_rng(1))
        renditions = {'clean': clean, 'h264': through_codec(moving, 'h264', 0.4)[-len(clean) :]}
        for kind, small in renditions.items():
            results = {who: measure_frames(enlarger, small, frames) for who, enlarger in enlargers.items()}
            table.setdefault(kind, {})[name] = results
            show = lambda result: ' / '.join(f'{value:.2f}' for value in result.values())
            print(
                f'{kind:8}{name:32}' + ''.join(f'{who} {show(result):16}' for who, result in results.items()),
                flush=True,
            )
    for kind, pictures in table.items():
        mean = {who: np.mean([results[who]['psnr'] for results in pictures.values()]) for who in enlargers}
        print(f'{kind:8}{"mean PSNR":32}' + ''.join(f'{who} {value:<16.2f}' for who, value in mean.items()))
    if options.json:
        Path(options.json).write_text(json.dumps(table, indent=2))


if __name__ == '__main__':
    main()
