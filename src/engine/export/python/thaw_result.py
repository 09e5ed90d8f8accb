"""What a run leaves in its folder: the model or the adapter, all that its reading needs, and a card that says so."""

import json
import shutil
from pathlib import Path

import peft
from thaw_project import HERE, INPUT, MANIFEST, PLAN

READING = ('tokenizer.json', 'tokenizer_config.json', 'preprocessor_config.json')


def save_result(model, out, report, constants):
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
    for name in ('predict.py', 'thaw_tags.py', 'serve.py', 'Dockerfile', 'requirements-serve.txt'):
        shutil.copy(HERE / name, out)
    write(out / 'about.json', about(model if adapter else None, constants))
    write(out / 'metrics.json', report)
    (out / 'README.md').write_text(card(adapter, report, constants), 'utf-8')


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


def about(adapted, constants):
    """What predict.py has to know."""
    return {
        **{key: PLAN['task'][key] for key in ('input', 'target', 'autoModel', 'outputs', 'problemType', 'addPrefixSpace')},
        'names': MANIFEST['classes'],
        'constants': constants,
        'adapter': str(adapted.peft_config['default'].peft_type.value) if adapted else None,
        'base': PLAN['model']['repository'],
        'revision': PLAN['model']['revision'],
        'ownClass': PLAN['model']['ownClass'],
        'interpolate': PLAN['model']['interpolate'],
        'padId': INPUT.get('padId'),
        'ends': ends(),
        'maxTokens': INPUT.get('maxTokens'),
    }


def ends():
    """Ids that end an answer, of a model that converses."""
    if not PLAN['chat']:
        return None
    from thaw_inputs import load_tokenizer
    from thaw_talk import turn_ends

    return turn_ends(load_tokenizer())


def card(adapter, report, constants):
    """The model card, in the Hub's form."""
    base, revision, task = PLAN['model']['repository'], PLAN['model']['revision'], PLAN['task']
    lines = ['---', f'library_name: {"peft" if adapter else "transformers"}', f'pipeline_tag: {task["pipelineTag"]}']
    lines += [f'base_model: {json.dumps(base)}'] if base else []
    lines += ['---', '', f'# {task["title"]}', '']
    lines += [f'- {"An adapter of peft" if adapter else "A whole model"}, trained with Thaw and continued in Python']
    lines += [f'- Tuned from: {base}, revision {revision}'] if base else []
    if MANIFEST['classes']:
        lines += [f'- {NAMED[task["target"]]}, in order: ' + ', '.join(f'`{name}`' for name in MANIFEST['classes'])]
    if 'thresholds' in constants:
        lines += ['- A label holds from these probabilities on: ' + ', '.join(f'{each:.4g}' for each in constants['thresholds'])]
    if 'shift' in constants:
        lines += [f'- {constants["shift"][0]!r} is to be added to what the network answers: its head has no bias to hold it']
    if INPUT['kind'] == 'text' and task['target'] != 'text':
        lines += [f'- A text is cut at {INPUT["maxTokens"]} tokens, as in training; a longer limit changes the answers']
    if PLAN['model']['ownClass']:
        lines += [f'- Its class is `{PLAN["model"]["ownClass"]}` of modeling_thaw.py: load it with `trust_remote_code=True`']
    if 'test' in report:
        lines += ['- Test: ' + ', '.join(f'{name} {value:.4g}' for name, value in report['test'].items())]
    typed, given = EXAMPLES[task['input']]
    lines += ['', '```', f'python predict.py {typed}', '```', '', '```python', 'from predict import answer, load', '']
    lines += ['model = load()', f'print(answer(model, [{given}]))', '```', '']
    lines += ['`serve.py` answers over HTTP, and `Dockerfile` makes an image of it:', '', '```']
    lines += ['pip install -r requirements-serve.txt', 'uvicorn serve:app --port 8000', SENT[task['input']], '```', '']
    if adapter:
        lines += ['`--model FOLDER`, or `load("FOLDER")`, takes the base model from a folder, without a network.', '']
    return '\n'.join(lines)


NAMED = {'class': 'Classes', 'labels': 'Labels', 'tags': 'Tags'}
JSON = "curl -H 'Content-Type: application/json' localhost:8000/predict -d "
SENT = {
    'image': 'curl localhost:8000/predict -F file=@PICTURE.jpg',
    'text': JSON + "'{\"text\": \"A text of yours\"}'",
    'pair': JSON + "'{\"first\": \"A text of yours\", \"second\": \"and another one\"}'",
    'words': JSON + "'{\"text\": \"A text of yours\"}'",
    'turns': JSON + "'{\"text\": \"A question of yours\"}'",
}
# In a shell, and in a program.
EXAMPLES = {
    'image': ('PICTURE.jpg', '"PICTURE.jpg"'),
    'text': ('"A text of yours"', '"A text of yours"'),
    'pair': ('"A text of yours" "and another one"', '("A text of yours", "and another one")'),
    'words': ('"A text of yours"', '"A text of yours"'),
    'turns': ('"A question of yours"', '"A question of yours"'),
}


def write(path, value):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, indent=1, ensure_ascii=False) + '\n', 'utf-8')
