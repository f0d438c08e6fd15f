"""How long own predictions stay true: figures of pixels, and a strip to look at. `python -m models.circuit.evaluate LEVEL
--validation check.episodes --strip strip.png` prints them for any level of pixels.
"""

import argparse
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from models.circuit.dataset import Drives
from models.circuit.network import Predictor

SHOWN = (1, 10, 30, 100, 300)


def starts_of(data: Drives, streams: int, steps: int) -> tuple[Tensor, Tensor]:
    """Episodes and steps to begin at, the same always."""
    count = min(streams, len(data))
    first = torch.linspace(1, max(1, data.steps - steps), count).long()
    return torch.arange(count).to(data.device), first.to(data.device)


@torch.no_grad()
def play(net: Predictor, data: Drives, episode: Tensor, first: Tensor, steps: int, told: int = 0) -> Tensor:
    """Own predictions under the recorded actions [streams, steps, h, w]; for the first `told` steps true pictures go in."""
    device = data.device
    weights = net.weights(torch.bfloat16 if torch.device(device).type == 'cuda' else torch.float32)
    truth, actions = data.segment(episode, first, steps)
    now, before = truth[:, :1], data.frames[episode, first - 1][:, None]
    dtype = next(iter(weights.values())).dtype
    memory = net.no_memory(len(episode), dtype, device)
    made = []
    for step in range(steps):
        if step < told:
            now = truth[:, step, None]
        maps = net.step(weights, now, before, memory, actions[:, step])
        before, now, memory = now, maps['next'].to(torch.uint8), maps['kept']
        made.append(now[:, 0])
    return torch.stack(made, 1)


def evaluate(net: Predictor, data: Drives, streams: int) -> dict:
    """Of drives that were not learned from: one step after 16 true ones, and own predictions of up to 100 steps."""
    longest = min(100, data.steps - 2)
    told = min(16, longest // 2)
    episode, first = starts_of(data, streams, longest + 1)
    near, truth = (
        play(net, data, episode, first, 2 * told, 2 * told)[:, told:],
        data.segment(episode, first, 2 * told)[0],
    )
    target, last = truth[:, told + 1 :], truth[:, told:-1]
    changed = target != last
    figures = {
        'one step': float((near == target).float().mean()),
        'one step, changes': float(((near == target) & changed).sum() / changed.sum()),
    }
    made, truth = play(net, data, episode, first, longest), data.segment(episode, first, longest)[0][:, 1:]
    for step in (one for one in (1, 10, 30, 100) if one <= longest):
        figures[f'pixels after {step}'] = float((made[:, step - 1] == truth[:, step - 1]).float().mean())
    # Rows with the dashboard tell whether speed and wheel are kept.
    figures['last rows at the end'] = float((made[:, -1, -4:] == truth[:, -1, -4:]).float().mean())
    return figures


def colours(data: Drives, pictures: Tensor) -> np.ndarray:
    return np.array(data.header['palette'], np.uint8)[pictures.cpu().numpy()]


def strip(net: Predictor, data: Drives, path: Path, streams: int = 3) -> None:
    """Truth above, own predictions below, after 1, 10, 30, 100 and 300 steps, for some drives."""
    from PIL import Image

    steps = min(max(SHOWN), data.steps - 1)
    shown = [one for one in SHOWN if one <= steps]
    episode, first = starts_of(data, streams, steps)
    made, truth = play(net, data, episode, first, steps), data.segment(episode, first, steps)[0][:, 1:]
    rows = []
    for stream in range(len(episode)):
        rows += [
            np.concatenate([colours(data, pictures[stream, one - 1]) for one in shown], 1) for pictures in (truth, made)
        ]
    Image.fromarray(np.concatenate(rows)).save(path)


@torch.no_grad()
def follow(net: Predictor, data: Drives) -> list[tuple[int, float, float, float, float]]:
    """
    Steps of own predictions; pixels that are right; those that are as in the first picture; of those that differ from it, in
    truth or prediction, the part that is right; and the part of games whose whole picture is right.
    """
    steps = min(max(SHOWN), data.steps - 1)
    episode, first = starts_of(data, len(data), steps)
    made, truth = play(net, data, episode, first, steps), data.segment(episode, first, steps)[0]
    rows = []
    for step in (one for one in SHOWN if one <= steps):
        mine, target = made[:, step - 1], truth[:, step]
        moved = (target != truth[:, 0]) | (mine != truth[:, 0])
        right = mine == target
        rows.append(
            (
                step,
                float(right.float().mean()),
                float((target == truth[:, 0]).float().mean()),
                float((right & moved).sum() / moved.sum()),
                float(right.flatten(1).all(1).float().mean()),
            )
        )
    return rows


def main() -> None:
    # The recipes' way to read levels needs what is above.
    from models.circuit.export import load

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('level', help='folder of a level, or of a training run')
    parser.add_argument('--validation', required=True, nargs='+', help='recordings that were not learned from')
    parser.add_argument('--strip', type=Path, help='where to draw truth and predictions of some games')
    options = parser.parse_args()
    net, kept = load(options.level)
    data = Drives(options.validation, 'cpu', like=kept['header'])
    print(f'{len(data)} games, own predictions only')
    print('after   pixels right   as the first picture is   of those that moved, right   whole pictures right')
    for step, pixels, first, moved, whole in follow(net, data):
        print(f'{step:5d} {100 * pixels:12.2f} % {100 * first:23.2f} % {100 * moved:26.1f} % {100 * whole:20.1f} %')
    if options.strip:
        strip(net, data, options.strip)


if __name__ == '__main__':
    main()
