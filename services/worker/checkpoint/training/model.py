"""SmolVLM in PyTorch: SigLIP-like vision tower, pixel-shuffle connector, Llama decoder. Tensor names as exported."""

from __future__ import annotations

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn


@dataclass(frozen=True)
class Shape:
    """The sizes that config.json carries."""

    vocabulary: int = 768
    image: int = 72
    patch: int = 8
    scale: int = 3
    vision_width: int = 128
    vision_inner: int = 512
    vision_layers: int = 5
    vision_heads: int = 4
    text_width: int = 128
    text_inner: int = 384
    text_layers: int = 4
    text_heads: int = 4
    text_kv_heads: int = 2
    theta: float = 10000.0
    rms_eps: float = 1e-5
    layer_norm_eps: float = 1e-6

    @property
    def side(self) -> int:
        return self.image // self.patch

    @property
    def head(self) -> int:
        return self.text_width // self.text_heads


class VisionEmbeddings(nn.Module):
    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.patch_embedding = nn.Conv2d(3, shape.vision_width, shape.patch, shape.patch)
        self.position_embedding = nn.Embedding(shape.side**2, shape.vision_width)

    def forward(self, pixels: Tensor) -> Tensor:
        return self.patch_embedding(pixels).flatten(2).transpose(1, 2) + self.position_embedding.weight


class VisionAttention(nn.Module):
    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.heads = shape.vision_heads
        width = shape.vision_width
        self.q_proj, self.k_proj = nn.Linear(width, width), nn.Linear(width, width)
        self.v_proj, self.out_proj = nn.Linear(width, width), nn.Linear(width, width)

    def forward(self, x: Tensor) -> Tensor:
        q, k, v = (p(x).unflatten(-1, (self.heads, -1)).transpose(1, 2) for p in (self.q_proj, self.k_proj, self.v_proj))
        return self.out_proj(F.scaled_dot_product_attention(q, k, v).transpose(1, 2).flatten(2))


class VisionMlp(nn.Module):
    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.fc1 = nn.Linear(shape.vision_width, shape.vision_inner)
        self.fc2 = nn.Linear(shape.vision_inner, shape.vision_width)

    def forward(self, x: Tensor) -> Tensor:
        return self.fc2(F.gelu(self.fc1(x), approximate="tanh"))


class VisionLayer(nn.Module):
    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.layer_norm1 = nn.LayerNorm(shape.vision_width, shape.layer_norm_eps)
        self.self_attn = VisionAttention(shape)
        self.layer_norm2 = nn.LayerNorm(shape.vision_width, shape.layer_norm_eps)
        self.mlp = VisionMlp(shape)

    def forward(self, x: Tensor) -> Tensor:
        x = x + self.self_attn(self.layer_norm1(x))
        return x + self.mlp(self.layer_norm2(x))


class Vision(nn.Module):
    """Pixels [B, 3, T, T] to patch features [B, patches, width]."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.embeddings = VisionEmbeddings(shape)
        self.encoder = nn.ModuleDict({"layers": nn.ModuleList(VisionLayer(shape) for _ in range(shape.vision_layers))})
        self.post_layernorm = nn.LayerNorm(shape.vision_width, shape.layer_norm_eps)

    def forward(self, pixels: Tensor) -> Tensor:
        x = self.embeddings(pixels)
        for layer in self.encoder["layers"]:
            x = layer(x)
        return self.post_layernorm(x)


class Connector(nn.Module):
    """Pixel shuffle: each block of scale x scale patches becomes one token, rows outer, columns inner."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.scale, self.side = shape.scale, shape.side
        projection = nn.Linear(shape.vision_width * shape.scale**2, shape.text_width, bias=False)
        self.modality_projection = nn.ModuleDict({"proj": projection})

    def forward(self, patches: Tensor) -> Tensor:
        batch, _, width = patches.shape
        tokens, s = self.side // self.scale, self.scale
        x = patches.view(batch, tokens, s, tokens, s, width).transpose(2, 3)
        return self.modality_projection["proj"](x.reshape(batch, tokens**2, s * s * width))


class RmsNorm(nn.Module):
    def __init__(self, width: int, eps: float) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.ones(width))
        self.eps = eps

    def forward(self, x: Tensor) -> Tensor:
        wide = x.float()
        return (wide * torch.rsqrt(wide.square().mean(-1, keepdim=True) + self.eps)).to(x.dtype) * self.weight


