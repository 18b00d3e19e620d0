"""Batches for training, made in a background process: picture numbers and packed text rows."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor
from torch.utils.data import DataLoader, IterableDataset

from drawing import COLOURS, SHAPES
from preprocess import normalise
from prompts import Packer
from scenes import MAX_DIGITS, Scene
from vocabulary import PAD

TEXT_SHARE = 0.07


@dataclass(frozen=True)
class Rows:
    """Packed rows as tensors [B, L] and mask [B, L, L]. A learnt token weighs its answer's length to the power -0.5."""

    ids: Tensor
    learn: Tensor
    weight: Tensor
    positions: Tensor
    mask: Tensor

    @staticmethod
    def of(packed: np.ndarray) -> Rows:
        """From int32 [B, 4, L] as made by `Row.padded`."""
        ids, learn, positions, branches = (torch.from_numpy(packed[:, i]).long() for i in range(4))
        length = ids.shape[1]
        causal = torch.ones(length, length, dtype=torch.bool).tril()
        same = branches[:, :, None] == branches[:, None, :]
        shared = (branches == 0)[:, None, :] & (branches >= 0)[:, :, None]
        return Rows(ids, learn > 0, learn.clamp(min=1).rsqrt(), positions, causal & (same | shared))


class _Stream(IterableDataset):
    def __init__(self, scenes: list[Scene], tokenizer: Tokenizer, batch: int, steps: int, seed: int, text: bool) -> None:
        self.scenes, self.tokenizer, self.batch, self.steps, self.seed, self.text = scenes, tokenizer, batch, steps, seed, text

    def __iter__(self) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        rng = random.Random(f"batches/{self.seed}")
        packer = Packer(self.tokenizer)
        pad = self.tokenizer.token_to_id(PAD)
        order: list[int] = []
        for _ in range(self.steps):
            without = sum(rng.random() < TEXT_SHARE for _ in range(self.batch)) if self.text else 0
            if len(order) < self.batch:
                order = rng.sample(range(len(self.scenes)), len(self.scenes))
            chosen = [order.pop() for _ in range(self.batch - without)]
            rows = []
            if self.text:
                rows = [packer.pack(self.scenes[index], rng).padded(pad) for index in chosen]
                rows += [packer.pack_text(rng).padded(pad) for _ in range(without)]
            yield np.array(chosen), np.stack(rows) if rows else np.zeros((0, 4, 1), np.int32)


def batches(
    scenes: list[Scene], tokenizer: Tokenizer, batch: int, steps: int, seed: int, text: bool
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Yields (picture numbers, packed rows); the rows without a picture come last. Without `text` there are no rows."""
    stream = _Stream(scenes, tokenizer, batch, steps, seed, text)
    return iter(DataLoader(stream, batch_size=None, num_workers=1, prefetch_factor=16, collate_fn=lambda item: item))


def augmented(tiles: np.ndarray, generator: torch.Generator) -> Tensor:
    """Pixels with a little noise and a shift of brightness on half of the pictures."""
    pixels = torch.from_numpy(normalise(tiles))
    count = len(pixels)
    on = (torch.rand(count, 1, 1, 1, generator=generator) < 0.5).float()
    noise = torch.randn(pixels.shape, generator=generator) * torch.rand(count, 1, 1, 1, generator=generator) * 0.08
    shift = (torch.rand(count, 3, 1, 1, generator=generator) - 0.5) * 0.06
    return (pixels + on * (noise + shift)).clamp(-1, 1)


def scene_labels(scenes: list[Scene]) -> np.ndarray:
    """uint8 [N, 18 + MAX_DIGITS]: per grid cell shape and colour (0 nothing), then the digits plus one (0 none)."""
    names = list(COLOURS)
    out = np.zeros((len(scenes), 18 + MAX_DIGITS), np.uint8)
    for row, scene in zip(out, scenes, strict=True):
        for item in scene.objects:
            row[item.cell] = 1 + SHAPES.index(item.shape)
            row[9 + item.cell] = 1 + names.index(item.colour)
        if scene.number is not None:
            for place, digit in enumerate(scene.number.digits):
                row[18 + place] = 1 + int(digit)
    return out
