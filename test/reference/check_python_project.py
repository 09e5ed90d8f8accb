"""
Runs the Python projects that `makePythonProjects.ts` exported, and holds their losses to those that the engine computed
for the same recipe:

    node src/commands/run.mjs ../../test/reference/makePythonProjects FOLDER
    python test/reference/check_python_project.py FOLDER [--processes 2]

The first is started by `accelerate launch`, as its README says; the others by a fork of a process that has torch and
transformers loaded, which else take most of the time. It fails where one of the first ten losses, a score, a threshold,
or an answer of the result's own predict.py, README or serve.py differs by over 1e-3. It also holds the projects' copy of the
page's random numbers to those of the engine, which `random.json` has.
"""

import argparse
import io
import json
import os
import re
import runpy
import subprocess
import sys
import traceback
from pathlib import Path

TOLERANCE = 1e-3
ALONE = {'OMP_NUM_THREADS': '1', 'HF_HUB_OFFLINE': '1', 'ACCELERATE_USE_CPU': 'true', 'TOKENIZERS_PARALLELISM': 'false'}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('folder', type=Path)
    parser.add_argument('names', nargs='*')
    parser.add_argument('--processes', type=int, default=1)
    args = parser.parse_args()
    os.environ.update(ALONE)
    projects = sorted(path.parent for path in args.folder.resolve().glob('*/page.json'))
    projects = [path for path in projects if not args.names or path.name in args.names]
    check_random(projects[0], json.loads((args.folder / 'random.json').read_text()))
    print('| run | steps | first ten losses | all losses | validation losses | scores | answers of the result |')
    print('| --- | --- | --- | --- | --- | --- | --- |')
    failed = [path.name for at, path in enumerate(projects) if not check(path, args.processes, launched=at == 0)]
    print(f'{len(projects) - len(failed)} of {len(projects)} agree to {TOLERANCE}.')
    if failed:
        raise SystemExit(f'These do not: {", ".join(failed)}')


def check(project, processes, launched):
    page = json.loads((project / 'page.json').read_text())
    wrong = launch(project, processes) if launched or processes > 1 else forked(project, train)
    if wrong:
        print(f'| {project.name} | failed: {wrong.strip()[-1500:]} |', flush=True)
        return False
    metrics = json.loads((project / 'result' / 'metrics.json').read_text())
    assert metrics['processes'] == processes, f'{metrics["processes"]} processes ran, not {processes}.'
    losses = [step['loss'] for step in metrics['steps']]
    validation = [epoch['validation']['loss'] for epoch in metrics['epochs']]
    task = json.loads((project / 'plan.json').read_text())['task']
    scores = [epoch['validation'][task['score']] for epoch in metrics['epochs']]
    assert len(losses) == len(page['losses']) >= 10, f'{project.name}: {len(losses)} steps, {len(page["losses"])} in the page.'
    assert metrics['bestEpoch'] == page['bestEpoch'], f'{project.name}: epoch {metrics["bestEpoch"]} is the best, not {page["bestEpoch"]}.'
    first = furthest(losses[:10], page['losses'][:10])
    # Perplexities are in the tens and thousands, all other scores about one.
    score = max(abs(ours - theirs) / max(1, abs(theirs)) for ours, theirs in zip(scores, page['scores'], strict=True))
    apart, wrong = told_of_result(project, page)
    print(
        f'| {project.name} | {len(losses)} | {first:.1e} | {furthest(losses, page["losses"]):.1e} '
        f'| {furthest(validation, page["validation"]):.1e} | {score:.1e} | {wrong or f"{apart:.1e}"} |',
        flush=True,
    )
    return max(first, score, apart) <= TOLERANCE and not wrong


def launch(project, processes):
    """One process as the README says; several by torchrun, since accelerate starts several on a CPU by MPI only."""
    beside = Path(sys.executable).parent
    alone = [beside / 'accelerate', 'launch', '--cpu', '--num_machines', '1', '--num_processes', '1']
    alone += ['--mixed_precision', 'no', '--dynamo_backend', 'no']
    several = [beside / 'torchrun', '--nproc_per_node', processes]
    command = [str(word) for word in [*(alone if processes == 1 else several), 'train.py', '--data', 'data']]
    outcome = subprocess.run(command, cwd=project, capture_output=True, text=True, check=False)
    return outcome.stderr if outcome.returncode else None


def train():
    sys.argv = ['train.py', '--data', 'data']
    if Path.cwd().name.endswith('-published'):  # as without a network, from a folder that has the published files
        sys.argv += ['--model', json.loads(Path('plan.json').read_text())['model']['repository']]
    runpy.run_path('train.py', run_name='__main__')


def told_of_result(project, page):
    """Has the result's own predict.py answer, with nothing of the project beside it, and its README's lines run."""
    folder, asked, told = project / 'result', project / 'asked.json', project / 'told.json'
    about = json.loads((folder / 'about.json').read_text())
    apart = distance(about['constants'], page['constants'])
    if not page['answers']:
        return apart, forked(folder, lambda: run_lines(folder, None))
    given = [str(project / each['asked']) if about['input'] == 'image' else each['asked'] for each in page['answers']]
    asked.write_text(json.dumps(given), 'utf-8')
    wrong = forked(folder, lambda: ask(asked, told))
    if wrong:
        return apart, f'predict.py failed: {wrong.strip()[-600:]}'
    answers = json.loads(told.read_text())
    apart = max([apart, *(distance(ours, each['told']) for ours, each in zip(answers, page['answers'], strict=True))])
    wrong = forked(folder, lambda: run_lines(folder, given[0]))
    if wrong:
        return apart, f'its README failed: {wrong.strip()[-600:]}'
    wrong = forked(folder, lambda: serve_all(about['input'], given, [each['told'] for each in page['answers']]))
    return apart, wrong and f'serve.py failed: {wrong.strip()[-600:]}'


