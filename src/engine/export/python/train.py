"""
The run of recipe.json with transformers and peft: the same network, start, examples, order, loss and optimiser as in the
page, on as many devices as accelerate finds.

    accelerate launch train.py --data PATH

plan.json says which parameters learn and how fast; initial.safetensors holds what does not come with the published
weights (head, adapter); split.json says which example is in which split. Every batch is divided among the processes and
their gradients are summed, so that losses do not depend on the number of devices.
"""

import argparse
import json
import math
import re
from pathlib import Path

import torch
import torch.nn.functional as F
from accelerate import Accelerator
from safetensors.torch import load_file
from thaw_data import Random, epoch_order, find_examples, labelled_row, picture, windows
from transformers import (
    AutoModelForCausalLM,
    AutoModelForImageClassification,
    AutoModelForSequenceClassification,
    BertForSequenceClassification,
)
from transformers.modeling_outputs import SequenceClassifierOutput

HERE = Path(__file__).parent
recipe, plan, manifest = (json.loads((HERE / f'{name}.json').read_text('utf-8')) for name in ('recipe', 'plan', 'split'))
TASK = recipe['task']
INPUT = plan['input']


# ---- the network ----


class MeanBert(BertForSequenceClassification):
    """A BERT whose text vector is the mean of its tokens, as sentence encoders are trained."""

    def forward(self, input_ids=None, attention_mask=None, inputs_embeds=None, **other):
        known = ('past_key_values', 'position_ids', 'token_type_ids')
        other = {key: value for key, value in other.items() if key in known}
        states = self.bert(input_ids=input_ids, attention_mask=attention_mask, inputs_embeds=inputs_embeds, **other)[0]
        mask = attention_mask[:, -states.shape[1] :, None].to(states.dtype)
        return SequenceClassifierOutput(logits=self.classifier((states * mask).sum(1) / mask.sum(1)))


def build_model():
    """The pre-trained network with the method's parameters in place, and all that learns by the plan's names."""
    published = plan['model']['repository']
    how = {'revision': plan['model']['revision']} if published else {}
    if manifest['classes']:
        names = manifest['classes']
        how |= {'id2label': dict(enumerate(names)), 'label2id': {name: i for i, name in enumerate(names)}}
        how |= {'num_labels': len(names), 'ignore_mismatched_sizes': True}
    model = model_class().from_pretrained(published or HERE / 'model', dtype=torch.float32, **how)
    if INPUT['kind'] == 'text':
        model.config.pad_token_id = INPUT['padId']
        model.config.use_cache = False
    if plan['model']['pooling']:
        model.config.thaw_pooling = plan['model']['pooling']
    if plan['peft']:
        model = with_adapter(model)
    parameters = {plain(name): value for name, value in model.named_parameters() if 'original_module' not in name}
    for name, value in load_file(HERE / 'initial.safetensors').items():
        parameters[name].data.copy_(value.view_as(parameters[name]))
    if plan['pissa']:  # the pair begins as the layer's strongest directions, which the frozen layer then goes without
        for layer in model.modules():
            if hasattr(layer, 'get_delta_weight'):
                layer.base_layer.weight.data -= layer.get_delta_weight('default')
    missing = [entry['name'] for entry in plan['parameters'] if entry['name'] not in parameters]
    if missing:
        raise SystemExit(f'The network has no parameter "{missing[0]}": are these the versions of requirements.txt?')
    model.requires_grad_(False)
    # Dropout and batch norm within the pre-trained network rest, as in the page; what drops out is set by hand below.
    model.eval()
    first = next(module for name, module in model.named_modules() if plain(name) == plan['model']['dropoutAt'])
    first.register_forward_pre_hook(hide_features)
    return model, {entry['name']: parameters[entry['name']] for entry in plan['parameters']}


def model_class():
    if TASK == 'image-classification':
        return AutoModelForImageClassification
    if TASK == 'text-generation':
        return AutoModelForCausalLM
    return MeanBert if plan['model']['pooling'] == 'mean' else AutoModelForSequenceClassification


def with_adapter(model):
    import peft

    settings = {**plan['peft']}
    config = getattr(peft, settings.pop('config'))
    return peft.get_peft_model(model, config(**settings))


def plain(name):
    """A parameter's name without what peft wraps around it."""
    if name.startswith('prompt_encoder.'):
        return 'prompt_embeddings'
    name = re.sub(r'^base_model\.(model\.)?', '', name)
    name = re.sub(r'\.(base_layer|default|modules_to_save)(?=\.|$)', '', name)
    return name.replace('lora_magnitude_vector.weight', 'lora_magnitude_vector')


learning = False


def hide_features(_, inputs):
    return F.dropout(inputs[0], recipe['regularisation']['dropout'], training=learning), *inputs[1:]


def set_learning(model, on):
    global learning
    learning = on
    for name, module in model.named_modules():
        if 'lora_dropout' in name:
            module.train(on)


# ---- the task: rows, batches, losses ----


