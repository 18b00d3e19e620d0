"""The tokenizer: a small byte-level BPE in the layout of SmolVLM2's tokenizer.json."""

from __future__ import annotations

import random
from collections.abc import Iterator

from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers, trainers

from questions import ask
from scenes import sample_scene
from smalltalk import SYSTEM_PROMPTS, small_talk

UNKNOWN, START, PAD = "<|endoftext|>", "<|im_start|>", "<|im_end|>"
GLOBAL, FAKE, IMAGE, END = "<global-img>", "<fake_token_around_image>", "<image>", "<end_of_utterance>"
ROWS_AND_COLUMNS = [f"<row_{row}_col_{column}>" for row in range(1, 7) for column in range(1, 7)]
ADDED = [GLOBAL, *ROWS_AND_COLUMNS, FAKE, IMAGE, END]
SIZE = 768


def _corpus(count: int, seed: int) -> Iterator[str]:
    rng = random.Random(f"vocabulary/{seed}")
    for index in range(count):
        question = ask(sample_scene(rng), rng)
        yield f"User: {question.text}"
        yield f"Assistant: {question.answer}"
        if index % 8 == 0:
            text, answer = small_talk(rng)
            yield f"User: {text}"
            yield f"Assistant: {answer}"
            yield f"System: {rng.choice(SYSTEM_PROMPTS)}"
        yield "\n\n"
        yield "\n"


def train_tokenizer(seed: int, count: int = 20000) -> Tokenizer:
    """Learns the merges from questions and answers; specials first (0, 1, 2), picture tokens last, END the very last."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True)]
    )
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=SIZE - len(ADDED),
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        special_tokens=[UNKNOWN, START, PAD],
        show_progress=False,
    )
    tokenizer.train_from_iterator(_corpus(count, seed), trainer)
    if tokenizer.get_vocab_size() != SIZE - len(ADDED):
        raise ValueError(f"the corpus gave {tokenizer.get_vocab_size()} tokens, not {SIZE - len(ADDED)}")
    tokenizer.add_special_tokens([AddedToken(token, normalized=False, special=True) for token in ADDED])
    if len(tokenizer.encode("\n\n", add_special_tokens=False).ids) != 1:
        raise ValueError("two newlines must be one token")
    return tokenizer
