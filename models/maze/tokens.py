"""Turns recordings into what the network learns from: a dictionary of cell pictures, and per step the memory it should have.

A cell that is seen whole and free of movers is named after its picture. In between it is believed to be as it was seen
last; what is first seen later was so all along; and what lies under the player is believed to be what comes to light
after it.
"""

from dataclasses import dataclass

import numpy as np

from models.shared.episodes import Episode, Recordings

UNKNOWN = 0


@dataclass
class Tokens:
    """Episodes of one length, one after the other: [episodes, steps + 1, ...] but for actions."""

    actions: np.ndarray  # [episodes, steps] uint8
    movers: np.ndarray  # [.., movers, 3] int16: x, y, look
    cells: np.ndarray  # [.., rows, columns] uint8, codes; 0 is unknown
    bar: np.ndarray  # [.., cells of the bar] uint8, codes; 0 is unknown


class Dictionary:
    """Pictures of cells by how often they are seen; code 0 is unknown. Rare ones are named after the nearest."""

    def __init__(self, side: int):
        self.side = side
        self.weights = np.random.default_rng(1).integers(1, 2**62, (side, side), dtype=np.int64) | 1
        self.ids: dict[int, int] = {}  # hash of a picture → its number from 1
        self.pictures: list[np.ndarray] = []
        self.counts: list[int] = []

    def number(self, image: np.ndarray, mask: np.ndarray) -> np.ndarray:
        """Numbers of an image's cells, [rows, columns]; 0 where the mask is not set."""
        side = self.side
        blocks = image.reshape(image.shape[0] // side, side, image.shape[1] // side, side)
        hashes = np.einsum('aibj,ij->ab', blocks.astype(np.int64), self.weights)
        values, first, inverse, counts = np.unique(
            hashes[mask], return_index=True, return_inverse=True, return_counts=True
        )
        places = np.argwhere(mask)
        numbers = np.zeros(len(values), np.uint16)
        for i, value in enumerate(values.tolist()):
            if value not in self.ids:
                self.ids[value] = len(self.ids) + 1
                y, x = places[first[i]]
                self.pictures.append(blocks[y, :, x, :].copy())
                self.counts.append(0)
            numbers[i] = self.ids[value]
            self.counts[numbers[i] - 1] += int(counts[i])
        result = np.zeros(mask.shape, np.uint16)
        result[mask] = numbers[inverse]
        return result

    def close(self, most: int, palette: np.ndarray) -> None:
        """Chooses the pictures that get a code."""
        order = np.argsort(self.counts)[::-1][:most]
        self.patches = np.stack([self.pictures[i] for i in order])
        colors = palette[self.patches].reshape(len(order), -1)
        everything = palette[np.stack(self.pictures)].reshape(len(self.pictures), -1)
        self.codes = np.array([0] + [1 + int(np.square(colors - one).sum(1).argmin()) for one in everything], np.uint8)

    def encode(self, numbers: np.ndarray) -> np.ndarray:
        return self.codes[numbers]

    def state(self) -> dict[str, np.ndarray]:
        """Everything, as arrays; pictures by number."""
        return {
            'pictures': np.stack(self.pictures) if self.pictures else np.zeros((0, self.side, self.side), np.uint8),
            'hashes': np.array(list(self.ids), np.int64),
            'counts': np.array(self.counts, np.int64),
            'patches': self.patches,
            'codes': self.codes,
        }

    @classmethod
    def restore(cls, state: dict[str, np.ndarray]) -> 'Dictionary':
        one = cls(state['patches'].shape[1])
        one.pictures = list(state['pictures'])
        one.ids = {value: number for number, value in enumerate(state['hashes'].tolist(), 1)}
        one.counts = state['counts'].tolist()
        one.patches, one.codes = state['patches'], state['codes']
        return one


class Geometry:
    """Where things are in a picture."""

    def __init__(self, header: dict):
        self.cell, self.unit = header['cellPixels'], header['unitPixels']
        self.units = self.cell // self.unit
        self.columns, self.rows = header['world']
        self.bar = header['barRows']
        self.left, self.top = header['anchor']
        self.sprite = header['spritePixels']
        self.width, self.height = header['frame']['width'], header['frame']['height'] - self.bar * self.cell

    def whole(self, x: int, y: int) -> tuple[int, int, int, int]:
        """The first cell that is whole in view (column, row), and where in the window it starts (x, y)."""
        left, top = x * self.unit - self.left, y * self.unit - self.top
        column, row = -(-left // self.cell), -(-top // self.cell)
        return column, row, column * self.cell - left, row * self.cell - top

    def touched(self, at: int, first: int, count: int, around: int) -> np.ndarray:
        """Which of `count` cells along an axis a mover's picture touches."""
        low = at * self.unit - (self.sprite - self.cell) // 2
        delta = ((first + np.arange(count)) * self.cell - low + self.cell) % (around * self.cell)
        return (delta > 0) & (delta < self.sprite + self.cell)


def look(episode: Episode, geometry: Geometry, cells: Dictionary, bar: Dictionary) -> tuple[np.ndarray, np.ndarray]:
    """What is seen at each step: numbers of cells in the world (0 where nothing is seen), and of the bar's cells."""
    g = geometry
    count = len(episode.frames)
    seen = np.zeros((count, g.rows, g.columns), np.uint16)
    bars = np.zeros((count, g.bar * (g.width // g.cell)), np.uint16)
    split = g.bar * g.cell
    for t, (frame, movers) in enumerate(zip(episode.frames, episode.movers.tolist())):
        if g.bar:
            top = frame[:split]
            bars[t] = bar.number(top, np.ones((g.bar, g.width // g.cell), bool)).ravel()
        column, row, x, y = g.whole(movers[0][0], movers[0][1])
        columns, rows = (g.width - x) // g.cell, (g.height - y) // g.cell
        image = frame[split + y : split + y + rows * g.cell, x : x + columns * g.cell]
        free = np.ones((rows, columns), bool)
        for mx, my, _ in movers:
            free &= ~(g.touched(my, row, rows, g.rows)[:, None] & g.touched(mx, column, columns, g.columns)[None])
        numbers = cells.number(image, free)
        ys, xs = (row + np.arange(rows)) % g.rows, (column + np.arange(columns)) % g.columns
        seen[t][np.ix_(ys, xs)] = numbers
    return seen, bars


def remember(seen: np.ndarray, movers: np.ndarray, geometry: Geometry) -> np.ndarray:
    """What memory should hold at each step, from what is seen (0: nothing)."""
    count = len(seen)
    times = np.arange(count)[:, None, None]
    after = np.minimum.accumulate(np.where(seen > 0, times, count)[::-1])[::-1]
    padded = np.concatenate([seen, np.zeros_like(seen[:1])])
    later = np.take_along_axis(padded, after, 0)
    known = seen.copy()
    u = geometry.units
    for t, (x, y, _) in enumerate(movers[:, 0].tolist()):
        if x % u == 0 and y % u == 0:
            known[t, y // u, x // u] = later[t, y // u, x // u]
    before = np.maximum.accumulate(np.where(known > 0, times, -1))
    return np.where(before >= 0, np.take_along_axis(known, before.clip(0), 0), later)


def tokenize(
    recordings: Recordings, dictionaries: tuple[Dictionary, Dictionary] | None = None, most: int = 47
) -> tuple[Tokens, tuple[Dictionary, Dictionary]]:
    """`dictionaries` of the training set for any other set."""
    geometry = Geometry(recordings.header)
    cells, bar = dictionaries or (Dictionary(geometry.cell), Dictionary(geometry.cell))
    actions, movers, memories, bars = [], [], [], []
    for i in range(len(recordings)):
        episode = recordings[i]
        seen, top = look(episode, geometry, cells, bar)
        if dictionaries is not None:
            extend(cells, recordings), extend(bar, recordings)
            seen, top = cells.encode(seen), bar.encode(top)
        memories.append(remember(seen, episode.movers, geometry))
        bars.append(top)
        actions.append(episode.actions)
        movers.append(episode.movers)
    if dictionaries is None:
        extend(cells, recordings, most), extend(bar, recordings, most)
        memories, bars = [cells.encode(m) for m in memories], [bar.encode(b) for b in bars]
    return Tokens(np.stack(actions), np.stack(movers), np.stack(memories), np.stack(bars)), (cells, bar)


def extend(dictionary: Dictionary, recordings: Recordings, most: int | None = None) -> None:
    """Gives codes to pictures: the first time the most common ones get their own, later ones are named after those."""
    palette = np.array(recordings.header['palette'], np.float32)
    if most is not None:
        dictionary.close(most, palette)
        return
    colors = palette[dictionary.patches].reshape(len(dictionary.patches), -1)
    new = dictionary.pictures[len(dictionary.codes) - 1 :]
    named = [1 + int(np.square(colors - palette[one].reshape(1, -1)).sum(1).argmin()) for one in new]
    dictionary.codes = np.concatenate([dictionary.codes, np.array(named, np.uint8)])
