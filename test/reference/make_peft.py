"""Writes adapters as Python's peft makes them for networks among the fixtures, with what they compute.

    python make_peft.py            (in a venv with requirements-peft.txt, after make_text.py and make_image_families.py)
    python make_peft.py vit-lora-5 (in a venv with requirements-peft5.txt: one adapter under transformers 5's names)

Each folder holds the adapter as peft saves it, and reference.safetensors: logits, loss, and the gradient of everything
in the adapter, for the inputs of the network's own reference. Computed in float64 from weights that F32 holds.
"""

import json
import shutil
import sys

import torch
import torch.nn.functional as F
from peft import (
    IA3Config,
    LNTuningConfig,
    LoraConfig,
    PrefixTuningConfig,
    PromptTuningConfig,
    get_peft_model,
    get_peft_model_state_dict,
)
from reference_files import FIXTURES, KINK_MARGIN
from safetensors.torch import load_file, save_file
from transformers import (
    AutoModelForCausalLM,
    AutoModelForImageClassification,
    AutoModelForSequenceClassification,
)

FOLDER = FIXTURES / 'peft'
FAMILY_BYTES = 400 * 1024
CLASSES = {
    'bert': (AutoModelForSequenceClassification, 'SEQ_CLS'),
    'distilbert': (AutoModelForSequenceClassification, 'SEQ_CLS'),
    'roberta': (AutoModelForSequenceClassification, 'SEQ_CLS'),
    'gpt2': (AutoModelForCausalLM, 'CAUSAL_LM'),
    'vit': (AutoModelForImageClassification, None),
    'resnet-basic': (AutoModelForImageClassification, None),
}
ALL_BERT = ['query', 'key', 'value', 'dense']
VIT_TARGETS = ['query', 'value', 'q_proj', 'v_proj']


def adapters():
    pair = {'r': 3, 'lora_alpha': 5}
    head = {'modules_to_save': ['classifier']}
    return {
        'bert-lora': LoraConfig(**pair, target_modules=['query', 'value'], lora_dropout=0.1),
        'bert-rslora': LoraConfig(**pair, target_modules=ALL_BERT, use_rslora=True),
        'bert-dora': LoraConfig(**pair, target_modules=['query', 'value'], use_dora=True),
        # By peft's own choice of modules: "output.dense" is also the end of the attention's.
        'bert-ia3': IA3Config(),
        'bert-prompt': PromptTuningConfig(num_virtual_tokens=3),
        'bert-prefix': PrefixTuningConfig(num_virtual_tokens=3),
        'bert-norm': LNTuningConfig(target_modules=['LayerNorm']),
        'distilbert-lora': LoraConfig(**pair, target_modules=['q_lin', 'v_lin'], modules_to_save=['pre_classifier']),
        'gpt2-lora': LoraConfig(**pair, target_modules=['c_attn'], fan_in_fan_out=True),
        'gpt2-dora': LoraConfig(**pair, target_modules=['c_attn', 'c_proj', 'c_fc'], fan_in_fan_out=True, use_dora=True),
        'gpt2-ia3': IA3Config(),
        'gpt2-prompt': PromptTuningConfig(num_virtual_tokens=3),
        'gpt2-prefix': PrefixTuningConfig(num_virtual_tokens=3),
        # The upper two layers only, as a regular expression says it.
        'vit-lora': LoraConfig(**pair, target_modules=r'.*\.layer\.[12]\..*(query|value)', **head),
        'vit-dora': LoraConfig(**pair, target_modules=['query', 'value'], use_dora=True, **head),
        'vit-ia3': IA3Config(
            target_modules=['key', 'value', 'output.dense'], feedforward_modules=['output.dense'], **head
        ),
        'vit-norm': LNTuningConfig(target_modules=['layernorm_before', 'layernorm_after', 'layernorm'], **head),
        'resnet-basic-lora': LoraConfig(**pair, target_modules=['convolution'], modules_to_save=['classifier.1']),
        'resnet-basic-dora': LoraConfig(
            **pair, target_modules=r'.*stages\.2\..*convolution', use_dora=True, modules_to_save=['classifier.1']
        ),
        'resnet-basic-ia3': IA3Config(
            target_modules=['convolution'], feedforward_modules=[], modules_to_save=['classifier.1']
        ),
        # Last, so that the seeds of the others stay: a layer with a rank and an alpha of its own.
        'bert-uneven': LoraConfig(
            **pair,
            target_modules=['query', 'value'],
            rank_pattern={'layer.1.attention.self.query': 6},
            alpha_pattern={'layer.1.attention.self.query': 10},
        ),
        'roberta-lora': LoraConfig(**pair, target_modules=ALL_BERT, exclude_modules=['classifier.dense']),
    }


