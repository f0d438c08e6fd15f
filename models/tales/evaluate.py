"""Nats per character of books that were not learned from.

python -m models.tales.evaluate RUN --data BOOKS
"""

import argparse
import json
from pathlib import Path

import torch
import torch.nn.functional as F
from tokenizers import Tokenizer
from torch import Tensor, nn

from models.shared.checkpoint import load_checkpoint
from models.tales.corpus import files_of, name_of, tales_of
from models.tales.network import Spec, Storyteller
from models.tales.tokenizer import encode_tales

# Windows that go through the network at once.
BATCH = 16


@torch.no_grad()
def nats_of(network: nn.Module, ids: Tensor, window: int, device: str) -> float:
    """
    The sum over all tokens but the first. Windows overlap by a half, so that each token but those of the first window is
    predicted from at least `window / 2` tokens before it.
    """
    half = window // 2
    padding = -(len(ids) - 1) % half if len(ids) > window else window + 1 - len(ids)
    windows = F.pad(ids, (0, padding), value=-1).unfold(0, window + 1, half)
    total = torch.zeros((), dtype=torch.float64, device=device)
    for start in range(0, len(windows), BATCH):
        part = windows[start : start + BATCH].to(device)
        logits = network(part[:, :-1].clamp(min=0)).transpose(1, 2).float()
        losses = F.cross_entropy(logits, part[:, 1:], reduction='none', ignore_index=-1)
        total += losses[:, half:].double().sum()
        if start == 0:
            total += losses[0, :half].double().sum()
    return float(total)


def figures_of(
    network: nn.Module, tokenizer: Tokenizer, tales: list[str], window: int, device: str
) -> dict[str, float]:
    """Per character and per token; END counts as a token of its tale."""
    ids = encode_tales(tokenizer, tales)
    nats, characters = nats_of(network, ids, window, device), sum(map(len, tales))
    return {'nats_per_character': nats / characters, 'nats_per_token': nats / (len(ids) - 1), 'tokens': len(ids)}


def load_run(run: str | Path) -> tuple[Storyteller, Tokenizer]:
    """The averaged weights of a run where they did best on the tales it looked at, and its tokeniser."""
    kept = load_checkpoint(run)
    network = Storyteller(Spec(**kept['spec']))
    network.load_state_dict(kept['best'])
    return network.eval(), Tokenizer.from_str(kept['tokenizer'])


def split_held_out(data: str) -> tuple[list[str], dict[str, list[str]]]:
    """The tales by which runs are chosen, every second one of the first book, and all others, on which the chosen run is measured."""
    first, *others = files_of(data, held_out=True)
    tales = tales_of(first)
    return tales[::2], {name_of(first): tales[1::2], **{name_of(file): tales_of(file) for file in others}}


def evaluate_books(network: Storyteller, tokenizer: Tokenizer, data: str, device: str = 'cpu') -> dict[str, dict]:
    """Figures of the tales by which no run was chosen, by book."""
    window = network.spec.max_position_embeddings
    books = split_held_out(data)[1]
    return {name: figures_of(network, tokenizer, tales, window, device) for name, tales in books.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('run')
    parser.add_argument('--data', required=True)
    options = parser.parse_args()
    print(json.dumps(evaluate_books(*load_run(options.run), options.data), indent=1))


if __name__ == '__main__':
    main()
