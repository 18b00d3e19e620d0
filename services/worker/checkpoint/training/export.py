"""Writes the Hugging Face folder: `python export.py --weights RUN/final.pt --tokenizer RUN/tokenizer.json --out DIR`."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import torch
from safetensors.torch import save_file
from tokenizers import Tokenizer

from model import Shape
from preprocess import TILE
from prompts import TOKENS_PER_IMAGE
from vocabulary import ADDED, END, FAKE, GLOBAL, IMAGE, PAD, START, UNKNOWN

MAX_POSITIONS = 2048

CHAT_TEMPLATE = (
    "<|im_start|>{% for message in messages %}{{message['role'] | capitalize}}"
    "{% if message['content'][0]['type'] == 'image' %}{{':'}}{% else %}{{': '}}{% endif %}"
    "{% for line in message['content'] %}{% if line['type'] == 'text' %}{{line['text']}}"
    "{% elif line['type'] == 'image' %}{{ '<image>' }}{% elif line['type'] == 'video' %}{{ '<video>' }}{% endif %}"
    "{% endfor %}<end_of_utterance>\n{% endfor %}{% if add_generation_prompt %}{{ 'Assistant:' }}{% endif %}"
)


def configuration(shape: Shape, tokenizer: Tokenizer) -> dict[str, object]:
    """config.json; every size is written out, though some equal the classes' defaults."""
    text = {
        "model_type": "llama",
        "architectures": ["LlamaForCausalLM"],
        "vocab_size": shape.vocabulary,
        "hidden_size": shape.text_width,
        "intermediate_size": shape.text_inner,
        "num_hidden_layers": shape.text_layers,
        "num_attention_heads": shape.text_heads,
        "num_key_value_heads": shape.text_kv_heads,
        "head_dim": shape.head,
        "hidden_act": "silu",
        "rms_norm_eps": shape.rms_eps,
        "rope_theta": shape.theta,
        "max_position_embeddings": MAX_POSITIONS,
        "attention_bias": False,
        "mlp_bias": False,
        "tie_word_embeddings": False,
        "bos_token_id": tokenizer.token_to_id(START),
        "eos_token_id": tokenizer.token_to_id(END),
        "pad_token_id": tokenizer.token_to_id(PAD),
        "torch_dtype": "bfloat16",
    }
    vision = {
        "model_type": "smolvlm_vision",
        "hidden_size": shape.vision_width,
        "intermediate_size": shape.vision_inner,
        "num_hidden_layers": shape.vision_layers,
        "num_attention_heads": shape.vision_heads,
        "num_channels": 3,
        "image_size": shape.image,
        "patch_size": shape.patch,
        "hidden_act": "gelu_pytorch_tanh",
        "layer_norm_eps": shape.layer_norm_eps,
        "attention_dropout": 0.0,
    }
    return {
        "model_type": "smolvlm",
        "architectures": ["SmolVLMForConditionalGeneration"],
        "image_token_id": tokenizer.token_to_id(IMAGE),
        "pad_token_id": tokenizer.token_to_id(PAD),
        "scale_factor": shape.scale,
        "tie_word_embeddings": False,
        "use_cache": True,
        "torch_dtype": "bfloat16",
        "text_config": text,
        "vision_config": vision,
    }


def _preprocessor() -> dict[str, object]:
    return {
        "image_processor_type": "SmolVLMImageProcessor",
        "processor_class": "SmolVLMProcessor",
        "do_convert_rgb": True,
        "do_resize": True,
        "size": {"longest_edge": TILE},
        "resample": 1,
        "do_image_splitting": True,
        "max_image_size": {"longest_edge": TILE},
        "do_rescale": True,
        "rescale_factor": 1 / 255,
        "do_normalize": True,
        "image_mean": [0.5, 0.5, 0.5],
        "image_std": [0.5, 0.5, 0.5],
        "do_pad": True,
        "video_sampling": {"fps": 1, "max_frames": 64, "video_size": {"longest_edge": TILE}},
    }


def _tokenizer_configuration(tokenizer: Tokenizer) -> dict[str, object]:
    specials = [UNKNOWN, START, PAD, *ADDED]
    entry = {"lstrip": False, "normalized": False, "rstrip": False, "single_word": False, "special": True}
    return {
        "tokenizer_class": "GPT2Tokenizer",
        "processor_class": "SmolVLMProcessor",
        "add_prefix_space": False,
        "added_tokens_decoder": {str(tokenizer.token_to_id(token)): {"content": token} | entry for token in specials},
        "additional_special_tokens": [FAKE, IMAGE, END],
        "bos_token": START,
        "eos_token": END,
        "pad_token": PAD,
        "unk_token": UNKNOWN,
        "fake_image_token": FAKE,
        "global_image_token": GLOBAL,
        "image_token": IMAGE,
        "end_of_utterance_token": END,
        "clean_up_tokenization_spaces": False,
        "model_max_length": MAX_POSITIONS,
    }


def export(weights: dict[str, torch.Tensor], tokenizer: Tokenizer, out: Path) -> None:
    """Writes weights as bfloat16 with every JSON file that a SmolVLM loader reads."""
    out.mkdir(parents=True, exist_ok=True)
    tensors = {name: value.to(torch.bfloat16).contiguous() for name, value in weights.items()}
    save_file(tensors, out / "model.safetensors", {"format": "pt"})
    tokenizer.save(str(out / "tokenizer.json"))
    end, pad, start = (tokenizer.token_to_id(token) for token in (END, PAD, START))
    files: dict[str, object] = {
        "config.json": configuration(Shape(), tokenizer),
        "generation_config.json": {"bos_token_id": start, "eos_token_id": end, "pad_token_id": pad},
        "preprocessor_config.json": _preprocessor(),
        "processor_config.json": {"processor_class": "SmolVLMProcessor", "image_seq_len": TOKENS_PER_IMAGE},
        "chat_template.json": {"chat_template": CHAT_TEMPLATE},
        "tokenizer_config.json": _tokenizer_configuration(tokenizer),
    }
    for name, content in files.items():
        (out / name).write_text(json.dumps(content, indent=2) + "\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--weights", type=Path, required=True)
    parser.add_argument("--tokenizer", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    state = torch.load(options.weights, weights_only=True)
    export(state["average"], Tokenizer.from_file(str(options.tokenizer)), options.out)


if __name__ == "__main__":
    main()