def main(only):
    torch.use_deterministic_algorithms(True)
    torch.set_num_threads(1)
    chosen = adapters()
    if only:
        chosen = {'vit-lora-5': LoraConfig(r=3, lora_alpha=5, target_modules=VIT_TARGETS, modules_to_save=['classifier'])}
    for seed, (name, config) in enumerate(chosen.items()):
        write(name, config, 40 + seed)
    for family in CLASSES:
        total = sum(file.stat().st_size for file in FOLDER.glob(f'{family}-*/*'))
        assert total <= FAMILY_BYTES, f'{family} takes {total} bytes.'
        print(f'{family}: {total} bytes')


def write(name, config, seed):
    base_name = next(base for base in CLASSES if name.startswith(base + '-'))
    architecture, config.task_type = CLASSES[base_name]
    base = architecture.from_pretrained(FIXTURES / base_name, attn_implementation='eager').double()
    torch.manual_seed(seed)
    model = get_peft_model(base, config).double().eval()
    shake(model)
    for module in model.modules():
        if 'ReLU' in type(module).__name__:
            module.register_forward_pre_hook(lambda _, inputs: refuse_kink(inputs[0]))
    logits, loss = compute(model, config, load_file(FIXTURES / base_name / 'reference.safetensors'))
    loss.backward()
    folder = FOLDER / name
    shutil.rmtree(folder, ignore_errors=True)
    save(model, folder, base_name)
    tensors = {'logits': logits, 'loss': loss, **gradients(model, config)}
    silent = [key for key, tensor in tensors.items() if not tensor.abs().max() > 1e-7]
    assert not silent, f'{silent} say nothing.'
    stored = {key: tensor.detach().float().contiguous() for key, tensor in tensors.items()}
    save_file(stored, folder / 'reference.safetensors', metadata={'base': base_name})
    print(f'{name}: {len(stored) - 2} tensors, loss {loss.item():.6f}')


def shake(model):
    """What begins at zero or at one would hide a mistake. Rounded to F32, as the file will hold it."""
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if not parameter.requires_grad:
                continue
            if 'magnitude' in name or 'ia3_l' in name or (name.endswith('weight') and 'ln_tuning' in name):
                parameter.mul_(torch.empty_like(parameter).uniform_(0.5, 1.5))
            elif 'ln_tuning' in name:
                parameter.add_(torch.randn_like(parameter) * 0.3)
            else:
                parameter.normal_(0, 0.4 if parameter.dim() < 4 else 0.1)
            parameter.copy_(parameter.float().double())


def refuse_kink(x):
    assert x.abs().min() > KINK_MARGIN, 'A pre-activation lies on the kink of ReLU: choose another seed.'


def compute(model, config, reference):
    if 'input' in reference:
        logits = model(pixel_values=reference['input'].permute(0, 3, 1, 2).double()).logits
        return logits, F.cross_entropy(logits, reference['labels'])
    ids, mask = reference['ids'], reference['mask']
    logits = model(input_ids=ids, attention_mask=mask).logits
    if config.task_type == 'SEQ_CLS':
        return logits, F.cross_entropy(logits, reference['labels'])
    words = logits[:, -ids.shape[1] :]  # without what is said at the virtual tokens
    targets = ids.masked_fill(mask == 0, -100)
    # What stands at padding is nobody's business.
    shown = words * mask[..., None]
    return shown, F.cross_entropy(words[:, :-1].reshape(-1, words.shape[-1]), targets[:, 1:].reshape(-1))


def gradients(model, config):
    """By the keys of the saved file: each parameter holds its gradient in place of its value, and is saved alike."""
    with torch.no_grad():
        for parameter in model.parameters():
            if parameter.requires_grad:
                parameter.copy_(parameter.grad)
    if config.is_prompt_learning:
        model.peft_config['default'].inference_mode = False
    return {f'grad.{key}': tensor.clone() for key, tensor in get_peft_model_state_dict(model).items()}


def save(model, folder, base_name):
    model.float()
    model.save_pretrained(folder)
    model.double()
    (folder / 'README.md').unlink()
    path = folder / 'adapter_config.json'
    config = json.loads(path.read_text()) | {'base_model_name_or_path': base_name}
    # peft keeps sets, whose order changes from run to run.
    config = {key: sorted(value) if is_names(value) else value for key, value in config.items()}
    path.write_text(json.dumps(config, indent=1) + '\n')


def is_names(value):
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


if __name__ == '__main__':
    main(sys.argv[1:])
