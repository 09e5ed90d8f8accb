"""The bench's reference outside the browser: the same networks in PyTorch, transformers and peft.

Reads one request a line from standard input, {"name": ..., "values": [...]}, and answers each with one line. The first
values and the examples lie in a folder that the bench has written: names and layouts are those of the published files.
"""

import json
import resource
import sys
import time
from pathlib import Path

import numpy as np
import peft
import torch
import transformers
from torch import nn
from transformers import (
    BertConfig,
    BertModel,
    LlamaConfig,
    LlamaForCausalLM,
    MobileNetV1Config,
    MobileNetV1Model,
    ResNetConfig,
    ResNetModel,
)


class Folder:
    """What the bench wrote of a job."""

    def __init__(self, path: str):
        self.about = json.loads((Path(path) / "about.json").read_text())
        values = np.fromfile(Path(path) / "values.bin", dtype=np.float32)
        self.values = {
            name: torch.from_numpy(values[at : at + int(np.prod(shape))].reshape(shape).copy())
            for name, shape, at in self.about["tensors"]
        }
        inputs = np.fromfile(Path(path) / "inputs.bin", dtype=np.int32 if self.about["text"] else np.float32)
        inputs = torch.from_numpy(inputs.reshape(self.about["count"], *self.about["shape"]))
        self.inputs = inputs.long() if self.about["text"] else inputs.permute(0, 3, 1, 2).contiguous()
        following = torch.from_numpy(np.fromfile(Path(path) / "next.bin", dtype=np.int32)).long()
        # The class of each example, or the token that follows on each of its tokens.
        self.labels = following.reshape(self.inputs.shape) if len(following) else torch.tensor(self.about["labels"])


class Texts(nn.Module):
    """BERT; a text's vector is the pooler's, or without one the mean of its tokens."""

    def __init__(self, config: dict, classes: int):
        super().__init__()
        sizes = {k: config[k] for k in config if k not in ("model_type", "thaw_pooling")}
        quiet = {"hidden_dropout_prob": 0.0, "attention_probs_dropout_prob": 0.0}
        self.pooled = config["thaw_pooling"] == "cls"
        self.bert = BertModel(BertConfig(**sizes, **quiet), add_pooling_layer=self.pooled)
        self.classifier = nn.Linear(config["hidden_size"], classes)

    def forward(self, ids):
        seen = self.bert(input_ids=ids)
        return self.classifier(seen.pooler_output if self.pooled else seen.last_hidden_state.mean(1))


class Passages(nn.Module):
    """A language model; its answers are the logits of the token after each."""

    def __init__(self, config: dict):
        super().__init__()
        sizes = {key: config[key] for key in config if key not in ("model_type", "architectures")}
        self.writer = LlamaForCausalLM(LlamaConfig(**sizes))

    def forward(self, ids):
        return self.writer(input_ids=ids, use_cache=False).logits.flatten(0, 1)


class Pictures(nn.Module):
    def __init__(self, trunk: nn.Module, width: int, classes: int):
        super().__init__()
        self.trunk = trunk
        self.classifier = nn.Linear(width, classes)

    def forward(self, pixels):
        return self.classifier(self.trunk(pixels).last_hidden_state.mean((2, 3)))

    def train(self, mode: bool = True):
        super().train(mode)
        for module in self.modules():
            if isinstance(module, nn.BatchNorm2d):
                module.eval()  # stored statistics, as fine-tuning wants it
        return self


class Contender:
    def open(self, _backend: str, threads: int) -> str:
        torch.set_num_threads(threads)
        versions = f"transformers {transformers.__version__}, peft {peft.__version__}"
        return f"PyTorch {torch.__version__}, {versions}, {threads} threads"

    def prepare(self, job: dict) -> dict:
        began = time.perf_counter()
        self.job, self.folder, self.made = job, Folder(job["folder"]), 0
        self.model = opened(self.folder)
        parameters = sum(p.numel() for p in self.model.parameters())
        choose(self.model, self.folder)
        trained = [p for p in self.model.parameters() if p.requires_grad]
        rate = self.folder.about["learningRate"]
        if not job.get("writes"):
            self.optimiser = torch.optim.AdamW(trained, lr=rate, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0)
        self.model.train()
        self.past, self.text = None, self.folder.inputs[:1]
        count = sum(p.numel() for p in trained)
        return {"parameters": parameters, "trained": count, "prepareMs": 1000 * (time.perf_counter() - began)}

    def run(self, steps: int) -> dict:
        began = time.perf_counter()
        losses = [self.step() for _ in range(steps)]
        values = [float(loss) for loss in losses]
        none = {"dispatches": 0, "submits": 0, "bufferBytes": 0, "boundBytes": 0, "readBacks": 0}
        return {"ms": 1000 * (time.perf_counter() - began), "steps": steps, "losses": values, "counts": none}

    def step(self) -> torch.Tensor:
        return self.write() if self.job.get("writes") else self.learn()

    def write(self) -> torch.Tensor:
        """The number of the next token, counted from 1; with the keys and values of those before kept."""
        with torch.no_grad():
            answer = self.model.writer(input_ids=self.text, past_key_values=self.past, use_cache=True, logits_to_keep=1)
        self.past, self.text = answer.past_key_values, answer.logits[:, -1:].argmax(-1)
        return self.text[0, 0] + 1

    def learn(self) -> torch.Tensor:
        batch = self.job["batch"]
        at = (self.made % self.job["batches"]) * batch
        self.made += 1
        logits = self.model(self.folder.inputs[at : at + batch])
        loss = nn.functional.cross_entropy(logits, self.folder.labels[at : at + batch].flatten())
        self.optimiser.zero_grad()
        loss.backward()
        self.optimiser.step()
        return loss.detach()

    def judge(self) -> dict:
        began = time.perf_counter()
        first, batch = self.job["batch"] * self.job["batches"], self.job["batch"]
        total, count = 0.0, self.folder.about["count"]
        with torch.no_grad():
            for at in range(first, count, batch):
                logits = self.model(self.folder.inputs[at : at + batch])
                labels = self.folder.labels[at : at + batch]
                total += float(nn.functional.cross_entropy(logits, labels, reduction="sum"))
        return {"ms": 1000 * (time.perf_counter() - began), "loss": total / (count - first)}

    def memory(self) -> dict:
        peak = 1024 * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return {"wasmBytes": 0, "gpuPeakBytes": 0, "tensorBytes": peak}


