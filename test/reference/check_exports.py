"""
Has the originals read what `makeExports.ts` exported, each by the lines of Python in the export's own README, and holds
their answers to the page's:

    python test/reference/check_exports.py FOLDER [PART OF A NAME ...] [--json FILE]

A case fails on answers further apart than 1e-4 (pictures 5e-3, see below), on weights that are made up because the files
lack them, and where a class that reads another layer loads without an error.
"""

import argparse
import contextlib
import io
import json
import logging
import re
import sys
import warnings
from pathlib import Path

import peft
import sentence_transformers
import torch
import transformers
from peft import PeftModel

TOLERANCE = 1e-4
# The processors of transformers scale pictures by Pillow or torchvision, which round single pixels otherwise than the page.
PICTURES = 5e-3
BLOCK = re.compile(r'```python\n(.*?)```', re.S)
VERSION_5 = transformers.__version__ >= '5'
# What the originals themselves cannot do, whoever made the export; the READMEs of these say so.
NO_PREFIX = 'transformers 5 puts no prefix before a text to be sorted'
LOSES_COUNT = 'peft 0.21 on transformers 5 goes on wrongly behind a prefix'
NO_SPACE = 'transformers 5 passes over add_prefix_space for this tokenizer'
UNABLE = {
    **{
        (f'modernbert--token-classification--{method}', reader): NO_SPACE
        for method in ('full', 'lora')
        for reader in ('transformers', 'peft')
    },
    ('bert--text-classification--prefix', 'peft'): NO_PREFIX,
    ('gpt2--text-generation--prefix', 'peft'): LOSES_COUNT,
    ('gpt-neo--text-generation--prefix', 'peft'): LOSES_COUNT,
} if VERSION_5 else {}
CLASSES = {'bert': 'Bert', 'distilbert': 'DistilBert', 'roberta': 'Roberta', 'xlm-roberta': 'XLMRoberta'}


class MadeUp(logging.Handler):
    """Hears of weights that transformers draws at random where the files lack them."""

    heard = []

    def emit(self, record):
        text = record.getMessage()
        if 'newly initialized' in text or re.search(r'\|\s*MISSING', text):
            self.heard.append(text)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('folder', type=Path)
    parser.add_argument('parts', nargs='*')
    parser.add_argument('--json', type=Path)
    args = parser.parse_args()
    torch.set_num_threads(1)
    transformers.logging.set_verbosity_warning()
    logging.getLogger('transformers').addHandler(MadeUp())
    warnings.simplefilter('ignore')
    cases = sorted(path.parent for path in args.folder.glob('cases/*/page.json'))
    cases = [case for case in cases if not args.parts or any(part in case.name for part in args.parts)]
    rows = [row for case in cases for row in check(case, args.folder)]
    versions = f'transformers {transformers.__version__}, peft {peft.__version__}'
    versions += f', sentence-transformers {sentence_transformers.__version__}, torch {torch.__version__}'
    failed = [row for row in rows if row['failed']]
    print(f'{versions}: {len(rows)} readings of {len(cases)} cases, {len(failed)} failed')
    if args.json:
        args.json.write_text(json.dumps({'versions': versions, 'rows': rows}, indent=1) + '\n')
    return bool(failed)


def check(case, folder):
    page = json.loads((case / 'page.json').read_text('utf-8'))
    for target, told in page['targets'].items():
        if 'refused' in told:
            yield row(case, target, 'none', f'refused: {told["refused"]}', False)
            continue
        apart = told['studio']
        yield row(case, target, 'studio', number(apart), not apart <= TOLERANCE)
        for reader, read in readers(case / target, folder, page):
            unable = UNABLE.get((case.name, reader))
            if unable:
                yield row(case, target, reader, f'none: {unable}', False)
                continue
            try:
                text = read()
                yield row(case, target, reader, text, False)
            except Exception as error:  # noqa: BLE001, whatever the originals raise is a failure of the export
                yield row(case, target, reader, f'{type(error).__name__}: {str(error)[-300:]}', True)


def row(case, target, reader, text, failed):
    if failed:
        print(f'FAILED {case.name} {target} {reader}: {text}', flush=True)
    return {'case': case.name, 'target': target, 'reader': reader, 'text': text, 'failed': failed}


def number(value):
    return 'equal' if value == 0 else f'{value:.0e}'


