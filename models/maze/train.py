"""Trains a level from recordings.

python train.py --data train.episodes --validation validation.episodes --out RUN --budget 20
torchrun --nproc-per-node 4 train.py …                      on several devices or processes

Fine-tuning: --begin OTHER/checkpoint.pt --rate 3e-4, with --adversary and --free if wanted. In RUN: checkpoint.pt, metrics.json
(options, curve), strip.png (truth above, own predictions below).
"""

import argparse
import copy
import json
import math
import sys
import time
from pathlib import Path

import torch

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "shared"))
from team import Team  # noqa: E402

import keeping  # noqa: E402
from adversary import Adversary  # noqa: E402
from dataset import Moments, Pictures, find_moves  # noqa: E402
from evaluate import evaluate, strip  # noqa: E402
from losses import dynamics_loss, picture_loss  # noqa: E402
from network import LevelNetwork, Spec  # noqa: E402
from rollout import free_loss  # noqa: E402

# Steps between those that also draw pictures, and between those that renew the stock of them.
DRAW, RENEW = 3, 20
AVERAGING = 0.999


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", required=True)
    parser.add_argument("--validation", required=True)
    parser.add_argument("--out", required=True)
    parser.add_argument("--budget", type=float, default=20, help="minutes, earlier runs that are resumed included")
    parser.add_argument("--steps", type=int, help="train for so many, however long they take")
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument("--threads", type=int, default=1, help="per process")
    parser.add_argument("--batch", type=int, default=256, help="moments per step and process")
    parser.add_argument("--pictures", type=int, default=12, help="pictures per step and process")
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--resume", action="store_true", help="go on with RUN/checkpoint.pt")
    parser.add_argument("--begin", help="a checkpoint whose weights to begin with")
    parser.add_argument("--adversary", type=float, default=0, help="weight of the adversarial losses; 0: none")
    parser.add_argument("--free", type=int, default=0, help="most own predictions before a moment that is learned from; 0: none")
    parser.add_argument("--every", type=float, default=90, help="seconds between evaluations")
    return parser.parse_args()


