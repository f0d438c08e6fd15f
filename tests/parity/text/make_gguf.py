"""Blocks of GGUF's formats with what the gguf package makes of them, and the tiny Llama as a GGUF file.

    pip install gguf==0.19.0
    python tests/parity/text/make_gguf.py        after make_models.py

blocks.safetensors: for each format its bytes `<format>.bytes` and the numbers `<format>.numbers`. llama.gguf: the weights of
llama.safetensors in halves, with rows of queries and keys in the order of these files, and its tokeniser.
"""

import json
from pathlib import Path

import gguf
import numpy as np
from safetensors import safe_open
from safetensors.numpy import save_file

HERE = Path(__file__).parent
FORMATS = ('Q8_0', 'Q4_0', 'Q4_K', 'Q6_K')
NAMES = {
    'model.embed_tokens.weight': 'token_embd.weight',
    'model.norm.weight': 'output_norm.weight',
    'lm_head.weight': 'output.weight',
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


def write_blocks() -> None:
    """Random bytes are blocks too, once their halves are numbers."""
    random, tensors = np.random.default_rng(5), {}
    halves = {'Q8_0': (0,), 'Q4_0': (0,), 'Q4_K': (0, 2), 'Q6_K': (208,)}
    for name in FORMATS:
        kind = gguf.GGMLQuantizationType[name]
        _, size = gguf.GGML_QUANT_SIZES[kind]
        blocks = random.integers(0, 256, (6, size), np.uint8)
        for at in halves[name]:
            blocks[:, at : at + 2] = random.normal(0, 0.1, (6, 1)).astype(np.float16).view(np.uint8)
        tensors[f'{name}.bytes'] = blocks.reshape(-1)
        tensors[f'{name}.numbers'] = gguf.quants.dequantize(blocks, kind).astype(np.float32).reshape(-1)
    save_file(tensors, HERE / 'blocks.safetensors')


def write_llama() -> None:
    with safe_open(HERE / 'llama.safetensors', 'np') as file:
        config = json.loads(file.metadata()['config'])
        names = [name for name in list(file.keys()) if not name.startswith('record.')]
        weights = {name: file.get_tensor(name) for name in names}
    heads, groups = config['num_attention_heads'], config['num_key_value_heads']
    writer = gguf.GGUFWriter(HERE / 'llama.gguf', 'llama')
    writer.add_block_count(config['num_hidden_layers'])
    writer.add_context_length(config['max_position_embeddings'])
    writer.add_embedding_length(config['hidden_size'])
    writer.add_feed_forward_length(config['intermediate_size'])
    writer.add_head_count(heads)
    writer.add_head_count_kv(groups)
    writer.add_layer_norm_rms_eps(config['rms_norm_eps'])
    writer.add_rope_freq_base(config['rope_parameters']['rope_theta'])
    add_tokenizer(writer)
    writer.add_tensor('rope_freqs.weight', rope_factors(config))
    for name, weight in weights.items():
        if 'q_proj' in name or 'k_proj' in name:
            weight = interleave(weight, heads if 'q_proj' in name else groups)
        # Vectors are kept in single precision.
        writer.add_tensor(rename(name), weight.astype(np.float32) if weight.ndim == 1 else weight)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def rename(name: str) -> str:
    if name in NAMES:
        return NAMES[name]
    _, _, layer, part = name.removesuffix('.weight').split('.', 3)
    return f'blk.{layer}.{NAMES[part]}.weight'


def interleave(weight: np.ndarray, heads: int) -> np.ndarray:
    """Rows i and i + half of a head side by side."""
    rows = weight.shape[0] // heads
    return weight.reshape(heads, 2, rows // 2, -1).swapaxes(1, 2).reshape(weight.shape)


def rope_factors(config: dict) -> np.ndarray:
    """What Llama 3 divides each frequency by."""
    rope, dims = config['rope_parameters'], config['hidden_size'] // config['num_attention_heads']
    frequencies = rope['rope_theta'] ** -(np.arange(0, dims, 2) / dims)
    turns = rope['original_max_position_embeddings'] * frequencies / (2 * np.pi)
    low, high, factor = rope['low_freq_factor'], rope['high_freq_factor'], rope['factor']
    share = np.clip((turns - low) / (high - low), 0, 1)
    return (1 / ((1 - share) / factor + share)).astype(np.float32)


def add_tokenizer(writer: gguf.GGUFWriter) -> None:
    model = json.loads((HERE / 'tokenizer.json').read_text())['model']
    tokens = sorted(model['vocab'], key=model['vocab'].get)
    writer.add_tokenizer_model('gpt2')
    writer.add_tokenizer_pre('gpt-2')
    writer.add_token_list(tokens)
    writer.add_token_types([3, 3] + [1] * (len(tokens) - 2))
    writer.add_token_merges([' '.join(pair) for pair in model['merges']])
    writer.add_bos_token_id(0)
    writer.add_eos_token_id(1)


if __name__ == '__main__':
    write_blocks()
    write_llama()
