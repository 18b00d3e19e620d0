"""Makes golden folders with transformers 4.51.3: small random checkpoints of the family in every form that the Hub has, each with
conversations, what the reference makes of them, and pictures in every format, with what Pillow makes of them.

    python -m venv v && v/bin/pip install torch==2.7.1 transformers==4.51.3 tokenizers==0.21.1 numpy pillow==11.3.0 num2words

Pillow 13 resizes tall pictures in another order of passes; everything up to 12 does as the checkpoints' own preprocessing did.

    v/bin/python services/worker/src/test/python/variants.py services/worker/src/test/golden [--seed N]
"""

import argparse
import hashlib
import json
import struct
import shutil
from pathlib import Path

import numpy as np
import torch
from PIL import Image, ImageFile, PngImagePlugin
from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import (
    GenerationConfig,
    Idefics3Config,
    Idefics3ForConditionalGeneration,
    Idefics3ImageProcessor,
    Idefics3Processor,
    LlamaConfig,
    PreTrainedTokenizerFast,
    SmolVLMConfig,
    SmolVLMForConditionalGeneration,
    SmolVLMImageProcessor,
    SmolVLMProcessor,
)
from num2words import num2words
from transformers.image_utils import VideoMetadata, load_image
from transformers.models.smolvlm.video_processing_smolvlm import smolvlm_sample_indices_fn
from safetensors.numpy import save_file

SEQUENCE = (
    "<|im_start|>{% for message in messages %}{{message['role'] | capitalize}}"
    "{% if message['content'][0]['type'] == 'image' %}{{':'}}{% else %}{{': '}}{% endif %}"
    "{% for line in message['content'] %}{% if line['type'] == 'text' %}{{line['text']}}"
    "{% elif line['type'] == 'image' %}{{ '<image>' }}{% endif %}{% endfor %}<end_of_utterance>\n"
    "{% endfor %}{% if add_generation_prompt %}{{ 'Assistant:' }}{% endif %}"
)
METHOD = SEQUENCE.replace("message['role'] | capitalize", "message['role'].capitalize()")
LINES = """<|im_start|>{% for message in messages %}
  {{- message.role | capitalize -}}
  {%- if message.content[0].type == 'image' %}:{% else %}: {% endif -%}
  {%- for line in message['content'] -%}
    {%- if line['type'] == 'text' -%}
      {{ line['text'] }}
    {%- elif line['type'] == 'image' -%}
      {{ '<image>' }}
    {%- elif line['type'] == 'video' -%}
      {{ '<video>' }}
    {%- endif -%}
  {%- endfor -%}
<end_of_utterance>
{% endfor %}
{%- if add_generation_prompt %}
Assistant:
{%- endif -%}
"""

VARIANTS = {
    # the small SmolVLM2: GQA, untied, patch 8, scale 2, float32, template beside the tokenizer as .jinja
    "gqa_untied_f32": dict(),
    # the 2.2B: MHA, patch 14 with a remainder, scale 3, odd grid, bf16 in shards
    "mha_patch14_bf16_sharded": dict(heads=4, kv=4, hidden=48, patch=14, image=132, scale=3, v_hidden=24, v_heads=3, theta=130000.0, dtype=torch.bfloat16, shard="90KB", template=LINES, place="jinja", longest=264),
    # tied head, fp16
    "tied_f16": dict(tied=True, dtype=torch.float16, kv=1, patch=12, image=36, scale=3, longest=108, place="processor"),
    # the flag above alone ties nothing in the reference: the folder's own head counts
    "tie_flag_above": dict(flag=True, dtype=torch.bfloat16, patch=12, image=36, scale=3, longest=108),
    # v1: idefics3, no row and column tokens, roles by method, other theta
    "v1_idefics3": dict(v1=True, theta=273768.0, template=METHOD, place="tokenizer", patch=16, image=64, scale=4, longest=256),
    # every key that a class defaults left out as far as a small model can: 32 heads = kv heads, vision heads 16, patch 32, image 224
    "defaults_omitted": dict(heads=32, kv=32, hidden=64, v_hidden=32, v_heads=16, patch=32, image=224, scale=7, eps=1e-6, max_pos=2048, longest=448),
    # transformers 5 writes theta and the picture settings elsewhere
    "v5_files": dict(v5=True, head_dim=24, longest=128, dtype=torch.bfloat16),
    # pictures not split
    "not_split": dict(split=False, longest=192, eos=[299, 260]),
}

