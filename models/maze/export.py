"""Writes a level's folder from a training run: level.json and its weights.

python -m models.maze.export RUN --starts start.episodes --out level
"""

import argparse
import copy
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import save_file

from models.maze.dataset import Moments, restore_dictionaries
from models.maze.dynamics import apply, predict
from models.maze.network import (
    EMBED_BAR,
    EMBED_CELL,
    EMBED_PICTURE,
    MESSAGE,
    NEAR,
    SIGHT,
    TOUCH,
    LevelNetwork,
    Spec,
    Stack,
)
from models.maze.picture import draw
from models.maze.shipped import TABLES, table_name
from models.shared.checkpoint import load_checkpoint
from models.shared.export import describe_training, read_metrics, write_model

DATA = 'recorded by `node models/maze/record.mjs`'
KEYS = {
    'up': ['ArrowUp', 'KeyW', 'Gamepad12', 'GamepadAxis1-', 'SwipeUp'],
    'right': ['ArrowRight', 'KeyD', 'Gamepad15', 'GamepadAxis0+', 'SwipeRight'],
    'down': ['ArrowDown', 'KeyS', 'Gamepad13', 'GamepadAxis1+', 'SwipeDown'],
    'left': ['ArrowLeft', 'KeyA', 'Gamepad14', 'GamepadAxis0-', 'SwipeLeft'],
}


def describe(spec: Spec, fps: int, least: float, starts: list[str]) -> dict:
    header = spec.header
    return {
        'frame': [header['frame']['width'], header['frame']['height']],
        'fps': fps,
        'actions': [{'name': name, 'keys': KEYS.get(name, [])} for name in header['actions']],
        'world': [spec.columns, spec.rows],
        'cellPixels': spec.cell,
        'spritePixels': spec.sprite,
        'units': spec.units,
        'barRows': spec.bar_rows,
        'anchor': [spec.left, spec.top],
        'movers': header['movers'],
        'moves': spec.moves,
        'codes': {'cells': spec.cell_codes, 'bar': spec.bar_codes},
        'channels': {
            'sense': EMBED_CELL,
            'bar': EMBED_BAR,
            'state': EMBED_CELL,
            'look': EMBED_PICTURE,
            'message': MESSAGE,
        },
        'reach': {'sight': SIGHT, 'touch': TOUCH, 'near': NEAR},
        'least': least,
        'networks': spec.architectures(),
        'starts': [{'name': name} for name in starts],
    }


def weights(net: LevelNetwork) -> dict[str, torch.Tensor]:
    half = lambda tensor: tensor.detach().cpu().half()
    tensors = {}
    for name, stack in net.stacks.items():
        assert isinstance(stack, Stack)
        tensors |= {f'{name}.{part}': half(value) for part, value in stack.tensors().items()}
    for name in TABLES:
        if hasattr(net, name):
            tensors[table_name(name)] = half(getattr(net, name))
    if net.spec.pairs is not None and net.spec.bar_cells:
        tensors['table.barPairs'] = net.spec.pairs.cpu().to(torch.uint8)
    return tensors


def dictionary_tensors(data: Moments) -> dict[str, torch.Tensor]:
    """The picture that each code is named after, RGB; that of code 0 is black."""
    palette = np.array(data.recordings.header['palette'], np.uint8)
    tensors = {}
    for name, dictionary in zip(('cells', 'bar'), data.dictionaries):
        pictures = palette[dictionary.patches]
        tensors[f'dictionary.{name}'] = torch.from_numpy(np.concatenate([np.zeros_like(pictures[:1]), pictures]))
    return tensors


def start_tensors(data: Moments, count: int, step: int) -> dict[str, torch.Tensor]:
    """States at `step` of the first episodes: what a player would remember who has seen all of it."""
    state = data.state(torch.arange(count), torch.full((count,), step))
    return {
        'start.movers': state.movers.to(torch.int16),
        'start.bar': state.bar.to(torch.uint8),
        'start.cells': state.cells.to(torch.uint8),
    }


def load(run: str | Path) -> tuple[LevelNetwork, dict]:
    """The averaged weights of a run, and its checkpoint."""
    kept = load_checkpoint(run)
    net = LevelNetwork(Spec(**kept['spec']))
    net.load_state_dict(kept['average'])
    return net.requires_grad_(False), kept


@torch.no_grad()
def write_parity(path: Path, net: LevelNetwork, data: Moments, steps: int = 48, every: int = 16) -> None:
    """What PyTorch makes of the first start when nothing is left to chance, for tests/parity/world."""
    net = copy.deepcopy(net)
    for parameter in net.parameters():
        parameter.copy_(parameter.half().float())
    zero = torch.tensor([0])
    state, states, pictures = data.state(zero, zero), [], []
    for t in range(steps):
        output = predict(net, state, data.actions[:1, t])
        state = apply(net.spec, state, output, output.choice.argmax(-1))
        states.append(torch.cat([part.long().flatten() for part in (state.movers, state.bar, state.cells)]))
        if (t + 1) % every == 0:
            pictures.append((draw(net, state)[0].permute(1, 2, 0).clamp(0, 1) * 255).round().byte())
    tensors = {
        'actions': data.actions[0, :steps].contiguous(),
        'states': torch.stack(states).int(),
        'pictures': torch.stack(pictures),
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    save_file(tensors, path)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('run', type=Path)
    parser.add_argument(
        '--starts', required=True, help='recordings that show all of their worlds; their first steps become starts'
    )
    parser.add_argument('--count', type=int, default=16)
    parser.add_argument('--out', type=Path, required=True)
    parser.add_argument('--title', default='Wick')
    parser.add_argument('--fps', type=int, default=30)
    parser.add_argument(
        '--least', type=float, default=0.05, help='choices below this share of the likeliest are never drawn'
    )
    parser.add_argument('--parity', type=Path, help='where to write what PyTorch predicts, for a test')
    options = parser.parse_args()
    net, kept = load(options.run)
    data = Moments(options.starts, 'cpu', restore_dictionaries(kept['dictionaries']))
    count = min(options.count, data.episodes)
    starts = start_tensors(data, count, 0) | dictionary_tensors(data)
    unknown = float((starts['start.cells'] == 0).float().mean())
    if unknown > 0:
        print(f"{unknown:.1%} of the starts' cells were never seen whole")
    # A start's name is the seed of the game that it was taken from.
    names = [str(data.recordings.header['episodes'][i]['seed']) for i in range(count)]
    metrics = read_metrics(options.run)
    fields = {
        'name': options.title,
        'task': 'level',
        'architecture': describe(net.spec, options.fps, options.least, names),
        'metrics': {'validation': metrics['evaluations'][-1]['figures']},
        'training': describe_training('models.maze.train', metrics, DATA),
    }
    write_model(options.out, weights(net) | starts, fields, 'level.json', 'level.safetensors')
    if options.parity:
        write_parity(options.parity, net, data)
    print(f'{count} starts')


if __name__ == '__main__':
    main()
