"""Runs the TorchScript programs that the worker's Java writes for CUDA, where there is a GPU and a PyTorch for it.

python3 cuda_program.py DUMP GOLDEN: DUMP is what CudaProgramDump wrote, GOLDEN a folder laid out like ../shared/vlm/golden/tiny_a. Compares logits and greedy
ids with the recorded reference, then measures the 256M and 500M shapes with random weights: seconds a tile, first token with 1 and 17 tiles, decode
tokens a second at several batch sizes, and the share of the measured memory bandwidth that decoding at batch 1 reaches. Exits non-zero beyond the tolerance.
"""
import json
import pathlib
import sys
import time

import torch
from safetensors.torch import load_file

LOGITS = 1e-3
DEVICE = torch.device("cuda:0")


def load(folder, precision, weight):
    plan = json.loads((folder / "plan.json").read_text())
    program = torch.jit.load(str(folder / f"{precision}.pt"))
    for call in plan["calls"]:
        for tensor in call["tensors"]:
            program.add(weight(tensor))
        getattr(program, call["method"])()
    return program, plan


def cache(plan, tokens):
    shape = [tokens if n < 0 else n for n in plan["cache_shape"]]
    return torch.zeros(shape, device=DEVICE)


def step(program, ids, start, kv, rows, picture_rows=None, pictures=None, hidden=1):
    none = torch.zeros(0, dtype=torch.int64)
    return program.step(
        ids,
        torch.arange(start, start + len(ids)),
        none if picture_rows is None else picture_rows,
        torch.zeros(0, hidden) if pictures is None else pictures,
        [start],
        [len(ids)],
        [kv],
        rows,
    )


def golden(dump, folder):
    """Whether every single-sequence case agrees."""
    good = True
    weights = load_file(folder / "model.safetensors")
    program, plan = load(dump / "golden", "fp32", lambda tensor: weights[tensor["name"]])
    image = json.loads((folder / "config.json").read_text())["image_token_id"]
    for case in json.loads((folder / "index.json").read_text())["cases"]:
        if case["batch"] != 1:
            continue
        want = load_file(folder / f"{case['case']}.safetensors")
        ids = want["input_ids"][0]
        kv = cache(plan, len(ids) + 16)
        rows = pictures = None
        if case["tiles"]:
            real = want.get("real_tile_mask", torch.ones(case["tiles"], dtype=torch.bool))
            pixels = want["pixel_values"].flatten(0, 1)[real] if want["pixel_values"].shape[1] == len(real) else want["pixel_values"][0]
            valid = want["patch_attention_mask"].flatten(1)
            mask = torch.zeros(0)
            if not bool(valid.all()):
                mask = torch.where(valid, 0.0, -torch.finfo(torch.float32).max)[:, None, None, :]
            seen = program.see(pixels, want["vision_position_ids"], mask)
            pictures = program.connect(seen).reshape(-1, plan["hidden"])
            rows = (ids == image).nonzero()[:, 0]
        logits = step(program, ids, 0, kv, torch.arange(len(ids)), rows, pictures, plan["hidden"])
        error = (logits - want["logits"][0]).abs().max().item()
        out = [int(logits[-1].argmax())]
        while len(out) < want["generated_ids"].shape[1]:
            at = len(ids) + len(out) - 1
            out.append(int(step(program, torch.tensor(out[-1:]), at, kv, torch.tensor([0]), None, None, plan["hidden"])[0].argmax()))
        exact = out == want["generated_ids"][0].tolist()
        good &= exact and error <= LOGITS
        print(f"  {case['case']:28} logits {error:.1e}  greedy ids {'exact' if exact else 'DIFFER'}")
    return good


def timed(work, times=5):
    work()
    torch.cuda.synchronize()
    best = []
    for _ in range(times):
        begin = time.perf_counter()
        work()
        torch.cuda.synchronize()
        best.append(time.perf_counter() - begin)
    return sorted(best)[len(best) // 2]


def bandwidth():
    a = torch.empty(1 << 30, dtype=torch.uint8, device=DEVICE)
    b = torch.empty_like(a)
    return 2 * a.numel() / timed(lambda: b.copy_(a), 20)


def bench(dump, shape, precision, peak):
    torch.manual_seed(7)
    program, plan = load(dump / shape, precision, lambda tensor: torch.randn(tensor["shape"], device=DEVICE) * 0.02)
    size = 2 if precision == "bf16" else 4
    text = sum(
        torch.Size(tensor["shape"]).numel() for call in plan["calls"] if call["method"] in ("pack_layer", "pack_end") for tensor in call["tensors"]
    )
    text += plan["vocabulary"] * plan["hidden"]
    edge, side = plan["image_size"], plan["patch_side"]
    places = torch.arange(side * side)[None]
    row = f"  {shape} {precision:5}"
    for tiles in (1, 17):
        pixels = torch.randn(tiles, 3, edge, edge)
        prompt = tiles * plan["tokens_per_tile"] + 20
        ids = torch.randint(0, 1000, (prompt,))
        where = torch.arange(10, 10 + tiles * plan["tokens_per_tile"])
        kv = cache(plan, prompt + 300)

        def first():
            pictures = program.connect(program.see(pixels, places.expand(tiles, -1), torch.zeros(0))).reshape(-1, plan["hidden"])
            step(program, ids, 0, kv, torch.tensor([prompt - 1]), where, pictures, plan["hidden"])

        seconds = timed(first)
        row += f"  first token, {tiles:2} tiles {seconds * 1e3:7.1f} ms"
    for batch in (1, 4, 8):
        caches = [cache(plan, 640) for _ in range(batch)]
        ids = torch.randint(0, 1000, (batch,))

        def decode():
            program.step(
                ids, torch.full((batch,), 512), torch.zeros(0, dtype=torch.int64), torch.zeros(0, plan["hidden"]),
                [512] * batch, [1] * batch, caches, torch.arange(batch),
            )

        seconds = timed(decode, 30)
        row += f"  decode {batch}: {batch / seconds:6.0f}/s"
        if batch == 1:
            row += f" ({text * size / seconds / peak:.1%} of bandwidth)"
    print(row, flush=True)


def main():
    dump, folder = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    torch.backends.cuda.matmul.allow_tf32 = False
    torch.backends.cudnn.allow_tf32 = False
    torch._C._set_graph_executor_optimize(False)
    print(torch.cuda.get_device_name(0), "PyTorch", torch.__version__)
    with torch.inference_mode():
        good = golden(dump, folder)
        peak = bandwidth()
        print(f"  memory bandwidth by copying {peak / 1e12:.2f} TB/s")
        for shape in ("256m", "500m"):
            for precision in ("fp32", "bf16"):
                bench(dump, shape, precision, peak)
    sys.exit(0 if good else 1)


main()
