"""Compares an exported folder with transformers 4.51.3 (not in requirements.txt: `pip install transformers==4.51.3 num2words`).

Checks the image processor, the rendered prompt, the logits and the greedy answer on held-out pictures.
"""

from __future__ import annotations

import argparse
import random
import sys
from pathlib import Path

import numpy as np
import torch
from transformers import AutoProcessor, SmolVLMForConditionalGeneration

from decoding import Checkpoint
from preprocess import to_pixels
from prompts import prompt
from questions import ask
from scenes import picture
from scoring import HELD_OUT_SEED


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--count", type=int, default=12)
    options = parser.parse_args()
    torch.set_num_threads(1)
    ours = Checkpoint.load(options.model)
    theirs = SmolVLMForConditionalGeneration.from_pretrained(options.model, torch_dtype=torch.float32).eval()
    processor = AutoProcessor.from_pretrained(options.model)
    worst_pixel = worst_logit = 0.0
    for index in range(options.count):
        rng = random.Random(index)
        shown = picture(HELD_OUT_SEED + 5, index)
        text, where = ask(shown.scene, rng).text, rng.choice(("first", "last"))
        content = [{"type": "image"}, {"type": "text", "text": text}]
        message = {"role": "user", "content": content if where == "first" else content[::-1]}
        rendered = processor.apply_chat_template([message], add_generation_prompt=True)
        inputs = processor(text=rendered, images=[shown.image], return_tensors="pt")
        ids = ours.tokenizer.encode(prompt(text, where), add_special_tokens=False).ids
        if inputs["input_ids"][0].tolist() != ids:
            sys.exit(f"prompts differ: {rendered!r}")
        pixels = to_pixels(shown.image)[None]
        worst_pixel = max(worst_pixel, float(np.abs(inputs["pixel_values"][0].numpy() - pixels).max()))
        with torch.inference_mode():
            expected = theirs(**inputs).logits[0]
            tokens = ours.model.see(torch.from_numpy(pixels))[1]
            length = len(ids)
            mask = torch.ones(1, length, length, dtype=torch.bool).tril()
            hidden = ours.model.read(torch.tensor([ids]), tokens, ours.image_id, torch.arange(length)[None], mask)
            worst_logit = max(worst_logit, float((ours.model.lm_head(hidden)[0] - expected).abs().max()))
            generated = theirs.generate(**inputs, max_new_tokens=96, do_sample=False)[0, length:]
        said = processor.tokenizer.decode(generated, skip_special_tokens=True).strip()
        answer = ours.answer([prompt(text, where)], pixels)[0]
        if said != answer:
            sys.exit(f"answers differ: {said!r} and {answer!r}")
    print(f"{options.count} pictures: same prompts and answers; pixels within {worst_pixel:.1e}, logits within {worst_logit:.1e}")


if __name__ == "__main__":
    main()