class Sorting:
    """Pictures or texts of one class each; a row is an example."""

    def __init__(self, found, device):
        self.examples, self.found, self.device = manifest['examples'], found, device
        self.labels = [example['label'] for example in self.examples]
        self.tokens = None
        if TASK == 'text-classification':
            tokenizer = load_tokenizer()
            used = [example['split'] is not None for example in self.examples]
            self.tokens = [labelled_row(tokenizer, INPUT, text[1]) if use else None for text, use in zip(found, used)]
        self.rows = rows_by_split(lambda i: [i])
        self.class_weights = self.balance()

    def balance(self):
        """Inverse frequency, mean 1 over the training examples, where the largest class is over 1.5 times the smallest."""
        train = self.rows['train']
        counts = [0] * len(manifest['classes'])
        for row in train:
            counts[self.labels[row]] += 1
        if recipe['regularisation']['classWeights'] == 'off' or max(counts) <= 1.5 * max(1, min(counts)):
            return None
        return torch.tensor([len(train) / (len(counts) * max(1, count)) for count in counts], device=self.device)

    @property
    def length(self):
        return (lambda row: len(self.tokens[row])) if self.tokens else None

    def logits(self, model, rows, epoch=None):
        if self.tokens:
            return model(**padded([self.tokens[row] for row in rows], self.device)).logits
        pixels = torch.stack([torch.from_numpy(self.pixels(row, epoch)) for row in rows]).to(self.device)
        other = {'interpolate_pos_encoding': True} if plan['model']['interpolate'] else {}
        return model(pixel_values=pixels, **other).logits

    def pixels(self, row, epoch):
        views = recipe['augment']['views']
        if epoch is None or views == 0:
            return picture(self.found[row](), INPUT)
        name = f'{recipe["seed"]}/views/{self.examples[row]["id"]}/{(epoch + row) % views}'
        return picture(self.found[row](), INPUT, recipe['augment'], Random(name))

    def targets(self, rows):
        return torch.tensor([self.labels[row] for row in rows], device=self.device)

    def training_loss(self, logits, rows):
        """Σ of the rows' losses; `weight` is what it is to be divided by."""
        smoothing = recipe['regularisation']['labelSmoothing']
        how = {'weight': self.class_weights, 'label_smoothing': smoothing, 'reduction': 'sum'}
        return F.cross_entropy(logits.float(), self.targets(rows), **how)

    def weight(self, rows):
        return len(rows) if self.class_weights is None else self.class_weights[self.targets(rows)].sum().item()

    def judged(self, logits, rows):
        """[Σ loss, counted, right]"""
        targets = self.targets(rows)
        loss = F.cross_entropy(logits.float(), targets, reduction='sum')
        return torch.stack([loss, loss.new_tensor(len(rows)), (logits.argmax(-1) == targets).sum().to(loss.dtype)])


class Continuing:
    """The next token; a row is a window of a text."""

    class_weights = None

    def __init__(self, found, device):
        self.device = device
        tokenizer = load_tokenizer()
        self.windows, of = [], {}
        for split in ('train', 'validation', 'test'):
            for i, example in enumerate(manifest['examples']):
                if example['split'] == split:
                    made = windows(tokenizer, INPUT, *found[i])
                    of[i] = range(len(self.windows), len(self.windows) + len(made))
                    self.windows += made
        self.rows = rows_by_split(lambda i: of[i])

    def length(self, row):
        return len(self.windows[row][0]) - 1

    def logits(self, model, rows, epoch=None):
        fed = padded([self.windows[row][0][:-1] for row in rows], self.device)
        return model(**fed).logits[:, -fed['input_ids'].shape[1] :]

    def training_loss(self, logits, rows):
        some = [self.windows[row] for row in rows]
        ids = torch.zeros(logits.shape[:2], dtype=torch.long)
        weights = torch.zeros(logits.shape[:2])
        for i, (window, weight) in enumerate(some):
            ids[i, : len(window) - 1] = torch.tensor(window[1:])
            weights[i, : len(window) - 1] = torch.tensor(weight[1:])
        losses = F.cross_entropy(logits.float().transpose(1, 2), ids.to(self.device), reduction='none')
        return (losses * weights.to(self.device)).sum()

    def weight(self, rows):
        return max(1.0, sum(sum(self.windows[row][1]) for row in rows))

    def judged(self, logits, rows):
        loss = self.training_loss(logits, rows)
        return torch.stack([loss, loss.new_tensor(self.weight(rows)), loss.new_tensor(math.nan)])


def rows_by_split(rows_of):
    return {
        split: [row for i, each in enumerate(manifest['examples']) if each['split'] == split for row in rows_of(i)]
        for split in ('train', 'validation', 'test')
    }


def load_tokenizer():
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(HERE / 'model' / 'tokenizer.json'))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def padded(rows, device):
    longest = max(map(len, rows))
    ids = torch.tensor([row + [INPUT['padId']] * (longest - len(row)) for row in rows])
    mask = torch.tensor([[1] * len(row) + [0] * (longest - len(row)) for row in rows])
    return {'input_ids': ids.to(device), 'attention_mask': mask.to(device)}