# Pictures that the worker decodes in another way, and where that is written down.
KNOWN = {"lossy.webp": "ADR 0012"}

ROWS = [f"<row_{r}_col_{c}>" for r in range(1, 7) for c in range(1, 7)]
TEXT = ["What is this?\n\nA red square, two blue circles and 3 stars.", "Describe the image in detail. User: Assistant: System:", "Hello there, how many frames? The colour of the left one is green."] * 4


def tokenizer(v1, vocab):
    bpe = Tokenizer(models.BPE())
    bpe.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True)])
    bpe.decoder = decoders.ByteLevel()
    bpe.train_from_iterator(TEXT, trainers.BpeTrainer(vocab_size=290, min_frequency=2, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False))
    controls = ["<|endoftext|>", "<|im_start|>", "<|im_end|>", "<fake_token_around_image>", "<image>", "<end_of_utterance>"]
    if not v1:
        controls[3:3] = ["<global-img>"] + ROWS
    bpe.add_special_tokens([AddedToken(t, normalized=False, special=True) for t in controls])
    return PreTrainedTokenizerFast(tokenizer_object=bpe, bos_token="<|im_start|>", eos_token="<end_of_utterance>", pad_token="<|im_end|>", unk_token="<|endoftext|>")


def pictures(folder, seed):
    """Pictures with their RGB as load_image gives it."""
    folder.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(seed)

    def scene(w, h):
        y, x = np.mgrid[0:h, 0:w]
        base = np.stack([(x * 255 // max(1, w - 1)), (y * 255 // max(1, h - 1)), ((x * 3 + y * 5) % 256)], -1)
        noise = rng.integers(-20, 21, (h, w, 3))
        return np.clip(base + noise, 0, 255).astype(np.uint8)

    def exif(n):
        e = Image.Exif()
        e[0x0112] = n
        return e

    rgb = Image.fromarray(scene(90, 60))
    made = {}

    def put(name, image, **options):
        image.save(folder / name, **options)
        made[name] = True

    put("rgb.png", rgb)
    put("wide.png", Image.fromarray(scene(400, 7)))
    put("tall.png", Image.fromarray(scene(6, 500)))
    put("dot2.png", Image.fromarray(scene(2, 2)))
    put("dot5.png", Image.fromarray(scene(5, 5)))
    for n in range(2, 9):
        put(f"exif{n}.jpg", rgb, exif=exif(n), quality=90)
    put("exif6.png", rgb, exif=exif(6))
    put("exif8.webp", rgb, exif=exif(8), lossless=True)
    alpha = np.dstack([scene(70, 50), rng.integers(0, 256, (50, 70), dtype=np.uint8)])
    put("rgba.png", Image.fromarray(alpha, "RGBA"))
    put("rgba.webp", Image.fromarray(alpha, "RGBA"), lossless=True, exact=True)
    put("la.png", Image.fromarray(alpha, "RGBA").convert("LA"))
    put("grey.png", rgb.convert("L"))
    put("bilevel.png", rgb.convert("1"))
    put("grey.jpg", rgb.convert("L"))
    put("palette.png", rgb.quantize(31))
    put("palette2.png", rgb.quantize(2), bits=1)
    put("palette4.png", rgb.quantize(13), bits=4)
    put("palette_clear.png", rgb.quantize(17), transparency=3)
    put("grey_clear.png", rgb.convert("L"), transparency=9)
    put("rgb_clear.png", rgb, transparency=(1, 2, 3))
    put("first.gif", rgb.quantize(64))
    put("clear.gif", rgb.quantize(64), transparency=5)
    put("grey.gif", rgb.convert("L"))
    frames = [Image.fromarray(scene(40, 30)).quantize(32) for _ in range(5)]
    frames[0].save(folder / "moving.gif", save_all=True, append_images=frames[1:], duration=200, loop=0)
    made["moving.gif"] = True
    put("interlaced.gif", rgb.quantize(64), interlace=1)
    for sub, name in ((0, "444"), (1, "422"), (2, "420")):
        put(f"sub{name}.jpg", rgb, subsampling=sub, quality=80)
    put("progressive.jpg", rgb, progressive=True, quality=70)
    put("progressive_grey.jpg", rgb.convert("L"), progressive=True)
    put("cmyk.jpg", rgb.convert("CMYK"), quality=85)
    put("odd420.jpg", Image.fromarray(scene(61, 47)), quality=60)
    put("optimised.jpg", rgb, optimize=True, quality=95)
    put("restart.jpg", rgb, quality=75, restart_marker_blocks=3)
    put("lossy.webp", rgb, quality=80)
    put("lossless.webp", rgb, lossless=True)
    put("icc.png", rgb, icc_profile=b"\0" * 128)
    put("gamma.png", rgb, pnginfo=(lambda i: (i.add(b"gAMA", struct.pack(">I", 45455)), i)[1])(PngImagePlugin.PngInfo()))

    # 16 bits a sample, which Pillow does not write in colour: made by hand
    import zlib

    def png(name, w, h, depth, kind, raw, extra=()):
        def chunk(t, d):
            return struct.pack(">I", len(d)) + t + d + struct.pack(">I", zlib.crc32(t + d))

        body = b"".join(b"\0" + raw[i] for i in range(h))
        data = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", w, h, depth, kind, 0, 0, 0))
        data += b"".join(chunk(t, d) for t, d in extra) + chunk(b"IDAT", zlib.compress(body)) + chunk(b"IEND", b"")
        (folder / name).write_bytes(data)
        made[name] = True

    deep = rng.integers(0, 65536, (20, 30, 4), dtype=np.uint16).astype(">u2")
    png("rgb16.png", 30, 20, 16, 2, [deep[i, :, :3].tobytes() for i in range(20)])
    png("rgba16.png", 30, 20, 16, 6, [deep[i].tobytes() for i in range(20)])
    low = (deep[:, :, 0] % 700).astype(">u2")
    png("grey16.png", 30, 20, 16, 0, [low[i].tobytes() for i in range(20)])
    png("la16.png", 30, 20, 16, 4, [deep[i, :, :2].tobytes() for i in range(20)])
    for bits, name in ((2, "grey2.png"), (4, "grey4.png")):
        width = 30 * bits // 8 + (1 if 30 * bits % 8 else 0)
        png(name, 30, 20, bits, 0, [rng.integers(0, 256, width, dtype=np.uint8).tobytes() for _ in range(20)])

    cases = []
    for name in sorted(made):
        # as load_image: transposed, then RGB
        image = load_image(str(folder / name))
        cases.append({"picture": name, "width": image.width, "height": image.height, "rgb_sha256": hashlib.sha256(image.tobytes()).hexdigest()})
        if name in KNOWN:
            cases[-1]["known"] = KNOWN[name]
    (folder / "index.json").write_text(json.dumps({"made_by": "Pillow " + Image.__version__, "cases": cases}, indent=1) + "\n")


def image(path):
    return {"type": "image", "path": path}


def text(words):
    return {"type": "text", "text": words}


CONVERSATIONS = {
    "words": [{"role": "user", "content": [text("What is this?\n\n3 stars, 42!")]}],
    "system": [{"role": "system", "content": [text("Be terse.")]}, {"role": "user", "content": [image("rgb.png"), text("Describe it.")]}],
    "two": [{"role": "user", "content": [text("Compare "), image("wide.png"), text(" with "), image("exif6.jpg"), text("?")]}],
    "turns": [
        {"role": "user", "content": [image("tall.png"), text("What?")]},
        {"role": "assistant", "content": [text("A line.")]},
        {"role": "user", "content": [text("Sure? \u00e9\u4e16\U0001f642")]},
    ],
}


def video(paths, fps, count=None):
    return {"type": "video", "frames": paths, "fps": fps, **({"count": count} if count else {})}


FILMS = {
    "frames": [{"role": "user", "content": [video(["rgb.png", "grey.png", "wide.png", "rgba.png", "exif6.jpg"], 2.0), text("What happens?")]}],
    "animation": [{"role": "system", "content": [text("Be terse.")]}, {"role": "user", "content": [text("Look: "), video(["moving.gif"], 1.5, 5), text("So?")]}],
}


def film(part, processor, folder):
    """Sampled frames and metadata of a video part, as the reference samples them."""
    count = part.get("count") or len(part["frames"])
    meta = VideoMetadata(total_num_frames=count, fps=part["fps"], duration=count / part["fps"], video_backend="none")
    indices = smolvlm_sample_indices_fn(meta, processor.default_max_frames, processor.default_fps, skip_secs=1)
    meta.frames_indices = indices
    if len(part["frames"]) == 1:
        moving = Image.open(folder / part["frames"][0])
        frames = []
        for i in indices:
            moving.seek(int(i))
            frames.append(moving.convert("RGB"))
    else:
        frames = [load_image(str(folder / part["frames"][i])) for i in indices]
    return meta, frames


def samples(out, seed):
    rng = np.random.default_rng(seed)
    rows = []
    for i in range(400):
        frames, fps = int(rng.integers(1, 6000 if i % 3 == 0 else 200)), float(rng.choice([0.5, 1, 2, 7.5, 23.976, 24, 25, 30, 59.94]))
        most, target = int(rng.choice([1, 2, 8, 50, 64])), int(rng.choice([1, 1, 2, 5]))
        meta = VideoMetadata(total_num_frames=frames, fps=fps, duration=frames / fps, video_backend="none")
        rows.append([frames, fps, most, target, smolvlm_sample_indices_fn(meta, most, target, skip_secs=1).tolist()])
    words = [num2words(i) for i in range(1000)]
    (out / "video-samples.json").write_text(json.dumps({"samples": rows, "words": words}) + "\n")


def folder(out, name, seed, heads=4, kv=2, hidden=32, patch=8, image=64, scale=2, v_hidden=16, v_heads=2, theta=100000.0, dtype=torch.float32,
           shard=None, template=SEQUENCE, place="json", longest=None, tied=False, v1=False, v5=False, eps=1e-5, max_pos=1024, head_dim=None,
           split=True, eos=None, vocab=None, flag=False):
    torch.manual_seed(seed)
    words = tokenizer(v1, vocab)
    ids = {t: words.convert_tokens_to_ids(t) for t in ("<image>", "<end_of_utterance>", "<|im_end|>")}
    size = vocab or len(words) + 3
    llama = LlamaConfig(
        hidden_size=hidden, intermediate_size=56, num_hidden_layers=2, num_attention_heads=heads, num_key_value_heads=kv, head_dim=head_dim or hidden // heads,
        vocab_size=size, rms_norm_eps=eps, rope_theta=theta, max_position_embeddings=max_pos, tie_word_embeddings=tied, pad_token_id=ids["<|im_end|>"],
    )
    kind, make = (Idefics3Config, Idefics3ForConditionalGeneration) if v1 else (SmolVLMConfig, SmolVLMForConditionalGeneration)
    vision = dict(hidden_size=v_hidden, intermediate_size=40, num_hidden_layers=2, num_attention_heads=v_heads, image_size=image, patch_size=patch)
    config = kind(text_config=llama.to_dict(), vision_config=vision, scale_factor=scale, image_token_id=ids["<image>"], tie_word_embeddings=tied or flag)
    config._attn_implementation = "eager"
    model = make(config).eval()
    with torch.no_grad():
        for key, value in model.named_parameters():
            if "norm" in key and key.endswith("weight"):
                value.copy_(1 + 0.3 * torch.randn_like(value))
            elif value.dim() == 1:
                value.copy_(0.1 * torch.randn_like(value))
            else:
                value.copy_(torch.randn_like(value) * (1.0 if "embed" in key else 1.0 / value[0].numel() ** 0.5))
    if tied:
        model.tie_weights()
    stop = eos or ids["<end_of_utterance>"]
    model.generation_config = GenerationConfig(bos_token_id=0, eos_token_id=stop, pad_token_id=ids["<|im_end|>"])
    to = out / name
    shutil.rmtree(to, ignore_errors=True)
    model.to(dtype).save_pretrained(to, max_shard_size=shard or "5GB")
    model = make.from_pretrained(to, torch_dtype=torch.float32, attn_implementation="eager").eval()
    longest = longest or 4 * image
    side = image // patch // scale
    processor_kind, image_kind = (Idefics3Processor, Idefics3ImageProcessor) if v1 else (SmolVLMProcessor, SmolVLMImageProcessor)
    options = dict(size={"longest_edge": longest}, max_image_size={"longest_edge": image}, do_image_splitting=split)
    pixels = image_kind(**options)
    if not v1:
        pixels.video_sampling = {"fps": 1, "max_frames": 64, "video_size": {"longest_edge": image}}
    processor = processor_kind(pixels, words, image_seq_len=side * side, chat_template=template)
    words.save_pretrained(to)
    files(to, pixels, words, processor, template, place, v5)
    cases = []
    for case, messages in {**CONVERSATIONS, **({} if v1 else FILMS)}.items():
        if eos and case == "words":
            continue
        cases.append(run(to, case, messages, model, processor, out / "pictures", v1))
    (to / "index.json").write_text(json.dumps({"transformers": "4.51.3", "torch": torch.__version__, "cases": cases}) + "\n")
    for extra in ("special_tokens_map.json",):
        (to / extra).unlink(missing_ok=True)
    print(name, sum(f.stat().st_size for f in to.rglob("*")) // 1024, "KB", [(c["case"], len(c["input_ids"]), round(c["margin"], 3)) for c in cases])


def files(to, pixels, words, processor, template, place, v5):
    """The processor's files in one of the forms that folders have."""
    settings = json.loads(pixels.to_json_string())
    bare = {"processor_class": type(processor).__name__, "image_seq_len": processor.image_seq_len}
    tokens = json.loads((to / "tokenizer_config.json").read_text())
    tokens.pop("chat_template", None)
    if v5:
        config = json.loads((to / "config.json").read_text())
        inner = config["text_config"]
        inner["rope_parameters"] = {"rope_theta": inner.pop("rope_theta"), "rope_type": "default"}
        inner.pop("rope_scaling", None)
        config["dtype"] = config.pop("torch_dtype")
        config["transformers_version"] = "5.0.0"
        (to / "config.json").write_text(json.dumps(config, indent=2))
        bare["image_processor"] = settings
        bare["video_processor"] = {"size": {"longest_edge": 64}, "fps": 1, "num_frames": 64}
        (to / "chat_template.jinja").write_text(template)
    else:
        (to / "preprocessor_config.json").write_text(json.dumps(settings, indent=2))
        if place == "jinja":
            (to / "chat_template.jinja").write_text(template)
        elif place == "json":
            (to / "chat_template.json").write_text(json.dumps({"chat_template": template}))
        elif place == "processor":
            bare["chat_template"] = template
        else:
            tokens["chat_template"] = [{"name": "other", "template": "x"}, {"name": "default", "template": template}]
    (to / "processor_config.json").write_text(json.dumps(bare))
    (to / "tokenizer_config.json").write_text(json.dumps(tokens))


@torch.no_grad()
def run(to, case, messages, model, processor, pictures, v1):
    films = [film(part, processor, pictures) for m in messages for part in m["content"] if part["type"] == "video"]
    shown = messages
    if films:
        shown = processor._process_messages_for_chat_template([messages], batch_images=[], batch_videos=[[f for _, f in films]], batch_video_metadata=[[m for m, _ in films]])[0]
    prompt = processor.apply_chat_template(shown, add_generation_prompt=True, tokenize=False)
    loaded = [load_image(str(pictures / part["path"])) for m in messages for part in m["content"] if part["type"] == "image"]
    if films:
        loaded = [np.array(f) for _, frames in films for f in frames]
        # frames of several sizes, which a video has not, are cut one by one, as the image path of the processor does
        cut = [processor.image_processor([[f]], do_image_splitting=False, size=processor.video_size, return_tensors="pt")["pixel_values"][0] for f in loaded]
        strings = prompt.split("<image>")
        single = "<fake_token_around_image><global-img>" + "<image>" * processor.image_seq_len + "<fake_token_around_image>"
        inputs = dict(processor.tokenizer(single.join(strings), return_tensors="pt"), pixel_values=torch.cat(cut)[None])
    else:
        inputs = processor(text=prompt, images=loaded or None, return_tensors="pt")
    ids = inputs["input_ids"]
    tensors, tiles = {}, []
    if loaded:
        values = inputs["pixel_values"]
        for tile in values[0]:
            if (tile != 0).any():
                tiles.append(hashlib.sha256(tile.numpy().tobytes()).hexdigest())
        vision = {}
        hook = model.model.connector.register_forward_hook(lambda m, i, o: vision.update(o=o))
    arguments = {k: v for k, v in inputs.items() if k in ("input_ids", "attention_mask", "pixel_values", "pixel_attention_mask")}
    logits = model(**arguments).logits[0]
    if loaded:
        hook.remove()
        tensors["connector_out"] = vision["o"].reshape(-1, vision["o"].shape[-1])[-16:].numpy()
    tensors["logits"] = logits[-4:].numpy()
    generated = model.generate(**arguments, do_sample=False, max_new_tokens=8, min_new_tokens=None)[0][ids.shape[1]:]
    # the margin of each choice, without a cache
    full = torch.cat([ids[0], generated])[None]
    again = {**arguments, "input_ids": full, "attention_mask": torch.ones_like(full)}
    rows = model(**again).logits[0][ids.shape[1] - 1 : -1]
    top = rows.topk(2).values
    assert (rows.argmax(-1) == generated).all(), case
    save_file({k: np.ascontiguousarray(v) for k, v in tensors.items()}, str(to / f"{case}.golden"))
    return {
        "case": case, "messages": messages, "rendered": prompt, "input_ids": ids[0].tolist(), "tile_f32_sha256": tiles, "generated": generated.tolist(),
        "text": processor.tokenizer.decode(generated, skip_special_tokens=True, clean_up_tokenization_spaces=False), "margin": (top[:, 0] - top[:, 1]).min().item(),
    }


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("out", type=Path)
    arguments.add_argument("--seed", type=int, default=5)
    arguments.add_argument("--only", default="")
    given = arguments.parse_args()
    torch.set_num_threads(1)
    if not given.only:
        pictures(given.out / "pictures", given.seed)
        samples(given.out, given.seed)
    for i, (name, options) in enumerate(VARIANTS.items()):
        if given.only in name:
            folder(given.out, name, given.seed * 100 + i, **options)


main()