class Trainer:
    """Networks, what improves them, and what of it is kept."""

    def __init__(self, options: argparse.Namespace, team: Team, kept: dict | None):
        self.options, self.team, device = options, team, team.device
        # Codes keep their meaning, also where it goes on with other recordings.
        self.data = Moments(options.data, device, kept and kept["dictionaries"])
        self.spec = kept["spec"] if kept else self.describe()
        torch.manual_seed(options.seed)
        self.net = LevelNetwork(self.spec).to(device)
        self.average = copy.deepcopy(self.net).requires_grad_(False)
        self.optimizer = torch.optim.AdamW(self.net.parameters(), lr=options.rate, betas=(0.9, 0.99), weight_decay=1e-4)
        self.progress = {"seconds": 0.0, "steps": 0, "log": []}
        self.adversary = Adversary(self.spec).to(device) if options.adversary else None
        if self.adversary:
            self.critic = torch.optim.AdamW(self.adversary.parameters(), lr=2e-3, betas=(0.5, 0.99), weight_decay=1e-2)
        if kept:
            self.restore(kept)
        # Each process draws moments of its own.
        seed = options.seed + 1000 * team.rank + self.progress["steps"]
        torch.manual_seed(seed)
        self.generator = self.data.generator(seed)
        self.pictures = Pictures(self.data, self.generator)

    def describe(self) -> Spec:
        header = {key: value for key, value in self.data.recordings.header.items() if key != "episodes"}
        units = header["cellPixels"] // header["unitPixels"]
        codes = [len(one.patches) for one in self.data.dictionaries]
        moves = find_moves(self.data.movers, (header["world"][0] * units, header["world"][1] * units))
        return Spec(header, *codes, moves)

    def restore(self, kept: dict) -> None:
        self.net.load_state_dict(kept["net"] if self.options.resume else kept["average"])
        self.average.load_state_dict(kept["average"])
        if self.options.resume:
            self.optimizer.load_state_dict(kept["optimizer"])
            self.progress = kept["progress"]
            if self.adversary and "adversary" in kept:
                self.adversary.load_state_dict(kept["adversary"])
                self.critic.load_state_dict(kept["critic"])

    def keep(self, path: Path) -> None:
        kept = {"net": self.net, "average": self.average, "optimizer": self.optimizer}
        if self.adversary:
            kept |= {"adversary": self.adversary, "critic": self.critic}
        kept = {name: one.state_dict() for name, one in kept.items()}
        kept |= {"progress": self.progress, "spec": self.spec, "dictionaries": self.data.dictionaries}
        keeping.write(kept, path)

    def step(self, share: float) -> dict[str, torch.Tensor]:
        """One step at `share` of the budget; its losses by name."""
        options, data, net = self.options, self.data, self.net
        number = self.progress["steps"]
        losses = dynamics_loss(net, data, *data.pick(options.batch, self.generator))
        if options.free:
            steps = 1 + number % options.free
            free = free_loss(net, data, data.pick(max(1, options.batch // 3), self.generator), steps)
            losses |= {f"free {name}": loss for name, loss in free.items()}
        critics = {}
        if number % DRAW == 0:
            episode, step, now, then = self.pictures.pick(options.pictures)
            losses |= picture_loss(net, data, data.state(episode, step), now)
            if self.adversary:
                moments = data.pick(max(1, options.batch // 6), self.generator)
                lessen, critics = self.adversary.losses(net, data, moments, (episode, step, then))
                losses |= {f"adversary {name}": options.adversary * loss for name, loss in lessen.items()}
        if number % RENEW == 0:
            self.pictures.renew()
        for group in self.optimizer.param_groups:
            group["lr"] = options.rate * min(1, (number + 1) / 100) * (0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * share)))
        self.improve(self.optimizer, net, losses)
        if critics:
            self.improve(self.critic, self.adversary, critics)
        self.progress["steps"] += 1
        with torch.no_grad():
            keep = min(AVERAGING, 1 - 1 / (self.progress["steps"] + 1))
            torch._foreach_lerp_(list(self.average.parameters()), list(net.parameters()), 1 - keep)
        return losses | {f"critic {name}": loss for name, loss in critics.items()}

    def improve(self, optimizer: torch.optim.Optimizer, module: torch.nn.Module, losses: dict[str, torch.Tensor]) -> None:
        optimizer.zero_grad(set_to_none=True)
        sum(losses.values()).backward()
        # Steps without pictures leave the renderer alone, in all processes.
        parameters = [one for one in module.parameters() if one.grad is not None]
        self.team.average_gradients(parameters)
        torch.nn.utils.clip_grad_norm_(parameters, 1.0)
        optimizer.step()


class Journal:
    """The leader's: evaluations, checkpoints, and what is printed."""

    def __init__(self, trainer: Trainer, out: Path):
        self.trainer, self.out = trainer, out
        self.held_out = Moments(trainer.options.validation, trainer.team.device, trainer.data.dictionaries)
        self.sums: dict[str, list] = {}
        weights = sum(one.numel() for one in trainer.net.parameters())
        print(f"{weights} weights, {trainer.data.episodes * trainer.data.steps} steps, moves {trainer.spec.moves}", flush=True)

    def note(self, losses: dict[str, torch.Tensor]) -> None:
        for name, value in losses.items():
            total, count = self.sums.get(name, (0, 0))
            self.sums[name] = (total + value.detach(), count + 1)

    def write(self) -> None:
        trainer, progress = self.trainer, self.trainer.progress
        row = {"minutes": round(progress["seconds"] / 60, 2), "steps": progress["steps"]}
        row |= {name: round(float(total) / count, 6) for name, (total, count) in self.sums.items()}
        row |= evaluate(trainer.average, self.held_out)
        progress["log"].append(row)
        print(json.dumps(row), flush=True)
        self.sums = {}
        trainer.keep(self.out / "checkpoint.pt")
        # Where files lie is nobody's business.
        paths = ("data", "validation", "out", "begin")
        options = {name: value for name, value in vars(trainer.options).items() if name not in paths}
        options["processes"] = trainer.team.size
        (self.out / "metrics.json").write_text(json.dumps({"options": options, "log": progress["log"]}, indent=1))
        strip(trainer.average, self.held_out, self.out / "strip.png")


def main() -> None:
    options = parse()
    team = Team(options.device)
    torch.set_num_threads(options.threads)
    out = Path(options.out)
    out.mkdir(parents=True, exist_ok=True)
    if options.resume and (out / "checkpoint.pt").exists():
        begin = out / "checkpoint.pt"
    else:
        options.resume, begin = False, options.begin
    kept = keeping.read(Path(begin), team.device) if begin else None
    if not team.leads:
        team.share(0)  # the leader makes the tokens
    trainer = Trainer(options, team, kept)
    if team.leads:
        team.share(0)
    journal = Journal(trainer, out) if team.leads else None
    progress, before = trainer.progress, trainer.progress["seconds"]
    started = last = time.monotonic()
    while True:
        progress["seconds"] = before + time.monotonic() - started
        share = progress["steps"] / options.steps if options.steps else progress["seconds"] / (60 * options.budget)
        share = min(1.0, team.share(share))
        if journal and (share >= 1 or time.monotonic() - last > options.every):
            journal.write()
            last = time.monotonic()
        if share >= 1:
            break
        losses = trainer.step(share)
        if journal:
            journal.note(losses)
    team.close()


if __name__ == "__main__":
    main()
