"""
Answers with the model that lies in this folder:

    python predict.py "A text of yours" "and another one"
    python predict.py PICTURE.jpg --model FOLDER

--model names a folder with the base model of an adapter, so that nothing is fetched. From a program:

    from predict import answer, load
    model = load()
    print(answer(model, ["A text of yours"]))
"""

import argparse
import json
from pathlib import Path

import torch
from transformers import (
    AutoImageProcessor,
    AutoModelForCausalLM,
    AutoModelForImageClassification,
    AutoModelForSequenceClassification,
    AutoTokenizer,
)

HERE = Path(__file__).resolve().parent
ABOUT = json.loads((HERE / 'about.json').read_text('utf-8'))
CLASSES = {
    'image-classification': AutoModelForImageClassification,
    'text-classification': AutoModelForSequenceClassification,
    'text-generation': AutoModelForCausalLM,
}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('examples', nargs='+', help='texts, or paths of pictures')
    parser.add_argument('--model', help="where an adapter's base model lies")
    args = parser.parse_args()
    for example, told in zip(args.examples, answer(load(args.model), args.examples)):
        print(example, told)


def load(base=None):
    """The network of this folder, or the adapter of this folder on its base model."""
    made = CLASSES[ABOUT['task']]
    if not ABOUT['adapter']:
        return made.from_pretrained(str(HERE), **trusted()).eval()
    from peft import PeftModel

    names = ABOUT['names']
    head = {'num_labels': len(names), 'ignore_mismatched_sizes': True} if names else {}
    if names:
        head |= {'id2label': dict(enumerate(names)), 'label2id': {name: i for i, name in enumerate(names)}}
    network = made.from_pretrained(str(base or found_base()), **({} if base else pinned()), **head, **trusted())
    if ABOUT['padId'] is not None:
        network.config.pad_token_id = ABOUT['padId']
    return PeftModel.from_pretrained(network, str(HERE)).eval()


def found_base():
    """Beside the adapter, in the project that made it, or on the Hugging Face Hub."""
    beside = [HERE / 'base', HERE.parent / 'model']
    return next((folder for folder in beside if (folder / 'config.json').exists()), ABOUT['base'])


def pinned():
    return {'revision': ABOUT['revision']} if found_base() == ABOUT['base'] and ABOUT['revision'] else {}


def trusted():
    """modeling_thaw.py beside the weights holds the class of some networks."""
    return {'trust_remote_code': True} if ABOUT['ownClass'] else {}


@torch.no_grad()
def answer(model, examples):
    """For each example its classes with their probabilities, or the text that follows."""
    if ABOUT['task'] == 'text-generation':
        return [continued(model, text) for text in examples]
    if ABOUT['task'] == 'image-classification':
        inputs = AutoImageProcessor.from_pretrained(str(HERE))([opened(path) for path in examples], return_tensors='pt')
        inputs |= {'interpolate_pos_encoding': True} if ABOUT['interpolate'] else {}
    else:
        # Texts are cut at the limit that the run trained with, which the tokenizer's settings hold.
        tokenizer = AutoTokenizer.from_pretrained(str(HERE))
        inputs = tokenizer(examples, truncation=True, padding=True, return_tensors='pt')
    shares = model(**inputs).logits.softmax(-1)
    return [{name: row[i].item() for i, name in enumerate(ABOUT['names'])} for row in shares]


def continued(model, text, tokens=40):
    tokenizer = AutoTokenizer.from_pretrained(str(HERE))
    inputs = tokenizer(text, return_tensors='pt')
    # With keys and values kept, peft 0.21 on transformers 5 loses count behind a learned prompt.
    how = {'use_cache': False} if ABOUT['adapter'] == 'PROMPT_TUNING' else {}
    ids = model.generate(**inputs, max_new_tokens=tokens, pad_token_id=tokenizer.pad_token_id, **how)
    return tokenizer.decode(ids[0], skip_special_tokens=True)


def opened(path):
    """Upright, and on white where it is transparent, as in the page."""
    from PIL import Image, ImageOps

    picture = ImageOps.exif_transpose(Image.open(path)).convert('RGBA')
    return Image.alpha_composite(Image.new('RGBA', picture.size, 'white'), picture).convert('RGB')


if __name__ == '__main__':
    main()
