"""
Answers with the model that lies in this folder:

    python predict.py "A text of yours" "and another one"
    python predict.py PICTURE.jpg --model FOLDER

A model of pairs takes two texts after each other for a pair. --model names a folder with the base model of an adapter,
so that nothing is fetched. From a program:

    from predict import answer, load
    model = load()
    print(answer(model, ["A text of yours"]))
"""

import argparse
import json
from functools import cache
from pathlib import Path

import regex
import torch
import transformers
from thaw_tags import TagSet
from transformers import AutoImageProcessor, AutoTokenizer

HERE = Path(__file__).resolve().parent
ABOUT = json.loads((HERE / 'about.json').read_text('utf-8'))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('examples', nargs='+', help='texts, or paths of pictures')
    parser.add_argument('--model', help="where an adapter's base model lies")
    args = parser.parse_args()
    examples = args.examples
    if ABOUT['input'] == 'pair':
        if len(examples) % 2:
            parser.error(f'this model reads pairs of texts, and received {len(examples)} texts')
        examples = list(zip(examples[::2], examples[1::2]))
    for example, told in zip(examples, answer(load(args.model), examples)):
        print(example, told)


def load(base=None):
    """The network of this folder, or the adapter of this folder on its base model."""
    made = getattr(transformers, ABOUT['autoModel'])
    if not ABOUT['adapter']:
        return made.from_pretrained(str(HERE), **trusted()).eval()
    from peft import PeftModel

    names = ABOUT['names']
    head = {'num_labels': ABOUT['outputs'], 'ignore_mismatched_sizes': True} if ABOUT['outputs'] else {}
    head |= {'problem_type': ABOUT['problemType']} if ABOUT['problemType'] else {}
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
    """
    Of each example: its classes or labels with their probabilities, its number, the entities in it, or the text that
    follows. Examples are texts, pairs of texts, or pictures (a path, or a file that is open).
    """
    return ANSWERS[ABOUT['target']](model, list(examples))


def classes(model, examples):
    return named(logits(model, examples).softmax(-1))


def labels(model, examples):
    """All labels; those hold that reach their threshold (`held`)."""
    return named(logits(model, examples).sigmoid())


def held(shares):
    """The labels that hold, of what `answer` told of one example."""
    thresholds = torch.tensor(ABOUT['constants']['thresholds'])
    return [name for i, (name, share) in enumerate(shares.items()) if share >= thresholds[i].item()]


def numbers(model, examples):
    [shift] = ABOUT['constants'].get('shift', [0])
    return [value.item() + shift for value in logits(model, examples)[:, 0]]


def named(shares):
    return [{name: row[i].item() for i, name in enumerate(ABOUT['names'])} for row in shares]


def logits(model, examples):
    if ABOUT['input'] == 'image':
        more = {'interpolate_pos_encoding': True} if ABOUT['interpolate'] else {}
        inputs = processor()([opened(path) for path in examples], return_tensors='pt')
    else:
        more = {}
        # Texts are cut at the limit that the run trained with, which the tokenizer's settings hold.
        texts = [list(each) for each in zip(*examples)] if ABOUT['input'] == 'pair' else [examples]
        inputs = tokenizer()(*texts, truncation=True, padding=True, return_tensors='pt')
    return model(**inputs.to(model.device), **more).logits.float()


@cache
def processor():
    return AutoImageProcessor.from_pretrained(str(HERE))


@cache
def tokenizer():
    # Tokenizers of bytes take the space before a word into it.
    spaced = {'add_prefix_space': True} if ABOUT['addPrefixSpace'] else {}
    return AutoTokenizer.from_pretrained(str(HERE), **spaced)


def continued(model, examples, tokens=40):
    return [continued_once(model, text, tokens) for text in examples]


