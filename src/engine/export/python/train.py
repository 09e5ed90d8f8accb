"""
The run of recipe.json with transformers and peft: the same network, start, examples, order, loss and optimiser as in the
page, on as many devices as accelerate finds.

    accelerate launch train.py --data PATH

plan.json says which parameters learn and how fast; initial.safetensors holds what does not come with the published
weights (head, adapter); split.json says which example is in which split. Every batch is divided among the processes and
their gradients are summed, so that losses do not depend on the number of devices.
"""

import argparse
import math

import torch
from accelerate import Accelerator
from thaw_data import epoch_order, find_examples
from thaw_model import build_model, set_learning, watched_features
from thaw_project import MANIFEST, PLAN, RECIPE
from thaw_result import save_result
from thaw_tasks import task_class


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--data', required=True, help='the folder, zip or table that the page was given')
    parser.add_argument('--out', default='result', help='where the model and metrics.json go')
    parser.add_argument('--model', help='a folder with the published network, so that nothing is fetched')
    parser.add_argument('--steps', type=int, help='stop after so many steps, without a test')
    args = parser.parse_args()
    accelerator = Accelerator()
    if accelerator.mixed_precision == 'fp16':
        raise SystemExit('fp16 would need its losses scaled; choose bf16, or no mixed precision.')
    torch.manual_seed(RECIPE['seed'] + accelerator.process_index)
    task = task_class()(find_examples(args.data, MANIFEST), accelerator.device)
    model, parameters = build_model(args.model)
    model.to(accelerator.device)
    report = train(accelerator, task, model, parameters, args.steps)
    if args.steps is None:
        report['test'] = judge(accelerator, task, model, 'test')
        accelerator.print('test', report['test'])
    with torch.no_grad():
        constants = task.settled(model, parameters)
    if accelerator.is_main_process:
        save_result(model, args.out, report, constants)


def train(accelerator, task, model, parameters, most):
    batch, epochs = RECIPE['batch'], RECIPE['epochs']
    per_epoch = max(1, math.ceil(len(task.rows['train']) / batch))
    optimiser = make_optimiser(parameters, feature_size(task, model) if sized() else 1.0)
    blocks = {entry['name']: entry['block'] for entry in PLAN['parameters']}
    report = {'processes': accelerator.num_processes, 'steps': [], 'epochs': [], 'bestEpoch': 0}
    best, step = None, 0
    for epoch in range(1, epochs + 1):
        line = PLAN['lines'][epoch - 1] if PLAN['lines'] else 0
        for name, value in parameters.items():
            value.requires_grad_(blocks[name] >= line)
        order = epoch_order(task.rows['train'], batch, RECIPE['seed'], epoch, task.length)
        for at in range(0, len(order), batch):
            step += 1
            rows = order[at : at + batch]
            loss = take_step(accelerator, task, model, optimiser, rows, epoch, rate(step, epochs * per_epoch))
            report['steps'].append({'step': step, 'epoch': epoch, 'loss': loss})
            if not math.isfinite(loss):
                raise SystemExit(f'The loss of step {step} is not a number; lower the learning rate.')
            if step == most:
                return report
        score = judge(accelerator, task, model, 'validation', weighted=True)
        report['epochs'].append({'epoch': epoch, 'validation': score})
        accelerator.print(f'epoch {epoch}, training loss {loss:.4f}, validation', score)
        if best is None or merit(score) < best[0]:
            best = merit(score), {name: value.detach().clone() for name, value in parameters.items()}
            report['bestEpoch'] = epoch
        patience = RECIPE['earlyStopping']['patience']
        if patience > 0 and epoch - report['bestEpoch'] >= patience:
            break
    for name, value in best[1].items():
        parameters[name].data.copy_(value)
    return report


