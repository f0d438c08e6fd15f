"""A text encoder with the layout of transformers' CLIPTextModel."""

from dataclasses import asdict, dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from models.image.bpe import LENGTH


@dataclass(frozen=True)
class TextSpec:
    vocab_size: int
    hidden_size: int = 128
    intermediate_size: int = 384
    num_hidden_layers: int = 2
    num_attention_heads: int = 4
    max_position_embeddings: int = LENGTH

    def config(self) -> dict:
        """config.json"""
        return {
            'architectures': ['CLIPTextModel'],
            'model_type': 'clip_text_model',
            **asdict(self),
            'hidden_act': 'quick_gelu',
            'layer_norm_eps': 1e-5,
            'attention_dropout': 0.0,
            'projection_dim': self.hidden_size,
            'bos_token_id': 0,
            'eos_token_id': 1,
            'pad_token_id': 1,
            'torch_dtype': 'float16',
        }


class Attention(nn.Module):
    def __init__(self, width: int, heads: int):
        super().__init__()
        self.heads = heads
        self.q_proj, self.k_proj = nn.Linear(width, width), nn.Linear(width, width)
        self.v_proj, self.out_proj = nn.Linear(width, width), nn.Linear(width, width)

    def forward(self, x: Tensor) -> Tensor:
        split = lambda y: y.unflatten(-1, (self.heads, -1)).transpose(1, 2)
        query, key, value = split(self.q_proj(x)), split(self.k_proj(x)), split(self.v_proj(x))
        answer = F.scaled_dot_product_attention(query, key, value, is_causal=True)
        return self.out_proj(answer.transpose(1, 2).flatten(2))


class Mlp(nn.Module):
    def __init__(self, width: int, inner: int):
        super().__init__()
        self.fc1, self.fc2 = nn.Linear(width, inner), nn.Linear(inner, width)

    def forward(self, x: Tensor) -> Tensor:
        x = self.fc1(x)
        return self.fc2(x * torch.sigmoid(1.702 * x))


class Layer(nn.Module):
    def __init__(self, spec: TextSpec):
        super().__init__()
        self.layer_norm1, self.layer_norm2 = nn.LayerNorm(spec.hidden_size), nn.LayerNorm(spec.hidden_size)
        self.self_attn = Attention(spec.hidden_size, spec.num_attention_heads)
        self.mlp = Mlp(spec.hidden_size, spec.intermediate_size)

    def forward(self, x: Tensor) -> Tensor:
        x = x + self.self_attn(self.layer_norm1(x))
        return x + self.mlp(self.layer_norm2(x))


class Embeddings(nn.Module):
    def __init__(self, spec: TextSpec):
        super().__init__()
        self.token_embedding = nn.Embedding(spec.vocab_size, spec.hidden_size)
        self.position_embedding = nn.Embedding(spec.max_position_embeddings, spec.hidden_size)

    def forward(self, ids: Tensor) -> Tensor:
        return self.token_embedding(ids) + self.position_embedding.weight[: ids.shape[1]]


class Encoder(nn.Module):
    def __init__(self, spec: TextSpec):
        super().__init__()
        self.layers = nn.ModuleList(Layer(spec) for _ in range(spec.num_hidden_layers))


class TextTransformer(nn.Module):
    def __init__(self, spec: TextSpec):
        super().__init__()
        self.embeddings, self.encoder = Embeddings(spec), Encoder(spec)
        self.final_layer_norm = nn.LayerNorm(spec.hidden_size)


class TextEncoder(nn.Module):
    """`forward` takes ids [batch, length] and gives the last hidden state [batch, length, hidden_size]."""

    def __init__(self, spec: TextSpec):
        super().__init__()
        self.spec = spec
        self.text_model = TextTransformer(spec)
        for table in (self.text_model.embeddings.token_embedding, self.text_model.embeddings.position_embedding):
            nn.init.normal_(table.weight, std=0.3)

    def forward(self, ids: Tensor) -> Tensor:
        x = self.text_model.embeddings(ids)
        for layer in self.text_model.encoder.layers:
            x = layer(x)
        return self.text_model.final_layer_norm(x)