def continued_once(model, text, tokens):
    inputs = asked(text).to(model.device)
    # Of a long text the end is read, so that what follows has places, too.
    places = getattr(model.config, 'max_position_embeddings', None)
    if places:
        places -= getattr(getattr(model, 'active_peft_config', None), 'num_virtual_tokens', 0)
        tokens = min(tokens, places // 2)
        inputs = {name: values[:, tokens - places :] for name, values in inputs.items()}
    # With keys and values kept, peft 0.21 on transformers 5 loses count behind a learned prompt.
    how = {'use_cache': False} if ABOUT['adapter'] == 'PROMPT_TUNING' else {}
    if ABOUT['input'] == 'turns':
        how |= {'eos_token_id': ABOUT['ends'], 'do_sample': False}
    ids = model.generate(**inputs, max_new_tokens=tokens, pad_token_id=tokenizer().pad_token_id, **how)
    start = inputs['input_ids'].shape[1] if ABOUT['input'] == 'turns' else 0
    return tokenizer().decode(ids[0, start:], skip_special_tokens=True)


def asked(text):
    """A text that is gone on with, or a question as its conversation begins."""
    if ABOUT['input'] != 'turns':
        return tokenizer()(text, return_tensors='pt')
    turns = [{'role': 'user', 'content': text}]
    return tokenizer().apply_chat_template(turns, add_generation_prompt=True, return_dict=True, return_tensors='pt')


# ---- words ----

CHARACTERS = r'\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}'
# Runs of letters and digits, every other character by itself; languages that set no spaces are parted by character.
WORD = regex.compile(rf'[{CHARACTERS}]|(?:(?![{CHARACTERS}])[\p{{L}}\p{{M}}\p{{N}}])+|\S')


def entities(model, examples):
    return [entities_in(model, text) for text in examples]


def entities_in(model, text):
    """In the order of the text; `share` is the probability of the entity's least sure word."""
    words = list(WORD.finditer(text))
    answers = tags_of(model, [word.group() for word in words])
    found = TagSet(ABOUT['names']).entities([tag for tag, _ in answers], strict=False)
    told = []
    for kind, first, end in sorted(found, key=lambda entity: entity[1]):
        start, stop = words[first].start(), words[end - 1].end()
        share = min(share for _, share in answers[first:end])
        told.append({'label': kind, 'text': text[start:stop], 'start': start, 'end': stop, 'share': share})
    return told


def tags_of(model, words):
    """(tag, probability) of each word; a text that is longer than the network reads is asked about part after part."""
    outside = ABOUT['names'].index('O') if 'O' in ABOUT['names'] else 0
    answers = []
    while len(answers) < len(words):
        rest = words[len(answers) :]
        inputs = tokenizer()([rest], is_split_into_words=True, truncation=True, return_tensors='pt')
        places = {}
        for place, word in enumerate(inputs.word_ids(0)):
            if word is not None:
                places.setdefault(word, place)
        if not places:
            return answers + [(outside, 1.0)] * len(rest)
        shares = model(**inputs.to(model.device)).logits.float()[0, -inputs['input_ids'].shape[1] :].softmax(-1)
        cut = len(tokenizer()([rest], is_split_into_words=True)['input_ids'][0]) > inputs['input_ids'].shape[1]
        for word in range(max(places) + 1 if cut else len(rest)):
            # A word without a token is no entity, as far as the network can tell.
            best = shares[places[word]].max(-1) if word in places else None
            answers.append((best.indices.item(), best.values.item()) if best is not None else (outside, 1.0))
    return answers


# ---- pictures ----


def opened(path):
    """Upright, and on white where it is transparent, as in the page."""
    from PIL import Image, ImageOps

    picture = ImageOps.exif_transpose(Image.open(path)).convert('RGBA')
    return Image.alpha_composite(Image.new('RGBA', picture.size, 'white'), picture).convert('RGB')


ANSWERS = {'class': classes, 'labels': labels, 'number': numbers, 'tags': entities, 'text': continued}


if __name__ == '__main__':
    main()
