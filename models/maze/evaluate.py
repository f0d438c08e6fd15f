"""Figures of a network on recordings it was not trained on, and a strip of truth and prediction."""

import torch

from models.maze.dataset import Moments
from models.maze.dynamics import State, apply, predict, sample
from models.maze.losses import chosen, written
from models.maze.network import LevelNetwork
from models.maze.picture import draw


@torch.no_grad()
def evaluate(
    net: LevelNetwork, data: Moments, moments: int = 3000, rollouts: int = 48, length: int = 100
) -> dict[str, float]:
    generator = data.generator(7)
    spec = net.spec
    episode, step = data.pick(moments, generator, events=0.3)
    now, then = data.state(episode, step), data.state(episode, step + 1)
    output = predict(net, now, data.actions[episode, step])
    truth = chosen(spec, now, then)
    player = output.choice[:, 0].argmax(-1) == truth[:, 0]
    others = output.choice.log_softmax(-1).gather(-1, truth[..., None])[:, 1:, 0]
    row = {
        'playerOne': player.float().mean().item(),
        'othersOne': (output.choice.argmax(-1) == truth)[:, 1:].float().mean().item(),
        # How often what was done would have been refused as too unlikely.
        'othersMissed': (others < output.choice.log_softmax(-1)[:, 1:].amax(-1) - 3).float().mean().item(),
        'writeOne': (output.write.argmax(-1) == written(spec, now, then)).all(-1).float().mean().item(),
    }
    if output.bar is not None:
        row['barOne'] = (output.bar.argmax(-1) == then.bar).all(-1).float().mean().item()
    row |= rollout(net, data, rollouts, length, generator)
    episode = torch.arange(24, device=data.device) % data.episodes
    step = torch.randint(data.steps, (24,), generator=generator, device=data.device)
    picture = draw(net, data.state(episode, step))
    truth = data.palette[data.frames(episode, step).long()].permute(0, 3, 1, 2)
    row['psnr'] = (-10 * (picture - truth).square().mean((1, 2, 3)).log10()).mean().item()
    row['pixels'] = ((picture - truth).abs().amax(1) < 0.06).float().mean().item()
    return {name: round(value, 5) for name, value in row.items()}


def rollout(net: LevelNetwork, data: Moments, count: int, length: int, generator: torch.Generator) -> dict[str, float]:
    """Own predictions under recorded actions."""
    length = min(length, data.steps - 1)
    start = torch.randint(data.steps - length, (count,), generator=generator, device=data.device)
    episode = torch.randint(data.episodes, (count,), generator=generator, device=data.device)
    state = data.state(episode, start)
    for t in range(length):
        output = predict(net, state, data.actions[episode, start + t])
        state = apply(net.spec, state, output, sample(output.choice, 0.05))
    truth = data.state(episode, start + length)
    known = truth.cells > 0
    return {
        f'player{length}': (state.movers[:, 0] == truth.movers[:, 0])[:, :2].all(-1).float().mean().item(),
        f'cells{length}': (state.cells == truth.cells)[known].float().mean().item(),
        f'worlds{length}': ((state.cells == truth.cells) | ~known).flatten(1).all(-1).float().mean().item(),
    }


@torch.no_grad()
def strip(net: LevelNetwork, data: Moments, path, steps: tuple[int, ...] = (0, 1, 10, 50, 100, 200)) -> None:
    """Truth above, prediction below; two games."""
    import numpy as np
    from PIL import Image

    rows, first = [], min(50, data.steps // 4)
    steps = tuple(step for step in steps if first + step < data.steps)
    for game in range(min(2, data.episodes)):
        episode, start = torch.tensor([game], device=data.device), torch.tensor([first], device=data.device)
        state, pictures = data.state(episode, start), []
        for t in range(max(steps) + 1):
            if t in steps:
                pictures.append(draw(net, state)[0].clamp(0, 1))
            output = predict(net, state, data.actions[episode, start + t])
            state = apply(net.spec, state, output, sample(output.choice, 0.05))
        truth = data.palette[
            data.frames(episode.repeat(len(steps)), start + torch.tensor(steps, device=data.device)).long()
        ]
        rows += [torch.cat(list(truth), 1), torch.cat([one.permute(1, 2, 0) for one in pictures], 1)]
    Image.fromarray((torch.cat(rows).cpu().numpy() * 255).round().astype(np.uint8)).save(path)


__all__ = ['State', 'evaluate', 'strip']
