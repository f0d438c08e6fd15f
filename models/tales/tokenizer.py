"""The tokeniser: byte-level BPE, learned from the training books."""

from collections.abc import Iterable

import torch
from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers
from torch import Tensor

VOCABULARY = 2048
BEGIN, END = '<|begin|>', '<|end|>'  # of a tale: tokens 0 and 1


def train_tokenizer(tales: Iterable[str], vocabulary: int = VOCABULARY) -> Tokenizer:
    tokenizer = Tokenizer(models.BPE())
    # The books were cleaned so; prompts are not.
    straight = {'‘': "'", '’': "'", '“': '"', '”': '"'}
    tokenizer.normalizer = normalizers.Sequence([normalizers.Replace(a, b) for a, b in straight.items()])
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=vocabulary,
        special_tokens=[BEGIN, END],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(tales, trainer)
    return tokenizer


def encode_tales(tokenizer: Tokenizer, tales: Iterable[str], dropout: float = 0.0) -> Tensor:
    """
    All tales one after another, each between BEGIN and END. `dropout`: the share of merges that are left out at random (BPE-dropout,
    Provilkov et al. 2020), so that each call cuts words in other ways.
    """
    tokenizer.model.dropout = dropout or None
    encoded = tokenizer.encode_batch(list(tales))
    tokenizer.model.dropout = None
    begin, end = tokenizer.token_to_id(BEGIN), tokenizer.token_to_id(END)
    ids = [i for tale in encoded for i in (begin, *tale.ids, end)]
    return torch.tensor(ids, dtype=torch.long)


def encode_variants(tokenizer: Tokenizer, tales: list[str], dropout: float, variants: int) -> Tensor:
    """
    The tales `variants` times: every second time without their titles, so that a text may begin as a tale does, and every time but the
    first two with other cuts of words, if there is dropout.
    """
    bare = [tale.split('\n', 1)[-1] for tale in tales]
    parts = [
        encode_tales(tokenizer, bare if number % 2 else tales, dropout if number > 1 else 0.0)
        for number in range(variants if dropout else 2)
    ]
    return torch.cat(parts)
