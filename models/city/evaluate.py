"""How near lit pictures come on layouts that were not learned.

    python -m models.city.evaluate CITY --validation check.episodes --data train.episodes --out FOLDER
    node models/city/measure.mjs FOLDER

writes pictures of each method and of the truth, and measures them.
"""

import argparse
import json
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from models.city.dataset import SCALE, Pairs
from models.city.network import City


def flat_colours(data: Pairs, frames: Tensor) -> Tensor:
    """The palette's colours, each pixel as 3×3."""
    palette = torch.tensor(data.header['palette'], device=frames.device).float() / 255
    return enlarged(palette[frames.long()], 'nearest')


def plain_shading(colours: Tensor, frames: Tensor) -> Tensor:
    """The mean lit colour of each class in each row [classes, h, 3], enlarged bilinearly."""
    rows = torch.arange(frames.shape[-2], device=frames.device)[:, None]
    return enlarged(colours.to(frames.device)[frames.long(), rows], 'bilinear')


def enlarged(pictures: Tensor, mode: str) -> Tensor:
    """[drives, steps, h, w, 3] → [drives, steps, 3, 3 h, 3 w]."""
    drives = pictures.shape[0]
    maps = pictures.permute(0, 1, 4, 2, 3).flatten(0, 1)
    large = F.interpolate(maps, scale_factor=SCALE, mode=mode, align_corners=None if mode == 'nearest' else False)
    return large.unflatten(0, (drives, -1))


def as_bytes(pictures: Tensor) -> Tensor:
    return (pictures.clamp(0, 1) * 255).round() / 255


def decibels(square: Tensor) -> float:
    return float(-10 * torch.log10(square + 1e-10))


def figures_of(made: Tensor, truth: Tensor) -> dict[str, float]:
    """PSNR of each picture, on average; tPSNR of all changes; both after the first picture, of which nothing was known."""
    error = (made - truth)[:, 1:]
    change = (made[:, 1:] - made[:, :-1]) - (truth[:, 1:] - truth[:, :-1])
    each = error.square().flatten(2).mean(2)
    return {
        'psnr': float((-10 * torch.log10(each + 1e-10)).mean()),
        'tpsnr': decibels(change.square().mean()),
        'first psnr': float((-10 * torch.log10((made - truth)[:, 0].square().flatten(1).mean(1) + 1e-10)).mean()),
    }


def all_drives(data: Pairs) -> tuple[Tensor, Tensor]:
    device = data.frames.device
    return data.segment(
        torch.arange(len(data), device=device), torch.zeros(len(data), dtype=torch.long, device=device), data.steps
    )


def evaluate(net: City, data: Pairs) -> dict[str, float]:
    frames, truth = all_drives(data)
    return figures_of(net.follow(frames), truth)


def baselines(data: Pairs, colours: Tensor) -> dict[str, dict]:
    frames, truth = all_drives(data)
    return {
        'flat colours': figures_of(flat_colours(data, frames), truth),
        'plain shading': figures_of(as_bytes(plain_shading(colours, frames)), truth),
    }


def strip(net: City, data: Pairs, path: Path, rows: int = 4) -> None:
    """Classes, plain colours made light, truth; of the last picture of some drives."""
    from PIL import Image

    some = torch.linspace(0, len(data) - 1, rows).long().to(data.frames.device)
    frames, truth = data.segment(some, torch.zeros_like(some), data.steps)
    columns = [flat_colours(data, frames), net.follow(frames), truth]
    picture = torch.cat([torch.cat(list(one[:, -1]), 1) for one in columns], 2)
    Image.fromarray((picture * 255).round().byte().permute(1, 2, 0).cpu().numpy()).save(path)


def main() -> None:
    # The recipes' way to read networks needs what is above.
    from models.city.export import load

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('city', help='folder of a network, or of a training run')
    parser.add_argument('--validation', required=True, nargs='+', help='recordings of layouts that were not learned')
    parser.add_argument('--data', nargs='+', help='recordings that were learned from; gives plain shading')
    parser.add_argument('--out', type=Path, required=True, help='folder for pictures')
    options = parser.parse_args()
    net, header = load(options.city)
    data = Pairs(options.validation, 'cpu', like=header)
    frames, truth = all_drives(data)
    methods = {'truth': truth, 'flat colours': flat_colours(data, frames), 'city': net.follow(frames)}
    if options.data:
        colours = Pairs(options.data, 'cpu', like=header).mean_colours()
        methods['plain shading'] = plain_shading(colours, frames)
    options.out.mkdir(parents=True, exist_ok=True)
    for name, pictures in methods.items():
        data_bytes = (pictures.clamp(0, 1) * 255).round().byte().permute(0, 1, 3, 4, 2).numpy()
        np.ascontiguousarray(data_bytes).tofile(options.out / f'{name}.rgb')
        if name != 'truth':
            print(name, figures_of(as_bytes(pictures), truth))
    height, width = truth.shape[-2:]
    about = {'drives': len(data), 'steps': data.steps, 'width': width, 'height': height, 'methods': list(methods)}
    (options.out / 'pictures.json').write_text(json.dumps(about))


if __name__ == '__main__':
    main()
