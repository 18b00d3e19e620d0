"""Drawing of shapes and numbers with Pillow, and the coarse label maps that supervise the vision tower."""

from __future__ import annotations

import functools
import math
import random
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageDraw, ImageFont

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scenes import Number, SceneObject

SHAPES = ("circle", "square", "triangle", "diamond", "star", "cross")

COLOURS: dict[str, tuple[tuple[int, int, int], ...]] = {
    "red": ((220, 30, 30), (255, 0, 0), (200, 20, 40)),
    "orange": ((255, 140, 0), (245, 130, 32), (255, 152, 20)),
    "yellow": ((250, 215, 20), (255, 235, 0), (240, 205, 30)),
    "green": ((30, 160, 60), (0, 128, 0), (40, 190, 70)),
    "blue": ((30, 80, 220), (0, 0, 255), (40, 110, 210)),
    "purple": ((130, 40, 170), (128, 0, 128), (150, 60, 190)),
    "black": ((0, 0, 0), (20, 20, 20), (10, 10, 10)),
    "white": ((255, 255, 255), (245, 245, 245), (250, 250, 250)),
}

PATCHES = 9
"""Patches per side of the model's picture; labels are made on this grid."""

_FINE = 4
_FONT_FOLDER = Path("/usr/share/fonts/truetype/dejavu")
_FONT_FILES = (
    "DejaVuSans.ttf",
    "DejaVuSans-Bold.ttf",
    "DejaVuSansMono.ttf",
    "DejaVuSansMono-Bold.ttf",
    "DejaVuSansCondensed.ttf",
    "DejaVuSansCondensed-Bold.ttf",
    "DejaVuSerif.ttf",
    "DejaVuSerif-Bold.ttf",
    None,
    None,
)
"""None stands for the font that Pillow carries inside itself."""


@dataclass(frozen=True)
class PatchLabels:
    """Per patch: 0 nothing, 1.. the shapes, 7.. the digits 0-9; the colour (0 nothing); a digit's place (0 nothing)."""

    kind: np.ndarray
    colour: np.ndarray
    order: np.ndarray


def draw_shapes(image: Image.Image, objects: Sequence[SceneObject], rng: random.Random, smooth: bool) -> PatchLabels:
    """Draws the objects in place. `smooth` supersamples the edges; otherwise they are stair-stepped."""
    factor = 2 if smooth else 1
    width, height = image.size
    side = min(width, height)
    fine = Image.new("L", (PATCHES * _FINE, PATCHES * _FINE), 0)
    fine_draw = ImageDraw.Draw(fine)
    direct = ImageDraw.Draw(image)
    outlined = rng.random() < 0.12
    for number, item in enumerate(objects, start=1):
        fill = shade(item.colour, rng)
        cx, cy, radius = item.x * width, item.y * height, item.radius * side
        unit = outline(item.shape, item.angle)
        if smooth:
            left, top = math.floor(cx - radius * 1.5) - 1, math.floor(cy - radius * 1.5) - 1
            extent = math.ceil(radius * 3) + 3
            mask = Image.new("L", (extent * factor, extent * factor), 0)
            points = [((cx - left + x * radius) * factor, (cy - top + y * radius) * factor) for x, y in unit]
            ImageDraw.Draw(mask).polygon(points, fill=255)
            image.paste(fill, (left, top), mask.resize((extent, extent), Image.Resampling.BOX))
        else:
            points = [(cx + x * radius, cy + y * radius) for x, y in unit]
            if outlined and radius > 14:
                direct.polygon(points, fill=fill, outline=(40, 40, 40), width=1)
            else:
                direct.polygon(points, fill=fill)
        scale_x, scale_y = fine.width / width, fine.height / height
        fine_draw.polygon(
            [((cx + x * radius) * scale_x, (cy + y * radius) * scale_y) for x, y in unit], fill=number
        )
    cover = _cover(fine, len(objects))
    kinds = np.array([0] + [1 + SHAPES.index(item.shape) for item in objects])
    names = list(COLOURS)
    colours = np.array([0] + [1 + names.index(item.colour) for item in objects])
    return PatchLabels(kinds[cover], colours[cover], np.zeros_like(cover))


