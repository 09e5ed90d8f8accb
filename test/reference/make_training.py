"""Writes the fixtures of the training arithmetic: optimiser, schedule, clipping, loss and metrics by their libraries.

    python make_training.py          (in a venv with requirements.txt; see README.md)

Everything is computed in float64 from numbers that F32 holds exactly, so that a difference is the reader's alone.
"""

import json
from pathlib import Path

import numpy as np
import torch
from sklearn.metrics import accuracy_score, confusion_matrix, precision_recall_fscore_support
from statsmodels.stats.proportion import proportion_confint
from transformers import get_cosine_schedule_with_warmup

FIXTURES = Path(__file__).parent.parent / 'fixtures' / 'reference'
LEARNING_RATE = 0.01


def main():
    random = np.random.default_rng(20)
    write('adamw', adamw(random))
    write('schedule', schedule())
    write('clip', clip(random))
    write('lossSmoothing', loss_smoothing(random))
    write('metrics', metrics(random))


def adamw(random):
    """One coordinate has a zero gradient throughout: only weight decay may move it."""
    options = {'lr': LEARNING_RATE, 'betas': (0.9, 0.999), 'eps': 1e-8, 'weight_decay': 0.1}
    start = exact(random.normal(0, 1, 6))
    gradients = exact(random.normal(0, 1, (5, 6)) * [1, 1e-3, 10, 1, 0, 1e-7])
    parameter = torch.tensor(start, requires_grad=True)
    optimizer = torch.optim.AdamW([parameter], **options)
    after = []
    for gradient in gradients:
        parameter.grad = torch.tensor(gradient)
        optimizer.step()
        after.append(parameter.tolist())
    return {
        'learningRate': options['lr'],
        'beta1': options['betas'][0],
        'beta2': options['betas'][1],
        'epsilon': options['eps'],
        'weightDecay': options['weight_decay'],
        'start': start.tolist(),
        'gradients': gradients.tolist(),
        'parameters': after,
    }


def schedule():
    """The multiplier in force at each step, the first step being step 0."""
    warmup, total = 4, 40
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=1.0)
    scheduler = get_cosine_schedule_with_warmup(optimizer, warmup, total)
    multipliers = []
    for _ in range(total):
        multipliers.append(scheduler.get_last_lr()[0])
        optimizer.step()
        scheduler.step()
    return {'warmupSteps': warmup, 'totalSteps': total, 'multipliers': multipliers}


def clip(random):
    """One limit that is exceeded and one that is not: the second leaves the gradients as they were."""
    gradients = [exact(random.normal(0, 1, (2, 3))), exact(random.normal(0, 1, 4))]
    cases = []
    for limit in [1.0, 100.0]:
        parameters = [torch.zeros(gradient.shape, dtype=torch.float64, requires_grad=True) for gradient in gradients]
        for parameter, gradient in zip(parameters, gradients):
            parameter.grad = torch.tensor(gradient)
        norm = torch.nn.utils.clip_grad_norm_(parameters, limit)
        clipped = [parameter.grad.tolist() for parameter in parameters]
        cases.append({'maxNorm': limit, 'norm': norm.item(), 'clipped': clipped})
    return {'gradients': [gradient.tolist() for gradient in gradients], 'cases': cases}


def loss_smoothing(random):
    """
    Rows count by their labels' weights, and are divided by the sum of these. torch's own `weight` would multiply each
    smoothed share by the weight of its class; so torch computes each row's loss, and the weighing stands here.
    """
    values = exact(random.normal(0, 2, (6, 4)))
    labels = [0, 3, 1, 1, 2, 0]
    weights = exact([0.5, 1.25, 2.0, 0.75])
    cases = []
    for smoothing, weighted in [(0.0, False), (0.1, False), (0.0, True), (0.1, True)]:
        logits = torch.tensor(values, requires_grad=True)
        rows = torch.nn.functional.cross_entropy(
            logits, torch.tensor(labels), label_smoothing=smoothing, reduction='none'
        )
        counts = torch.tensor(weights)[labels] if weighted else torch.ones(len(labels), dtype=torch.float64)
        loss = (rows * counts).sum() / counts.sum()
        loss.backward()
        cases.append({
            'labelSmoothing': smoothing,
            'weights': weights.tolist() if weighted else None,
            'loss': loss.item(),
            'gradient': logits.grad.tolist(),
        })
    return {'logits': values.tolist(), 'labels': labels, 'cases': cases}


def metrics(random):
    """Four classes; the last is never predicted, so that its precision is 0 by convention."""
    labels = random.choice(4, 40, p=[0.4, 0.3, 0.2, 0.1])
    guesses = np.where(random.random(40) < 0.6, labels, random.choice(3, 40))
    guesses[guesses == 3] = 0
    columns = precision_recall_fscore_support(labels, guesses, labels=range(4), zero_division=0)
    names = ['precision', 'recall', 'f1', 'support']
    counts = [(0, 10), (1, 10), (5, 10), (10, 10), (0, 1), (1, 1), (37, 50), (189, 200), (9_999, 10_000)]
    return {
        'labels': labels.tolist(),
        'predictions': guesses.tolist(),
        'accuracy': accuracy_score(labels, guesses),
        'confusion': confusion_matrix(labels, guesses, labels=range(4)).tolist(),
        'perClass': [dict(zip(names, row)) for row in zip(*(column.tolist() for column in columns))],
        'wilson': [wilson(k, n) for k, n in counts],
    }


def wilson(k, n):
    low, high = proportion_confint(k, n, alpha=0.05, method='wilson')
    return {'k': k, 'n': n, 'low': float(low), 'high': float(high)}


def exact(values):
    """Float64 numbers that F32 holds without rounding."""
    return np.asarray(values).astype(np.float32).astype(np.float64)


def write(name, content):
    FIXTURES.mkdir(parents=True, exist_ok=True)
    (FIXTURES / f'{name}.json').write_text(json.dumps(content, indent=1) + '\n')


if __name__ == '__main__':
    main()
