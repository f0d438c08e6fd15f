"""Byte-pair encoding as CLIP's tokeniser does it: lower case, words by themselves, `</w>` at the end of each."""

import itertools
import json
import re
from functools import cache
from pathlib import Path

BEGIN, END = '<|startoftext|>', '<|endoftext|>'
LENGTH = 20  # tokens of a caption, both ends included


class Bpe:
    def __init__(self, folder: str | Path):
        """`folder` has vocab.json and merges.txt."""
        self.vocabulary: dict[str, int] = json.loads((Path(folder) / 'vocab.json').read_text())
        lines = (Path(folder) / 'merges.txt').read_text().splitlines()
        pairs = [tuple(line.split(' ')) for line in lines if line and not line.startswith('#version')]
        self.ranks = {pair: rank for rank, pair in enumerate(pairs)}
        self.begin, self.end = self.vocabulary[BEGIN], self.vocabulary[END]
        self.word = cache(self._word)

    def _word(self, word: str) -> tuple[int, ...]:
        parts = [*word[:-1], word[-1] + '</w>']
        while len(parts) > 1:
            ranked = [(self.ranks.get(pair, len(self.ranks)), at) for at, pair in enumerate(itertools.pairwise(parts))]
            rank, at = min(ranked)
            if rank == len(self.ranks):
                break
            parts[at : at + 2] = [parts[at] + parts[at + 1]]
        return tuple(self.vocabulary[part] for part in parts if part in self.vocabulary)

    def encode(self, text: str, length: int = LENGTH) -> list[int]:
        """Token ids between BEGIN and END, cut off and filled up with END to `length`."""
        return self.encode_words(re.findall(r'[a-z]+|[0-9]|[^\sa-z0-9]+', text.lower()), length)

    def encode_words(self, words: list[str], length: int = LENGTH) -> list[int]:
        """The same of words that are cut already."""
        ids = [i for word in words for i in self.word(word)][: length - 2]
        return [self.begin, *ids, *[self.end] * (length - 1 - len(ids))]
