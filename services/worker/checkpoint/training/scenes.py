"""Random pictures: scenes of plain shapes on a 3x3 grid, or one short number.

A scene is drawn from a `random.Random`, so one integer seed fixes one picture, its description and its labels.
"""

from __future__ import annotations

import io
import random
from dataclasses import dataclass, field

from PIL import Image

from drawing import COLOURS, SHAPES, PatchLabels, draw_number, draw_shapes

PLACES = ("top left", "top", "top right", "left", "middle", "right", "bottom left", "bottom", "bottom right")
"""The nine answers to "where?", in reading order; the index is row * 3 + column."""

MAX_OBJECTS = 4
MAX_DIGITS = 4


@dataclass(frozen=True)
class SceneObject:
    """One shape. `x`, `y` and `radius` are fractions of the picture's width, height and shorter side."""

    shape: str
    colour: str
    cell: int
    x: float
    y: float
    radius: float
    angle: float

    @property
    def place(self) -> str:
        return PLACES[self.cell]


@dataclass(frozen=True)
class Number:
    """A written number: its digits, colour, centre, and extent as fractions of the picture."""

    digits: str
    colour: str
    x: float
    y: float
    width: float
    height: float
    angle: float
    font: int


@dataclass(frozen=True)
class Scene:
    """What a picture shows. Objects are in reading order; a scene has objects or a number, never both."""

    width: int
    height: int
    background: tuple[int, int, int]
    objects: tuple[SceneObject, ...] = ()
    number: Number | None = None
    jpeg_quality: int | None = None
    smooth: bool = True


@dataclass(frozen=True)
class Picture:
    """A rendered scene: the RGB image at its source size and the training labels per patch."""

    scene: Scene
    image: Image.Image
    labels: PatchLabels = field(repr=False)


def sample_scene(rng: random.Random, number_share: float = 0.36) -> Scene:
    """Draws a scene: a number with probability `number_share`, else nought to four shapes."""
    width, height = _sample_size(rng)
    background, shade = _sample_background(rng)
    colours = [name for name in COLOURS if _contrasts(name, shade)]
    quality = rng.randint(70, 96) if rng.random() < 0.3 else None
    smooth = rng.random() < 0.6
    if rng.random() < number_share:
        return Scene(width, height, background, (), _sample_number(rng, colours), quality, smooth)
    return Scene(width, height, background, _sample_objects(rng, colours), None, quality, smooth)


def render(scene: Scene, rng: random.Random) -> Picture:
    """Draws a scene at its source size. `rng` varies the exact shade of each colour and the JPEG noise."""
    image = Image.new("RGB", (scene.width, scene.height), scene.background)
    if scene.number is not None:
        labels = draw_number(image, scene.number, rng)
    else:
        labels = draw_shapes(image, scene.objects, rng, scene.smooth)
    if scene.jpeg_quality is not None:
        buffer = io.BytesIO()
        image.save(buffer, "JPEG", quality=scene.jpeg_quality)
        image = Image.open(buffer).convert("RGB")
    return Picture(scene, image, labels)


def picture(seed: int, index: int, number_share: float = 0.36) -> Picture:
    """The picture numbered `index` of the stream `seed`."""
    rng = random.Random(f"{seed}/{index}")
    return render(sample_scene(rng, number_share), rng)


def _sample_size(rng: random.Random) -> tuple[int, int]:
    longest = rng.choice((96, 128, 160, 192, 224, 256, 256, 300, 320, 384, 400, 448, 512, 640))
    if rng.random() < 0.45:
        return longest, longest
    shortest = max(72, int(longest * rng.uniform(0.66, 1.0)))
    return (longest, shortest) if rng.random() < 0.6 else (shortest, longest)


def _sample_background(rng: random.Random) -> tuple[tuple[int, int, int], str]:
    """A background colour and its shade: light, dark or mid. Mid backgrounds are greys."""
    kind = rng.random()
    if kind < 0.3:
        return (255, 255, 255), "light"
    if kind < 0.65:
        base = rng.randint(215, 250)
        tint = tuple(min(255, max(0, base + rng.randint(-14, 5))) for _ in range(3))
        return (tint[0], tint[1], tint[2]), "light"
    if kind < 0.72:
        return (0, 0, 0), "dark"
    if kind < 0.92:
        base = rng.randint(8, 42)
        tint = tuple(min(255, max(0, base + rng.randint(-8, 12))) for _ in range(3))
        return (tint[0], tint[1], tint[2]), "dark"
    grey = rng.randint(118, 142)
    return (grey, grey, grey), "mid"


def _contrasts(colour: str, shade: str) -> bool:
    return not (colour == "white" and shade == "light" or colour == "black" and shade == "dark")


def _sample_number(rng: random.Random, colours: list[str]) -> Number:
    length = rng.choice((1, 2, 2, 3, 3, 3, 4, 4, 4))
    first = rng.choice("123456789") if length > 1 else rng.choice("0123456789")
    digits = first + "".join(rng.choice("0123456789") for _ in range(length - 1))
    per_digit = rng.uniform(0.15, 0.23) if length > 2 else rng.uniform(0.16, 0.34)
    width = min(0.92, per_digit * length)
    height = min(0.9, per_digit * rng.uniform(1.5, 2.1))
    angle = rng.uniform(-7, 7) if rng.random() < 0.5 else 0.0
    slack_x = max(0.0, (0.97 - width) / 2)
    slack_y = max(0.0, (0.92 - height) / 2)
    if rng.random() < 0.35:
        slack_x = slack_y = 0.0
    x = 0.5 + rng.uniform(-slack_x, slack_x)
    y = 0.5 + rng.uniform(-slack_y, slack_y)
    colour = rng.choice(colours)
    if rng.random() < 0.3 and colour not in ("black", "white"):
        colour = "black" if "black" in colours else "white"
    return Number(digits, colour, x, y, width, height, angle, rng.randrange(1 << 16))


def _sample_objects(rng: random.Random, colours: list[str]) -> tuple[SceneObject, ...]:
    count = rng.choice((0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 3, 4, 4, 4, 4, 4))
    if count == 0 and rng.random() < 0.5:
        count = 1
    cells = sorted(rng.sample(range(9), count))
    shapes = rng.sample(SHAPES, rng.choice((1, 2, 2, 3, 6)))
    palette = rng.sample(colours, min(len(colours), rng.choice((1, 2, 2, 3, 7))))
    objects = []
    for cell in cells:
        largest = 0.30 if count == 1 else 0.148
        radius = rng.uniform(0.1, largest) if count > 1 else rng.choice((rng.uniform(0.1, 0.16), rng.uniform(0.13, largest)))
        slack = max(0.02, min(0.06, 0.167 - radius))
        column, row = cell % 3, cell // 3
        x = (column + 0.5) / 3 + rng.uniform(-slack, slack)
        y = (row + 0.5) / 3 + rng.uniform(-slack, slack)
        if count == 1:
            x = min(max(x, radius + 0.01), 0.99 - radius) if radius < 0.2 else min(max(x, 0.17), 0.83)
            y = min(max(y, radius + 0.01), 0.99 - radius) if radius < 0.2 else min(max(y, 0.17), 0.83)
        angle = rng.uniform(-12, 12) if rng.random() < 0.6 else 0.0
        objects.append(SceneObject(rng.choice(shapes), rng.choice(palette), cell, x, y, radius, angle))
    return tuple(objects)
