"""Runs the networks that makeOnnx.ts has exported: onnx.checker finds no fault, and onnxruntime gives the page's answers.

    python test/reference/check_onnx.py FOLDER [> test/reference/check_onnx.txt]

Made with the versions in requirements-onnx.txt.
"""

import contextlib
import io
import json
import re
import sys
from pathlib import Path

import numpy as np
import onnx
import onnxruntime

WRITING = "text-generation"
HALF = "model_fp16.onnx"
SINGLE = {"text-regression", "image-regression", "text-pair-regression"}
SEVERAL = {"text-multi-label", "image-multi-label"}
# Of probabilities; a number's answer by its own size.
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
            values = np.frombuffer(tensor.raw_data, np.float32)
            tensor.raw_data = values.astype(np.float16).astype(np.float32).tobytes()
    session = onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
    return difference(session, page, page["task"])


def readme_lines(case, page):
    """The README's own lines for Python, run as they stand: how far what they answer is from the page's answer; None where they write."""
    code = re.search(r"```python\n(.*?)```", (case / "README.md").read_text(), re.S).group(1)
    code = code.replace("FOLDER_OF_THESE_FILES", str(case)).replace("PICTURE", str(case / "picture.png"))
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


def main(folder):
    failures = 0
    print(f"onnx {onnx.__version__}, onnxruntime {onnxruntime.__version__}")
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    for case in sorted(path.parent for path in Path(folder).glob("*/page.json")):
        page = json.loads((case / "page.json").read_text())
        words = []
        for name, most in MOST.items():
            path = case / "onnx" / name
            if not path.exists():
                continue
            onnx.checker.check_model(str(path), full_check=True)
            session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
            worst = difference(session, page, page["task"])
            if name == HALF and worst > most:
                most = max(most, 6 * rounded(path.parent / "model.onnx", options, page))
                words.append(f"allowed {most:.1e}")
            failures += worst > most
            words.append(f"{name} {worst:.1e}{'' if worst <= most else ' TOO FAR'}")
        apart = readme_lines(case, page)
        failures += apart is not None and apart > MOST["model.onnx"]
        words.append("README runs" if apart is None else f"README {apart:.1e}{'' if apart <= MOST['model.onnx'] else ' TOO FAR'}")
        print(f"{case.name}: {', '.join(words)}", flush=True)
    print("all alike" if failures == 0 else f"{failures} too far")
    return int(failures > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
