"""Own predictions in training: with gradients through what is drawn, and as states to learn from."""

import torch
import torch.nn.functional as F

from models.maze.dataset import Moments
from models.maze.dynamics import Output, Soft, State, apply, around, crop, predict, sample
from models.maze.losses import chosen, written
from models.maze.network import TOUCH, LevelNetwork, Spec

# What is less than this share as likely as the likeliest is never drawn.
LEAST = 0.05


def imagine(net: LevelNetwork, state: State, action: torch.Tensor) -> State:
    """One step that is drawn as in play, whose state carries gradients: straight-through Gumbel-softmax."""
    spec, output = net.spec, predict(net, state, action)
    unlikely = output.choice < output.choice.amax(-1, keepdim=True) + torch.log(torch.tensor(LEAST))
    choice = F.gumbel_softmax(output.choice.masked_fill(unlikely, -1e4), hard=True)
    after = apply(spec, state, output, choice.argmax(-1))

    pairs = choice.unflatten(-1, (spec.looks, len(spec.moves)))
    moves = torch.tensor(spec.moves, device=choice.device, dtype=choice.dtype)
    place = state.movers[..., :2].to(choice.dtype) if state.soft is None else state.soft.place
    x, y = state.movers[:, :1, 0].long() // spec.units, state.movers[:, :1, 1].long() // spec.units
    index = around(spec.rows, spec.columns, x, y, TOUCH)[:, 0]
    codes = straight(output.write)
    before = F.one_hot(state.cells.flatten(1).long().gather(1, index), spec.cell_codes)
    cells = codes[..., :1] * before + F.pad(codes[..., 1:], (1, 0))
    bar = None if output.bar is None else straight(output.bar)
    after.soft = Soft(pairs.sum(-1), pairs.sum(-2), place + pairs.sum(-2) @ moves, bar, index, cells)
    return after


def straight(logits: torch.Tensor) -> torch.Tensor:
    """One-hot of the likeliest, with the gradient of the softmax."""
    shares = logits.softmax(-1)
    return F.one_hot(logits.argmax(-1), logits.shape[-1]) + shares - shares.detach()


def recorded(spec: Spec, now: State, then: State) -> State:
    """A recorded state in the form that `imagine` gives to predicted ones."""
    hot = lambda value, count: F.one_hot(value.long(), count).float()
    place = now.movers[..., :2].float() if now.soft is None else now.soft.place
    move = hot(chosen(spec, now, then) % len(spec.moves), len(spec.moves))
    moved = place + move @ torch.tensor(spec.moves, device=place.device).float()
    bar = hot(then.bar, spec.bar_codes) if spec.bar_cells else None
    none = torch.zeros(0, device=place.device)
    return State(
        then.cells, then.bar, then.movers, Soft(hot(then.movers[..., 2], spec.looks), move, moved, bar, none, none)
    )


def detached(state: State) -> State:
    if state.soft is None:
        return state
    return State(state.cells, state.bar, state.movers, state.soft.detach())


@torch.no_grad()
def wander(net: LevelNetwork, state: State, actions: torch.Tensor) -> State:
    """Own predictions under `actions` [batch, steps]. What is written is drawn as well, and not the likeliest, so that mistakes
    come up that it might make."""
    for action in actions.T:
        output = predict(net, state, action)
        noise = -torch.log(-torch.log(torch.rand_like(output.write).clamp(1e-20, 1 - 1e-7)))
        state = apply(
            net.spec, state, Output(output.choice, output.write + noise, output.bar), sample(output.choice, LEAST)
        )
    return state


def free_loss(
    net: LevelNetwork, data: Moments, moments: tuple[torch.Tensor, torch.Tensor], steps: int
) -> dict[str, torch.Tensor]:
    """What is asked after `steps` own predictions, wherever what was recorded is still the right answer: of movers that are
    where they truly were with true cells around, of memory around such a player (where it is wrong, to mend it), of a bar
    that has been right."""
    spec, (episode, step) = net.spec, moments
    step = step.clamp_max(data.steps - steps - 1)
    index = step[:, None] + torch.arange(steps + 1, device=step.device)
    actions = data.actions[episode[:, None], index]
    now = wander(net, data.state(episode, step), actions[:, :-1])
    true, then = data.state(episode, step + steps), data.state(episode, step + steps + 1)
    output = predict(net, now, actions[:, -1])
    same = (now.movers == true.movers).all(-1)
    same = same & same[:, :1]
    x, y = now.movers[..., 0].long() // spec.units, now.movers[..., 1].long() // spec.units
    near = crop(true.cells.long(), x, y, 1)
    known = ((near > 0) & (near == crop(now.cells.long(), x, y, 1))).all(-1) & same
    choice = F.cross_entropy(output.choice.transpose(1, 2), chosen(spec, now, then), reduction='none')
    write = F.cross_entropy(output.write.transpose(1, 2), written(spec, now, then), reduction='none')
    losses = {'movers': (choice * known).mean(), 'write': (write * same[:, :1]).mean()}
    if output.bar is not None:
        right = (now.bar == true.bar).all(-1) & same.all(-1)
        losses['bar'] = (
            F.cross_entropy(output.bar.transpose(1, 2), then.bar.long(), reduction='none') * right[:, None]
        ).mean()
    return losses