def draw_number(image: Image.Image, number: Number, rng: random.Random) -> PatchLabels:
    """Draws the number as large as its extent allows, turned a little."""
    width, height = image.size
    face = _font(number.font % len(_FONT_FILES), 64)
    spacing = (number.font >> 8) % 4
    boxes, pen = [], 0.0
    for digit in number.digits:
        left, top, right, bottom = face.getbbox(digit)
        boxes.append((pen + left, top, pen + right, bottom))
        pen += face.getlength(digit) + spacing
    text_width = boxes[-1][2] - boxes[0][0]
    text_height = max(box[3] for box in boxes) - min(box[1] for box in boxes)
    scale = min(number.width * width / text_width, number.height * height / text_height)
    size = max(12, round(64 * scale))
    scale = size / 64
    face = _font(number.font % len(_FONT_FILES), size)
    centre = ((boxes[0][0] + boxes[-1][2]) / 2, (min(b[1] for b in boxes) + max(b[3] for b in boxes)) / 2)
    origin = (number.x * width - centre[0] * scale, number.y * height - centre[1] * scale)
    mask = Image.new("L", image.size, 0)
    draw = ImageDraw.Draw(mask)
    pen = 0.0
    for digit in number.digits:
        draw.text((origin[0] + pen, origin[1]), digit, font=face, fill=255)
        pen += face.getlength(digit) + spacing * scale
    fine = Image.new("L", (PATCHES * _FINE, PATCHES * _FINE), 0)
    fine_draw = ImageDraw.Draw(fine)
    for index, (left, top, right, bottom) in enumerate(boxes, start=1):
        box = (origin[0] + left * scale, origin[1] + top * scale, origin[0] + right * scale, origin[1] + bottom * scale)
        fine_draw.rectangle(
            [v * f for v, f in zip(box, (fine.width / width, fine.height / height) * 2, strict=True)], fill=index
        )
    if number.angle:
        pivot = (number.x * width, number.y * height)
        mask = mask.rotate(number.angle, Image.Resampling.BILINEAR, center=pivot)
        fine = fine.rotate(number.angle, center=(number.x * fine.width, number.y * fine.height))
    image.paste(shade(number.colour, rng), (0, 0), mask)
    cover = _cover(fine, len(number.digits))
    kinds = np.array([0] + [1 + len(SHAPES) + int(digit) for digit in number.digits])
    colour = 1 + list(COLOURS).index(number.colour)
    return PatchLabels(kinds[cover], np.where(cover > 0, colour, 0), cover)


def shade(colour: str, rng: random.Random) -> tuple[int, int, int]:
    """A colour a little off one of the named colour's reference shades."""
    red, green, blue = rng.choice(COLOURS[colour])
    spread = 5 if colour in ("black", "white") else 12
    values = [min(255, max(0, value + rng.randint(-spread, spread))) for value in (red, green, blue)]
    return values[0], values[1], values[2]


@functools.lru_cache(maxsize=4096)
def _unit_outline(shape: str) -> tuple[tuple[float, float], ...]:
    if shape == "circle":
        steps = [2 * math.pi * i / 48 for i in range(48)]
        return tuple((math.cos(t), math.sin(t)) for t in steps)
    if shape == "square":
        return ((-0.86, -0.86), (0.86, -0.86), (0.86, 0.86), (-0.86, 0.86))
    if shape == "triangle":
        return ((0.0, -1.0), (1.0, 0.85), (-1.0, 0.85))
    if shape == "diamond":
        return ((0.0, -1.15), (0.85, 0.0), (0.0, 1.15), (-0.85, 0.0))
    if shape == "star":
        points = []
        for i in range(10):
            reach = 1.15 if i % 2 == 0 else 0.48
            turn = -math.pi / 2 + math.pi * i / 5
            points.append((reach * math.cos(turn), reach * math.sin(turn)))
        return tuple(points)
    arm, end = 0.33, 1.0
    return (
        (-arm, -end), (arm, -end), (arm, -arm), (end, -arm), (end, arm), (arm, arm),
        (arm, end), (-arm, end), (-arm, arm), (-end, arm), (-end, -arm), (-arm, -arm),
    )  # fmt: skip


def outline(shape: str, angle: float) -> list[tuple[float, float]]:
    """The outline of a shape of radius about one, turned by `angle` degrees."""
    sine, cosine = math.sin(math.radians(angle)), math.cos(math.radians(angle))
    return [(x * cosine - y * sine, x * sine + y * cosine) for x, y in _unit_outline(shape)]


@functools.lru_cache(maxsize=512)
def _font(index: int, size: int) -> ImageFont.FreeTypeFont:
    name = _FONT_FILES[index]
    if name is None:
        face = ImageFont.load_default(size)
        assert isinstance(face, ImageFont.FreeTypeFont)
        return face
    return ImageFont.truetype(str(_FONT_FOLDER / name), size)


def _cover(fine: Image.Image, count: int) -> np.ndarray:
    """For each patch the item that covers most of it, or 0 where items cover less than a sixth."""
    blocks = np.asarray(fine).reshape(PATCHES, _FINE, PATCHES, _FINE).transpose(0, 2, 1, 3).reshape(PATCHES**2, -1)
    shares = np.stack([(blocks == item).sum(axis=1) for item in range(1, count + 1)] or [np.zeros(PATCHES**2)], axis=1)
    best = shares.argmax(axis=1) + 1
    return np.where(shares.max(axis=1) * 6 >= _FINE**2, best, 0)
