"""
Has transformers and peft read the real SmolLM2 as `makeSmollm2.ts` exported it, tuned a few steps by LoRA:

    python test/reference/check_smollm2.py FOLDER_OF_THE_MODEL FOLDER

The untouched model, the adapter on it and the merged model have to make the page's tokens of a question by the template
that came along, its logits to 1e-4 of their largest, and its greedy answers.
"""

import argparse
import json
import warnings
from pathlib import Path

import peft
import torch
import transformers
from peft import PeftModel
from transformers import AutoModelForCausalLM, AutoTokenizer


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('model', type=Path)
    parser.add_argument('folder', type=Path)
    args = parser.parse_args()
    print(f'transformers {transformers.__version__}, peft {peft.__version__}, torch {torch.__version__}')
    torch.set_num_threads(2)
    page = json.loads((args.folder / 'page.json').read_text())
    merged = args.folder / 'weights'
    assert (merged / 'chat_template.jinja').exists() and (merged / 'tokenizer_config.json').exists()
    with warnings.catch_warnings():
        warnings.simplefilter('error')
        warnings.simplefilter('ignore', FutureWarning)
        base = AutoModelForCausalLM.from_pretrained(args.model, dtype=torch.float32).eval()
        readings = [('untouched', base, args.model, page['untouched'])]
        check(readings)
        adapted = PeftModel.from_pretrained(base, args.folder / 'adapter').eval()
        whole = AutoModelForCausalLM.from_pretrained(merged, dtype=torch.float32).eval()
        check([('adapter', adapted, args.model, page['tuned']), ('merged', whole, merged, page['tuned'])])


@torch.no_grad()
def check(readings):
    for name, model, folder, truths in readings:
        tokenizer = AutoTokenizer.from_pretrained(folder)
        for truth in truths:
            turns = [{'role': 'user', 'content': truth['question']}]
            how = {'add_generation_prompt': True, 'return_dict': True, 'return_tensors': 'pt'}
            asked = tokenizer.apply_chat_template(turns, **how)
            assert asked['input_ids'][0].tolist() == truth['ids'], f'{name}: other tokens'
            logits, own = model(**asked).logits[0, -1], torch.tensor(truth['logits'])
            apart = ((logits - own).abs().max() / own.abs().max()).item()
            ids = model.generate(**asked, max_new_tokens=24, do_sample=False, pad_token_id=tokenizer.pad_token_id)
            answer = tokenizer.decode(ids[0, asked['input_ids'].shape[1] :], skip_special_tokens=True).strip()
            print(f'{name}: logits {apart:.1e}, {truth["question"]!r} -> {answer!r}', flush=True)
            assert apart <= 1e-4, f'{name}: logits are {apart} apart'
            assert answer == truth['answer'], f'{name}: the page answers {truth["answer"]!r}'


if __name__ == '__main__':
    main()
