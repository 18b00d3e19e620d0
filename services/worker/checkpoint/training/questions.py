"""Questions about a scene and their exact answers. The answers' wording is the checkpoint's contract (see the card)."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

from drawing import COLOURS, SHAPES
from phrases import ASIDES, PHRASES, PLACE_NAMES, UNSEEN, spoken
from scenes import PLACES, Scene, SceneObject
from smalltalk import OTHER, random_request

NOTHING, NOWHERE, NO_NUMBER = "nothing", "nowhere", "no number"


@dataclass(frozen=True)
class Question:
    """One question, its exact answer and the task it belongs to."""

    task: str
    text: str
    answer: str


def describe(scene: Scene) -> str:
    """The one canonical sentence for a picture; objects in reading order."""
    if scene.number is not None:
        return f"The number {scene.number.digits} in {scene.number.colour}."
    if not scene.objects:
        return "The picture is empty."
    parts = [f"{_article(item.colour)} {_named(item)} {_at(item.place)}" for item in scene.objects]
    noun = "object" if len(parts) == 1 else "objects"
    return f"{len(parts)} {noun}: {', '.join(parts)}."


def ask(scene: Scene, rng: random.Random, unseen: bool = False) -> Question:
    """A random question about the scene. `unseen` takes phrasings that training never shows."""
    while True:
        made = _pick_task(scene, rng)(scene, rng, unseen)
        if made is not None:
            return made


def ask_task(task: str, scene: Scene, rng: random.Random, unseen: bool = False) -> Question | None:
    """A question of the named task, or None where the scene does not allow one."""
    return _TASKS[task](scene, rng, unseen)


def _pick_task(scene: Scene, rng: random.Random) -> Callable[[Scene, random.Random, bool], Question | None]:
    if scene.number is not None:
        names, weights = ("number", "describe", "colour", "count", "content", "presence", "other"), (60, 16, 12, 3, 3, 3, 3)
    else:
        names = ("shape", "colour", "count", "place", "content", "describe", "presence", "number", "other")
        weights = (7, 7, 22, 36, 6, 8, 13, 1, 1)
    return _TASKS[rng.choices(names, weights)[0]]


def _phrase(task: str, rng: random.Random, unseen: bool, **words: str) -> str:
    chosen = rng.choice((UNSEEN if unseen else PHRASES)[task])
    text = chosen.format(**words)
    return spoken(text, rng) if not unseen else text


def _shape(scene: Scene, rng: random.Random, unseen: bool) -> Question | None:
    if not scene.objects:
        return None
    if len(scene.objects) == 1 and rng.random() < 0.6:
        return Question("shape", _phrase("shape", rng, unseen), scene.objects[0].shape)
    item = rng.choice(scene.objects)
    if _unique(scene, colour=item.colour) and rng.random() < 0.6:
        return Question("shape", _phrase("shape of colour", rng, unseen, colour=item.colour), item.shape)
    return Question("shape", _phrase("shape at place", rng, unseen, place=_place(item, rng)), item.shape)


def _colour(scene: Scene, rng: random.Random, unseen: bool) -> Question | None:
    if scene.number is not None:
        return Question("colour", _phrase("colour of number", rng, unseen), scene.number.colour)
    if not scene.objects:
        return None
    if len(scene.objects) == 1 and rng.random() < 0.4:
        return Question("colour", _phrase("colour", rng, unseen), scene.objects[0].colour)
    item = rng.choice(scene.objects)
    if _unique(scene, shape=item.shape) and rng.random() < 0.7:
        return Question("colour", _phrase("colour of shape", rng, unseen, shape=item.shape), item.colour)
    return Question("colour", _phrase("colour at place", rng, unseen, place=_place(item, rng)), item.colour)


def _count(scene: Scene, rng: random.Random, unseen: bool) -> Question | None:
    kind = rng.random()
    if kind < 0.3:
        return Question("count", _phrase("count", rng, unseen), str(len(scene.objects)))
    present = rng.choice(scene.objects) if scene.objects and rng.random() < 0.85 else None
    shape = present.shape if present else rng.choice(SHAPES)
    colour = present.colour if present else rng.choice(list(COLOURS))
    if kind < 0.58:
        found = sum(item.shape == shape for item in scene.objects)
        return Question("count", _phrase("count shape", rng, unseen, shapes=_plural(shape)), str(found))
    if kind < 0.76:
        found = sum(item.colour == colour for item in scene.objects)
        return Question("count", _phrase("count colour", rng, unseen, colour=colour), str(found))
    found = sum(item.shape == shape and item.colour == colour for item in scene.objects)
    words = {"colour": colour, "shapes": _plural(shape)}
    return Question("count", _phrase("count both", rng, unseen, **words), str(found))


def _where(scene: Scene, rng: random.Random, unseen: bool) -> Question | None:
    if not scene.objects:
        return None
    if rng.random() < 0.06:
        shape, colour = rng.choice(SHAPES), rng.choice(list(COLOURS))
        if not any(item.shape == shape and item.colour == colour for item in scene.objects):
            return Question("place", _phrase("place", rng, unseen, thing=f"{colour} {shape}"), NOWHERE)
    item = rng.choice(scene.objects)
    things = []
    if _unique(scene, shape=item.shape):
        things.append(item.shape)
    if _unique(scene, colour=item.colour):
        things.append(f"{item.colour} {rng.choice(('object', 'shape', 'thing', 'one'))}")
    if _unique(scene, shape=item.shape, colour=item.colour):
        things += [_named(item)] * 2
    if len(scene.objects) == 1:
        things.append(rng.choice(("object", "shape", "thing")))
    if not things:
        return None
    return Question("place", _phrase("place", rng, unseen, thing=rng.choice(things)), item.place)


def _content(scene: Scene, rng: random.Random, unseen: bool) -> Question | None:
    if scene.number is not None:
        return None
    if scene.objects and rng.random() < 0.85:
        item = rng.choice(scene.objects)
        return Question("content", _phrase("content", rng, unseen, place=_place(item, rng)), _named(item))
    used = {item.cell for item in scene.objects}
    cell = rng.choice([cell for cell in range(9) if cell not in used])
    place = rng.choice(PLACE_NAMES[PLACES[cell]])
    return Question("content", _phrase("content", rng, unseen, place=place), NOTHING)


def _number(scene: Scene, rng: random.Random, unseen: bool) -> Question | None:
    answer = scene.number.digits if scene.number is not None else NO_NUMBER
    return Question("number", _phrase("number", rng, unseen), answer)


def _describe(scene: Scene, rng: random.Random, unseen: bool) -> Question | None:
    text = "" if not unseen and rng.random() < 0.06 else _phrase("describe", rng, unseen)
    return Question("describe", text, describe(scene))


def _presence(scene: Scene, rng: random.Random, unseen: bool) -> Question | None:
    if rng.random() < 0.15:
        answer = "yes" if scene.number is not None else "no"
        return Question("presence", _phrase("presence", rng, unseen, thing="a number"), answer)
    present = rng.choice(scene.objects) if scene.objects and rng.random() < 0.55 else None
    shape = present.shape if present else rng.choice(SHAPES)
    colour = present.colour if present else rng.choice(list(COLOURS))
    if rng.random() < 0.4:
        thing, found = f"a {shape}", any(item.shape == shape for item in scene.objects)
    else:
        thing = f"{_article(colour)} {colour} {shape}"
        found = any(item.shape == shape and item.colour == colour for item in scene.objects)
    return Question("presence", _phrase("presence", rng, unseen, thing=thing), "yes" if found else "no")


def _other(scene: Scene, rng: random.Random, unseen: bool) -> Question | None:
    del scene, unseen
    text = rng.choice(ASIDES) if rng.random() < 0.4 else random_request(rng)
    return Question("other", spoken(text, rng), OTHER)


_TASKS: dict[str, Callable[[Scene, random.Random, bool], Question | None]] = {
    "shape": _shape,
    "colour": _colour,
    "count": _count,
    "place": _where,
    "content": _content,
    "number": _number,
    "describe": _describe,
    "presence": _presence,
    "other": _other,
}

TASKS = ("shape", "colour", "count", "place", "content", "number", "describe", "presence")
"""The tasks that need the picture, in the order of the card's table."""


def _unique(scene: Scene, shape: str | None = None, colour: str | None = None) -> bool:
    return sum(shape in (None, item.shape) and colour in (None, item.colour) for item in scene.objects) == 1


def _place(item: SceneObject, rng: random.Random) -> str:
    return rng.choice(PLACE_NAMES[item.place])


def _named(item: SceneObject) -> str:
    return f"{item.colour} {item.shape}"


def _plural(shape: str) -> str:
    return "crosses" if shape == "cross" else f"{shape}s"


def _article(word: str) -> str:
    return "an" if word[0] in "aeiou" else "a"


def _at(place: str) -> str:
    return {"middle": "in the middle", "left": "on the left", "right": "on the right"}.get(place, f"at the {place}")
