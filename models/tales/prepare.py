"""The books as tokens, which several runs can share.

python -m models.tales.prepare --data BOOKS --out FILE [--cuts 0.1]
"""

import argparse
from pathlib import Path

import torch
from tokenizers import Tokenizer

from models.shared.checkpoint import read_values, write_values
from models.tales.corpus import files_of, tales_of
from models.tales.tokenizer import VOCABULARY, encode_variants, train_tokenizer

Prepared = tuple[Tokenizer, torch.Tensor]


def options_of(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add('--vocabulary', type=int, default=VOCABULARY, help='tokens')
    add('--cuts', type=float, default=0.0, help='share of merges that the tokeniser leaves out at random')
    add('--variants', type=int, default=8, help='of the books, each with other cuts')


def prepare(options: argparse.Namespace, tokenizer: Tokenizer | None = None) -> Prepared:
    """The tokeniser, learned from the books unless it is given, and the tokens of all variants of the books."""
    tales = [tale for file in files_of(options.data, held_out=False) for tale in tales_of(file)]
    tokenizer = tokenizer or train_tokenizer(tales, options.vocabulary)
    return tokenizer, encode_variants(tokenizer, tales, options.cuts, options.variants)


def write_prepared(path: Path, prepared: Prepared) -> None:
    write_values({'tokenizer': prepared[0].to_str(), 'tokens': prepared[1].to(torch.int16)}, path)


def read_prepared(path: Path) -> Prepared:
    kept = read_values(path)
    return Tokenizer.from_str(kept['tokenizer']), kept['tokens'].long()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--data', required=True)
    parser.add_argument('--out', required=True)
    options_of(parser)
    options = parser.parse_args()
    write_prepared(Path(options.out), prepare(options))


if __name__ == '__main__':
    main()
