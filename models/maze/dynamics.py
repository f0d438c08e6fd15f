"""One step of a level: what everybody does, what that changes in memory and in the bar. All state is whole numbers."""

from dataclasses import dataclass

import torch
import torch.nn.functional as F

from models.maze.network import NEAR, SIGHT, TOUCH, LevelNetwork, Spec, join


@dataclass
class State:
    cells: torch.Tensor  # [batch, rows, columns] codes
    bar: torch.Tensor  # [batch, cells of the bar] codes
    movers: torch.Tensor  # [batch, movers, 3] x, y, look
    soft: 'Soft | None' = None  # only where gradients flow through what was drawn

    @property
    def drawn(self) -> 'Soft':
        """`soft`, where there must be one."""
        if self.soft is None:
            raise ValueError('this state carries no gradients')
        return self.soft


@dataclass
class Soft:
    """Parts of a state again, as numbers that have the same value and carry gradients back to the step that made them."""

    look: torch.Tensor  # [batch, movers, looks] one-hot
    move: torch.Tensor  # [batch, movers, moves] one-hot: the step that was made
    place: torch.Tensor  # [batch, movers, 2] units, not wrapped
    bar: torch.Tensor | None  # [batch, cells of the bar, codes] one-hot
    index: torch.Tensor  # [batch, (2 · TOUCH + 1)²] cells around where the player was
    cells: torch.Tensor  # [batch, (2 · TOUCH + 1)², codes] one-hot

    @property
    def bars(self) -> torch.Tensor:
        """`bar`, where there must be one."""
        if self.bar is None:
            raise ValueError('this level has no bar')
        return self.bar

    def detach(self) -> 'Soft':
        bar = None if self.bar is None else self.bar.detach()
        parts = (self.look, self.move, self.place, self.index, self.cells)
        look, move, place, index, cells = (part.detach() for part in parts)
        return Soft(look, move, place, bar, index, cells)


@dataclass
class Output:
    choice: torch.Tensor  # [batch, movers, looks · moves] logits of what each does: look · moves + move
    write: torch.Tensor  # [batch, (2 · TOUCH + 1)², cell codes] logits of cells around the player; 0 leaves them
    bar: torch.Tensor | None  # [batch, cells of the bar, bar codes] logits


def crop(cells: torch.Tensor, x: torch.Tensor, y: torch.Tensor, reach: int) -> torch.Tensor:
    """Codes around cells (x, y) [batch, n] of a world whose edges meet: [batch, n, (2 · reach + 1)²], row by row."""
    index = around(cells.shape[1], cells.shape[2], x, y, reach)
    flat = cells.flatten(1)
    return flat.gather(1, index.flatten(1)).view(index.shape)


def around(rows: int, columns: int, x: torch.Tensor, y: torch.Tensor, reach: int) -> torch.Tensor:
    steps = torch.arange(-reach, reach + 1, device=x.device)
    ys = (y[..., None] + steps) % rows
    xs = (x[..., None] + steps) % columns
    return (ys[..., :, None] * columns + xs[..., None, :]).flatten(-2)


