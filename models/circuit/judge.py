"""Judges a run by drives of a kind of bot that was never recorded: `python -m models.circuit.judge RUN --data train*.episodes …`.

Where the car is, is read from pictures by a probe (probe.py), whose own error on real pictures is the floor.
"""

import argparse
import json
from pathlib import Path

import torch
from torch import Tensor

from models.circuit.dataset import Drives
from models.circuit.evaluate import evaluate, play, starts_of
from models.circuit.export import load
from models.circuit.laps import drive_laps
from models.circuit.network import Predictor
from models.circuit.probe import Probe, differences, read, train_probe
from models.shared.checkpoint import read_values, write_values

STEPS = (10, 30, 100, 300)


def middle(values: dict[str, Tensor]) -> dict[str, float]:
    """The mean and the median of each."""
    result = {}
    for name, value in values.items():
        result[name], result[f'{name}, median'] = round(float(value.mean()), 4), round(float(value.median()), 4)
    return result


def poses_at(data: Drives, episode: Tensor, first: Tensor, steps: int) -> Tensor:
    assert data.poses is not None
    return data.poses[episode[:, None], first[:, None] + 1 + torch.arange(steps, device=data.device)]


def free_running(net: Predictor, probe: Probe, data: Drives) -> dict:
    """Own predictions against the truth under the same actions, and beside it a picture that stays as it was."""
    steps = min(max(STEPS), data.steps - 2)
    episode, first = starts_of(data, 64, steps)
    made = play(net, data, episode, first, steps)
    found, poses = read(probe, made), poses_at(data, episode, first, steps)
    truth = data.segment(episode, first, steps)[0]
    floor = differences(read(probe, truth[:, 1:]), poses)
    stayed = differences(read(probe, truth[:, :1]).expand(-1, steps, -1), poses)
    apart = differences(found, poses)
    moves = (found[:, 1:, :2] - found[:, :-1, :2]).norm(dim=-1)
    real = (poses[:, 1:, :2] - poses[:, :-1, :2]).norm(dim=-1)
    result: dict = {'floor': middle(floor), 'jumps per 1000': round(1000 * float((moves - real > 2).float().mean()), 3)}
    for step in (one for one in STEPS if one <= steps):
        result[str(step)] = {**middle(last(apart, step)), 'last picture': middle(last(stayed, step))}
    return result


def last(values: dict[str, Tensor], step: int) -> dict[str, Tensor]:
    """The five steps up to one."""
    return {name: value[:, max(0, step - 5) : step] for name, value in values.items()}


def hits(net: Predictor, data: Drives) -> dict:
    """Whether the lamp of crashes goes on within three steps of when it does, in own predictions that begin a second before."""
    names = [tuple(one) for one in data.header['palette']]
    lamp = names.index((255, 80, 64))
    lit = (data.frames == lamp).flatten(2).sum(2) >= 20
    begins = lit[:, 1:] & ~lit[:, :-1]
    episode, at = begins[:, 40 : data.steps - 40].nonzero(as_tuple=True)
    episode, first = episode[:200], at[:200] + 40 + 1 - 30
    if len(episode) == 0:
        return {}
    made = (play(net, data, episode, first, 60) == lamp).flatten(2).sum(2) >= 20
    truth = lit[episode[:, None], first[:, None] + 1 + torch.arange(60, device=data.device)]
    rises = lambda values: values & ~torch.cat([values[:, :1], values[:, :-1]], 1)
    made, truth = rises(made), rises(truth)
    wide = lambda values: torch.nn.functional.max_pool1d(values.float()[:, None], 7, 1, 3)[:, 0] > 0
    found, right = float((truth & wide(made)).sum()), float((made & wide(truth)).sum())
    recall, precision = found / max(1, float(truth.sum())), right / max(1, float(made.sum()))
    return {
        'f1': round(2 * recall * precision / max(1e-9, recall + precision), 4),
        'recall': round(recall, 4),
        'events': int(truth.sum()),
    }


def standing(net: Predictor, data: Drives, steps: int = 600) -> float:
    """Pixels that change in a step while nobody does anything, at rest."""
    assert data.poses is not None
    at_rest = (data.poses[:, 2:-1, 3] == 0) & (data.poses[:, 1:-2, 3] == 0)
    episode, at = at_rest.nonzero(as_tuple=True)
    pick = torch.linspace(0, len(at) - 1, min(16, len(at))).long().to(at.device)
    still = Drives.__new__(Drives)
    still.__dict__.update(data.__dict__)
    still.actions, still.frames = torch.zeros(len(pick), steps, dtype=torch.uint8, device=data.device), data.frames
    still.frames = data.frames[episode[pick], at[pick] + 2][:, None].expand(-1, steps + 1, -1, -1)
    streams = torch.arange(len(pick), device=data.device)
    made = play(net, still, streams, torch.ones_like(streams), steps - 2)
    return round(float((made[:, 1:] != made[:, :-1]).float().mean()), 6)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('run', type=Path)
    parser.add_argument('--data', nargs='+', required=True, help='what the probe learns from')
    parser.add_argument(
        '--validation', nargs='+', required=True, help='drives of a kind of bot that was not learned from'
    )
    parser.add_argument('--crashes', nargs='+', help='drives with crashes that were not learned from')
    parser.add_argument('--starts', nargs='+', help='cars that stand, for laps by own pictures')
    parser.add_argument('--lap-seconds', type=float, default=25, help='most that the laps may take')
    parser.add_argument('--probe-seconds', type=float, default=20)
    parser.add_argument('--device', default='cuda' if torch.cuda.is_available() else 'cpu')
    options = parser.parse_args()
    net = load(options.run)[0].to(options.device)
    learned = Drives(options.data, options.device)
    held_out = Drives(options.validation, options.device, like=learned.header)
    kept = options.run / 'probe.pt'
    if kept.exists():
        probe = Probe(len(learned.header['palette']), *learned.frames.shape[2:]).to(options.device)
        probe.load_state_dict(read_values(kept, options.device))
    else:
        probe = train_probe(learned, options.probe_seconds)
        write_values(probe.half().state_dict(), kept)
        probe.float()
    report: dict = {'pixels': evaluate(net, held_out, 32), 'free running': free_running(net, probe, held_out)}
    (options.run / 'judge.json').write_text(json.dumps(report, indent=1))
    report['still'] = standing(net, learned)
    if options.crashes:
        report['hits'] = hits(net, Drives(options.crashes, options.device, like=learned.header))
    (options.run / 'judge.json').write_text(json.dumps(report, indent=1))
    if options.starts:
        standing_cars = Drives(options.starts, options.device, like=learned.header).frames[:, 1]
        report['laps'] = drive_laps(net, probe, learned.header['palette'], standing_cars, options.lap_seconds)
        (options.run / 'judge.json').write_text(json.dumps(report, indent=1))
    print(json.dumps(report, indent=1), flush=True)


if __name__ == '__main__':
    main()
