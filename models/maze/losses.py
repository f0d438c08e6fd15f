"""What is asked of the dynamics and of the pictures."""

import torch
import torch.nn.functional as F

from models.maze.dataset import Batch, Moments
from models.maze.dynamics import State, around, crop, offset, predict
from models.maze.network import TOUCH, LevelNetwork, Spec
from models.maze.picture import draw_bar, draw_canvas

# Weight of the bar: an error in its score stays to the game's end, one in where snuffers go is forgotten.
BAR = 4.0


def chosen(spec: Spec, now: State, then: State) -> torch.Tensor:
    """What everybody did between two moments: [batch, movers], look · moves + move."""
    steps = torch.stack(
        [
            offset(now.movers[..., axis].long(), then.movers[..., axis].long(), count * spec.units)
            for axis, count in ((0, spec.columns), (1, spec.rows))
        ],
        -1,
    )
    moves = torch.tensor(spec.moves, device=steps.device)
    move = (steps[..., None, :] == moves).all(-1).int().argmax(-1)
    return then.movers[..., 2].long() * len(moves) + move


def written(spec: Spec, now: State, then: State) -> torch.Tensor:
    """What became of the cells around the player: 0 where they stayed."""
    x, y = now.movers[:, :1, 0].long() // spec.units, now.movers[:, :1, 1].long() // spec.units
    index = around(spec.rows, spec.columns, x, y, TOUCH)[:, 0]
    before = now.cells.flatten(1).long().gather(1, index)
    after = then.cells.flatten(1).long().gather(1, index)
    return torch.where(before == after, 0, after)


def dynamics_loss(net: LevelNetwork, batch: Batch) -> dict[str, torch.Tensor]:
    spec, now, then = net.spec, batch.now, batch.then
    output = predict(net, now, batch.actions)
    x, y = now.movers[..., 0].long() // spec.units, now.movers[..., 1].long() // spec.units
    known = (crop(now.cells.long(), x, y, 1) > 0).all(-1)
    if batch.hidden is not None:
        known |= batch.hidden[:, None]
    known = known.float()
    choice = F.cross_entropy(output.choice.transpose(1, 2), chosen(spec, now, then), reduction='none')
    losses = {
        'player': (choice[:, 0] * known[:, 0]).mean(),
        'others': (choice[:, 1:] * known[:, 1:]).mean(),
        'write': F.cross_entropy(output.write.transpose(1, 2), written(spec, now, then)),
    }
    if output.bar is not None:
        losses['bar'] = BAR * F.cross_entropy(output.bar.transpose(1, 2), then.bar.long())
    return losses


def picture_loss(net: LevelNetwork, data: Moments, state: State, frames: torch.Tensor) -> dict[str, torch.Tensor]:
    """`frames` are palette indices."""
    spec = net.spec
    truth = data.palette[frames.long()].permute(0, 3, 1, 2)
    split = spec.bar_rows * spec.cell
    canvas, left, top = draw_canvas(net, state)
    # The picture is put on the canvas and not the canvas cut out, which is dearer backwards.
    ys = torch.arange(canvas.shape[2], device=canvas.device) - top[:, None]
    xs = torch.arange(canvas.shape[3], device=canvas.device) - left[:, None]
    inside = ((ys >= 0) & (ys < spec.height))[:, :, None] & ((xs >= 0) & (xs < spec.width))[:, None, :]
    batch = torch.arange(len(truth), device=canvas.device)[:, None, None]
    rows, columns = ys.clamp(0, spec.height - 1) + split, xs.clamp(0, spec.width - 1)
    wanted = truth[batch, :, rows[:, :, None], columns[:, None, :]].permute(0, 3, 1, 2)
    mask = inside[:, None].float()
    error = (canvas - wanted) * mask
    loss = (error.square().sum() * 20 + error.abs().sum()) / (3 * mask.sum())
    if spec.bar_cells:
        error = draw_bar(net, state) - truth[:, :, :split]
        loss = loss + 0.2 * (error.square().mean() * 20 + error.abs().mean())
    return {'picture': loss}
