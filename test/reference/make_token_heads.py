"""Writes test/fixtures/reference/tokenHeads.json: what transformers' own networks with a tag for each token answer over
the trunks of the folders bert, distilbert, gpt2, gpt-neo, roberta and modernbert, with a drawn head.

    /tmp/reference/bin/python test/reference/make_token_heads.py

With the versions in requirements.txt. Computed in float64 and rounded once.
"""

import json
import pathlib

import torch
from safetensors.torch import load_file
from transformers import AutoConfig, AutoModelForTokenClassification

FIXTURES = pathlib.Path(__file__).parent.parent / 'fixtures' / 'reference'
# ModernBERT's eager one computes its softmax in F32, where a row of padding alone is no number.
ATTENTION = {'modernbert': 'sdpa'}
TAGS = ['B-LOC', 'I-LOC', 'O']


def main():
    torch.set_num_threads(1)
    made = {folder: answers(FIXTURES / folder, seed) for seed, folder in enumerate(['bert', 'distilbert', 'gpt2', 'gpt-neo', 'roberta', 'modernbert'])}
    (FIXTURES / 'tokenHeads.json').write_text(json.dumps(made) + '\n')


def answers(folder, seed):
    names = dict(enumerate(TAGS))
    config = AutoConfig.from_pretrained(folder, id2label=names, label2id={name: i for i, name in names.items()})
    model = AutoModelForTokenClassification.from_pretrained(
        folder, config=config, attn_implementation=ATTENTION.get(folder.name, 'eager'), ignore_mismatched_sizes=True
    )
    generator = torch.Generator().manual_seed(seed)
    head = model.classifier
    for parameter in (head.weight, head.bias):
        parameter.data = torch.randn(parameter.shape, generator=generator)
    reference = load_file(folder / 'reference.safetensors')
    model = model.double().eval()
    with torch.no_grad():
        logits = model(input_ids=reference['ids'].long(), attention_mask=reference['mask'].long()).logits
    return {
        'architecture': type(model).__name__,
        'weight': head.weight.float().flatten().tolist(),
        'bias': head.bias.float().tolist(),
        'shape': list(logits.shape),
        'logits': logits.float().flatten().tolist(),
    }


if __name__ == '__main__':
    main()
