"""Trains the checkpoint: first the vision tower by probes alone, then everything on questions and answers."""

from __future__ import annotations

import argparse
import math
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor

from batches import Rows, augmented, batches, scene_labels
from dataset import Shard, load_shards
from drawing import COLOURS, SHAPES
from model import Shape, SmolVlm
from objectives import Probes, answer_loss
from scoring import quick_scores
from vocabulary import IMAGE, train_tokenizer


@dataclass(frozen=True)
class Plan:
    """How long and how fast to learn."""

    vision_steps: int
    steps: int
    batch: int
    rate: float
    seed: int
    check_every: int
    warm_up: int
    order: int
    """Seed of the order of pictures and questions."""
    limit: float
    """Seconds after which the joint phase has cooled and ends, though steps may be left."""


class Average:
    """An exponential moving average of the weights, which is what gets saved."""

    def __init__(self, model: SmolVlm, decay: float) -> None:
        self.decay = decay
        self.weights = {name: value.detach().clone() for name, value in model.state_dict().items()}

    @torch.no_grad()
    def update(self, model: SmolVlm, step: int) -> None:
        decay = min(self.decay, (1 + step) / (10 + step))
        current = model.state_dict()
        torch._foreach_lerp_(list(self.weights.values()), [current[name] for name in self.weights], 1 - decay)


class Trainer:
    """Holds the model, the probes and the data for the two phases."""

    def __init__(self, plan: Plan, shard: Shard, tokenizer: Tokenizer, out: Path) -> None:
        torch.manual_seed(plan.seed)
        self.plan, self.shard, self.tokenizer, self.out = plan, shard, tokenizer, out
        self.scene_labels = scene_labels(shard.scenes)
        self.shape = Shape()
        self.model, self.probes = SmolVlm(self.shape), Probes(self.shape)
        self.image_id = tokenizer.token_to_id(IMAGE)
        self.words = torch.tensor([_single(tokenizer, word) for word in (*SHAPES, *COLOURS)])
        self.noise = torch.Generator().manual_seed(plan.seed)
        self.optimiser = self._optimiser()
        self.average = Average(self.model, 0.998)

    def run(self) -> None:
        self._phase("vision", self.plan.vision_steps, text=False, decay=False)
        self._save("vision.pt")
        self._phase("joint", self.plan.steps, text=True, decay=True)
        self._save("final.pt")

    def resume(self, path: Path) -> None:
        state = torch.load(path, weights_only=True)
        self.model.load_state_dict(state["model"])
        self.probes.load_state_dict(state["probes"], strict=False)
        self.average = Average(self.model, 0.998)

    def _phase(self, name: str, steps: int, text: bool, decay: bool) -> None:
        stream = batches(self.shard.scenes, self.tokenizer, self.plan.batch, steps, self.plan.order + text, text)
        started, losses = time.monotonic(), []
        for step, (chosen, packed) in enumerate(stream):
            progress = max(step / steps, (time.monotonic() - started) / self.plan.limit if decay else 0.0)
            if progress >= 1:
                break
            self._set_rate(step, progress if decay else 0.0)
            seen, read = self._losses(chosen, packed if text else None)
            weight = 0.5 * (1 - progress) if text else 1.0
            (weight * seen.sum() + read).backward()
            torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
            self.optimiser.step()
            self.optimiser.zero_grad(set_to_none=True)
            self.average.update(self.model, step)
            losses.append((*seen.tolist(), read.item()))
            if (step + 1) % 100 == 0:
                mean = np.mean(losses[-100:], axis=0)
                spent = time.monotonic() - started
                probes = " ".join(f"{value:.3f}" for value in mean[:-1])
                print(f"{name} {step + 1}/{steps} probes {probes} answers {mean[-1]:.4f} {spent:.0f} s", flush=True)
            if text and (step + 1) % self.plan.check_every == 0:
                self._save("latest.pt")
                print(f"held out: {self._scores()}", flush=True)

    def _losses(self, chosen: np.ndarray, packed: np.ndarray | None) -> tuple[Tensor, Tensor]:
        pixels = augmented(self.shard.tiles[chosen], self.noise)
        patch_labels = torch.from_numpy(self.shard.labels[chosen])
        labels = torch.from_numpy(self.scene_labels[chosen])
        with torch.autocast("cpu", torch.bfloat16):
            patches, tokens = self.model.see(pixels)
            words = self.model.model["text_model"].embed_tokens(self.words)
            seen = self.probes(patches, tokens, words, patch_labels, labels)
            if packed is None:
                return seen, torch.zeros(())
            return seen, answer_loss(self.model, Rows.of(packed), tokens, self.image_id)

    def _scores(self) -> str:
        averaged = SmolVlm(self.shape)
        averaged.load_state_dict(self.average.weights)
        scores = quick_scores(averaged.eval(), self.tokenizer)
        return " ".join(f"{task} {score:.3f}" for task, score in scores.items())

    def _set_rate(self, step: int, progress: float) -> None:
        """Warms up over the plan's steps and cools along a cosine as `progress` goes from 0 to 1."""
        warm = min(1.0, (step + 1) / self.plan.warm_up)
        cool = 0.01 + 0.99 * (0.5 + 0.5 * math.cos(math.pi * progress))
        for group in self.optimiser.param_groups:
            group["lr"] = self.plan.rate * warm * cool

    def _optimiser(self) -> torch.optim.Optimizer:
        every = [*self.model.parameters(), *self.probes.parameters()]
        groups = [
            {"params": [p for p in every if p.ndim > 1], "weight_decay": 0.05},
            {"params": [p for p in every if p.ndim == 1], "weight_decay": 0.0},
        ]
        return torch.optim.AdamW(groups, lr=self.plan.rate, betas=(0.9, 0.98), fused=True)

    def _save(self, name: str) -> None:
        state = {"model": self.model.state_dict(), "probes": self.probes.state_dict(), "average": self.average.weights}
        torch.save(state, self.out / name)


def _single(tokenizer: Tokenizer, word: str) -> int:
    ids = tokenizer.encode(f" {word}", add_special_tokens=False).ids
    if len(ids) != 1:
        raise ValueError(f"{word} is {len(ids)} tokens")
    return int(ids[0])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of shards made by dataset.py")
    parser.add_argument("--out", type=Path, required=True, help="folder for weights and the tokenizer")
    parser.add_argument("--vision-steps", type=int, default=2500)
    parser.add_argument("--steps", type=int, default=7000)
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--rate", type=float, default=1e-3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--check-every", type=int, default=500)
    parser.add_argument("--warm-up", type=int, default=200)
    parser.add_argument("--shards", type=int, help="shards to use, to save memory (all by default; 65 MB each)")
    parser.add_argument("--order", type=int, default=1, help="seed of the order of pictures and questions")
    parser.add_argument("--limit", type=float, default=math.inf, help="seconds for the joint phase")
    parser.add_argument("--resume", type=Path, help="weights to start from")
    parser.add_argument("--tokenizer", type=Path, help="the tokenizer of those weights (made anew by default)")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    options.out.mkdir(parents=True, exist_ok=True)
    tokenizer = Tokenizer.from_file(str(options.tokenizer)) if options.tokenizer else train_tokenizer(options.seed)
    tokenizer.save(str(options.out / "tokenizer.json"))
    plan = Plan(options.vision_steps, options.steps, options.batch, options.rate, options.seed, options.check_every, options.warm_up, options.order, options.limit)
    trainer = Trainer(plan, load_shards(options.data, options.seed, options.shards), tokenizer, options.out)
    if options.resume:
        trainer.resume(options.resume)
    trainer.run()


if __name__ == "__main__":
    main()
