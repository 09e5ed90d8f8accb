"""
Has llama.cpp itself read what `makeGguf.ts` exported, and a folder of the real SmolLM2 where one is given:

    python test/reference/check_gguf.py FOLDER [FOLDER_OF_SMOLLM2]

Texts have to become the page's tokens; what llama.cpp says comes next is held to the page's logits, as a share of their
spread. 16 bits may cost 2 %, and 8 bits 30 %: there llama.cpp rounds what layers are given to 8 bits, too, and nothing in
these random networks of 32 features evens that out (the bytes of the weights are held to the package gguf by a test). An
adapter on the untouched model has to say what the merged one says. Of SmolLM2 the greedy answers have to be the page's.
"""

import argparse
import json
from pathlib import Path

import llama_cpp
import numpy
from gguf import GGUFReader
from llama_cpp import Llama

MOST = {'model-f16.gguf': 0.02, 'model-q8_0.gguf': 0.3}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('folder', type=Path)
    parser.add_argument('smollm2', type=Path, nargs='?')
    args = parser.parse_args()
    print(f'llama-cpp-python {llama_cpp.__version__}')
    print('| network | tokens | 16 bits | 8 bits | adapter on the base |')
    print('| --- | --- | --- | --- | --- |')
    failed = [case.name for case in sorted(args.folder.iterdir()) if not check(case)]
    if args.smollm2 and not answers(args.smollm2):
        failed.append('SmolLM2')
    print(f'{len(failed)} failed' + ''.join(f'\n- {name}' for name in failed))
    return bool(failed)


def opened(path, **more):
    return Llama(str(path), n_ctx=0, n_threads=1, logits_all=True, verbose=False, **more)


def check(case):
    page = json.loads((case / 'page.json').read_text())
    cells, right = [], True
    for file, most in MOST.items():
        model = opened(case / file)
        tokens = [model.tokenize(text.encode(), add_bos=False, special=True) for text in page['texts']]
        if not cells:
            cells.append('equal' if tokens == page['ids'] else 'DIFFER')
            right &= tokens == page['ids']
        apart = max(distance(said(model, ids), truth) for ids, truth in zip(page['ids'], page['logits']))
        cells.append(f'{apart:.1e}')
        right &= apart <= most
    adapter = case / 'adapter.gguf'
    if adapter.exists():
        merged, put_on = opened(case / 'model-f16.gguf'), opened(case / 'base' / 'model-f16.gguf', lora_path=str(adapter))
        plain = opened(case / 'base' / 'model-f16.gguf')
        apart = max(distance(said(put_on, ids), said(merged, ids)) for ids in page['ids'])
        moved = min(distance(said(plain, ids), said(merged, ids)) for ids in page['ids'])
        cells.append(f'{apart:.1e} (without it {moved:.1e})')
        right &= apart <= MOST['model-f16.gguf'] and moved > 2 * apart
    else:
        cells.append('')
    print(f'| {case.name} | {" | ".join(cells)} |', flush=True)
    return right


def said(model, ids):
    """The logits of what follows."""
    model.reset()
    model.eval(ids)
    return numpy.array(model.scores[len(ids) - 1])


def distance(ours, theirs):
    theirs = numpy.array(theirs)
    return float(numpy.abs(numpy.array(ours)[: len(theirs)] - theirs).max() / theirs.std())


def answers(folder):
    """Greedy answers to the page's questions, by the chat template in the file, and by an adapter on the base."""
    page, right = json.loads((folder / 'page.json').read_text()), True
    readings = [(f'{of}, {file}', folder / where / file, {}, page[of])
                for of, where in (('untouched', 'base'), ('tuned', 'gguf')) for file in MOST]
    lora = {'lora_path': str(folder / 'gguf' / 'adapter.gguf')}
    readings.append(('tuned, adapter on the base in 16 bits', folder / 'base' / 'model-f16.gguf', lora, page['tuned']))
    for name, path, more, truths in readings:
        model = Llama(str(path), n_ctx=512, n_threads=2, verbose=False, **more)
        for truth in truths:
            turns = [{'role': 'user', 'content': truth['question']}]
            told = model.create_chat_completion(turns, temperature=0, max_tokens=24)['choices'][0]['message']['content']
            same = told.strip() == truth['answer']
            # 8 bits may choose another word where two are about as likely.
            right &= same or 'q8_0' in name
            print(f'{"equal" if same else "OTHER"}: {name}: {truth["question"]!r} -> {told.strip()!r}', flush=True)
    reader = GGUFReader(folder / 'gguf' / 'model-q8_0.gguf')
    print(f'structure by gguf: {len(reader.tensors)} tensors, {len(reader.fields)} fields')
    return right


if __name__ == '__main__':
    raise SystemExit(main())
