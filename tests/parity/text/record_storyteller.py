"""What PyTorch makes of the storyteller that ships, read from its file by the gguf package.

    pip install gguf==0.19.0
    python tests/parity/text/record_storyteller.py

storyteller.json: a prompt and its nats per token, the largest logits behind it, and 8 greedy tokens.
"""

import json
from pathlib import Path

import gguf
import numpy as np
import torch
import torch.nn.functional as F
from tokenizers import Tokenizer

from models.tales.export import NAMES
from models.tales.network import Spec, Storyteller

HERE = Path(__file__).parent
MODEL = HERE.parents[2] / 'models/tales/storyteller/storyteller.gguf'
TEXT = 'Once upon a time there was a king'
PARTS = {new: old for old, new in NAMES.items()}


def read_network(reader: gguf.GGUFReader) -> Storyteller:
    number = lambda name: reader.fields[f'llama.{name}'].contents()
    heads, groups = number('attention.head_count'), number('attention.head_count_kv')
    spec = Spec(
        vocab_size=number('vocab_size'),
        hidden_size=number('embedding_length'),
        num_hidden_layers=number('block_count'),
        num_attention_heads=heads,
        num_key_value_heads=groups,
        intermediate_size=number('feed_forward_length'),
        max_position_embeddings=number('context_length'),
        rope_theta=number('rope.freq_base'),
        rms_norm_eps=number('attention.layer_norm_rms_epsilon'),
    )
    weights = {}
    for tensor in reader.tensors:
        weight = gguf.quants.dequantize(tensor.data, tensor.tensor_type)
        *block, part = tensor.name.removesuffix('.weight').removeprefix('blk.').split('.')
        if part in ('attn_q', 'attn_k'):
            weight = separate(weight, heads if part == 'attn_q' else groups)
        prefix = f'layers.{block[0]}.' if block else ''
        weights[f'{prefix}{PARTS[part]}.weight'] = torch.from_numpy(np.array(weight, np.float32))
    network = Storyteller(spec)
    network.load_state_dict(weights)
    return network.eval()


def separate(weight: np.ndarray, heads: int) -> np.ndarray:
    """Rows that were side by side as the first and second half of a head."""
    return weight.reshape(heads, -1, 2, weight.shape[-1]).swapaxes(1, 2).reshape(weight.shape)


@torch.no_grad()
def main() -> None:
    reader = gguf.GGUFReader(MODEL)
    network = read_network(reader)
    tokenizer = Tokenizer.from_str(reader.fields['tokenizer.huggingface.json'].contents())
    prompt = tokenizer.encode(TEXT).ids
    logits = network(torch.tensor([prompt]))[0]
    loss = F.cross_entropy(logits[:-1], torch.tensor(prompt[1:]))
    best = logits[-1].topk(16)
    ids = list(prompt)
    for _ in range(8):
        ids.append(int(network(torch.tensor([ids]))[0, -1].argmax()))
    record = {
        'text': TEXT,
        'prompt': prompt,
        'nats_per_token': float(loss),
        'best': [[int(token), round(float(value), 5)] for value, token in zip(best.values, best.indices)],
        'greedy': ids[len(prompt) :],
    }
    (HERE / 'storyteller.json').write_text(json.dumps(record) + '\n')
    print(tokenizer.decode(ids))


if __name__ == '__main__':
    main()
