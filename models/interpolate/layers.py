"""Draws runs of frames in which cut-outs of photographs and game tiles move over a photograph, as files that
`npm run data -- --between --candidates FOLDER --video` plays.

    python -m models.interpolate.layers --data FOLDER --out DIR [--runs 300] [--size 264x144]

FOLDER has environment maps and sprites; models/video/sources.py says which of them train. Beside clips and rendered sequences, these
have the textures of photographs and edges whose motion is known, in any number.
"""

import argparse
import math
import random
from pathlib import Path

import numpy as np
import torch
from PIL import Image, ImageDraw, ImageFilter
from safetensors.torch import save_file

from models.video.sources import expose, files_of, read_hdr, tile_sheets

FRAMES = 7
FINE = 2  # samples per pixel and axis, beside the filter of what is turned and enlarged


def photographs(folder: str) -> list[Image.Image]:
    """Of environment maps, in three exposures."""
    maps = [read_hdr(path) for path in files_of(folder, 'train')[2]]
    return [Image.fromarray(expose(light, stops)) for light in maps for stops in (-1, 0, 1)]


def cut_out(source: Image.Image, side: int, rng: random.Random) -> Image.Image:
    """A piece of a picture within a random outline, RGBA."""
    left, top = (rng.randint(0, max(0, whole - side)) for whole in source.size)
    piece = source.crop((left, top, left + side, top + side)).convert('RGBA')
    outline = Image.new('L', (side, side))
    corners = rng.randint(3, 9)
    radius = [rng.uniform(0.15, 0.5) * side for _ in range(corners)]
    points = [
        (side / 2 + r * math.cos(2 * math.pi * i / corners), side / 2 + r * math.sin(2 * math.pi * i / corners))
        for i, r in enumerate(radius)
    ]
    ImageDraw.Draw(outline).polygon(points, fill=255)
    if rng.random() < 0.5:  # round
        outline = outline.filter(ImageFilter.GaussianBlur(side / 16)).point(lambda value: 255 * (value > 110))
    piece.putalpha(outline)
    return piece


class Layer:
    """A picture on its way: place, turn and size change steadily, a little faster or slower with time."""

    def __init__(self, picture: Image.Image, place: tuple[float, float], speed: float, grow: float, rng: random.Random):
        angle = rng.uniform(0, 2 * math.pi)
        self.picture, self.place = picture, place
        self.velocity = speed * math.cos(angle), speed * math.sin(angle)
        self.push = rng.uniform(-0.03, 0.03)
        self.size, self.grow = grow, rng.gauss(0, 0.004)
        self.turn, self.spin = rng.uniform(-0.3, 0.3), rng.gauss(0, 0.006)

    def draw(self, canvas: Image.Image, time: float) -> None:
        way = time * (1 + self.push * time)
        turn, size = self.turn + self.spin * time, self.size * (1 + self.grow * time) * FINE
        x, y = ((place + velocity * way) * FINE for place, velocity in zip(self.place, self.velocity))
        c, s = math.cos(turn) / size, math.sin(turn) / size
        middle = self.picture.width / 2, self.picture.height / 2
        matrix = c, s, middle[0] - c * x - s * y, -s, c, middle[1] + s * x - c * y
        shown = self.picture.transform(canvas.size, Image.Transform.AFFINE, matrix, Image.Resampling.BICUBIC)
        canvas.paste(shown, (0, 0), shown if shown.mode == 'RGBA' else None)


def draw_run(sources: list[Image.Image], size: tuple[int, int], rng: random.Random) -> np.ndarray:
    """[FRAMES,height,width,3]."""
    width, height = size
    ground = rng.choice(sources).convert('RGB')
    if min(ground.size) < 2 * max(size):
        scale = 2 * max(size) / min(ground.size)
        ground = ground.resize((round(ground.width * scale), round(ground.height * scale)), Image.Resampling.BICUBIC)
    slow = rng.choice([0, 1, 3, 8])
    layers = [Layer(ground, (width / 2, height / 2), rng.uniform(0, slow), rng.uniform(0.8, 1.4), rng)]
    for _ in range(rng.randint(1, 5)):
        piece = cut_out(rng.choice(sources), rng.choice([24, 48, 96, 160]), rng)
        place = rng.uniform(0, width), rng.uniform(0, height)
        layers.append(Layer(piece, place, rng.uniform(0, rng.choice([2, 6, 14])), rng.uniform(0.7, 1.3), rng))
    frames = []
    for index in range(FRAMES):
        canvas = Image.new('RGB', (width * FINE, height * FINE))
        for layer in layers:
            layer.draw(canvas, index - FRAMES // 2)
        frames.append(np.asarray(canvas.resize(size, Image.Resampling.BOX)))
    return np.stack(frames)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--data', required=True)
    parser.add_argument('--out', required=True)
    parser.add_argument('--runs', type=int, default=300)
    parser.add_argument('--size', default='264x144')
    options = parser.parse_args()
    width, height = map(int, options.size.split('x'))
    rng = random.Random(1)
    sources = photographs(options.data) + [Image.fromarray(s) for s in tile_sheets(options.data, 'train', 6, 640, rng)]
    Path(options.out).mkdir(parents=True, exist_ok=True)
    for index in range(options.runs):
        metadata = {'format': 'frameloom-between-1', 'family': f'layers-{index % 4}', 'split': 'train'}
        metadata['factor'] = '3' if index % 3 == 2 else '2'
        pictures = torch.from_numpy(draw_run(sources, (width, height), rng))
        save_file({'pictures': pictures}, Path(options.out) / f'layers-{index:05}.safetensors', metadata)


if __name__ == '__main__':
    main()
