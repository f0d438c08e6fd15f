"""Moments of a game that knows no more of its world than a first picture shows, to learn from."""

import torch

from models.maze.dataset import Batch, Moments
from models.maze.dynamics import around
from models.maze.losses import chosen, written
from models.maze.network import TOUCH, Spec


def find_usual(spec: Spec, data: Moments) -> torch.Tensor:
    """The move, a place in `spec.moves`, that each action leads to most often from the middle of a cell: [actions]."""
    episode, step = data.plain.unbind(-1)
    now, then = data.state(episode, step), data.state(episode, step + 1)
    moves = chosen(spec, now, then)[:, 0] % len(spec.moves)
    middle = (now.movers[:, 0, :2] % spec.units == 0).all(-1)
    counts = torch.zeros(spec.actions, len(spec.moves), dtype=torch.long, device=moves.device)
    pairs = (data.actions[episode, step].long()[middle], moves[middle])
    return counts.index_put_(pairs, torch.ones_like(pairs[0]), accumulate=True).argmax(-1)


def hide(spec: Spec, batch: Batch, usual: torch.Tensor, share: float, generator: torch.Generator) -> None:
    """
    Hides the cells outside a picture's worth of them, anywhere in the world, in a share of the batch's moments. Left as they
    are: moments in which an unknown cell changes, and those in which the flame does not go as its action usually leads. So
    unknown ground is learned to be open and empty, and stays unknown.
    """
    count, rows, columns = batch.now.cells.shape
    device = batch.now.cells.device
    draw = lambda most: torch.randint(most, (count, 1), generator=generator, device=device)
    inside = lambda size, most: (torch.arange(size, device=device) - draw(size)) % size < most
    seen_rows = inside(rows, spec.height // spec.cell - 1)
    seen_columns = inside(columns, spec.width // spec.cell - 1)
    known = seen_rows[:, :, None] & seen_columns[:, None, :]

    player = batch.now.movers[:, 0].long()
    x, y = player[:, :1], player[:, 1:2]
    index = around(rows, columns, x // spec.units, y // spec.units, TOUCH)[:, 0]
    change = written(spec, batch.now, batch.then) > 0
    changes = (change & ~known.flatten(1).gather(1, index)).any(-1)
    move = chosen(spec, batch.now, batch.then)[:, 0] % len(spec.moves)
    middle = (player[:, :2] % spec.units == 0).all(-1)
    strays = middle & (move != usual[batch.actions.long()])
    take = torch.rand(count, generator=generator, device=device) < share
    take &= ~changes & ~strays
    keep = known | ~take[:, None, None]
    for state in (batch.now, batch.then):
        state.cells = torch.where(keep, state.cells, 0)
    batch.hidden = take
