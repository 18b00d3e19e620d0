"""Products and the rest of one vision layer (SigLIP 768 wide, 1,024 patches) in bfloat16 and in 8 bits, as libtorch offers them.

    python vision_products.py [THREADS]

ms of one layer, the best and the median of 15; GOP/s count two operations a product. ADR 0197.
"""
import math
import statistics
import sys
import time

import torch

torch.set_num_threads(int(sys.argv[1]) if len(sys.argv) > 1 else 2)
torch.manual_seed(1)
ROWS, WIDTH, INNER, HEADS, LAYERS = 1024, 768, 3072, 12, 12
SHAPES = [("qkv", WIDTH, 3 * WIDTH), ("out", WIDTH, WIDTH), ("fc1", WIDTH, INNER), ("fc2", INNER, WIDTH)]
OPERATIONS = 2 * ROWS * sum(i * o for _, i, o in SHAPES)


def timed(name, call, operations=0):
    times = []
    with torch.inference_mode():
        for _ in range(3):
            call()
        for _ in range(15):
            begin = time.perf_counter()
            call()
            times.append(1000 * (time.perf_counter() - begin))
    best, middle = min(times), statistics.median(times)
    rate = f"  {operations / best / 1e6:6.0f} GOP/s" if operations else ""
    print(f"{name:66} {best:7.2f} {middle:7.2f} ms{rate}", flush=True)
    return best


weights = {n: torch.randn(o, i) * 0.03 for n, i, o in SHAPES}
inputs = {n: torch.randn(ROWS, i) for n, i, o in SHAPES}
biases = {n: torch.randn(o) for n, i, o in SHAPES}
scales = {n: w.abs().amax(1) / 127 for n, w in weights.items()}

# bfloat16, packed, as the worker does it.
packed16 = {n: torch.ops.mkldnn._reorder_linear_weight(w.bfloat16(), ROWS) for n, w in weights.items()}
bias16 = {n: b.bfloat16() for n, b in biases.items()}
input16 = {n: x.bfloat16() for n, x in inputs.items()}


def bf16(n, unary="none", algorithm=""):
    return torch.ops.mkldnn._linear_pointwise(input16[n], packed16[n], bias16[n], unary, [], algorithm)


print(f"torch {torch.__version__}, {torch.get_num_threads()} threads; one layer")
timed("bf16 products, oneDNN", lambda: [bf16(n) for n, _, _ in SHAPES], OPERATIONS)
timed("  of these fc1 with its gelu", lambda: bf16("fc1", "gelu", "tanh"))
timed("  of these fc1 without", lambda: bf16("fc1"))

# 8 bits by FBGEMM: the input is quantised by the call.
quantised = {n: torch.quantize_per_channel(w, scales[n].double(), torch.zeros(len(w), dtype=torch.long), 0, torch.qint8) for n, w in weights.items()}
torch.backends.quantized.engine = "x86" if "x86" in torch.backends.quantized.supported_engines else "fbgemm"
torch.backends.quantized.engine = "fbgemm"
fbgemm = {n: torch.ops.quantized.linear_prepack(q, biases[n]) for n, q in quantised.items()}
timed(
    "int8 products, FBGEMM, a scale given, quantising counted",
    lambda: [torch.ops.quantized.linear_with_input_q_dq_qweight_dq_output_fp32(inputs[n], 0.04, 128, fbgemm[n]) for n, _, _ in SHAPES],
    OPERATIONS,
)
timed("int8 products, FBGEMM, dynamic", lambda: [torch.ops.quantized.linear_dynamic(inputs[n], fbgemm[n]) for n, _, _ in SHAPES], OPERATIONS)

# 8 bits by oneDNN: the input is quantised before.
codes = {n: torch.clamp(torch.round(x / 0.04) + 128, 0, 255).to(torch.uint8) for n, x in inputs.items()}
onednn = {n: torch.ops.onednn.qlinear_prepack(q.int_repr(), [ROWS, q.shape[1]]) for n, q in quantised.items()}
zeros = {n: torch.zeros(len(w), dtype=torch.int32) for n, w in weights.items()}


def q(n, dtype):
    return torch.ops.onednn.qlinear_pointwise(codes[n], 0.04, 128, onednn[n], scales[n], zeros[n], bias16[n] if dtype == torch.bfloat16 else biases[n], 1.0, 0, dtype, "none", [], "")


for dtype in (torch.float32, torch.bfloat16):
    timed(f"int8 products, oneDNN, to {dtype}, quantising not counted", lambda: [q(n, dtype) for n, _, _ in SHAPES], OPERATIONS)
x = inputs["qkv"]
y = inputs["fc2"]
whole = torch.empty(ROWS, INNER, dtype=torch.uint8)


def quantise(t):
    largest = torch.clamp_min(torch.amax(torch.abs(t), [1], True), 1e-30)
    return torch.addcdiv(torch.full([1, 1], 128.5), t, largest, value=127.0).to(torch.uint8)


timed("quantising a layer's inputs, a scale for each row", lambda: [quantise(x), quantise(x), quantise(x), quantise(y)])

# What is no product.
norm = torch.ones(WIDTH)
h = torch.randn(1, ROWS, WIDTH)
timed("two norms in float32, and to bfloat16", lambda: [torch.layer_norm(h, [WIDTH], norm, norm, 1e-6).bfloat16() for _ in range(2)])
timed("two sums onto float32 from bfloat16", lambda: [h + input16["qkv"] for _ in range(2)])
qkv = torch.randn(3, 1, HEADS, ROWS, WIDTH // HEADS).bfloat16()
qkv_rows = torch.randn(1, ROWS, 3, HEADS, WIDTH // HEADS).bfloat16()


def gaze():
    a, b, c = torch.unbind(qkv_rows.permute(2, 0, 3, 1, 4).contiguous(), 0)
    s = torch.softmax(torch.matmul(a * 0.125, b.transpose(2, 3)), -1)
    return torch.matmul(s, c).transpose(1, 2).reshape(1, ROWS, WIDTH)


timed("attention as the worker has it, bfloat16", gaze, 4 * ROWS * ROWS * WIDTH)
a, b, c = qkv
timed("  q k^T", lambda: torch.matmul(a, b.transpose(2, 3)), 2 * ROWS * ROWS * WIDTH)
s = torch.randn(1, HEADS, ROWS, ROWS).bfloat16()
timed("  softmax", lambda: torch.softmax(s, -1))
timed("  p v", lambda: torch.matmul(s, c), 2 * ROWS * ROWS * WIDTH)
timed("attention fused (sdpa), bfloat16", lambda: torch.nn.functional.scaled_dot_product_attention(a, b, c), 4 * ROWS * ROWS * WIDTH)
d, e, f = qkv.float()
timed("attention fused (sdpa), float32", lambda: torch.nn.functional.scaled_dot_product_attention(d, e, f), 4 * ROWS * ROWS * WIDTH)
big = torch.randn(2048, 2048).bfloat16()
timed("a square product of 2,048 in bfloat16: the peak", lambda: torch.matmul(big, big), 2 * 2048**3)
