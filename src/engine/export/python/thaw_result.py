"""What a run leaves in its folder: the model or the adapter, all that its reading needs, and a card that says so."""

import json
import shutil
from pathlib import Path

import peft
from thaw_project import HERE, INPUT, MANIFEST, PLAN, TASK

READING = ('tokenizer.json', 'tokenizer_config.json', 'preprocessor_config.json')


def save_result(model, out, report):
    out = Path(out)
    own = PLAN['model']['ownClass']
    # PiSSA is relative to a network that was changed. An adapter beside a class of ours would be put on another class.
    if PLAN['pissa'] or (own and hasattr(getattr(model, 'base_model', None), 'merge_and_unload')):
        model = model.merge_and_unload()
    adapter = isinstance(model, peft.PeftModel)
    if adapter:
        save_base(model, out, own)
    model.save_pretrained(out)
    if own and not adapter:
        name_own_class(out)
    for name in READING:
        if (HERE / 'model' / name).exists():
            shutil.copy(HERE / 'model' / name, out)
    shutil.copy(HERE / 'predict.py', out)
    write(out / 'about.json', about(model if adapter else None))
    write(out / 'metrics.json', report)
    (out / 'README.md').write_text(card(adapter, report), 'utf-8')


def save_base(model, out, own):
    """An adapter names the network that it stands on; one that others would load as another class goes along."""
    config = model.peft_config['default']
    if own:
        model.get_base_model().save_pretrained(out / 'base')
        name_own_class(out / 'base')
        config.base_model_name_or_path = 'base'
    elif PLAN['model']['repository']:
        config.base_model_name_or_path = PLAN['model']['repository']
        config.revision = PLAN['model']['revision']


def name_own_class(folder):
    """config.json names the class that reads texts as ours does, and makes transformers' own refuse."""
    config = json.loads((folder / 'config.json').read_text('utf-8')) | PLAN['model']['ownFields']
    write(folder / 'config.json', config)
    shutil.copy(HERE / 'modeling_thaw.py', folder)


def about(adapted):
    """What predict.py has to know."""
    return {
        'task': TASK,
        'names': MANIFEST['classes'],
        'adapter': str(adapted.peft_config['default'].peft_type.value) if adapted else None,
        'base': PLAN['model']['repository'],
        'revision': PLAN['model']['revision'],
        'ownClass': PLAN['model']['ownClass'],
        'interpolate': PLAN['model']['interpolate'],
        'padId': INPUT.get('padId'),
        'maxTokens': INPUT.get('maxTokens'),
    }


def card(adapter, report):
    """The model card, in the Hub's form."""
    base, revision = PLAN['model']['repository'], PLAN['model']['revision']
    lines = ['---', f'library_name: {"peft" if adapter else "transformers"}', f'pipeline_tag: {TASK}']
    lines += [f'base_model: {json.dumps(base)}'] if base else []
    lines += ['---', '', f'# {TASK.replace("-", " ").capitalize()}', '']
    lines += [f'- {"An adapter of peft" if adapter else "A whole model"}, trained with Thaw and continued in Python']
    lines += [f'- Tuned from: {base}, revision {revision}'] if base else []
    if MANIFEST['classes']:
        lines += ['- Classes, in order: ' + ', '.join(f'`{name}`' for name in MANIFEST['classes'])]
    if INPUT['kind'] == 'text' and TASK != 'text-generation':
        lines += [f'- A text is cut at {INPUT["maxTokens"]} tokens, as in training; a longer limit changes the answers']
    if PLAN['model']['ownClass']:
        lines += [f'- Its class is `{PLAN["model"]["ownClass"]}` of modeling_thaw.py: load it with `trust_remote_code=True`']
    if 'test' in report:
        lines += ['- Test: ' + ', '.join(f'{name} {value:.4g}' for name, value in report['test'].items())]
    example = 'PICTURE.jpg' if TASK == 'image-classification' else '"A text of yours"'
    quoted = '"PICTURE.jpg"' if TASK == 'image-classification' else example
    lines += ['', '```', f'python predict.py {example}', '```', '', '```python', 'from predict import answer, load', '']
    lines += ['model = load()', f'print(answer(model, [{quoted}]))', '```', '']
    if adapter:
        lines += ['`--model FOLDER`, or `load("FOLDER")`, takes the base model from a folder, without a network.', '']
    return '\n'.join(lines)


def write(path, value):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, indent=1, ensure_ascii=False) + '\n', 'utf-8')
