"""Chat rendering and the packing of several conversations about one picture into one training row.

A row starts with the part that its conversations share (the picture, when it comes first); each conversation then
sees that part and itself only, with positions as if it stood alone. `branch` 0 is the shared part.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field

import numpy as np
from tokenizers import Tokenizer

from questions import ask
from scenes import Scene
from smalltalk import SYSTEM_PROMPTS, small_talk
from vocabulary import END, FAKE, GLOBAL, IMAGE, START

TOKENS_PER_IMAGE = 9
"""image_seq_len: 9 x 9 patches, scale factor 3."""

ROW_LENGTH = 128
PICTURE = f"{FAKE}{GLOBAL}{IMAGE * TOKENS_PER_IMAGE}{FAKE}"


def user_turn(text: str, picture: str | None) -> str:
    """One user message as the chat template renders it; `picture` is "first", "last" or None."""
    if picture == "first":
        return f"User:{PICTURE}{text}{END}\n"
    return f"User: {text}{PICTURE if picture == 'last' else ''}{END}\n"


def prompt(text: str, picture: str | None = "first", system: str | None = None) -> str:
    """The whole prompt for one question, up to the generation prompt."""
    opening = f"System: {system}{END}\n" if system else ""
    return f"{START}{opening}{user_turn(text, picture)}Assistant:"


@dataclass
class Row:
    """One training row: ids, the answer's length at each learnt token (else 0), positions and branch numbers."""

    ids: list[int] = field(default_factory=list)
    learn: list[int] = field(default_factory=list)
    positions: list[int] = field(default_factory=list)
    branches: list[int] = field(default_factory=list)

    def extend(self, ids: list[int], branch: int, start: int, learn: bool) -> int:
        """Appends tokens at positions from `start` and returns the next position."""
        self.ids += ids
        self.learn += [len(ids) if learn else 0] * len(ids)
        self.positions += range(start, start + len(ids))
        self.branches += [branch] * len(ids)
        return start + len(ids)

    def padded(self, pad: int, length: int = ROW_LENGTH) -> np.ndarray:
        """int32 [4, length]: ids, answer lengths, positions, branches (-1 for padding)."""
        out = np.zeros((4, length), np.int32)
        out[0], out[3] = pad, -1
        used = len(self.ids)
        out[0, :used], out[1, :used], out[2, :used], out[3, :used] = self.ids, self.learn, self.positions, self.branches
        return out


class Packer:
    """Makes training rows; caches the tokenisation of texts, which repeat."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        self._tokenizer = tokenizer
        self._cache: dict[str, list[int]] = {}

    def pack(self, scene: Scene, rng: random.Random) -> Row:
        """A row about one picture: mostly independent first turns, some conversations, some with the picture last."""
        kind = rng.random()
        if kind < 0.56:
            return self._first_turns(scene, rng)
        if kind < 0.86:
            return self._picture_last(scene, rng)
        return self._conversation(scene, rng)

    def pack_text(self, rng: random.Random) -> Row:
        """A row of independent conversations without a picture."""
        row, branch = Row(), 1
        while True:
            question, answer = small_talk(rng)
            system = self._system(rng)
            asked = self._encode(f"{START}{system}{user_turn(question, None)}Assistant:")
            if not self._add(row, branch, 0, asked, answer):
                return row
            branch += 1

    def _first_turns(self, scene: Scene, rng: random.Random) -> Row:
        row = Row()
        shared = row.extend(self._encode(f"{START}{self._system(rng)}User:{PICTURE}"), 0, 0, False)
        branch = 1
        while True:
            question = ask(scene, rng)
            asked = self._encode(f"{question.text}{END}\nAssistant:")
            if not self._add(row, branch, shared, asked, question.answer):
                return row
            branch += 1

    def _picture_last(self, scene: Scene, rng: random.Random) -> Row:
        row, branch = Row(), 1
        while True:
            question = ask(scene, rng)
            asked = self._encode(f"{START}{self._system(rng)}{user_turn(question.text, 'last')}Assistant:")
            if not self._add(row, branch, 0, asked, question.answer):
                return row
            branch += 1

    def _conversation(self, scene: Scene, rng: random.Random) -> Row:
        row, place = Row(), rng.choice(("first", "last"))
        opening, start = f"{START}{self._system(rng)}", 0
        while True:
            question = ask(scene, rng)
            turn = user_turn(question.text, place if start == 0 else None)
            asked = self._encode(f"{opening}{turn}Assistant:")
            end = self._add(row, 1, start, asked, question.answer)
            if not end:
                return row
            opening, start = "\n", end

    def _add(self, row: Row, branch: int, start: int, asked: list[int], answer: str) -> int:
        """Adds a turn if it fits and returns the next position, else 0."""
        answered = self._encode(f" {answer}{END}")
        room = ROW_LENGTH - len(row.ids) - len(answered)
        if len(asked) > room:
            return 0
        start = row.extend(asked, branch, start, False)
        return row.extend(answered, branch, start, True)

    def _encode(self, text: str) -> list[int]:
        found = self._cache.get(text)
        if found is None:
            found = self._tokenizer.encode(text, add_special_tokens=False).ids
            if len(self._cache) < 200_000:
                self._cache[text] = found
        return found

    def _system(self, rng: random.Random) -> str:
        return f"System: {rng.choice(SYSTEM_PROMPTS)}{END}\n" if rng.random() < 0.1 else ""
