"""Collages: cut-out shapes of every size that cover each other, as things in a photograph do ("dead leaves", Matheron 1968).

They are sharp to the last pixel, which video and photographs rarely are, and show edges of every direction, contrast and
curvature between any two textures. `python -m models.video.collages OUT.png` shows some.
"""

import math

import numpy as np
from PIL import Image, ImageDraw

FINE = 4  # a shape's outline is drawn this many times as large and averaged
SMALLEST, LARGEST = 1.5, 90  # radius of a shape in pixels; small ones are the more frequent, as distance makes them


def collages(textures, count, size, rng):
    """Pictures [size,size,3] in bytes. `textures` are sharp pictures to cut from, at least `size` in each direction, or none."""
    for _ in range(count):
        linear = rng.random() < 0.5  # whether pixels that two shapes share are mixed as light or as they are displayed
        page = to_light(texture(textures, size, size, rng), linear)
        smallest = SMALLEST * rng.choice([1, 2, 4, 8])
        shapes = int(rng.integers(60, 400))
        for _ in range(shapes):
            add_shape(page, textures, smallest, linear, rng)
        yield to_bytes(page, linear)


def to_light(picture, linear):
    picture = picture.astype(np.float32) / 255
    return picture**2.2 if linear else picture


def to_bytes(picture, linear):
    picture = np.clip(picture, 0, 1)
    return ((picture ** (1 / 2.2) if linear else picture) * 255 + 0.5).astype(np.uint8)


def add_shape(page, textures, smallest, linear, rng):
    """Lays one shape over the page, in place."""
    size = len(page)
    # Areas of equal share for all scales: the density of radii falls with the third power.
    radius = 1 / math.sqrt(rng.uniform(1 / LARGEST**2, 1 / smallest**2))
    reach = math.ceil(radius * 1.5) + 1
    y, x = rng.integers(-reach // 2, size + reach // 2, 2)
    top, left, bottom, right = max(y - reach, 0), max(x - reach, 0), min(y + reach, size), min(x + reach, size)
    if bottom <= top or right <= left:
        return
    mask = outline(radius, reach, rng)[top - y + reach : bottom - y + reach, left - x + reach : right - x + reach, None]
    if rng.random() < 0.4:
        mask = mask * rng.uniform(0.05, 1)  # glass, haze and shadows: edges of little contrast
    fill = to_light(texture(textures, bottom - top, right - left, rng), linear)
    page[top:bottom, left:right] += (fill - page[top:bottom, left:right]) * mask


def outline(radius, reach, rng):
    """How much of every pixel a shape around the middle covers [2·reach, 2·reach]."""
    around = reach * FINE
    image = Image.new('L', (2 * around, 2 * around))
    draw = ImageDraw.Draw(image)
    turn, wide, kind = rng.uniform(0, math.tau), rng.uniform(0.12, 1), rng.integers(4)
    if kind == 0:  # ellipse
        angles = np.linspace(0, math.tau, 48)[:-1]
        points = np.stack([np.cos(angles), wide * np.sin(angles)])
    elif kind == 1:  # box or bar
        points = np.array([[-1, 1, 1, -1], [-wide, -wide, wide, wide]])
    else:  # corners, at 3 round
        corners = int(rng.integers(3, 8))
        angles = np.sort(rng.uniform(0, math.tau, corners))
        points = np.stack([np.cos(angles), np.sin(angles)]) * rng.uniform(0.35, 1.2, corners)
        if kind == 3:
            points = rounded(points)
    spin = np.array([[math.cos(turn), -math.sin(turn)], [math.sin(turn), math.cos(turn)]])
    points = (spin @ points).T * radius * FINE + around + rng.uniform(-2, 2, 2)
    if rng.random() < 0.15:  # only its line
        closed = [tuple(point) for point in points] + [tuple(points[0])]
        draw.line(closed, fill=255, width=max(1, round(rng.uniform(0.7, 4) * FINE)), joint='curve')
    else:
        draw.polygon([tuple(point) for point in points], fill=255)
    mask = np.asarray(image, np.float32) / 255
    return mask.reshape(2 * reach, FINE, 2 * reach, FINE).mean((1, 3))


def rounded(points):
    """Corners cut off three times (Chaikin)."""
    for _ in range(3):
        after = np.roll(points, -1, 1)
        points = np.stack([0.75 * points + 0.25 * after, 0.25 * points + 0.75 * after], 2).reshape(2, -1)
    return points


def texture(textures, height, width, rng):
    """What a shape is cut from [height,width,3] in bytes: a photograph, its colour alone or shaded, stripes, or grain."""
    kind = rng.choice(['cut', 'cut', 'plain', 'shade', 'stripes', 'grain'])
    if not textures:
        one, other = rng.uniform(0, 255, (2, 3))
        kind = 'plain' if kind == 'cut' else kind
    else:
        source = textures[rng.integers(len(textures))]
        top, left = (rng.integers(0, source.shape[axis] - (height, width)[axis] + 1) for axis in (0, 1))
        cut = source[top : top + height, left : left + width]
        if kind == 'cut':
            return other_tone(cut, rng)
        one = cut[rng.integers(height), rng.integers(width)].astype(np.float32)
        source = textures[rng.integers(len(textures))]
        other = source[rng.integers(len(source)), rng.integers(source.shape[1])].astype(np.float32)
    if kind == 'plain':
        return np.broadcast_to(one, (height, width, 3))
    y, x = np.mgrid[:height, :width].astype(np.float32)
    turn = rng.uniform(0, math.tau)
    along = math.cos(turn) * x + math.sin(turn) * y
    if kind == 'shade':
        share = along / max(height, width)
    elif kind == 'stripes':
        # Down to 2.2 pixels per period; square ones are softened by a pixel, as if they had been averaged.
        period = 2.2 * 12 ** rng.random()
        wave = np.sin(along * math.tau / period + rng.uniform(0, math.tau))
        share = 0.5 + 0.5 * (wave if rng.random() < 0.5 else np.clip(wave * period / 4, -1, 1))
    else:
        share = 0.5 + rng.normal(0, rng.uniform(0.02, 0.25), (height, width))
        if rng.random() < 0.5:
            share = (share + np.roll(share, 1, 0) + np.roll(share, 1, 1)) / 3
    return np.clip(one + (other - one) * share[..., None], 0, 255)


def other_tone(picture, rng):
    """A photograph lighter or darker, with more or less contrast."""
    picture = picture.astype(np.float32)
    mean = picture.mean((0, 1))
    return np.clip((picture - mean) * rng.uniform(0.6, 1.6) + mean * rng.uniform(0.5, 1.3), 0, 255)


if __name__ == '__main__':
    import sys

    pictures = list(collages([], 8, 192, np.random.default_rng(1)))
    sheet = np.concatenate([np.concatenate(pictures[row : row + 4], 1) for row in (0, 4)], 0)
    Image.fromarray(sheet).save(sys.argv[1])
