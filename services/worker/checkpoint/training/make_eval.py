"""Writes held-out pictures and their questions: `python make_eval.py --seed S --count N --out DIR`.

DIR gets 000.png ... (a few as JPEG) and questions.jsonl, a line per question: image, question, answer, task.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import random
from pathlib import Path

from questions import TASKS, Question, ask_task
from scenes import Scene, render, sample_scene
from scoring import HELD_OUT_SEED

QUESTIONS_EACH = 4
LARGEST = 400
"""Larger sources are left out, to keep the folder small."""


def write_set(seed: int, count: int, out: Path) -> None:
    """Pictures come from the stream of `scenes.picture`; the questions take the tasks in turn."""
    out.mkdir(parents=True, exist_ok=True)
    lines, index, written = [], 0, 0
    while written < count:
        rng = random.Random(f"{seed}/{index}")
        scene = sample_scene(rng)
        index += 1
        if max(scene.width, scene.height) > LARGEST:
            continue
        image = render(dataclasses.replace(scene, jpeg_quality=None), rng).image
        name = f"{written:03d}.{'jpg' if scene.jpeg_quality else 'png'}"
        if scene.jpeg_quality:
            image.save(out / name, "JPEG", quality=scene.jpeg_quality)
        else:
            image.save(out / name, optimize=True)
        for question in _questions(scene, random.Random(f"question/{seed}/{index}"), written):
            lines.append(json.dumps({"image": name, "question": question.text, "answer": question.answer, "task": question.task}))
        written += 1
    (out / "questions.jsonl").write_text("\n".join(lines) + "\n")


def _questions(scene: Scene, rng: random.Random, turn: int) -> list[Question]:
    """Up to four questions of different tasks; a number picture is always asked for its number."""
    order = [*TASKS[turn % len(TASKS) :], *TASKS[: turn % len(TASKS)]]
    if scene.number is not None:
        order = ["number", "describe", "colour"]
    else:
        order.remove("number")
    made = [ask_task(task, scene, rng) for task in order]
    return [question for question in made if question is not None][:QUESTIONS_EACH]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=HELD_OUT_SEED + 7)
    parser.add_argument("--count", type=int, default=60)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    write_set(options.seed, options.count, options.out)


if __name__ == "__main__":
    main()
