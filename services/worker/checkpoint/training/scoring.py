"""Held-out questions, and a fast score during training."""

from __future__ import annotations

import random
from collections import defaultdict

import numpy as np
import torch
from tokenizers import Tokenizer

from batches import Rows
from model import SmolVlm
from objectives import answer_logits
from preprocess import to_pixels
from prompts import Row, prompt
from questions import TASKS, Question, ask_task
from scenes import picture
from vocabulary import END, IMAGE, PAD

HELD_OUT_SEED = 900_001


def held_out(seed: int, count: int, unseen: bool = False) -> list[tuple[int, Question]]:
    """`count` questions about pictures of the stream `seed`, the tasks in turn: (picture number, question)."""
    asked: list[tuple[int, Question]] = []
    index = 0
    while len(asked) < count:
        rng = random.Random(f"question/{seed}/{index}")
        question = ask_task(TASKS[len(asked) % len(TASKS)], picture(seed, index).scene, rng, unseen)
        if question is not None and not (question.task == "number" and question.answer == "no number"):
            asked.append((index, question))
        index += 1
    return asked


@torch.inference_mode()
def quick_scores(model: SmolVlm, tokenizer: Tokenizer, count: int = 480) -> dict[str, float]:
    """Shares of exact answers by task, by forced decoding, which agrees with greedy decoding on exactness."""
    image_id, pad = tokenizer.token_to_id(IMAGE), tokenizer.token_to_id(PAD)
    right: dict[str, list[bool]] = defaultdict(list)
    asked = held_out(HELD_OUT_SEED, count)
    for start in range(0, count, 60):
        part = asked[start : start + 60]
        pixels = torch.from_numpy(np.stack([to_pixels(picture(HELD_OUT_SEED, index).image) for index, _ in part]))
        rows = []
        for number, (_, question) in enumerate(part):
            row = Row()
            where = "first" if number % 2 else "last"
            asked_ids = tokenizer.encode(prompt(question.text, where), add_special_tokens=False).ids
            end = row.extend(asked_ids, 1, 0, False)
            row.extend(tokenizer.encode(f" {question.answer}{END}", add_special_tokens=False).ids, 1, end, True)
            rows.append(row.padded(pad, 160))
        packed = Rows.of(np.stack(rows))
        logits, targets = answer_logits(model, packed, model.see(pixels)[1], image_id)
        hits = (logits.argmax(-1) == targets).tolist()
        for row_learn, (_, question) in zip(packed.learn, part, strict=True):
            length = int(row_learn.sum())
            right[question.task].append(all(hits[:length]))
            hits = hits[length:]
    scores = {task: float(np.mean(right[task])) for task in TASKS}
    return scores | {"all": float(np.mean([hit for hits in right.values() for hit in hits]))}
