"""half_products.py [THREADS]: milliseconds of one step's text products of the 500M shape, in float16 (torch's linear, all that libtorch has for it without AVX512-FP16) and bfloat16 (oneDNN, weights laid out once), by rows.

Weights lie in DRAM, each used once a step. The figures of ADR 0167; a Python with torch 2.7.1 is what services/worker/bin/transformers-python prints.
"""
import sys
import time

import torch

LAYER = [(1600, 960), (960, 960), (5120, 960), (960, 2560)]
SHAPES = LAYER * 32 + [(49280, 960)]


def best(step, times):
    step()
    taken = []
    for _ in range(times):
        begin = time.perf_counter()
        step()
        taken.append(time.perf_counter() - begin)
    return 1e3 * sorted(taken)[len(taken) // 2]


def main():
    torch.set_num_threads(int(sys.argv[1]) if len(sys.argv) > 1 else 2)
    print("torch", torch.__version__, torch.backends.cpu.get_cpu_capability(), torch.get_num_threads(), "threads")
    columns = {width: None for _, width in SHAPES}
    for name in ("float16", "bfloat16"):
        kind = getattr(torch, name)
        weights = [(torch.randn(shape) * 0.02).to(kind) for shape in SHAPES]
        if kind == torch.bfloat16:
            weights = [torch.ops.mkldnn._reorder_linear_weight(weight, 1) for weight in weights]
        for rows in (1, 2, 4, 8, 256):
            inputs = {width: torch.randn(rows, width).to(kind) for width in columns}

            def step():
                for (_, width), weight in zip(SHAPES, weights):
                    if kind == torch.bfloat16:
                        torch.ops.mkldnn._linear_pointwise(inputs[width], weight, None, "none", [], "")
                    else:
                        torch.nn.functional.linear(inputs[width], weight)

            print(f"{name:8} {rows:3} rows {best(step, 2 if rows > 8 else 9):8.1f} ms", flush=True)


main()
