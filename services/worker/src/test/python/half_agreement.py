"""half_agreement.py FOLDER [PROMPTS]: float16 against float32 over random prompts, under transformers: weights as a fp16 checkpoint has them and float32 from there on, and everything in float16.

The same figures as `make parity ARGS=--agreement`: what a fp16 folder loses as it is loaded, and what computing in float16, which is not offered (ADR 0167), would.
"""
import sys

import torch
from transformers import AutoModelForImageTextToText

ANSWER = 16


def answers(model, prompts):
    logits, tokens = [], []
    with torch.inference_mode():
        for ids in prompts:
            out = model(input_ids=ids[None], use_cache=True)
            last = out.logits[0, -1].float()
            logits.append(last)
            mine = []
            for _ in range(ANSWER):
                mine.append(int(last.argmax()))
                out = model(input_ids=torch.tensor([[mine[-1]]]), past_key_values=out.past_key_values, use_cache=True)
                last = out.logits[0, -1].float()
            tokens.append(mine)
    return torch.stack(logits).double(), tokens


def compare(name, exact, other):
    error = (other[0] - exact[0]).pow(2).sum().sqrt() / exact[0].pow(2).sum().sqrt()
    agreed = [next((i for i, (a, b) in enumerate(zip(*pair)) if a != b), ANSWER) for pair in zip(exact[1], other[1])]
    count = len(agreed)
    print(
        f"  {name:30} logits' error {100 * error:.4f}% rms of fp32's, largest {(other[0] - exact[0]).abs().max():.4f};"
        f" first token the same {100 * sum(a > 0 for a in agreed) / count:.1f}%; {ANSWER} tokens {100 * sum(a == ANSWER for a in agreed) / count:.1f}%",
        flush=True,
    )


def main():
    torch.manual_seed(7)
    folder, count = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 300

    def load():
        return AutoModelForImageTextToText.from_pretrained(folder, torch_dtype=torch.float32).eval()

    model = load()
    vocabulary = model.config.text_config.vocab_size
    prompts = [torch.randint(0, vocabulary, (int(torch.randint(8, 65, ())),)) for _ in range(count)]
    exact = answers(model, prompts)
    print(f"{folder}: {count} random prompts of 8 to 64 tokens, {ANSWER} greedy tokens each, against fp32")
    compare("fp16 weights, fp32 from there", exact, answers(model.half().float(), prompts))
    compare("fp16 throughout", exact, answers(load().half(), prompts))


main()
