"""Loads adapters that the engine exported with the original, and holds its answers to the engine's.

    python check_peft.py [FOLDER]  (in a venv with requirements-peft.txt, and in one with requirements-peft5.txt)

FOLDER holds one folder for each adapter, by default the committed ones. Fails on any warning, on a key that is missing
or has no place, and on logits further apart than 1e-4 of the largest.
"""

import json
import sys
import warnings
from pathlib import Path

import peft
import torch
import transformers
from peft import PeftModel, get_peft_model_state_dict
from reference_files import FIXTURES
from safetensors.torch import load_file
from transformers import (
    AutoConfig,
    AutoModelForCausalLM,
    AutoModelForImageClassification,
    AutoModelForSequenceClassification,
)

CLASSES = {'SEQ_CLS': AutoModelForSequenceClassification, 'CAUSAL_LM': AutoModelForCausalLM}
VERSION_5 = transformers.__version__ >= '5'
# What the original itself cannot do, whoever made the adapter.
NO_PREFIX = 'transformers 5 and peft 0.21 put no prefix before a text to be sorted'
UNABLE = {'bert-prefix': NO_PREFIX, 'gpt2-classes-prefix': NO_PREFIX} if VERSION_5 else {}
# What says nothing of the adapter: peft warns of every norm that it tunes, and asks transformers 5 by old names.
ALLOWED = [
    'Unsupported layer type',
    '`is_gradient_checkpointing` is deprecated',
    '`past_key_values` is deprecated',
]


def main(folder):
    print(f'peft {peft.__version__}, transformers {transformers.__version__}, torch {torch.__version__}')
    torch.set_num_threads(1)
    transformers.logging.set_verbosity_error()
    failed = 0
    folders = sorted(path.parent for path in folder.glob('*/adapter_config.json'))
    assert folders, f'There is no adapter in {folder}.'
    for path in folders:
        try:
            print(f'ok    {path.name}: {check(path)}')
        except Exception as error:
            unable = UNABLE.get(path.name)
            failed += unable is None
            print(f'{"none " if unable else "FAILED"} {path.name}: {unable or f"{type(error).__name__}: {error}"}')
    print(f'{len(folders)} adapters, {failed} failed')
    return failed


def check(path):
    config = json.loads((path / 'adapter_config.json').read_text())
    base_folder = FIXTURES / config['base_model_name_or_path']
    architecture = CLASSES.get(config['task_type'], AutoModelForImageClassification)
    base = load_base(architecture, base_folder)
    with warnings.catch_warnings():
        warnings.simplefilter('error')
        for message in ALLOWED:
            warnings.filterwarnings('ignore', message=message)
        model = PeftModel.from_pretrained(base, path).eval()
        twins = compare_keys(model, load_file(path / 'adapter_model.safetensors'))
        with torch.no_grad():
            logits = answer(model, config, load_file(base_folder / 'reference.safetensors'))
    wanted = load_file(path / 'logits.safetensors')['logits']
    assert logits.shape == wanted.shape, f'logits of shape {tuple(logits.shape)}, not {tuple(wanted.shape)}'
    apart = ((logits - wanted).abs().max() / wanted.abs().max()).item()
    assert apart < 1e-4, f'logits differ by {apart:.1e}'
    return f'logits within {apart:.0e}' + (f', {twins} tensors under the other names too' if twins else '')


def load_base(architecture, folder):
    """Some of the fixtures hold what old files hold, and from_pretrained reads them in a way of its own."""
    if folder.name in ('gpt2', 'xlm-roberta') and architecture is AutoModelForSequenceClassification:
        return load_bare(architecture, folder)
    model = architecture.from_pretrained(folder, attn_implementation='eager').float()
    if folder.name == 'gpt-neo' and architecture is AutoModelForCausalLM:
        # transformers 5 takes a stored lm_head for its own, which 4 ties.
        model.lm_head.weight = model.transformer.wte.weight
    return model


def load_bare(architecture, folder):
    """The trunk without its prefix and yet a head, which from_pretrained takes for damaged."""
    model = architecture.from_config(AutoConfig.from_pretrained(folder, attn_implementation='eager'))
    stored = load_file(folder / 'model.safetensors')
    prefix = model.base_model_prefix
    bare = lambda key: key.startswith(('score', 'classifier'))
    prefixed = {key if bare(key) else f'{prefix}.{key}': tensor for key, tensor in stored.items()}
    missing, _ = model.load_state_dict(prefixed, strict=False)
    assert not missing, f'the base lacks {missing}'
    return model


def compare_keys(model, stored):
    """Every tensor in the model is the file's; what is in the file besides is the same under transformers' other names."""
    held = get_peft_model_state_dict(model, save_embedding_layers=False)
    missing = sorted(set(held) - set(stored))
    assert not missing, f'missing keys {missing}'
    changed = [key for key, tensor in held.items() if not torch.equal(tensor.cpu(), stored[key])]
    assert not changed, f'not loaded: {changed}'
    known = {twin for key in held for twin in other_names(key)}
    unexpected = sorted(set(stored) - set(held) - known)
    assert not unexpected, f'unexpected keys {unexpected}'
    pairs = [(key, twin) for key in held for twin in other_names(key) if twin in stored]
    different = [twin for key, twin in pairs if not torch.equal(stored[key], stored[twin])]
    assert not different, f'other values under the other names: {different}'
    return len(pairs)


NAMES = json.loads((FIXTURES / 'transformers5-names.json').read_text())
RENAMED = {
    names[VERSION_5]: names[not VERSION_5]
    for family in NAMES.values()
    for new, old in family.items()
    if new != old
    for names in [(old.rpartition('.')[0], new.rpartition('.')[0])]
}


def other_names(key):
    prefix = 'base_model.model.'
    path = key.removeprefix(prefix)
    return [prefix + other + path[len(own) :] for own, other in RENAMED.items() if path.startswith(own + '.')]


def answer(model, config, reference):
    if 'input' in reference:
        return model(pixel_values=reference['input'].permute(0, 3, 1, 2).contiguous()).logits
    ids, mask = reference['ids'], reference['mask']
    logits = model(input_ids=ids, attention_mask=mask).logits
    if config['task_type'] == 'SEQ_CLS':
        return logits
    return logits[:, -ids.shape[1] :] * mask[..., None]


if __name__ == '__main__':
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else FIXTURES / 'peft' / 'exported') > 0)