def take_step(accelerator, task, model, optimiser, rows, epoch, learning_rate):
    mine = rows[accelerator.process_index :: accelerator.num_processes]
    share = float(bool(mine))  # a process without a row computes one that counts for nothing
    set_learning(model, True)
    with accelerator.autocast():
        loss = task.training_loss(task.logits(model, mine or rows[:1], epoch), mine or rows[:1])
    loss = share * loss / task.weight(rows)
    optimiser.zero_grad(set_to_none=True)
    loss.backward()
    set_learning(model, False)
    active = [value for group in optimiser.param_groups for value in group['params'] if value.requires_grad]
    if accelerator.num_processes > 1:
        sum_gradients(accelerator, active)
    if RECIPE['regularisation']['clipNorm'] > 0:
        torch.nn.utils.clip_grad_norm_(active, RECIPE['regularisation']['clipNorm'])
    for group in optimiser.param_groups:
        group['lr'] = learning_rate * group['share']
    optimiser.step()
    return accelerator.reduce(loss.detach(), 'sum').item()


def sum_gradients(accelerator, parameters):
    """Over all processes, in one message."""
    for value in parameters:
        if value.grad is None:
            value.grad = torch.zeros_like(value)
    whole = accelerator.reduce(torch.cat([value.grad.flatten() for value in parameters]), 'sum')
    for value, part in zip(parameters, whole.split([value.numel() for value in parameters])):
        value.grad.copy_(part.view_as(value))


@torch.no_grad()
def judge(accelerator, task, model, split, weighted=False):
    """What the task's score tells of a split; `weighted` where it chooses an epoch."""
    rows = task.rows[split][accelerator.process_index :: accelerator.num_processes]
    total = torch.zeros(task.sums, device=accelerator.device)
    for at in range(0, len(rows), RECIPE['batch']):
        some = rows[at : at + RECIPE['batch']]
        with accelerator.autocast():
            total += task.judged(task.logits(model, some), some)
    return task.score(accelerator.reduce(total, 'sum').tolist(), weighted)


def merit(score):
    """What makes an epoch the best, smaller being better; of equal scores, the one with the lower loss."""
    if RECIPE['earlyStopping']['by'] != 'score':
        return (score['loss'],)
    value = score[PLAN['task']['score']]
    return (-value if PLAN['task']['better'] == 'higher' else value), score['loss']


def sized():
    """Whether the head's rate, epsilon and decay are for features of size 1."""
    return RECIPE['optimiser'].get('unitFeatures', False) and PLAN['reader'] is not None


@torch.no_grad()
def feature_size(task, model):
    """Root mean square of what the head reads of the first batch, before it has learned anything."""
    batch = RECIPE['batch']
    with watched_features(model) as seen:
        task.logits(model, epoch_order(task.rows['train'], batch, RECIPE['seed'], 1, task.length)[:batch], 1)
    squares = sum(read.square().sum().item() for read in seen)
    return math.sqrt(squares / sum(read.numel() for read in seen)) or 1.0


def make_optimiser(parameters, size):
    """AdamW; parameters of one rate, one decay and one epsilon are a group."""
    settings, groups = RECIPE['optimiser'], {}
    for entry in PLAN['parameters']:
        own = size if entry['name'] == PLAN['reader'] else 1.0
        decay = settings['weightDecay'] * own if entry['decayed'] else 0.0
        beneath = entry['block'] < PLAN['headBlock'] and settings.get('trunkEpsilon', 0)
        epsilon = beneath or settings['epsilon'] * own
        groups.setdefault((entry['share'] / own, decay, epsilon), []).append(parameters[entry['name']])
    return torch.optim.AdamW(
        [
            {'params': some, 'share': share, 'weight_decay': decay, 'eps': epsilon}
            for (share, decay, epsilon), some in groups.items()
        ],
        lr=0.0,
        betas=(settings['beta1'], settings['beta2']),
    )


def rate(step, steps):
    """Learning rate of the head at a step counted from 1."""
    rising = math.floor(RECIPE['schedule']['warmup'] * steps + 0.5)
    if step < rising:
        multiplier = step / max(1, rising)
    elif RECIPE['schedule']['shape'] == 'constant':
        multiplier = 1
    else:
        multiplier = max(0, 0.5 * (1 + math.cos(math.pi * (step - rising) / max(1, steps - rising))))
    return RECIPE['optimiser']['learningRate'] * multiplier


if __name__ == '__main__':
    main()
