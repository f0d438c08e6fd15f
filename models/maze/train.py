"""Trains a level from recordings.

python train.py --data train.episodes --validation validation.episodes --out RUN --budget 20
torchrun --nproc-per-node 4 train.py … on several devices or processes. --resume goes on with RUN/checkpoint.pt.
"""

import argparse
import copy
import json
import math
import os
import time
from pathlib import Path

import torch
import torch.distributed as dist

from dataset import Moments, find_moves
from evaluate import evaluate, strip
from losses import dynamics_loss, picture_loss
from network import LevelNetwork, Spec


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", required=True)
    parser.add_argument("--validation", required=True)
    parser.add_argument("--out", required=True)
    parser.add_argument("--budget", type=float, default=20, help="minutes of training")
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--batch", type=int, default=256, help="moments per step and process")
    parser.add_argument("--pictures", type=int, default=12, help="pictures per step and process")
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--resume", action="store_true")
    parser.add_argument("--every", type=float, default=90, help="seconds between evaluations")
    return parser.parse_args()


class Pictures:
    """A stock of pictures, a few episodes of it renewed at a time, since all of them unpacked need gigabytes."""

    def __init__(self, data: Moments, generator: torch.Generator, most: int = 24):
        self.data, self.generator, self.most = data, generator, most
        self.held: list[tuple[int, torch.Tensor]] = []

    def renew(self) -> None:
        one = int(torch.randint(self.data.episodes, (1,), generator=self.generator))
        frames = torch.from_numpy(self.data.recordings[one].frames.copy()).to(self.data.device)
        self.held = [*self.held[-self.most + 1 :], (one, frames)]

    def pick(self, count: int):
        at = torch.randint(len(self.held), (count,), generator=self.generator).tolist()
        step = torch.randint(self.data.steps + 1, (count,), generator=self.generator)
        frames = torch.stack([self.held[i][1][t] for i, t in zip(at, step.tolist())])
        episode = torch.tensor([self.held[i][0] for i in at], device=self.data.device)
        return self.data.state(episode, step.to(self.data.device)), frames


def main() -> None:
    options = parse()
    world, rank = int(os.environ.get("WORLD_SIZE", 1)), int(os.environ.get("RANK", 0))
    device = options.device
    if world > 1:
        dist.init_process_group("nccl" if device.startswith("cuda") else "gloo")
        if device == "cuda":
            device = f"cuda:{os.environ['LOCAL_RANK']}"
            torch.cuda.set_device(device)
    out = Path(options.out)
    out.mkdir(parents=True, exist_ok=True)
    if world > 1 and rank > 0:
        dist.barrier()  # the first process makes the tokens
    checkpoint = out / "checkpoint.pt"
    kept = None
    if options.resume and checkpoint.exists():
        kept = torch.load(checkpoint, map_location=device, weights_only=False)
    # Codes keep their meaning, also where it goes on with other recordings.
    data = Moments(options.data, device, kept and kept["dictionaries"])
    held_out = Moments(options.validation, device, data.dictionaries)
    if world > 1 and rank == 0:
        dist.barrier()

    header = data.recordings.header
    units = header["cellPixels"] // header["unitPixels"]
    codes = [len(one.patches) for one in data.dictionaries]
    moves = find_moves(data.movers, (header["world"][0] * units, header["world"][1] * units))
    spec = kept["spec"] if kept is not None else Spec({key: value for key, value in header.items() if key != "episodes"}, *codes, moves)
    torch.manual_seed(options.seed)
    net = LevelNetwork(spec).to(device)
    average = copy.deepcopy(net).requires_grad_(False)
    optimizer = torch.optim.AdamW(net.parameters(), lr=options.rate, betas=(0.9, 0.99), weight_decay=1e-4)
    progress = {"seconds": 0.0, "steps": 0, "log": []}
    if kept is not None:
        net.load_state_dict(kept["net"])
        average.load_state_dict(kept["average"])
        optimizer.load_state_dict(kept["optimizer"])
        progress = kept["progress"]
    generator = torch.Generator().manual_seed(options.seed + 1000 * rank + progress["steps"])
    pictures = Pictures(data, generator)
    for _ in range(6):
        pictures.renew()

    budget, started, last = options.budget * 60, time.monotonic(), time.monotonic()
    before = progress["seconds"]
    sums: dict[str, float] = {}
    count = 0
    if rank == 0:
        print(f"{sum(p.numel() for p in net.parameters())} weights, {data.episodes * data.steps} steps, codes {codes}, moves {moves}", flush=True)
    while True:
        progress["seconds"] = before + time.monotonic() - started
        share = min(1.0, progress["seconds"] / budget)
        rate = options.rate * min(1, (progress["steps"] + 1) / 100) * (0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * share)))
        for group in optimizer.param_groups:
            group["lr"] = rate
        losses = dynamics_loss(net, data, *data.pick(options.batch, generator))
        if progress["steps"] % 3 == 0:
            losses |= picture_loss(net, data, *pictures.pick(options.pictures))
        if progress["steps"] % 20 == 0:
            pictures.renew()
        total = sum(losses.values())
        optimizer.zero_grad(set_to_none=True)
        total.backward()
        if world > 1:
            for parameter in net.parameters():
                if parameter.grad is None:
                    parameter.grad = torch.zeros_like(parameter)
                dist.all_reduce(parameter.grad)
                parameter.grad /= world
        torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        optimizer.step()
        progress["steps"] += 1
        with torch.no_grad():
            keep = min(0.999, 1 - 1 / (progress["steps"] + 1))
            torch._foreach_lerp_(list(average.parameters()), list(net.parameters()), 1 - keep)
        for name, value in losses.items():
            sums[name] = sums.get(name, 0) + value.item() * (3 if name == "picture" else 1)
        count += 1
        done = share >= 1
        if world > 1:  # all stop together
            flag = torch.tensor(float(done), device=device)
            dist.broadcast(flag, 0)
            done = bool(flag.item())
        if rank == 0 and (done or time.monotonic() - last > options.every):
            last = time.monotonic()
            row = {"minutes": round(progress["seconds"] / 60, 2), "steps": progress["steps"]}
            row |= {name: round(value / count, 6) for name, value in sums.items()}
            row |= evaluate(average, held_out)
            progress["log"].append(row)
            print(json.dumps(row), flush=True)
            sums, count = {}, 0
            kept = {"net": net.state_dict(), "average": average.state_dict(), "optimizer": optimizer.state_dict()}
            kept |= {"progress": progress, "spec": spec, "dictionaries": data.dictionaries}
            torch.save(kept, checkpoint.with_suffix(".new"))
            checkpoint.with_suffix(".new").replace(checkpoint)
            (out / "metrics.json").write_text(json.dumps({"options": vars(options), "log": progress["log"]}, indent=1))
            strip(average, held_out, out / "strip.png")
        if done:
            break
    if world > 1:
        dist.destroy_process_group()


if __name__ == "__main__":
    main()