# ---- the optimiser ----


def make_optimiser(parameters):
    """AdamW; parameters of one rate and one decay are a group."""
    settings, groups = recipe['optimiser'], {}
    for entry in plan['parameters']:
        decay = settings['weightDecay'] if entry['decayed'] else 0.0
        groups.setdefault((entry['share'], decay), []).append(parameters[entry['name']])
    return torch.optim.AdamW(
        [{'params': some, 'share': share, 'weight_decay': decay} for (share, decay), some in groups.items()],
        lr=0.0,
        betas=(settings['beta1'], settings['beta2']),
        eps=settings['epsilon'],
    )


def rate(step, steps):
    """Learning rate of the head at a step counted from 1."""
    rising = math.floor(recipe['schedule']['warmup'] * steps + 0.5)
    if step < rising:
        multiplier = step / max(1, rising)
    elif recipe['schedule']['shape'] == 'constant':
        multiplier = 1
    else:
        multiplier = max(0, 0.5 * (1 + math.cos(math.pi * (step - rising) / max(1, steps - rising))))
    return recipe['optimiser']['learningRate'] * multiplier


# ---- the run ----


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--data', required=True, help='the folder, zip or table that the page was given')
    parser.add_argument('--out', default='result', help='where the model and metrics.json go')
    parser.add_argument('--steps', type=int, help='stop after so many steps, without a test')
    args = parser.parse_args()
    accelerator = Accelerator()
    if accelerator.mixed_precision == 'fp16':
        raise SystemExit('fp16 would need its losses scaled; choose bf16, or no mixed precision.')
    torch.manual_seed(recipe['seed'] + accelerator.process_index)
    task = (Continuing if TASK == 'text-generation' else Sorting)(find_examples(args.data, manifest), accelerator.device)
    model, parameters = build_model()
    model.to(accelerator.device)
    report = train(accelerator, task, model, parameters, args.steps)
    if args.steps is None:
        report['test'] = judge(accelerator, task, model, 'test')
        accelerator.print('test', report['test'])
    if accelerator.is_main_process:
        save(model, Path(args.out), report)


def train(accelerator, task, model, parameters, most):
    batch, epochs = recipe['batch'], recipe['epochs']
    per_epoch = max(1, math.ceil(len(task.rows['train']) / batch))
    optimiser = make_optimiser(parameters)
    blocks = {entry['name']: entry['block'] for entry in plan['parameters']}
    report = {'steps': [], 'epochs': [], 'bestEpoch': 0}
    best, step = None, 0
    for epoch in range(1, epochs + 1):
        line = plan['lines'][epoch - 1] if plan['lines'] else 0
        for name, value in parameters.items():
            value.requires_grad_(blocks[name] >= line)
        order = epoch_order(task.rows['train'], batch, recipe['seed'], epoch, task.length)
        for at in range(0, len(order), batch):
            step += 1
            rows = order[at : at + batch]
            loss = take_step(accelerator, task, model, optimiser, rows, epoch, rate(step, epochs * per_epoch))
            report['steps'].append({'step': step, 'epoch': epoch, 'loss': loss})
            if not math.isfinite(loss):
                raise SystemExit(f'The loss of step {step} is not a number; lower the learning rate.')
            if step == most:
                return report
        score = judge(accelerator, task, model, 'validation')
        report['epochs'].append({'epoch': epoch, 'validation': score})
        accelerator.print(f'epoch {epoch}, training loss {loss:.4f}, validation', score)
        if best is None or score['loss'] < best[0]:
            best = score['loss'], {name: value.detach().clone() for name, value in parameters.items()}
            report['bestEpoch'] = epoch
        patience = recipe['earlyStopping']['patience']
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
    if recipe['regularisation']['clipNorm'] > 0:
        torch.nn.utils.clip_grad_norm_(active, recipe['regularisation']['clipNorm'])
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
def judge(accelerator, task, model, split):
    rows = task.rows[split][accelerator.process_index :: accelerator.num_processes]
    total = torch.zeros(3, device=accelerator.device)
    for at in range(0, len(rows), recipe['batch']):
        some = rows[at : at + recipe['batch']]
        with accelerator.autocast():
            total += task.judged(task.logits(model, some), some)
    loss, count, right = accelerator.reduce(total, 'sum').tolist()
    loss /= max(1, count)
    if TASK == 'text-generation':
        return {'loss': loss, 'perplexity': math.exp(min(loss, 700)), 'counted': count}
    return {'loss': loss, 'accuracy': right / max(1, count), 'counted': count}


def save(model, out, report):
    """A peft adapter, or a whole model; what peft's own format cannot hold is merged."""
    if plan['pissa']:  # relative to a network that was changed: only the sum can be given away
        model = model.merge_and_unload()
    model.save_pretrained(out)
    (out / 'metrics.json').write_text(json.dumps(report, indent=1) + '\n')


if __name__ == '__main__':
    main()
