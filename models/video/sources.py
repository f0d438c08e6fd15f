"""Pictures to learn from: frames of clips, photographs, environment maps, renders, game tiles and drawn text, as [h,w,3] bytes.

What is read decides by its name alone whether it trains, steers (validation) or judges (test): a clip, a map or a family
of tiles is wholly in one of them. A folder of the user's own has the folders train, validation and test, or trains.
"""

import random
import sys
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from models.upscale.data.sequence import Sequence, decode_rgb9e5

CLIPS = {'.mp4', '.webm', '.mkv', '.mov', '.m4v', '.avi'}
IMAGES = {'.png', '.jpg', '.jpeg', '.webp', '.bmp'}
HELD_OUT = {
    'car-detection-432p': 'validation',
    'kiara_1_dawn_1k': 'validation',
    'st_fagans_interior_1k': 'validation',
    'giraffes-720p': 'test',
    'potsdamer_platz_1k': 'test',
    'forest_slope_1k': 'test',
}
TILES_HELD_OUT = 'mon'  # a family of game tiles that only judges


def split_of(path):
    for part in ('validation', 'test'):
        if part in path.parts:
            return part
    return HELD_OUT.get(path.stem, 'train')


def files_of(folder, split):
    """(clips, images, maps) of a split, below a folder; small tiles are read by `tile_sheets`."""
    files = [
        file for file in sorted(Path(folder).rglob('*')) if 'sprites' not in file.parts and 'city' not in file.parts
    ]
    files = [file for file in files if split_of(file) == split]
    of = lambda kinds: [file for file in files if file.suffix.lower() in kinds]
    return of(CLIPS), of(IMAGES), of({'.hdr'})


def read_clip(path, size=None, limit=None):
    """Every frame of a clip as RGB bytes, in its size or in `size` (width, height)."""
    import av

    with av.open(str(path)) as container:
        for index, frame in enumerate(container.decode(video=0)):
            if limit is not None and index >= limit:
                return
            image = frame.to_image()
            yield np.asarray(image if size is None else image.resize(size, Image.Resampling.BICUBIC))


def read_hdr(path):
    """Radiance HDR, run-length coded: [h,w,3] linear light."""
    data = Path(path).read_bytes()
    start = data.index(b'\n\n') + 2
    end = data.index(b'\n', start)
    _, height, _, width = data[start:end].split()
    height, width, at = int(height), int(width), end + 1
    rows = np.empty((height, 4, width), np.uint8)
    for row in rows:
        if data[at : at + 2] != b'\x02\x02':
            raise ValueError(f'{path}: only run-length coded Radiance files are read.')
        at += 4
        for channel in row:
            x = 0
            while x < width:
                count = data[at]
                if count > 128:
                    channel[x : x + count - 128] = data[at + 1]
                    x, at = x + count - 128, at + 2
                else:
                    channel[x : x + count] = np.frombuffer(data, np.uint8, count, at + 1)
                    x, at = x + count, at + 1 + count
    scale = np.exp2(rows[:, 3].astype(np.float32) - 136)
    return (rows[:, :3] * scale[:, None]).transpose(0, 2, 1)


def expose(linear, stops, contrast=1.0):
    """A photograph of an environment map: mean log luma at middle grey and `stops` more, a film curve, sRGB."""
    luma = linear @ np.array([0.2126, 0.7152, 0.0722], np.float32)
    x = linear * (0.18 * 2**stops / np.exp(np.log(np.maximum(luma, 1e-5)).mean()))
    x = x**contrast * 0.18 ** (1 - contrast)
    x = np.clip((x * (2.51 * x + 0.03)) / (x * (2.43 * x + 0.59) + 0.14), 0, 1)
    x = np.where(x <= 0.0031308, 12.92 * x, 1.055 * np.maximum(x, 1e-9) ** (1 / 2.4) - 0.055)
    return (x * 255 + 0.5).astype(np.uint8)


def read_render(path, start, count):
    """Consecutive frames of a training sequence of models/upscale, which has 36 samples in every pixel."""
    words = Sequence(path).tensors['reference'][start : start + count]
    light = decode_rgb9e5(words)
    return list(expose(light.reshape(-1, *light.shape[2:]), 0).reshape(light.shape))


def tile_sheets(folder, split, count, size, rng):
    """Game tiles side by side on plain grounds, some enlarged without smoothing."""
    families = sorted(path for path in Path(folder).rglob('sprites/*') if path.is_dir())
    families = [path for path in families if (path.name == TILES_HELD_OUT) == (split == 'test')]
    files = [file for family in families for file in sorted(family.rglob('*.png'))]
    for _ in range(count if files else 0):
        ground = tuple(rng.randrange(256) for _ in range(3))
        sheet = Image.new('RGB', (size, size), ground)
        step = rng.choice([32, 32, 64])
        for top in range(0, size, step):
            for left in range(0, size, step):
                tile = Image.open(rng.choice(files)).convert('RGBA').resize((step, step), Image.Resampling.NEAREST)
                sheet.paste(tile, (left, top), tile)
        yield np.asarray(sheet)


def drawings(count, size, rng):
    """Text, lines, discs and gradients, as titles, charts and user interfaces have them; smoothed by drawing 4× as large."""
    words = [
        'the',
        'quick',
        'brown',
        'fox',
        'Frame',
        '0123456789',
        'Video',
        'subtitle',
        'jumps',
        'over',
        'lazy',
        'dogs',
        'Chapter',
        'IV',
        '50%',
        '$',
        '&',
        'end',
    ]
    for _ in range(count):
        scale = 4
        back, ink = rng.choice([(250, 20), (15, 235), (120, 245), (200, 40), (40, 160)])
        tint = lambda level: tuple(max(0, min(255, level + rng.randrange(-30, 31))) for _ in range(3))
        picture = Image.new('RGB', (size * scale, size * scale), tint(back))
        draw = ImageDraw.Draw(picture)
        for _ in range(rng.randrange(3, 10)):
            box = [rng.randrange(size * scale) for _ in range(4)]
            kind = rng.randrange(4)
            if kind == 0:
                draw.line(box, fill=tint(ink), width=rng.randrange(2, 20))
            elif kind == 1:
                draw.ellipse(
                    [min(box[0::2]), min(box[1::2]), max(box[0::2]), max(box[1::2])],
                    outline=tint(ink),
                    fill=rng.choice([None, tint(back)]),
                    width=rng.randrange(3, 16),
                )
            elif kind == 2:
                draw.polygon(box + [rng.randrange(size * scale) for _ in range(2)], fill=tint(rng.randrange(256)))
            else:
                draw.rectangle(
                    [min(box[0::2]), min(box[1::2]), max(box[0::2]), max(box[1::2])],
                    outline=tint(ink),
                    width=rng.randrange(2, 14),
                )
        y = 0
        while y < size * scale:
            height = rng.randrange(9, 34) * scale
            text = ' '.join(rng.choice(words) for _ in range(8))
            draw.text((rng.randrange(-40, 40), y), text, fill=tint(ink), font=ImageFont.load_default(height))
            y += int(height * rng.uniform(1.1, 3))
        yield np.asarray(picture.resize((size, size), Image.Resampling.BOX))


if __name__ == '__main__':
    import sys

    rng = random.Random(1)
    for name in ('train', 'validation', 'test'):
        print(name, *[[file.name for file in kind] for kind in files_of(sys.argv[1], name)])
