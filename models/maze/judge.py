"""Compares a run with recordings in what single steps don't show: how movers behave in own predictions, how often the bar
changes, what becomes of memory when it is spoilt, and what is left after a very long time.

python -m models.maze.judge RUN --data FILE [--long 10000]
"""

import argparse
import json
from pathlib import Path

import torch

from models.maze.dataset import Moments, restore_dictionaries
from models.maze.dynamics import State, apply, offset, predict, sample
from models.maze.export import load
from models.maze.losses import chosen
from models.maze.network import LevelNetwork
from models.maze.picture import draw
from models.maze.rollout import LEAST


def advance(net: LevelNetwork, state: State, action: torch.Tensor) -> State:
    output = predict(net, state, action)
    return apply(net.spec, state, output, sample(output.choice, LEAST))


def habits(spec, movers: torch.Tensor) -> dict[str, torch.Tensor]:
    """Counts of what movers but the first do at the middle of cells, by kind, by where the player is, by class of look and by
    step; and per kind how often they turn. `movers`: [games, steps, movers, 3]."""
    none = torch.zeros(0)
    now, then = (State(none, none, movers[:, at].flatten(0, 1)) for at in (slice(None, -1), slice(1, None)))
    move = (chosen(spec, now, then) % len(spec.moves))[:, 1:]
    x, y, look = now.movers.long().unbind(-1)
    size = torch.tensor([spec.columns, spec.rows], device=x.device) * spec.units
    away = offset(now.movers[:, :1, :2].long(), now.movers[..., :2].long(), size)[:, 1:]
    side = (away[..., 0] > 0) * 4 + (away[..., 1] > 0) * 2 + (away[..., 0].abs() > away[..., 1].abs())
    kind = torch.arange(spec.kinds - 1, device=x.device).expand_as(move)
    state = (look[:, 1:] // 4).clamp_max(2)
    word = ((kind * 8 + side) * 3 + state) * len(spec.moves) + move
    middle = ((x % spec.units == 0) & (y % spec.units == 0))[:, 1:]
    counts = torch.bincount(word[middle], minlength=(spec.kinds - 1) * 24 * len(spec.moves)).float()
    heading = movers[:, :, 1:, 2] % 4
    walking = (movers[:, 1:, 1:, 2] < 8) & (movers[:, :-1, 1:, 2] < 8)
    turns = ((heading[:, 1:] != heading[:, :-1]) & walking).sum((0, 1)) / walking.sum((0, 1)).clamp_min(1)
    return {'counts': counts.view(spec.kinds - 1, -1), 'turns': turns, 'away': away.abs().sum(-1).float().mean(0)}


def divergence(a: torch.Tensor, b: torch.Tensor) -> float:
    """Jensen–Shannon, bits, the mean over kinds."""
    a, b = (one / one.sum(-1, keepdim=True).clamp_min(1) for one in (a, b))
    middle = (a + b) / 2
    kl = lambda p: torch.where(p > 0, p * (p / middle.clamp_min(1e-12)).log2(), 0).sum(-1)
    return float((kl(a) + kl(b)).mean() / 2)


@torch.no_grad()
def behave(net: LevelNetwork, data: Moments, copies: int = 6, length: int = 300) -> dict:
    """Own predictions from the middle of games whose actions don't go by what movers do."""
    spec, first = net.spec, min(40, data.steps // 4)
    length = min(length, data.steps - first)
    episode = torch.arange(data.episodes, device=data.device).repeat(copies)
    state = data.state(episode, torch.full_like(episode, first))
    movers, bars = [state.movers], [state.bar]
    for t in range(length):
        state = advance(net, state, data.actions[episode, first + t])
        movers.append(state.movers)
        bars.append(state.bar)
    real = slice(first, first + length + 1)
    mine, theirs = habits(spec, torch.stack(movers, 1)), habits(spec, data.movers[:, real])
    half = [habits(spec, data.movers[part::2, real])['counts'] for part in (0, 1)]
    changes = lambda bar: (bar[:, 1:] != bar[:, :-1]).float().mean((0, 1))
    bar, true = changes(torch.stack(bars, 1)), changes(data.bar[:, real])
    return {
        'policy divergence, bits': divergence(mine['counts'], theirs['counts']),
        'the same between halves of the recordings': divergence(*half),
        'turns per step': mine['turns'].tolist(),
        'turns per step, real': theirs['turns'].tolist(),
        'units from the player': mine['away'].tolist(),
        'units from the player, real': theirs['away'].tolist(),
        'bar changes per 1000 steps': (bar * 1000).tolist(),
        'bar changes per 1000 steps, real': (true * 1000).tolist(),
    }


@torch.no_grad()
def look(net: LevelNetwork, data: Moments, count: int = 64) -> dict[str, float]:
    """Pictures of true states against recorded ones."""
    generator = data.generator(3)
    episode = torch.arange(count, device=data.device) % data.episodes
    step = torch.randint(data.steps, (count,), generator=generator, device=data.device)
    truth = data.palette[data.frames(episode, step).long()].permute(0, 3, 1, 2)
    picture = torch.cat([draw(net, data.state(episode[at], step[at])) for at in torch.arange(count).split(8)]).clamp(
        0, 1
    )
    edges = lambda one: (one[..., 1:] - one[..., :-1]).abs().mean()
    error = (picture - truth).square().mean((1, 2, 3))
    return {'psnr': float((-10 * error.log10()).mean()), 'sharpness': float(edges(picture) / edges(truth))}


@torch.no_grad()
def mend(net: LevelNetwork, data: Moments, count: int = 600, steps: int = 12) -> dict[str, float]:
    """One of the cells around the player gets a code that occurs elsewhere; how many are right again some steps later."""
    spec, generator = net.spec, data.generator(5)
    episode, step = data.pick(count, generator, events=0)
    step = step.clamp_max(data.steps - steps)
    state = data.state(episode, step)
    x, y = (state.movers[:, 0, axis].long() // spec.units for axis in (0, 1))
    draw_one = lambda most: torch.randint(most, (count,), generator=generator, device=data.device)
    place = (y + draw_one(3) - 1) % spec.rows * spec.columns + (x + draw_one(3) - 1) % spec.columns
    cells = state.cells.flatten(1).clone()
    wrong = cells.roll(1, 0).gather(1, place[:, None])
    spoilt = (wrong != cells.gather(1, place[:, None]))[:, 0] & (wrong > 0)[:, 0]
    state = State(cells.scatter(1, place[:, None], wrong).view_as(state.cells), state.bar, state.movers)
    for t in range(steps):
        state = advance(net, state, data.actions[episode, step + t])
    true = data.cells[episode, step + steps].flatten(1).gather(1, place[:, None])[:, 0]
    right = state.cells.flatten(1).gather(1, place[:, None])[:, 0] == true
    return {'spoilt cells that are mended': float(right[spoilt].float().mean()), 'spoilt': int(spoilt.sum())}


@torch.no_grad()
def endure(net: LevelNetwork, data: Moments, steps: int) -> dict:
    """Very long games under a walker's actions: is it still the same maze, with everybody on their feet in it?"""
    spec, generator = net.spec, data.generator(11)
    # Games of which as much as possible is known: nobody learned what becomes of cells that were never seen.
    unknown = (data.cells[:, 0] == 0).flatten(1).sum(1)
    games = (unknown == unknown.min()).nonzero()[:16, 0]
    first = torch.zeros_like(games)
    start = state = data.state(games, first)
    # Codes that a mover was ever seen standing on are open; one that it was never seen on is a wall.
    x, y = (data.movers[..., axis].long() // spec.units for axis in (0, 1))
    stood = data.cells.flatten(2).long().gather(2, (y * spec.columns + x).flatten(2))
    still = (data.movers[..., :2] % spec.units == 0).all(-1)
    counts = torch.bincount(stood[still], minlength=spec.cell_codes)
    open_code = counts > 0.0005 * counts.sum()
    looks = torch.tensor([mover['looks'] for mover in spec.header['movers']], device=data.device)
    wish, left = torch.zeros_like(games), torch.zeros_like(games)
    on_floor, possible, everybody = 0, 0, 0
    sharp = []
    for t in range(steps):
        wish = torch.where(
            left == 0, torch.randint(spec.actions, games.shape, generator=generator, device=data.device), wish
        )
        left = torch.where(
            left == 0, torch.randint(1, 14, games.shape, generator=generator, device=data.device), left - 1
        )
        state = advance(net, state, wish)
        x, y = state.movers[..., 0].long() // spec.units, state.movers[..., 1].long() // spec.units
        under = state.cells.flatten(1).long().gather(1, y * spec.columns + x)
        on_floor += int(open_code[under].sum())
        possible += int((state.movers[..., 2] < looks).sum())
        everybody += under.numel()
        if t in (0, steps - 1):
            picture = draw(net, state).permute(0, 2, 3, 1).flatten(0, 2)
            sharp.append(float(torch.cdist(picture, data.palette).amin(1).mul(255).mean()))
    before, after = open_code[start.cells.long()], open_code[state.cells.long()]
    kept = (start.cells == state.cells) | before
    return {
        'games': len(games),
        'steps': steps,
        'walls as at the start': float(kept[~before].float().mean()),
        'games in which all are': int(kept.flatten(1).all(1).sum()),
        'open cells still open': float(after[before].float().mean()),
        'movers on open ground': on_floor / everybody,
        'movers with a look they can have': possible / everybody,
        'distance to the nearest colour of the palette, of 255, first and last picture': sharp,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('run', type=Path)
    parser.add_argument('--data', required=True, help='recordings that were not trained on')
    parser.add_argument('--long', type=int, default=0, help='steps of the very long games')
    options = parser.parse_args()
    net, kept = load(options.run)
    data = Moments(options.data, 'cpu', restore_dictionaries(kept['dictionaries']))
    torch.manual_seed(1)
    report = look(net, data) | mend(net, data) | behave(net, data)
    if options.long:
        report['long'] = endure(net, data, options.long)
    rounded = lambda value: [rounded(one) for one in value] if isinstance(value, list) else round(value, 5)
    print(
        json.dumps(
            {name: value if isinstance(value, dict) else rounded(value) for name, value in report.items()}, indent=1
        )
    )


if __name__ == '__main__':
    main()
