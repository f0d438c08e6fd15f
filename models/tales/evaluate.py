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
from models.tales.corpus import files_of, tales_of
from models.tales.network import Spec, Storyteller
from models.tales.tokenizer import encode_tales


@torch.no_grad()
def nats_of(network: nn.Module, ids: Tensor, window: int, device: str) -> float:
    """
    The sum over all tokens but the first. Windows overlap by a half, so that each token but those of the first window is
    predicted from at least `window / 2` tokens before it.
    """
    total, half = 0.0, window // 2
    for start in range(0, max(1, len(ids) - half - 1), half):
        part = ids[start : start + window + 1].to(device)
        losses = F.cross_entropy(network(part[None, :-1])[0], part[1:], reduction='none')
        total += float(losses[half if start else 0 :].double().sum())
    return total


def figures_of(
    network: nn.Module, tokenizer: Tokenizer, tales: list[str], window: int, device: str
) -> dict[str, float]:
    """Per character and per token; END counts as a token of its tale."""
    ids = encode_tales(tokenizer, tales)
    nats, characters = nats_of(network, ids, window, device), sum(map(len, tales))
    return {'nats_per_character': nats / characters, 'nats_per_token': nats / (len(ids) - 1), 'tokens': len(ids)}


def load_run(run: str | Path) -> tuple[Storyteller, Tokenizer]:
    """The averaged weights of a run, and its tokeniser."""
    kept = load_checkpoint(run)
    network = Storyteller(Spec(**kept['spec']))
    network.load_state_dict(kept['average'])
    return network.eval(), Tokenizer.from_str(kept['tokenizer'])


def evaluate_books(network: Storyteller, tokenizer: Tokenizer, data: str) -> dict[str, dict]:
    window = network.spec.max_position_embeddings
    books = {file.stem: tales_of(file) for file in files_of(data, held_out=True)}
    return {name: figures_of(network, tokenizer, tales, window, 'cpu') for name, tales in books.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('run')
    parser.add_argument('--data', required=True)
    options = parser.parse_args()
    print(json.dumps(evaluate_books(*load_run(options.run), options.data), indent=1))


if __name__ == '__main__':
    main()
