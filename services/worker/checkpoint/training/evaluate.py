"""Measures exact answers, greedily decoded from an exported folder.

    python evaluate.py --model ../signalbox-see --count 2000           # pictures generated from the held-out seed
    python evaluate.py --model ../signalbox-see --pictures ../heldout  # a folder written by make_eval.py
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from PIL import Image

from decoding import Checkpoint
from preprocess import to_pixels
from prompts import prompt
from questions import TASKS
from scenes import picture
from scoring import HELD_OUT_SEED, held_out
from smalltalk import small_talk

BATCH = 50


@dataclass(frozen=True)
class Trial:
    """One question to put to the checkpoint. `pixels` is None for a turn without a picture."""

    task: str
    text: str
    answer: str
    pixels: np.ndarray | None
    where: str | None


def generated(seed: int, count: int, where: str, unseen: bool = False) -> list[Trial]:
    """Trials on pictures of the stream `seed`, with the picture before ("first") or after ("last") the question."""
    return [
        Trial(question.task, question.text, question.answer, to_pixels(picture(seed, index).image), where)
        for index, question in held_out(seed, count, unseen)
    ]


def without_picture(seed: int, count: int) -> list[Trial]:
    rng = random.Random(f"small talk/{seed}")
    return [Trial("no picture", text, answer, None, None) for text, answer in (small_talk(rng) for _ in range(count))]


def from_folder(folder: Path) -> list[Trial]:
    trials = []
    for line in (folder / "questions.jsonl").read_text().splitlines():
        item = json.loads(line)
        with Image.open(folder / item["image"]) as image:
            trials.append(Trial(item["task"], item["question"], item["answer"], to_pixels(image), "first"))
    return trials


def measure(checkpoint: Checkpoint, trials: list[Trial], show: int = 0) -> dict[str, tuple[int, int]]:
    """(right, asked) by task. Prints the first `show` wrong answers to stderr."""
    tally: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for start in range(0, len(trials), BATCH):
        part = trials[start : start + BATCH]
        pixels = [trial.pixels for trial in part if trial.pixels is not None]
        asked = [prompt(trial.text, trial.where) for trial in part]
        given = checkpoint.answer(asked, np.stack(pixels) if pixels else None)
        for trial, answer in zip(part, given, strict=True):
            tally[trial.task][0] += answer == trial.answer
            tally[trial.task][1] += 1
            if answer != trial.answer and show > 0:
                show -= 1
                print(f"{trial.task}: {trial.text!r} gave {answer!r}, not {trial.answer!r}", file=sys.stderr)
    return {task: (right, total) for task, (right, total) in tally.items()}


def print_table(columns: dict[str, dict[str, tuple[int, int]]], tasks: Iterable[str]) -> None:
    """A Markdown table, tasks down and sets across, with the total last."""
    print("| task | " + " | ".join(columns) + " |\n|---|" + "---:|" * len(columns))
    for task in tasks:
        cells = [column.get(task) for column in columns.values()]
        print(f"| {task} | " + " | ".join(f"{100 * c[0] / c[1]:.1f} %" if c else "" for c in cells) + " |")
    totals = [[sum(values) for values in zip(*column.values(), strict=True)] for column in columns.values()]
    print("| all | " + " | ".join(f"{100 * right / total:.1f} % of {total}" for right, total in totals) + " |")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--pictures", type=Path, help="a folder with questions.jsonl")
    parser.add_argument("--seed", type=int, default=HELD_OUT_SEED + 1)
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--show", type=int, default=0, help="wrong answers to print")
    parser.add_argument("--least", type=float, default=0.95, help="exit 1 if the first column's total is below this share")
    options = parser.parse_args()
    torch.set_num_threads(2)
    checkpoint = Checkpoint.load(options.model)
    if options.pictures:
        sets = {options.pictures.name: from_folder(options.pictures)}
    else:
        sets = {
            "picture first": generated(options.seed, options.count, "first"),
            "picture last": generated(options.seed + 1, options.count // 2, "last"),
            "unseen phrasings": generated(options.seed + 2, options.count // 2, "first", unseen=True),
            "no picture": without_picture(options.seed, options.count // 4),
        }
    columns = {name: measure(checkpoint, trials, options.show) for name, trials in sets.items()}
    print_table(columns, (*TASKS, "other", "no picture"))
    right, total = (sum(values) for values in zip(*next(iter(columns.values())).values(), strict=True))
    if right / total < options.least:
        sys.exit(f"{right} of {total} exact answers is below {options.least:.0%}")


if __name__ == "__main__":
    main()