class TextAttention(nn.Module):
    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.heads, self.kv_heads = shape.text_heads, shape.text_kv_heads
        self.q_proj = nn.Linear(shape.text_width, shape.text_heads * shape.head, bias=False)
        self.k_proj = nn.Linear(shape.text_width, shape.text_kv_heads * shape.head, bias=False)
        self.v_proj = nn.Linear(shape.text_width, shape.text_kv_heads * shape.head, bias=False)
        self.o_proj = nn.Linear(shape.text_heads * shape.head, shape.text_width, bias=False)

    def forward(self, x: Tensor, turn: tuple[Tensor, Tensor], mask: Tensor) -> Tensor:
        q = _rotate(self.q_proj(x).unflatten(-1, (self.heads, -1)).transpose(1, 2), turn)
        k = _rotate(self.k_proj(x).unflatten(-1, (self.kv_heads, -1)).transpose(1, 2), turn)
        v = self.v_proj(x).unflatten(-1, (self.kv_heads, -1)).transpose(1, 2)
        repeat = self.heads // self.kv_heads
        k, v = k.repeat_interleave(repeat, 1), v.repeat_interleave(repeat, 1)
        return self.o_proj(F.scaled_dot_product_attention(q, k, v, attn_mask=mask).transpose(1, 2).flatten(2))


class TextMlp(nn.Module):
    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.gate_proj = nn.Linear(shape.text_width, shape.text_inner, bias=False)
        self.up_proj = nn.Linear(shape.text_width, shape.text_inner, bias=False)
        self.down_proj = nn.Linear(shape.text_inner, shape.text_width, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        return self.down_proj(F.silu(self.gate_proj(x)) * self.up_proj(x))


class TextLayer(nn.Module):
    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.input_layernorm = RmsNorm(shape.text_width, shape.rms_eps)
        self.self_attn = TextAttention(shape)
        self.post_attention_layernorm = RmsNorm(shape.text_width, shape.rms_eps)
        self.mlp = TextMlp(shape)

    def forward(self, x: Tensor, turn: tuple[Tensor, Tensor], mask: Tensor) -> Tensor:
        x = x + self.self_attn(self.input_layernorm(x), turn, mask)
        return x + self.mlp(self.post_attention_layernorm(x))


class Text(nn.Module):
    """Token vectors [B, L, width], positions [B, L] and a mask [B, L, L] (True: may look) to hidden states."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.embed_tokens = nn.Embedding(shape.vocabulary, shape.text_width)
        self.layers = nn.ModuleList(TextLayer(shape) for _ in range(shape.text_layers))
        self.norm = RmsNorm(shape.text_width, shape.rms_eps)
        frequencies = shape.theta ** -(torch.arange(0, shape.head, 2, dtype=torch.float32) / shape.head)
        self.register_buffer("frequencies", frequencies, persistent=False)

    def forward(self, x: Tensor, positions: Tensor, mask: Tensor) -> Tensor:
        angles = positions[..., None].float() * self.frequencies
        angles = torch.cat([angles, angles], -1)[:, None]
        turn = (angles.cos().to(x.dtype), angles.sin().to(x.dtype))
        for layer in self.layers:
            x = layer(x, turn, mask[:, None])
        return self.norm(x)


class SmolVlm(nn.Module):
    """The whole model. `state_dict` names are those of a SmolVLM checkpoint."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        parts = {"vision_model": Vision(shape), "connector": Connector(shape), "text_model": Text(shape)}
        self.model = nn.ModuleDict(parts)
        self.lm_head = nn.Linear(shape.text_width, shape.vocabulary, bias=False)
        self.apply(_initialise)

    def see(self, pixels: Tensor) -> tuple[Tensor, Tensor]:
        """Patch features and picture tokens."""
        patches = self.model["vision_model"](pixels)
        return patches, self.model["connector"](patches)

    def read(self, ids: Tensor, tokens: Tensor | None, image_id: int, positions: Tensor, mask: Tensor) -> Tensor:
        """Hidden states of the text; the k-th picture token id of a row takes that row's token k modulo their number."""
        x = self.model["text_model"].embed_tokens(ids)
        if tokens is not None:
            at = ids == image_id
            slot = (at.cumsum(1) - 1).clamp(min=0) % tokens.shape[1]
            x = torch.where(at[..., None], tokens.gather(1, slot[..., None].expand(-1, -1, tokens.shape[2])).to(x.dtype), x)
        return self.model["text_model"](x, positions, mask)


def _rotate(x: Tensor, turn: tuple[Tensor, Tensor]) -> Tensor:
    left, right = x.chunk(2, -1)
    return x * turn[0] + torch.cat([-right, left], -1) * turn[1]


def _initialise(module: nn.Module) -> None:
    if isinstance(module, nn.Linear):
        nn.init.normal_(module.weight, std=0.6 / module.in_features**0.5)
        if module.bias is not None:
            nn.init.zeros_(module.bias)
    elif isinstance(module, nn.Embedding):
        nn.init.normal_(module.weight, std=0.2 if module.num_embeddings > 100 else 0.05)
