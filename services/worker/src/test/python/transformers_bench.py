"""What transformers takes on the same folder, eager (nothing compiled), its default attention: a JSON object on stdout's last line.

transformers_bench.py FOLDER DTYPE THREADS STEPS [--many]
"""

import json
import resource
import sys
import time

started = time.perf_counter()
import torch  # noqa: E402
from transformers import AutoModelForImageTextToText, DynamicCache  # noqa: E402

TEXT = 64


def seconds(work, runs):
    best = float("inf")
    for _ in range(runs):
        begin = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - begin)
    return best


def main():
    folder, dtype, threads, steps = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
    torch.set_num_threads(threads)
    kind = {"bf16": torch.bfloat16, "fp32": torch.float32}[dtype]
    model = AutoModelForImageTextToText.from_pretrained(folder, torch_dtype=kind)
    model.eval()
    config = model.config
    edge = config.vision_config.image_size
    per_tile = (edge // config.vision_config.patch_size // config.scale_factor) ** 2
    values = {"precision": dtype, "torch": torch.__version__}

    def show(what, value, unit):
        print(f"  {what:28s} {value:10.3f} {unit}", flush=True)
        values[what] = value

    def picture(tiles):
        ids = torch.arange(tiles * per_tile + TEXT) % 200
        ids[: tiles * per_tile] = config.image_token_id
        return {
            "input_ids": ids[None],
            "attention_mask": torch.ones(1, len(ids), dtype=torch.int64),
            "pixel_values": torch.full((1, tiles, 3, edge, edge), 0.1, dtype=kind),
        }

    def first(tiles):
        inputs = picture(tiles)
        return lambda: model.generate(**inputs, max_new_tokens=1, do_sample=False)

    first(1)()
    show("start-up", time.perf_counter() - started, "s")
    pixels = picture(1)["pixel_values"][0]
    tower = model.model.vision_model
    show("a tile", seconds(lambda: model.model.connector(tower(pixel_values=pixels).last_hidden_state), 3), "s")
    show("first token, 1 tile", seconds(first(1), 2), "s")
    show("first token, 17 tiles", seconds(first(17), 1), "s")
    for batch in (1, 4, 8):
        cache = DynamicCache()
        ids = (torch.arange(TEXT) % 200).repeat(batch, 1)
        model(input_ids=ids, past_key_values=cache, use_cache=True)
        times = []
        for step in range(steps + 2):
            token = torch.full((batch, 1), step + 1)
            begin = time.perf_counter()
            model(input_ids=token, past_key_values=cache, use_cache=True)
            times.append(time.perf_counter() - begin)
        show(f"decode, batch {batch}", batch / sorted(times[2:])[steps // 2], "tokens/s")
    show("resident, at most", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1.024e-3, "MB")
    print(json.dumps(values))


with torch.inference_mode():
    main()
