"""Recordings as tensors, and batches of moments from them."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from models.maze.dynamics import State
from models.maze.tokens import Dictionary, Tokens, tokenize
from models.shared.checkpoint import read_values, write_values
from models.shared.episodes import Recordings

# Steps at an episode's end that are not learned from: what was done there to a cell may not have been seen again.
TAIL = 40
# Steps at its beginning that are not either: what lies beside the player there is first seen after it may have been eaten.
HEAD = 8


def keep_dictionaries(dictionaries: tuple[Dictionary, Dictionary]) -> list[dict[str, torch.Tensor]]:
    """As tensors, for checkpoints."""
    return [{name: torch.from_numpy(value) for name, value in one.state().items()} for one in dictionaries]


def restore_dictionaries(kept: list[dict[str, torch.Tensor]]) -> tuple[Dictionary, Dictionary]:
    cells, bar = (Dictionary.restore({name: value.cpu().numpy() for name, value in one.items()}) for one in kept)
    return cells, bar


def read_tokens(path: Path) -> dict:
    """Tokens that an earlier run kept; nothing where there are none, or where the file is not one that this recipe wrote."""
    try:
        return read_values(path) if path.exists() else {}
    except ValueError:
        return {}


@dataclass
class Batch:
    """Moments, what was done in them, and what followed."""

    now: State
    actions: torch.Tensor
    then: State
    hidden: torch.Tensor | None = None  # [batch] bool: most cells were made unknown, and how to move there is learned


def join_batches(batches: list[Batch]) -> Batch:
    def join(states: list[State]) -> State:
        cells, bars, movers = ([getattr(one, name) for one in states] for name in ('cells', 'bar', 'movers'))
        return State(torch.cat(cells), torch.cat(bars), torch.cat(movers))

    actions = torch.cat([one.actions for one in batches])
    return Batch(join([one.now for one in batches]), actions, join([one.then for one in batches]))


class Moments:
    """All steps of a recording with the memory they should have; kept beside the file once made."""

    def __init__(self, path: str | Path, device: str, dictionaries: tuple[Dictionary, Dictionary] | None = None):
        self.recordings = Recordings(path)
        kept = Path(f'{path}.tokens')
        stamp = (len(self.recordings.bytes), None if dictionaries is None else len(dictionaries[0].patches))
        found = read_tokens(kept)
        if found.get('stamp') == stamp:
            tokens = Tokens(**{name: value.numpy() for name, value in found['tokens'].items()})
            self.dictionaries = restore_dictionaries(found['dictionaries'])
        else:
            tokens, self.dictionaries = tokenize(self.recordings, dictionaries)
            tensors = {name: torch.from_numpy(value) for name, value in vars(tokens).items()}
            named = keep_dictionaries(self.dictionaries)
            write_values({'stamp': stamp, 'tokens': tensors, 'dictionaries': named}, kept)
        to = lambda array: torch.from_numpy(np.ascontiguousarray(array)).to(device)
        self.actions, self.movers = to(tokens.actions), to(tokens.movers)
        self.cells, self.bar = to(tokens.cells), to(tokens.bar)
        self.episodes, self.steps = self.actions.shape
        self.device = device
        self.palette = torch.tensor(self.recordings.header['palette'], device=device).float() / 255
        self.plain = self.find_plain()
        self.events, self.sets = self.find_events()

    def find_plain(self) -> torch.Tensor:
        """Steps that are learned from, [steps, 2] (episode, step): of the middle of episodes, but for those where a moment was
        set, in which somebody jumps by more than a cell."""
        header = self.recordings.header
        units = header['cellPixels'] // header['unitPixels']
        around = torch.tensor(header['world'], device=self.device) * units
        places = self.movers[:, HEAD:-TAIL, :, :2].long()
        steps = (places[:, 1:] - places[:, :-1] + around // 2) % around - around // 2
        return (steps.abs().sum(-1) <= units).all(-1).nonzero() + torch.tensor([0, HEAD], device=self.device)

    def find_events(self) -> tuple[torch.Tensor, torch.Tensor]:
        """Steps in which the bar changes [steps, 2] (episode, step), and for each set of its cells that does where those steps
        begin in that list and how many they are, [sets, 2]."""
        before, after = (self.bar[self.plain[:, 0], self.plain[:, 1] + late] for late in (0, 1))
        changed = (before != after).long()
        kinds = (changed * 2 ** torch.arange(changed.shape[-1], device=changed.device)).sum(-1)
        places, kinds = self.plain[kinds > 0], kinds[kinds > 0]
        _values, inverse, counts = kinds.unique(return_inverse=True, return_counts=True)
        sets = torch.stack([counts.cumsum(0) - counts, counts], -1)
        return places[inverse.argsort()], sets[counts >= 4]

    def state(self, episode: torch.Tensor, step: torch.Tensor) -> State:
        return State(self.cells[episode, step], self.bar[episode, step], self.movers[episode, step])

    def batch(self, episode: torch.Tensor, step: torch.Tensor) -> Batch:
        return Batch(self.state(episode, step), self.actions[episode, step], self.state(episode, step + 1))

    def generator(self, seed: int) -> torch.Generator:
        return torch.Generator(self.device).manual_seed(seed)

    def pick(self, count: int, generator: torch.Generator, events: float = 0.4) -> tuple[torch.Tensor, torch.Tensor]:
        """Random moments, a share of them where something happens: what happens rarely as often as what happens often."""
        draw = lambda most, n: torch.randint(most, (n,), generator=generator, device=self.device)
        episode, step = self.plain[draw(len(self.plain), count)].unbind(-1)
        special = int(count * events) if len(self.sets) else 0
        if special:
            first, size = self.sets[draw(len(self.sets), special)].unbind(-1)
            at = first + (torch.rand(special, generator=generator, device=self.device) * size).long()
            episode[:special], step[:special] = self.events[at].unbind(-1)
        return episode, step

    def frames(self, episode: torch.Tensor, step: torch.Tensor) -> torch.Tensor:
        """Pictures as palette indices, for a few episodes at a time: [n, height, width]."""
        result = []
        unpacked = {one: self.recordings[one].frames for one in set(episode.tolist())}
        for one, at in zip(episode.tolist(), step.tolist()):
            result.append(torch.from_numpy(unpacked[one][at].copy()))
        return torch.stack(result).to(self.device)


class Pictures:
    """A stock of pictures on the device, an episode of it renewed at a time, since all of them unpacked need gigabytes."""

    def __init__(self, data: Moments, generator: torch.Generator, most: int = 24, first: int = 6):
        self.data, self.generator, self.renewed = data, generator, 0
        self.looks = self.count_looks()
        header = data.recordings.header
        size = (data.steps + 1, header['frame']['height'], header['frame']['width'])
        self.frames = torch.zeros((most, *size), dtype=torch.uint8, device=data.device)
        self.episodes = torch.zeros(most, dtype=torch.long, device=data.device)
        for _ in range(first):
            self.renew()

    def renew(self) -> None:
        one = int(torch.randint(self.data.episodes, (1,), generator=self.generator, device=self.data.device))
        at = self.renewed % len(self.frames)
        self.frames[at].copy_(torch.from_numpy(self.data.recordings[one].frames.copy()))
        self.episodes[at] = one
        self.renewed += 1

    def count_looks(self) -> torch.Tensor:
        """How often each mover has each look, [movers, looks]."""
        looks = self.data.movers[..., 2].long().flatten(0, 1)
        most = int(looks.max()) + 1
        return torch.stack([one.bincount(minlength=most) for one in looks.unbind(-1)])

    def pick(self, count: int) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]:
        """
        Moments that are not an episode's last, and the pictures then and one step on, as palette indices. Half of them are those
        in which somebody has the rarest look, of ten times as many.
        """
        draw = lambda most: torch.randint(most, (5 * count,), generator=self.generator, device=self.data.device)
        at, step = draw(min(self.renewed, len(self.frames))), draw(self.data.steps)
        looks = self.data.movers[self.episodes[at], step, :, 2].long()
        rarity = self.looks[torch.arange(looks.shape[1], device=looks.device), looks].amin(-1)
        special = count // 2
        rarity[: count - special] = 0
        keep = rarity.argsort(stable=True)[:count]
        at, step = at[keep], step[keep]
        return self.episodes[at], step, self.frames[at, step], self.frames[at, step + 1]


def find_moves(movers: torch.Tensor, world: tuple[int, int]) -> list[list[int]]:
    """The steps that occur, the most common first."""
    around = torch.tensor(world, device=movers.device)
    steps = (movers[:, 1:, :, :2].long() - movers[:, :-1, :, :2] + around // 2) % around - around // 2
    values, counts = steps.flatten(0, 2).unique(dim=0, return_counts=True)
    if len(values) > 16:
        raise ValueError(
            f'movers make {len(values)} different steps; at most 16 can be learned: check the recorded places'
        )
    return values[counts.argsort(descending=True)].tolist()
