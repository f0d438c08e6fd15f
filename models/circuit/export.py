"""Writes a level's folder from a training run: `python -m models.circuit.export RUN --starts starts.episodes --out level`.

Each drive of the starts becomes one: its picture after a second, and what the network remembers of that second.
"""

import argparse
from pathlib import Path

import torch
from safetensors.torch import save_file
from torch import Tensor

from models.circuit.dataset import Drives
from models.circuit.network import Predictor, Spec
from models.shared.checkpoint import load_checkpoint
from models.shared.export import describe_training, read_metrics, read_model, write_model

DATA = 'recorded by `node models/circuit/record.mjs`'
WHEEL = {
    'left': ['ArrowLeft', 'KeyA', 'GamepadAxis0-', 'SwipeLeft'],
    'right': ['ArrowRight', 'KeyD', 'GamepadAxis0+', 'SwipeRight'],
}
WAY = {
    'up': ['ArrowUp', 'KeyW', 'Space', 'SwipeUp', 'GamepadAxis1-'],
    'down': ['ArrowDown', 'KeyS', 'SwipeDown', 'GamepadAxis1+'],
}
PEDAL = {'gas': ['ArrowUp', 'KeyW', 'Gamepad7', 'SwipeUp'], 'brake': ['ArrowDown', 'KeyS', 'Gamepad6', 'SwipeDown']}


def keys_of(action: str) -> list[str]:
    """Inputs that mean an action; two at once are joined by +."""
    words = action.split()
    if len(words) == 1:
        return {**WHEEL, **PEDAL, **WAY}.get(action, [])
    return [f'{pedal}+{wheel}' for pedal, wheel in zip(PEDAL.get(words[0], []), WHEEL.get(words[1], []))]


def load(run: str | Path) -> tuple[Predictor, dict]:
    """The averaged weights of a run and its checkpoint, or those of an exported level."""
    if (Path(run) / 'level.json').exists():
        return load_level(run)
    kept = load_checkpoint(run)
    net = Predictor(Spec.of(kept['spec']))
    net.load_state_dict(kept['average'])
    return net.requires_grad_(False), kept


def load_level(folder: str | Path) -> tuple[Predictor, dict]:
    config, tensors = read_model(folder, 'level.json')
    level = config['architecture']
    layers = {layer['name']: layer for layer in level['network']['layers']}
    header = {
        'frame': dict(zip(('width', 'height'), level['frame'])),
        'palette': level['palette'],
        'actions': [one['name'] for one in level['actions']],
    }
    spec = Spec(
        *level['frame'],
        classes=len(level['palette']),
        actions=len(level['actions']),
        channels=tuple(layers[f'down{i}']['channels'] for i in range(1, 5)),
        memory=level['memory']['channels'],
        levels=level['memory']['levels'],
        embed=layers['see']['channels'],
        fine=layers['spread']['channels'] // 4,
        paint=layers['paint']['channels'],
        act=layers['will']['channels'],
        reach=tuple(layers['next'].get('reach', Spec.reach)),
        place=layers['found']['channels'] if 'found' in layers else 0,
    )
    net = Predictor(spec)
    net.layers.load_tensors({name.removeprefix('network.'): value for name, value in tensors.items()})
    return net.requires_grad_(False), {'spec': spec.state(), 'header': header}


def describe(net: Predictor, header: dict, fps: int, starts: list[str]) -> dict:
    spec = net.spec
    return {
        'kind': 'pixels',
        'frame': [spec.width, spec.height],
        'fps': fps,
        'actions': [{'name': name, 'keys': keys_of(name)} for name in header['actions']],
        'palette': header['palette'],
        'memory': {'channels': spec.memory, 'levels': spec.levels, 'level': spec.level},
        'network': net.architecture,
        'starts': [{'name': name} for name in starts],
    }


def as_exported(net: Predictor) -> dict[str, Tensor]:
    """The weights in half precision."""
    return {name: value.detach().cpu().half() for name, value in net.layers.tensors().items()}


def numbers_of_levels(memory: Tensor, levels: int) -> Tensor:
    return ((memory.float() + 1) / 2 * (levels - 1)).round().to(torch.uint8)


@torch.no_grad()
def start_tensors(net: Predictor, data: Drives, steps: int = 30) -> dict[str, Tensor]:
    """States after `steps` true pictures."""
    weights = {name: value.float() for name, value in as_exported(net).items()}
    memory = net.no_memory(len(data), torch.float32, 'cpu')
    for step in range(1, steps):
        now, before = data.frames[:, step, None], data.frames[:, step - 1, None]
        memory = net.step(weights, now, before, memory, data.actions[:, step])['kept']
    return {
        'start.now': data.frames[:, steps].clone(),
        'start.before': data.frames[:, steps - 1].clone(),
        'start.memory': numbers_of_levels(memory, net.spec.levels),
    }


@torch.no_grad()
def write_parity(path: Path, net: Predictor, starts: dict[str, Tensor], steps: int = 4) -> None:
    """What PyTorch predicts from the first start, for tests/parity/world."""
    weights = {name: value.float() for name, value in as_exported(net).items()}
    levels = net.spec.levels - 1
    now, before = starts['start.now'][:1, None], starts['start.before'][:1, None]
    memory = starts['start.memory'][:1].float() / levels * 2 - 1
    actions = (torch.arange(steps) * 4 + 3).to(torch.uint8) % net.spec.actions
    pictures, memories = [], []
    for action in actions:
        maps = net.step(weights, now, before, memory, action[None])
        before, now, memory = now, maps['next'].to(torch.uint8), maps['kept']
        pictures.append(now[0, 0])
        memories.append(numbers_of_levels(memory[0], net.spec.levels))
    path.parent.mkdir(parents=True, exist_ok=True)
    save_file({'actions': actions, 'pictures': torch.stack(pictures), 'memory': torch.stack(memories)}, path)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('run', type=Path)
    parser.add_argument('--starts', nargs='+', required=True, help='recordings whose drives become starts')
    parser.add_argument('--out', type=Path, required=True)
    parser.add_argument('--title', default='Circuit')
    parser.add_argument('--fps', type=int, default=30)
    parser.add_argument('--parity', type=Path, help='where to write what PyTorch predicts, for a test')
    options = parser.parse_args()
    net, kept = load(options.run)
    data = Drives(options.starts, 'cpu', like=kept['header'])
    starts = start_tensors(net, data)
    metrics = read_metrics(options.run)
    weights = {f'network.{name}': value for name, value in as_exported(net).items()}
    fields = {
        'name': options.title,
        'task': 'level',
        'architecture': describe(net, kept['header'], options.fps, [str(i) for i in range(len(data))]),
        'metrics': {'validation': metrics['evaluations'][-1]['figures']},
        'training': describe_training('models.circuit.train', metrics, DATA),
    }
    write_model(options.out, weights | starts, fields, 'level.json', 'level.safetensors')
    if options.parity:
        write_parity(options.parity, net, starts)


if __name__ == '__main__':
    main()