def mover_features(net: LevelNetwork, state: State, action: torch.Tensor) -> torch.Tensor:
    """[batch, movers, features], as sense.wgsl of packages/world makes them."""
    spec, movers = net.spec, state.movers.long()
    batch = movers.shape[0]
    x, y, look = movers.unbind(-1)
    codes = crop(state.cells.long(), x // spec.units, y // spec.units, SIGHT)
    sense = net.cell_sense[codes].flatten(2)
    hot = lambda value, count: F.one_hot(value, count).to(sense.dtype)
    kinds = torch.eye(spec.kinds, device=x.device).expand(batch, -1, -1)
    told = torch.zeros(batch, spec.kinds, spec.actions, device=x.device)
    told[:, 0] = hot(action.long(), spec.actions)
    dx, dy = (
        offset(value[:, :1], value, units)
        for value, units in ((x, spec.columns * spec.units), (y, spec.rows * spec.units))
    )
    far = torch.stack([dx / 32, dy / 32, (dx.abs() - dy.abs()) / 32, (dx.abs() + dy.abs()) / 32], -1)
    near = [hot(d.clamp(-NEAR, NEAR) + NEAR, 2 * NEAR + 1) for d in (dx, dy)]
    looks = hot(look, spec.looks) if state.soft is None else state.soft.look
    parts = {
        'cells': sense,
        'unitX': hot(x % spec.units, spec.units),
        'unitY': hot(y % spec.units, spec.units),
        'look': looks,
        'playerLook': looks[:, :1].expand(-1, spec.kinds, -1),
        'kind': kinds,
        'action': told,
        'way': far,
        'nearX': near[0],
        'nearY': near[1],
    }
    if spec.bar_cells:
        bar = net.bar_sense[state.bar.long()] if state.soft is None else state.soft.bars @ net.bar_sense
        parts['bar'] = bar.flatten(1)[:, None].expand(-1, spec.kinds, -1)
    return join('mover', parts)


def offset(start: torch.Tensor, end: torch.Tensor, around: int) -> torch.Tensor:
    """The short way round, from −around / 2."""
    return (end - start + around // 2) % around - around // 2


def bar_features(net: LevelNetwork, bar: torch.Tensor, message: torch.Tensor) -> torch.Tensor:
    """[batch, cells of the bar, features] from what movers tell, [batch, movers, MESSAGE]."""
    own = net.bar_state[bar.long()]
    place = torch.eye(bar.shape[1], device=own.device).expand(len(own), -1, -1)
    others = message[:, 1:].amax(1) if message.shape[1] > 1 else message[:, 0]
    told = lambda said: said[:, None].expand(-1, bar.shape[1], -1)
    return join('bar', {'code': own, 'place': place, 'player': told(message[:, 0]), 'others': told(others)})


def predict(net: LevelNetwork, state: State, action: torch.Tensor) -> Output:
    spec = net.spec
    choice, message, write = net.stacks['movers'](mover_features(net, state, action))
    codes = None
    if spec.bar_cells:
        (codes,) = net.stacks['bar'](bar_features(net, state.bar, message))
    write = write[:, 0].view(-1, (2 * TOUCH + 1) ** 2, spec.cell_codes)
    return Output(choice, write, codes)


def sample(logits: torch.Tensor, least: float, generator: torch.Generator | None = None) -> torch.Tensor:
    """Draws by Gumbel noise among what is at least `least` times as likely as the likeliest."""
    floor = logits.amax(-1, keepdim=True) + torch.log(torch.tensor(least))
    noise = torch.rand(logits.shape, generator=generator, device=logits.device).clamp_min(1e-20)
    return (logits - torch.log(-torch.log(noise))).masked_fill(logits < floor, -torch.inf).argmax(-1)


def apply(spec: Spec, state: State, output: Output, choice: torch.Tensor) -> State:
    """Carries out what was chosen. This is all that is not learned: moving by what was drawn, and writing; in the bar only codes
    that were seen side by side."""
    moves = torch.tensor(spec.moves, device=choice.device)
    x, y, _ = state.movers.long().unbind(-1)
    move, look = moves[choice % len(spec.moves)], choice // len(spec.moves)
    movers = torch.stack(
        [
            (x + move[..., 0]) % (spec.columns * spec.units),
            (y + move[..., 1]) % (spec.rows * spec.units),
            look,
        ],
        -1,
    )
    index = around(spec.rows, spec.columns, x[:, :1] // spec.units, y[:, :1] // spec.units, TOUCH)[:, 0]
    flat = state.cells.flatten(1).long()
    written = output.write.argmax(-1)
    flat = flat.scatter(1, index, torch.where(written == 0, flat.gather(1, index), written))
    bar = state.bar if output.bar is None else likeliest_bar(spec, output.bar)
    return State(flat.view(state.cells.shape), bar, movers)


def likeliest_bar(spec: Spec, logits: torch.Tensor) -> torch.Tensor:
    """From the left, the likeliest code of those that may follow the one before."""
    if spec.pairs is None:
        return logits.argmax(-1)
    pairs, bar = spec.pairs.to(logits.device), []
    before = torch.zeros(len(logits), dtype=torch.long, device=logits.device)
    for at in range(logits.shape[1]):
        before = logits[:, at].masked_fill(~pairs[at, before], -torch.inf).argmax(-1)
        bar.append(before)
    return torch.stack(bar, -1)


def step(net: LevelNetwork, state: State, action: torch.Tensor, least: float = 0.05) -> State:
    output = predict(net, state, action)
    return apply(net.spec, state, output, sample(output.choice, least))