def opened(folder: Folder) -> nn.Module:
    if not folder.about["text"]:
        return pictures(folder)
    return passages(folder) if folder.about["config"]["model_type"] == "llama" else texts(folder)


def passages(folder: Folder) -> nn.Module:
    model = Passages(folder.about["config"])
    load(model, {name: name.removeprefix("writer.") for name, _ in model.named_parameters()}, folder)
    return model


def texts(folder: Folder) -> nn.Module:
    model = Texts(folder.about["config"], folder.about["classes"])
    load(model, {name: name for name, _ in model.named_parameters()}, folder)
    return model


def pictures(folder: Folder) -> nn.Module:
    about = folder.about
    if about["config"]["model_type"] == "resnet":
        model = Pictures(ResNetModel(ResNetConfig(**about["config"])), 512, about["classes"])
        names = {name: name.replace("trunk.", "resnet.") for name in model.state_dict()}
    else:
        config = MobileNetV1Config(depth_multiplier=about["config"]["width"], image_size=224, layer_norm_eps=0.001)
        model = Pictures(MobileNetV1Model(config, add_pooling_layer=False), folder.values["head/kernel"].shape[0], about["classes"])
        names = {name: keras_name(name) for name in model.state_dict()}
    heads = {"classifier.weight": about["head"][0], "classifier.bias": about["head"][1]}
    load(model, {**names, **heads}, folder)
    return model


def keras_name(name: str) -> str:
    """transformers' names of MobileNet v1 -> Keras's: its layers are depthwise and pointwise by turns."""
    parts = name.split(".")
    if parts[1] == "conv_stem":
        site, rest, depthwise = "conv1", parts[2:], False
    elif parts[1] == "layer":
        index = int(parts[2])
        depthwise = index % 2 == 0
        site, rest = f"conv_{'dw' if depthwise else 'pw'}_{index // 2 + 1}", parts[3:]
    else:
        return name
    if rest[0] == "convolution":
        return f"{site}/{'depthwise_kernel' if depthwise else 'kernel'}"
    roles = {"weight": "gamma", "bias": "beta", "running_mean": "moving_mean", "running_var": "moving_variance"}
    return f"{site}_bn/{roles.get(rest[1], rest[1])}"


def load(model: nn.Module, names: dict, folder: Folder) -> None:
    state = model.state_dict()
    with torch.no_grad():
        for own, name in names.items():
            if own.endswith("num_batches_tracked") or own.endswith("position_ids"):
                continue
            value = folder.values[name]
            state[own].copy_(value if value.shape == state[own].shape else turned(value, state[own].shape))


def turned(value: torch.Tensor, shape: torch.Size) -> torch.Tensor:
    """Keras's layouts, [kh, kw, in, out] and [kh, kw, in, 1], and [in, out] -> torch's."""
    if value.dim() == 4:
        order = (2, 3, 0, 1) if shape[1] == 1 and value.shape[3] == 1 else (3, 2, 0, 1)
        return value.permute(*order)
    return value.t()


def choose(model: nn.Module, folder: Folder) -> None:
    """Sets what learns, by the names that the bench gives; with pairs of low rank put in by peft."""
    trained = set(folder.about["trained"])
    if folder.about["lora"]:
        return choose_pairs(model, folder)
    keras = not folder.about["text"] and folder.about["config"]["model_type"] != "resnet"
    for name, parameter in model.named_parameters():
        published = keras_name(name) if keras else name.replace("trunk.", "resnet.")
        parameter.requires_grad = name.startswith("classifier.") or published in trained
    return None


def choose_pairs(model: nn.Module, folder: Folder) -> None:
    sites = [name[: -len(".lora_A.weight")] for name in folder.values if name.endswith(".lora_A.weight")]
    part = "bert" if hasattr(model, "bert") else "writer"
    short = [site.removeprefix("bert.") for site in sites]
    rank = folder.about["lora"]
    options = peft.LoraConfig(r=rank, lora_alpha=2 * rank, lora_dropout=0.0, target_modules=short)
    setattr(model, part, peft.get_peft_model(getattr(model, part), options))
    state = getattr(model, part).state_dict()
    with torch.no_grad():
        for site, name in zip(sites, short):
            for half in ("lora_A", "lora_B"):
                state[f"base_model.model.{name}.{half}.default.weight"].copy_(folder.values[f"{site}.{half}.weight"])


def main() -> None:
    contender = Contender()
    for line in sys.stdin:
        request = json.loads(line)
        try:
            answer = {"result": getattr(contender, request["name"])(*request["values"])}
        except Exception as error:  # told to whoever asked
            answer = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), flush=True)


main()
