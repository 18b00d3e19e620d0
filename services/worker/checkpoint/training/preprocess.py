"""The SmolVLM picture preparation for one-tile checkpoints: three LANCZOS resizes on 8-bit RGB."""

from __future__ import annotations

import math

import numpy as np
from PIL import Image

TILE = 72
"""size.longest_edge and max_image_size.longest_edge of this checkpoint, so that a picture is exactly one tile."""

_PIXEL_OF_BYTE = ((np.arange(256) * (1 / 255)).astype(np.float32) - np.float32(0.5)) / np.float32(0.5)


def to_tile(image: Image.Image, tile: int = TILE) -> Image.Image:
    """Resizes as the SmolVLM image processor does when size and max_image_size agree."""
    width, height = image.size
    first = _longest_edge(width, height, tile)
    image = _resize(image.convert("RGB"), first)
    second = _multiples(*first, tile)
    image = _resize(image, second)
    return _resize(image, (tile, tile))


def to_pixels(image: Image.Image, tile: int = TILE) -> np.ndarray:
    """The model's input for a picture: float32 [3, tile, tile] in [-1, 1]."""
    return normalise(np.asarray(to_tile(image, tile)))


def normalise(rgb: np.ndarray) -> np.ndarray:
    """uint8 [..., H, W, 3] to float32 [..., 3, H, W]: value / 255, less a half, over a half."""
    return _PIXEL_OF_BYTE[np.ascontiguousarray(np.moveaxis(rgb, -1, -3))]


def _longest_edge(width: int, height: int, edge: int) -> tuple[int, int]:
    ratio = width / height
    if width >= height:
        short = int(edge / ratio)
        return edge, max(1, short + short % 2)
    short = int(edge * ratio)
    return max(1, short + short % 2), edge


def _multiples(width: int, height: int, tile: int) -> tuple[int, int]:
    ratio = width / height
    if width >= height:
        wide = math.ceil(width / tile) * tile
        return wide, math.ceil(int(wide / ratio) / tile) * tile
    high = math.ceil(height / tile) * tile
    return math.ceil(int(high * ratio) / tile) * tile, high


def _resize(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    return image if image.size == size else image.resize(size, Image.Resampling.LANCZOS)
