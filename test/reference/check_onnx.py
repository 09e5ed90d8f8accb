"""Runs the networks that makeOnnx.ts has exported: onnx.checker finds no fault, and onnxruntime gives the page's answers.

    python test/reference/check_onnx.py FOLDER [--json FILE]

Made with the versions in requirements-onnx.txt.
"""

import argparse
import contextlib
import io
import json
import re
import sys
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from PIL import Image

WRITING = "text-generation"
HALF = "model_fp16.onnx"
SINGLE = {"text-regression", "image-regression", "text-pair-regression"}
SEVERAL = {"text-multi-label", "image-multi-label"}
# Of probabilities; a number's answer by its own size.
BITS = {"model.onnx": 32, "model_fp16.onnx": 16, "model_quantized.onnx": 8}
MOST = {"model.onnx": 1e-4, "model_fp16.onnx": 2e-3, "model_quantized.onnx": 0.1}


def array(port, kind):
    return np.array(port["values"], dtype=kind).reshape(port["shape"])


def answers(logits, task):
    logits = logits.astype(np.float64)
    if task in SINGLE:
        return logits / max(1.0, np.abs(logits).max())
    if task in SEVERAL:
        return 1 / (1 + np.exp(-logits))
    weights = np.exp(logits - logits.max(-1, keepdims=True))
    return weights / weights.sum(-1, keepdims=True)


def own(run, values):
    """Of answers for each token, those of tokens that are no padding."""
    if values.ndim < 3:
        return values
    return values[array(run["inputs"]["attention_mask"], np.int64) == 1]


def continued(session, feeds):
    """Logits of all tokens, the last half of them asked for one by one with the keys and values kept."""
    ids, mask = feeds["input_ids"], feeds["attention_mask"]
    past = {
        port.name: np.zeros((len(ids), port.shape[1], 0, port.shape[3]), np.float32)
        for port in session.get_inputs()
        if port.name.startswith("past_key_values.")
    }
    names = [port.name for port in session.get_outputs()]
    parts, done = [], 0
    while done < ids.shape[1]:
        end = ids.shape[1] // 2 if done == 0 else done + 1
        places = np.broadcast_to(np.arange(done, end, dtype=np.int64), (len(ids), end - done))
        given = {"input_ids": ids[:, done:end], "attention_mask": mask[:, :end], "position_ids": places, **past}
        found = dict(zip(names, session.run(names, given)))
        past = {name: found[name.replace("past_key_values", "present")] for name in past}
        parts.append(found["logits"])
        done = end
    return np.concatenate(parts, 1)


def difference(session, page, task):
    worst = 0.0
    for run in page["runs"]:
        feeds = {
            name: array(port, np.float32 if name == "pixel_values" else np.int64) for name, port in run["inputs"].items()
        }
        expected = array(run["logits"], np.float32)
        logits = continued(session, feeds) if task == WRITING else session.run(["logits"], feeds)[0]
        assert logits.shape == expected.shape, (logits.shape, expected.shape)
        assert logits.dtype == np.float32 and np.isfinite(logits).all()
        worst = max(worst, float(np.abs(answers(own(run, logits), task) - answers(own(run, expected), task)).max()))
    return worst


def rounded(path, options, page):
    """What it costs to round the weights alone: random layers, one on another, carry that far, whatever computes them."""
    model = onnx.load(str(path))
    for tensor in model.graph.initializer:
        if tensor.data_type == onnx.TensorProto.FLOAT:
            # What stands for −∞ stays finite, as in the file of 16 bits.
            values = np.frombuffer(tensor.raw_data, np.float32).clip(-3e4, 3e4)
            tensor.raw_data = values.astype(np.float16).astype(np.float32).tobytes()
    session = onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
    return difference(session, page, page["task"])


def turned(path):
    """The same picture as a camera held on its side wrote it, and transparent where it is white."""
    pixels = np.array(Image.open(path).convert("RGBA"))
    pixels[(pixels == 255).all(-1)] = 0
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned by a quarter to the right
    found = path.with_name("turned.png")
    Image.fromarray(pixels).transpose(Image.Transpose.ROTATE_90).save(found, exif=exif)
    return found


def readme_lines(case, page):
    """The README's own lines for Python, run as they stand: how far what they answer is from the page's answer; None where they write."""
    code = re.search(r"```python\n(.*?)```", (case / "README.md").read_text(), re.S).group(1)
    code = code.replace("FOLDER_OF_THESE_FILES", str(case))
    picture = case / "picture.png"
    apart = [answered(code.replace("PICTURE", str(each)), page) for each in ([picture, turned(picture)] if picture.exists() else [""])]
    return None if page["asked"] is None else max(apart)


def answered(code, page):
    told = {}
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        exec(code, told)  # noqa: S102
    assert printed.getvalue().strip()
    if page["asked"] is None:
        return None
    logits = told["logits"]
    found = logits[0] if page["task"] in SINGLE else answers(logits, page["task"])[0]
    wanted = np.array(page["asked"])
    return float(np.abs(found - wanted).max() / (max(1.0, np.abs(wanted).max()) if page["task"] in SINGLE else 1))


def row(page, reader, text, failed):
    return {"case": page["row"], "target": "onnx", "reader": reader, "text": text, "failed": bool(failed)}


def form(path, page, options):
    """One file of the three: checked, run at every size, and held to the page's answers."""
    onnx.checker.check_model(str(path), full_check=True)
    session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    worst, most = difference(session, page, page["task"]), MOST[path.name]
    allowed = ""
    if path.name == HALF and worst > most:
        most = max(most, 6 * rounded(path.parent / "model.onnx", options, page))
        allowed = f" (allowed {most:.0e})"
    return row(page, f"onnxruntime, {BITS[path.name]} bits", f"{worst:.0e}{allowed}", not worst <= most)


def check(case, options):
    page = json.loads((case / "page.json").read_text())
    for path in [case / "onnx" / name for name in MOST]:
        if path.exists():
            yield form(path, page, options)
    apart = readme_lines(case, page)
    told = "runs" if apart is None else f"{apart:.0e}"
    yield row(page, "README’s lines", told, apart is not None and not apart <= MOST["model.onnx"])


def attempt(case, options):
    """What raises fails, and the rest is checked all the same."""
    try:
        yield from check(case, options)
    except Exception as error:  # noqa: BLE001, whatever the originals raise is a failure of the export
        page = json.loads((case / "page.json").read_text())
        yield row(page, "onnxruntime", f"{type(error).__name__}: {str(error)[-300:]}", True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--json", type=Path)
    args = parser.parse_args()
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    cases = sorted(path.parent for path in args.folder.glob("*/page.json"))
    rows = []
    for case in cases:
        made = list(attempt(case, options))
        for each in made:
            if each["failed"] or not args.json:
                print(f"{'FAILED ' if each['failed'] else ''}{case.name}: {each['reader']} {each['text']}", flush=True)
        rows += made
    failed = sum(each["failed"] for each in rows)
    versions = f"onnx {onnx.__version__}, onnxruntime {onnxruntime.__version__}"
    if args.json:
        args.json.write_text(json.dumps({"versions": versions, "rows": rows}, indent=1) + "\n")
    print(f"{versions}: {len(rows)} readings of {len(cases)} graphs, {failed} failed")
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
