"""Frozen weights of few bits a value, for test/engine/nn/packed/packFormats.test.ts.

NF4 by bitsandbytes on the CPU (its levels, codes, order of codes in a byte and scales); halves by torch; 8 bits a row
and even steps of 4 bits by numpy, as the formats are described.
Versions: Python 3.11 or later, torch 2.9.1, numpy 2.3 or later, bitsandbytes 0.50.2.

    python test/reference/make_packed.py test/fixtures/packed.json
"""

import base64
import json
import sys

import bitsandbytes
import bitsandbytes.functional as quantising
import numpy as np
import torch

ROWS, COLUMNS = 6, 128


def weights() -> np.ndarray:
    random = np.random.default_rng(17)
    x = (random.standard_normal((ROWS, COLUMNS)) * 0.05).astype(np.float32)
    x[1, :64] = 0  # a group of nothing
    x[2] *= 1e-6
    x[3, 5] = 4.0  # one that is far out of its group
    levels = np.asarray(quantising.get_4bit_type("nf4", device="cpu").tolist(), np.float32)
    x[4, :16] = levels  # exactly a level, and midway between two
    x[4, 16:31] = (levels[1:] + levels[:-1]) / 2
    x[4, 31] = -1
    return x


def text(array: np.ndarray) -> str:
    return base64.b64encode(np.ascontiguousarray(array).tobytes()).decode()


def even_steps(x: np.ndarray, group: int, most: int) -> tuple[np.ndarray, np.ndarray]:
    grouped = x.reshape(-1, group)
    scales = (np.abs(grouped).max(axis=1).astype(np.float64) / most).astype(np.float32)
    safe = np.where(scales == 0, 1, scales).astype(np.float64)
    return np.rint(grouped.astype(np.float64) / safe[:, None]).astype(np.int8).reshape(x.shape), scales


def main(target: str) -> None:
    x = weights()
    tensor = torch.from_numpy(x)
    packed, state = quantising.quantize_4bit(tensor, blocksize=64, quant_type="nf4")
    whole, row_scales = even_steps(x, COLUMNS, 127)
    even, even_scales = even_steps(x, 32, 7)
    codes = (even + 8).astype(np.uint8).reshape(-1, 2)
    made = {
        "versions": {"bitsandbytes": bitsandbytes.__version__, "torch": torch.__version__.split("+")[0]},
        "rows": ROWS,
        "columns": COLUMNS,
        "weights": text(x),
        "16bit": {"f16": text(tensor.half().numpy()), "bf16": text(tensor.bfloat16().view(torch.int16).numpy())},
        "8bit": {"codes": text(whole), "scales": text(row_scales), "widened": text(whole * row_scales[:, None])},
        "4bit": {
            "codes": text(packed.numpy()),
            "scales": text(state.absmax.numpy()),
            "levels": text(state.code.numpy()),
            "widened": text(quantising.dequantize_4bit(packed, state).numpy()),
        },
        "int4": {
            "codes": text((codes[:, 0] << 4) | codes[:, 1]),
            "scales": text(even_scales),
            "widened": text((even.reshape(-1, 32) * even_scales[:, None]).astype(np.float32)),
        },
    }
    with open(target, "w", encoding="utf-8") as file:
        json.dump(made, file, indent=1)
        file.write("\n")


main(sys.argv[1])
