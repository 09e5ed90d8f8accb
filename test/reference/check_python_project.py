"""
Runs the Python projects that `makePythonProjects.ts` exported, each by `accelerate launch` as its README says, and holds
their losses to those that the engine computed for the same recipe:

    node src/commands/run.mjs ../../test/reference/makePythonProjects FOLDER
    python test/reference/check_python_project.py FOLDER [--processes 2]

It fails where one of the first ten losses, or an answer of the result's own predict.py, differs by over 1e-3. It
also holds the projects' copy of the page's random numbers to those of the engine, which `random.json` has.
"""

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

TOLERANCE = 1e-3


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('folder', type=Path)
    parser.add_argument('names', nargs='*')
    parser.add_argument('--processes', type=int, default=1)
    args = parser.parse_args()
    projects = sorted(path.parent for path in args.folder.glob('*/page.json'))
    projects = [path for path in projects if not args.names or path.name in args.names]
    check_random(projects[0], json.loads((args.folder / 'random.json').read_text()))
    print('| run | steps | first ten losses | all losses | validation losses | answers of result/predict.py |')
    print('| --- | --- | --- | --- | --- | --- |')
    failed = [path.name for path in projects if not check(path, args.processes)]
    print(f'{len(projects) - len(failed)} of {len(projects)} agree to {TOLERANCE}.')
    if failed:
        raise SystemExit(f'These do not: {", ".join(failed)}')


def check(project, processes):
    page = json.loads((project / 'page.json').read_text())
    outcome = launch(project, processes)
    if outcome.returncode:
        print(f'| {project.name} | failed: {outcome.stderr.strip()[-1500:]} |')
        return False
    metrics = json.loads((project / 'result' / 'metrics.json').read_text())
    assert metrics['processes'] == processes, f'{metrics["processes"]} processes ran, not {processes}.'
    losses = [step['loss'] for step in metrics['steps']]
    validation = [epoch['validation']['loss'] for epoch in metrics['epochs']]
    assert len(losses) == len(page['losses']) >= 10, f'{project.name}: {len(losses)} steps, {len(page["losses"])} in the page.'
    first = furthest(losses[:10], page['losses'][:10])
    apart, wrong = ask_result(project, page['answers'])
    print(
        f'| {project.name} | {len(losses)} | {first:.1e} | {furthest(losses, page["losses"]):.1e} '
        f'| {furthest(validation, page["validation"]):.1e} | {wrong or f"{apart:.1e}"} |',
        flush=True,
    )
    return first <= TOLERANCE and not wrong and apart <= TOLERANCE


ASK = '''
import json, sys
from predict import answer, load
given = json.load(open(sys.argv[1], encoding='utf-8'))
print(json.dumps(answer(load(), given)))
'''


def ask_result(project, answers):
    """Has the result's own predict.py answer, in a process of its own and with nothing of the project beside it."""
    if not answers:
        return 0.0, None
    folder = project / 'result'
    given = [str((project / each['asked']).resolve()) if each['asked'].startswith('data/') else each['asked'] for each in answers]
    asked = project / 'asked.json'
    asked.write_text(json.dumps(given), 'utf-8')
    environment = {**os.environ, 'OMP_NUM_THREADS': '1', 'HF_HUB_OFFLINE': '1'}
    command = [sys.executable, '-c', ASK, str(asked.resolve())]
    outcome = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    if outcome.returncode:
        return 0.0, f'predict.py failed: {outcome.stderr.strip()[-300:]}'
    told = json.loads(outcome.stdout.strip().splitlines()[-1])
    return max(
        abs(ours[name] - share) for ours, page in zip(told, answers, strict=True) for name, share in page['shares'].items()
    ), None


def launch(project, processes):
    """One process as the README says; several by torchrun, since accelerate starts several on a CPU by MPI only."""
    beside = Path(sys.executable).parent
    alone = [beside / 'accelerate', 'launch', '--cpu', '--num_machines', '1', '--num_processes', '1']
    alone += ['--mixed_precision', 'no', '--dynamo_backend', 'no']
    several = [beside / 'torchrun', '--nproc_per_node', processes]
    command = [str(word) for word in [*(alone if processes == 1 else several), 'train.py', '--data', 'data']]
    environment = {**os.environ, 'OMP_NUM_THREADS': '1', 'HF_HUB_OFFLINE': '1', 'ACCELERATE_USE_CPU': 'true'}
    return subprocess.run(command, cwd=project, env=environment, capture_output=True, text=True, check=False)


def furthest(ours, theirs):
    return max(abs(a - b) for a, b in zip(ours, theirs, strict=True))


def check_random(project, truth):
    sys.path.insert(0, str(project))
    from thaw_data import Random, epoch_order

    for name, numbers in truth['numbers'].items():
        random = Random(name)
        assert [random.next() for _ in numbers] == numbers, f'The random numbers of "{name}" differ.'
    for case in truth['orders']:
        length = case['lengths'].__getitem__ if case['lengths'] else None
        order = epoch_order(range(case['rows']), case['batch'], case['seed'], case['epoch'], length)
        assert order == case['order'], f'The order of {case["rows"]} rows differs.'


if __name__ == '__main__':
    main()