def serve_all(kind, given, answers):
    """What serve.py answers, and that it refuses what is too large, empty, or no example of its kind."""
    sys.path.insert(0, '.')
    import serve
    from fastapi.testclient import TestClient

    with TestClient(serve.app) as client:
        assert client.get('/health').json()['status'] == 'ready'
        for example, told in zip(given, answers, strict=True):
            response = client.post('/predict', **sent(kind, example))
            assert response.status_code == 200, response.text
            apart = distance(unranked(response.json()), told)
            assert apart <= TOLERANCE, f'{apart} apart: {response.text}'
        for request, status in REFUSED['image' if kind == 'image' else 'text']:
            response = client.post('/predict', **request())
            assert response.status_code == status, f'{response.status_code}, not {status}: {response.text[:300]}'
            assert response.json()['detail']


def sent(kind, example):
    if kind == 'image':
        return {'files': {'file': Path(example).read_bytes()}}
    return {'json': dict(zip(('first', 'second'), example)) if kind == 'pair' else {'text': example}}


def unranked(told):
    """As predict.py gives it."""
    ranked = told.get('classes', told.get('labels'))
    if ranked is not None:
        return {each['name']: each['probability'] for each in ranked}
    return told['number'] if 'number' in told else told['entities']


def chunks():
    for _ in range(170):
        yield b' ' * 65536


def wide():
    """A picture of few bytes and very many pixels."""
    from PIL import Image

    packed = io.BytesIO()
    Image.new('1', (12000, 12000)).save(packed, 'PNG')
    return packed.getvalue()


REFUSED = {
    'text': [
        (lambda: {'json': {'text': '', 'first': '', 'second': ''}}, 422),
        (lambda: {'json': {'text': 'a' * 20_001, 'first': 'a' * 20_001, 'second': 'a'}}, 422),
        (lambda: {'json': {}}, 422),
        (lambda: {'content': b'no JSON', 'headers': {'Content-Type': 'application/json'}}, 422),
        (lambda: {'content': b' ' * (10 * 2**20 + 1)}, 413),
        (lambda: {'content': chunks()}, 413),  # of a length that is not told
    ],
    'image': [
        (lambda: {'files': {'file': b'no picture'}}, 415),
        (lambda: {'files': {'file': wide()}}, 413),
        (lambda: {'files': {'other': b''}}, 422),
        (lambda: {'files': {'file': bytes(10 * 2**20 + 1)}}, 413),
    ],
}


def ask(asked, told):
    sys.path.insert(0, '.')
    from predict import answer, load

    examples = json.loads(asked.read_text())
    examples = [tuple(each) if isinstance(each, list) else each for each in examples]
    told.write_text(json.dumps(answer(load(), examples)))


def run_lines(folder, picture):
    """What the card shows, each block of Python as it stands but for the picture's name."""
    sys.path.insert(0, '.')
    blocks = re.findall(r'```python\n(.*?)```', (folder / 'README.md').read_text(), re.S)
    assert blocks, 'The README has no lines of Python.'
    for block in blocks:
        exec(compile(block.replace('PICTURE.jpg', str(picture)), 'README.md', 'exec'), {})


def distance(ours, theirs):
    """The largest difference of two numbers that stand at one place; endless where anything else differs."""
    if isinstance(ours, dict) and isinstance(theirs, dict) and ours.keys() == theirs.keys():
        return max([0.0, *(distance(ours[key], theirs[key]) for key in ours)])
    if isinstance(ours, list) and isinstance(theirs, list) and len(ours) == len(theirs):
        return max([0.0, *(distance(*pair) for pair in zip(ours, theirs))])
    if isinstance(ours, (int, float)) and isinstance(theirs, (int, float)):
        return abs(ours - theirs)
    return 0.0 if ours == theirs else float('inf')


def forked(folder, work):
    """Runs it in a process of its own and in this folder; what went wrong, or None. What it prints is not shown."""
    import accelerate, peft, torch, transformers  # noqa: F401, E401 - once, for all that follow

    torch.set_num_threads(1)
    sys.stdout.flush()
    fault = folder / 'fault.txt'
    fault.unlink(missing_ok=True)
    child = os.fork()
    if child == 0:
        try:
            os.chdir(folder)
            sys.path[0] = ''
            quiet = os.open(os.devnull, os.O_WRONLY)
            os.dup2(quiet, 1)
            os.dup2(quiet, 2)
            work()
            os._exit(0)
        except BaseException:
            fault.write_text(traceback.format_exc())
            os._exit(1)
    _, status = os.waitpid(child, 0)
    if status == 0:
        return None
    return fault.read_text() if fault.exists() else f'It ended with status {status}.'


def furthest(ours, theirs):
    return max(abs(a - b) for a, b in zip(ours, theirs, strict=True))


def check_random(project, truth):
    """In a fork, since each project has modules of the same names."""

    def compare():
        from thaw_data import Random, epoch_order

        for name, numbers in truth['numbers'].items():
            random = Random(name)
            assert [random.next() for _ in numbers] == numbers, f'The random numbers of "{name}" differ.'
        for case in truth['orders']:
            length = case['lengths'].__getitem__ if case['lengths'] else None
            order = epoch_order(range(case['rows']), case['batch'], case['seed'], case['epoch'], length)
            assert order == case['order'], f'The order of {case["rows"]} rows differs.'

    wrong = forked(project, compare)
    if wrong:
        raise SystemExit(wrong)


if __name__ == '__main__':
    main()
