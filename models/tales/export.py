"""Writes a run as a GGUF file (Q8_0), and the numbers of its card.

python -m models.tales.export RUN --data BOOKS [--compared FILE] [--out models/tales/storyteller]
"""

import argparse
import json
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer

from models.shared.export import LICENSE, describe_training, read_metrics
from models.tales.evaluate import evaluate_books, load_run
from models.tales.gguf import Value, dequantise, quantise, write_gguf
from models.tales.network import Storyteller
from models.tales.samples import TEMPERATURE, TOP_P, draw_samples
from models.tales.tokenizer import BEGIN, END

# Messages one after the other: it was never trained to converse, only to go on.
TEMPLATE = "<|begin|>{% for message in messages %}{{ message['content'] }}\n{% endfor %}"
NAMES = {
    'embed_tokens': 'token_embd',
    'norm': 'output_norm',
    'input_layernorm': 'attn_norm',
    'self_attn.q_proj': 'attn_q',
    'self_attn.k_proj': 'attn_k',
    'self_attn.v_proj': 'attn_v',
    'self_attn.o_proj': 'attn_output',
    'post_attention_layernorm': 'ffn_norm',
    'mlp.gate_proj': 'ffn_gate',
    'mlp.up_proj': 'ffn_up',
    'mlp.down_proj': 'ffn_down',
}


@torch.no_grad()
def round_weights(network: Storyteller) -> None:
    """Gives the network the weights that the file holds."""
    for parameter in network.parameters():
        if parameter.ndim == 2:
            rounded = dequantise(*quantise(parameter.numpy()), tuple(parameter.shape))
            parameter.copy_(torch.from_numpy(rounded))


def tensors_of(network: Storyteller) -> dict[str, np.ndarray]:
    """By the names of GGUF; rows of queries and keys are in the order of these files."""
    spec, tensors = network.spec, {}
    for name, value in network.state_dict().items():
        weight = value.numpy()
        for part, heads in (('q_proj', spec.num_attention_heads), ('k_proj', spec.num_key_value_heads)):
            if part in name:
                weight = interleave(weight, heads)
        name = name.removesuffix('.weight')
        if name.startswith('layers.'):
            _, layer, part = name.split('.', 2)
            tensors[f'blk.{layer}.{NAMES[part]}.weight'] = weight
        else:
            tensors[f'{NAMES[name]}.weight'] = weight
    return tensors


def interleave(weight: np.ndarray, heads: int) -> np.ndarray:
    """Rows i and i + half of a head side by side."""
    rows = weight.shape[0] // heads
    return weight.reshape(heads, 2, rows // 2, -1).swapaxes(1, 2).reshape(weight.shape)


def tokenizer_json(tokenizer: Tokenizer) -> str:
    """tokenizer.json, which puts BEGIN before a text."""
    begin, whole = tokenizer.token_to_id(BEGIN), json.loads(tokenizer.to_str())
    first, text = {'SpecialToken': {'id': BEGIN, 'type_id': 0}}, {'Sequence': {'id': 'A', 'type_id': 0}}
    whole['post_processor'] = {
        'type': 'TemplateProcessing',
        'single': [first, text],
        'pair': [first, text, {'Sequence': {'id': 'B', 'type_id': 0}}],
        'special_tokens': {BEGIN: {'id': BEGIN, 'ids': [begin], 'tokens': [BEGIN]}},
    }
    return json.dumps(whole, ensure_ascii=False)


def metadata_of(network: Storyteller, tokenizer: Tokenizer) -> dict[str, Value]:
    spec, whole = network.spec, json.loads(tokenizer.to_str())
    tokens = sorted(whole['model']['vocab'], key=whole['model']['vocab'].__getitem__)
    merges = [pair if isinstance(pair, str) else ' '.join(pair) for pair in whole['model']['merges']]
    return {
        'general.architecture': 'llama',
        'general.name': 'storyteller',
        'general.license': LICENSE,
        'general.file_type': 7,  # mostly Q8_0
        'general.sampling.temp': TEMPERATURE,
        'general.sampling.top_p': TOP_P,
        'llama.block_count': spec.num_hidden_layers,
        'llama.context_length': spec.max_position_embeddings,
        'llama.embedding_length': spec.hidden_size,
        'llama.feed_forward_length': spec.intermediate_size,
        'llama.attention.head_count': spec.num_attention_heads,
        'llama.attention.head_count_kv': spec.num_key_value_heads,
        'llama.attention.layer_norm_rms_epsilon': spec.rms_norm_eps,
        'llama.rope.dimension_count': spec.head_dim,
        'llama.rope.freq_base': spec.rope_theta,
        'llama.vocab_size': spec.vocab_size,
        'tokenizer.ggml.model': 'gpt2',
        'tokenizer.ggml.pre': 'gpt-2',
        'tokenizer.ggml.tokens': tokens,
        'tokenizer.ggml.token_type': [3, 3, *[1] * (len(tokens) - 2)],
        'tokenizer.ggml.merges': merges,
        'tokenizer.ggml.bos_token_id': tokenizer.token_to_id(BEGIN),
        'tokenizer.ggml.eos_token_id': tokenizer.token_to_id(END),
        'tokenizer.ggml.add_bos_token': True,
        # For readers that know it: with the quotation marks that it makes straight.
        'tokenizer.huggingface.json': tokenizer_json(tokenizer),
        'tokenizer.chat_template': TEMPLATE,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('run')
    parser.add_argument('--data', required=True)
    parser.add_argument('--compared', help='what compare.py measured of other settings')
    parser.add_argument('--out', default='models/tales/storyteller')
    options = parser.parse_args()
    network, tokenizer = load_run(options.run)
    folder, metrics = Path(options.out), read_metrics(options.run)
    folder.mkdir(parents=True, exist_ok=True)
    round_weights(network)
    written = write_gguf(folder / 'storyteller.gguf', metadata_of(network, tokenizer), tensors_of(network))
    device = 'cuda' if torch.cuda.is_available() else 'cpu'
    network.to(device)
    card = {
        'license': LICENSE,
        'bytes': written,
        'parameters': sum(value.numel() for value in network.parameters()),
        'training': describe_training('models.tales.train', metrics, 'eight books of fairy tales and stories'),
        'tokens': metrics['tokens'],
        'chosen_by': {'nats_per_character': metrics['best']},
        'held_out': evaluate_books(network, tokenizer, options.data, device),
        'curve': [{'step': one['step'], **one['figures']} for one in metrics['evaluations']],
        'compared': json.loads(Path(options.compared).read_text()) if options.compared else None,
        'samples': draw_samples(network, tokenizer, device),
    }
    (folder / 'card.json').write_text(json.dumps(card, indent=1, ensure_ascii=False) + '\n')
    print(json.dumps({key: card[key] for key in ('bytes', 'parameters', 'held_out', 'chosen_by', 'samples')}, indent=1))


if __name__ == '__main__':
    main()
