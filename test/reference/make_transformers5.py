"""Writes what transformers 5 calls by other names: a ViT under its names, and the names of ViT, DeiT and DINOv2.

    python make_transformers5.py     (in a venv with requirements-transformers5.txt, after make_image_families.py)

transformers 5 still writes the old names with save_pretrained; the new ones are in files saved from a state dict.
"""

import json

import torch
from reference_files import FIXTURES, LABELS
from safetensors.torch import load_file, save_file
from transformers import (
    DeiTForImageClassification,
    Dinov2ForImageClassification,
    ViTConfig,
    ViTForImageClassification,
    ViTImageProcessor,
)
from vision_transformers import shake_transformer, transformer_reference


def main():
    torch.use_deterministic_algorithms(True)
    torch.set_num_threads(1)
    vit('vit-5', 4)
    names = {
        'vit': renamed(FIXTURES / 'vit', ViTForImageClassification),
        'deit': renamed(FIXTURES / 'deit', DeiTForImageClassification),
        'dinov2': renamed(FIXTURES / 'dinov2', Dinov2ForImageClassification),
    }
    (FIXTURES / 'transformers5-names.json').write_text(json.dumps(names, indent=1) + '\n')


def vit(name, seed):
    """Without biases in the projections, too."""
    torch.manual_seed(seed)
    config = ViTConfig(
        hidden_size=24,
        num_attention_heads=2,
        intermediate_size=40,
        num_hidden_layers=2,
        patch_size=6,
        image_size=24,
        qkv_bias=False,
        id2label=dict(enumerate(LABELS)),
        label2id={label: index for index, label in enumerate(LABELS)},
    )
    model = ViTForImageClassification(config).eval()
    shake_transformer(model)
    folder = FIXTURES / name
    folder.mkdir(exist_ok=True)
    config.architectures = ['ViTForImageClassification']
    config.save_pretrained(folder)
    ViTImageProcessor(size={'height': 24, 'width': 24}).save_pretrained(folder)
    save_file(model.state_dict(), folder / 'model.safetensors', metadata={'format': 'pt'})
    transformer_reference(folder, model, model.vit.embeddings, model.vit.layers, model.vit.layernorm, side=24)


def renamed(folder, architecture):
    """New name → old name, found by loading the old file and looking where each tensor went."""
    stored = load_file(folder / 'model.safetensors')
    model = architecture.from_pretrained(folder, dtype=torch.float32)
    found = {}
    for new, tensor in model.state_dict().items():
        [old] = [name for name, value in stored.items() if value.shape == tensor.shape and torch.equal(value, tensor)]
        found[new] = old
    assert sorted(found.values()) == sorted(stored), 'A tensor went nowhere.'
    return found


if __name__ == '__main__':
    main()
