"""Loads an exported folder and answers greedily: the reference that the Java worker is compared with."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file
from tokenizers import Tokenizer

from model import Shape, SmolVlm

MAX_NEW_TOKENS = 96


@dataclass(frozen=True)
class Checkpoint:
    """A loaded folder: the model in float32, its tokenizer and the ids that matter."""

    model: SmolVlm
    tokenizer: Tokenizer
    image_id: int
    end_id: int
    pad_id: int

    @staticmethod
    def load(folder: Path) -> Checkpoint:
        config = json.loads((folder / "config.json").read_text())
        model = SmolVlm(_shape(config))
        model.load_state_dict({name: value.float() for name, value in load_file(folder / "model.safetensors").items()})
        tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        end = json.loads((folder / "generation_config.json").read_text())["eos_token_id"]
        return Checkpoint(model.eval(), tokenizer, config["image_token_id"], end, config["pad_token_id"])

    @torch.inference_mode()
    def answer(self, prompts: list[str], pixels: np.ndarray | None) -> list[str]:
        """Greedy answers to a batch of prompts, one picture each (float32 [B, 3, T, T]), or none at all."""
        tokens = None if pixels is None else self.model.see(torch.from_numpy(pixels))[1]
        asked = [self.tokenizer.encode(prompt, add_special_tokens=False).ids for prompt in prompts]
        answers: list[list[int]] = [[] for _ in prompts]
        open_rows = set(range(len(prompts)))
        for _ in range(MAX_NEW_TOKENS):
            for row, best in enumerate(self._next(asked, answers, tokens)):
                if row in open_rows:
                    answers[row].append(best)
                    if best == self.end_id:
                        open_rows.discard(row)
            if not open_rows:
                break
        return [self.tokenizer.decode(ids, skip_special_tokens=True).strip() for ids in answers]

    def _next(self, asked: list[list[int]], answers: list[list[int]], tokens: torch.Tensor | None) -> list[int]:
        rows = [question + answer for question, answer in zip(asked, answers, strict=True)]
        longest = max(map(len, rows))
        ids = torch.tensor([row + [self.pad_id] * (longest - len(row)) for row in rows])
        positions = torch.arange(longest).expand(len(rows), -1)
        mask = torch.ones(longest, longest, dtype=torch.bool).tril().expand(len(rows), -1, -1)
        hidden = self.model.read(ids, tokens, self.image_id, positions, mask)
        last = torch.tensor([len(row) - 1 for row in rows])
        best: list[int] = self.model.lm_head(hidden[torch.arange(len(rows)), last]).argmax(-1).tolist()
        return best


def _shape(config: dict[str, dict[str, int]]) -> Shape:
    text, vision = config["text_config"], config["vision_config"]
    return Shape(
        vocabulary=text["vocab_size"],
        image=vision["image_size"],
        patch=vision["patch_size"],
        scale=int(config["scale_factor"]),  # type: ignore[call-overload]
        vision_width=vision["hidden_size"],
        vision_inner=vision["intermediate_size"],
        vision_layers=vision["num_hidden_layers"],
        vision_heads=vision["num_attention_heads"],
        text_width=text["hidden_size"],
        text_inner=text["intermediate_size"],
        text_layers=text["num_hidden_layers"],
        text_heads=text["num_attention_heads"],
        text_kv_heads=text["num_key_value_heads"],
        theta=text["rope_theta"],
        rms_eps=text["rms_norm_eps"],
        layer_norm_eps=vision["layer_norm_eps"],
    )
