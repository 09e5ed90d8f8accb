"""The files beside the program, which make the run what it is."""

import json
from pathlib import Path

HERE = Path(__file__).parent


def read(name):
    return json.loads((HERE / name).read_text('utf-8'))


RECIPE = read('recipe.json')
PLAN = read('plan.json')
MANIFEST = read('split.json')
TASK = RECIPE['task']
INPUT = PLAN['input']