def readers(export, folder, page):
    blocks = BLOCK.findall((export / 'README.md').read_text('utf-8'))
    if export.name == 'adapter':
        if (export / 'adapter_config.json').exists():
            yield 'peft', lambda: ask(blocks[0], export, folder, page)
        else:
            yield 'peft', lambda: must_refuse(lambda: PeftModel.from_pretrained(torch.nn.Linear(1, 1), export))
        return
    for reader, block in zip(['transformers', 'sentence-transformers'], blocks):
        yield reader, lambda block=block: ask(block, export, folder, page)
    if not blocks:
        yield 'transformers', lambda: must_refuse(lambda: transformers.AutoModel.from_pretrained(export))
    if (export / 'modeling_thaw.py').exists():
        yield 'wrong class', lambda: refuses_wrong_classes(export)


def refuses_wrong_classes(export):
    """Whoever does not know of our class must not get another one's answers."""
    family = json.loads((export / 'config.json').read_text())['model_type']
    own = f'{CLASSES[family]}ForSequenceClassification'
    for name in ('AutoModelForSequenceClassification', own):
        must_refuse(lambda name=name: getattr(transformers, name).from_pretrained(export))
    must_refuse(lambda: transformers.pipeline('text-classification', model=str(export)))
    return 'refused'


def must_refuse(load):
    try:
        load()
    except Exception:  # noqa: BLE001, by which error it says no is its own affair
        return 'refused'
    raise AssertionError('a class that answers otherwise loads without an error')


def ask(block, export, folder, page):
    """Runs the README's lines with these folders and examples; what they leave in `answers` is held to the page's."""
    MadeUp.heard.clear()
    examples = page['examples']
    pictures = isinstance(examples[0], str) and examples[0].endswith('.png')
    if pictures:
        examples = [str(folder / 'pictures' / name) for name in examples]
    block = block.replace('"FOLDER_OF_THE_BASE_MODEL"', repr(str(folder / 'bases' / page['network'])))
    block = re.sub(r'"FOLDER_OF_[A-Z_]+"', lambda _: repr(str(export)), block)
    block, count = re.subn(r'^examples = .*$', 'examples = given', block, flags=re.M)
    assert count == 1, 'the README gives no examples'
    space = {'given': examples[:1] if page['task'] == 'text-generation' else examples}
    with contextlib.redirect_stdout(io.StringIO()) as printed, torch.no_grad():
        exec(compile(block, f'{export}/README.md', 'exec'), space)  # noqa: S102, it is what is tested
        answers = answers_of(space, examples, page['task'])
    assert printed.getvalue().strip(), 'the README prints nothing'
    made_up = [text for text in MadeUp.heard if export.name == 'weights']
    assert not made_up, f'made up: {made_up[0][:200]}'
    assert len(answers) == len(page['answers'])
    apart = max(furthest(ours, theirs) for ours, theirs in zip(answers, page['answers']))
    assert apart <= (PICTURES if pictures else TOLERANCE), f'answers differ by {apart:.1e}'
    return number(apart)


def furthest(ours, theirs):
    assert len(ours) == len(theirs), f'{len(ours)} numbers, not {len(theirs)}'
    largest = max(1.0, *map(abs, theirs))
    return max(abs(one - other) for one, other in zip(ours, theirs)) / largest


def answers_of(space, examples, task):
    if task == 'text-generation':
        model, tokenizer = space['model'], space['tokenizer']
        follows_itself(model, space['answers'], space['inputs']['input_ids'].shape[1])
        return [model(**tokenizer(text, return_tensors='pt')).logits[0, -1].tolist() for text in examples]
    answers = space['answers']
    if task != 'token-classification':
        return answers.reshape(len(examples), -1).tolist()
    return [tags_of(space['inputs'].word_ids(i), answers[i]) for i in range(len(examples))]


def follows_itself(model, answers, given):
    """What was generated must be what the network says when it is shown all of it at once."""
    told = model(input_ids=answers, attention_mask=torch.ones_like(answers)).logits[:, -answers.shape[1] :].argmax(-1)
    assert torch.equal(told[:, given - 1 : -1], answers[:, given:]), 'generated otherwise than it answers'


def tags_of(places, shares):
    firsts = [places.index(word) for word in sorted({place for place in places if place is not None})]
    return [share for at in firsts for share in shares[at].tolist()]


if __name__ == '__main__':
    sys.exit(main())
