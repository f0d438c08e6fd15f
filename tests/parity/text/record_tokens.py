"""What the tokenizers package makes of 10,000 lines of hard Unicode: a checksum (FNV-1a of all tokens and line ends) of each 500 lines.

    pip install gguf==0.19.0 tokenizers==0.22.1
    python tests/parity/text/record_tokens.py

tokens.json: checksums by tokeniser. The lines are made by the same generator in tokens.test.ts.
"""

import json
from collections.abc import Iterator
from pathlib import Path

import gguf
from tokenizers import Tokenizer

HERE = Path(__file__).parent
STORYTELLER = HERE.parents[2] / 'models/tales/storyteller/storyteller.gguf'
LINES, BLOCK = 10_000, 500
# Code points from and to; single ones that matter more stand by themselves.
RANGES = json.loads((HERE / 'hard-unicode.json').read_text())


def numbers() -> Iterator[int]:
    state = 1
    while True:
        state = (state * 1664525 + 1013904223) % 2**32
        yield state >> 16


def lines() -> Iterator[str]:
    random = numbers()
    for _ in range(LINES):
        length = 1 + next(random) % 24
        yield ''.join(character(random) for _ in range(length))


def character(random: Iterator[int]) -> str:
    low, high = RANGES[next(random) % len(RANGES)]
    return chr(low + next(random) % (high - low + 1))


def checksums(tokenizer: Tokenizer) -> list[int]:
    found, value = [], 2166136261
    for number, line in enumerate(lines(), 1):
        for token in [*tokenizer.encode(line).ids, 0xFFFFFFFF]:
            value = ((value ^ token) * 16777619) % 2**32
        if number % BLOCK == 0:
            found.append(value)
    return found


def main() -> None:
    reader = gguf.GGUFReader(STORYTELLER)
    tokenizers = {
        'tiny': Tokenizer.from_file(str(HERE / 'tokenizer.json')),
        'storyteller': Tokenizer.from_str(reader.fields['tokenizer.huggingface.json'].contents()),
    }
    record = {name: checksums(tokenizer) for name, tokenizer in tokenizers.items()}
    (HERE / 'tokens.json').write_text(json.dumps(record) + '\n')


if __name__ == '__main__':
    main()
