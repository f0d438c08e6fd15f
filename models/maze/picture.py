"""The renderer: what does not move from memory, what moves on top by masks, the bar above."""

import torch
import torch.nn.functional as F

from models.maze.dynamics import State, offset
from models.maze.network import LevelNetwork, join


def draw(net: LevelNetwork, state: State) -> torch.Tensor:
    """[batch, 3, height, width] of the whole picture, 0 to 1."""
    spec = net.spec
    canvas, left, top = draw_canvas(net, state)
    batch = torch.arange(len(canvas), device=canvas.device)[:, None, None]
    ys = top[:, None, None] + torch.arange(spec.height, device=canvas.device)[None, :, None]
    xs = left[:, None, None] + torch.arange(spec.width, device=canvas.device)[None, None, :]
    below = canvas[batch, :, ys, xs].permute(0, 3, 1, 2)
    return torch.cat([draw_bar(net, state), below], 2) if spec.bar_cells else below


def draw_canvas(net: LevelNetwork, state: State) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Whole cells in and around the window with movers on them, and where in that the window starts (x, y)."""
    spec = net.spec
    index, left, top = window(net, state)
    looks = net.cell_look[state.cells.flatten(1).long()]
    if state.soft is not None:
        here = state.soft.index[..., None].expand(-1, -1, looks.shape[2])
        looks = looks.scatter(1, here, state.soft.cells @ net.cell_look)
    look = (
        looks.gather(1, index[..., None].expand(-1, -1, looks.shape[2]))
        .transpose(1, 2)
        .unflatten(2, (spec.window_rows, spec.window_columns))
    )
    scene = F.pixel_shuffle(net.stacks['scene'](look)[0], spec.cell)
    return draw_movers(net, state, scene, left, top), left, top


def window(net: LevelNetwork, state: State) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Index of the cells in and around the window [batch, rows · columns], and where in them the window starts (x, y)."""
    spec = net.spec
    unit = spec.cell // spec.units
    x, y = state.movers[:, 0, 0].long(), state.movers[:, 0, 1].long()
    left, top = x * unit - spec.left, y * unit - spec.top
    first_x = torch.div(left, spec.cell, rounding_mode='floor') - 1
    first_y = torch.div(top, spec.cell, rounding_mode='floor') - 1
    xs = (first_x[:, None] + torch.arange(spec.window_columns, device=x.device)) % spec.columns
    ys = (first_y[:, None] + torch.arange(spec.window_rows, device=x.device)) % spec.rows
    index = (ys[:, :, None] * spec.columns + xs[:, None]).flatten(1)
    return index, left - first_x * spec.cell, top - first_y * spec.cell


def draw_movers(
    net: LevelNetwork, state: State, image: torch.Tensor, window_left: torch.Tensor, window_top: torch.Tensor
) -> torch.Tensor:
    """Puts the others on the picture in their order, then the player."""
    spec = net.spec
    movers = state.movers.long()
    batch, unit = len(movers), spec.cell // spec.units
    x, y, look = movers.unbind(-1)
    hot = lambda value, count: F.one_hot(value, count).to(image.dtype)
    kinds = torch.eye(spec.kinds, device=x.device).expand(batch, -1, -1)
    looks = hot(look, spec.looks) if state.soft is None else state.soft.look
    units = [hot(value % spec.units, spec.units) for value in (x, y)]
    features = join('sprite', {'kind': kinds, 'look': looks, 'unitX': units[0], 'unitY': units[1]})
    sprites = net.stacks['sprites'](features)[0].view(batch, spec.kinds, 4, spec.sprite, spec.sprite)
    border = (spec.sprite - spec.cell) // 2
    left = window_left[:, None] + spec.left - border + unit * offset(x[:, :1], x, spec.columns * spec.units)
    top = window_top[:, None] + spec.top - border + unit * offset(y[:, :1], y, spec.rows * spec.units)
    px = torch.arange(image.shape[3], device=x.device)
    py = torch.arange(image.shape[2], device=x.device)
    for mover in [*range(1, spec.kinds), 0]:
        sx = px[None] - left[:, mover, None]  # [batch, pixels]
        sy = py[None] - top[:, mover, None]
        inside = ((sx >= 0) & (sx < spec.sprite))[:, None, :] & ((sy >= 0) & (sy < spec.sprite))[:, :, None]
        sprite = cut_clamped(sprites[:, mover], sx, sy)
        mask = sprite[:, 3:] * inside[:, None]
        image = image + mask * (sprite[:, :3] - image)
    return image


def cut_clamped(sprites: torch.Tensor, sx: torch.Tensor, sy: torch.Tensor) -> torch.Tensor:
    """Each sprite on a canvas: [batch, 4, height, width]; beyond its edge the edge is repeated."""
    side = sprites.shape[-1]
    hot_x = F.one_hot(sx.clamp(0, side - 1), side).to(sprites.dtype)
    hot_y = F.one_hot(sy.clamp(0, side - 1), side).to(sprites.dtype)
    return torch.einsum('bcij,byi,bxj->bcyx', sprites, hot_y, hot_x)


def draw_bar(net: LevelNetwork, state: State) -> torch.Tensor:
    spec = net.spec
    looks = net.bar_look[state.bar.long()] if state.soft is None else state.soft.bars @ net.bar_look
    pixels = net.stacks['barScene'](looks)[0]
    return F.pixel_shuffle(pixels.transpose(1, 2).unflatten(2, (spec.bar_rows, spec.bar_columns)), spec.cell)
