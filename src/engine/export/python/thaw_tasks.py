"""What the network is asked: the rows of each split, what it is fed with, and the losses."""

import math

import torch
import torch.nn.functional as F
from thaw_data import Random, labelled_row, picture, windows
from thaw_project import HERE, INPUT, MANIFEST, PLAN, RECIPE, TASK
from tokenizers import Tokenizer

# An example counts at most so many times one of the most frequent class.
MOST_WEIGHT_RATIO = 20
# Up to this ratio of the largest class to the smallest, all examples count alike.
SKEW_RATIO = 1.5


class Sorting:
    """Pictures or texts of one class each; a row is an example."""

    def __init__(self, found, device):
        self.examples, self.found, self.device = MANIFEST['examples'], found, device
        self.labels = [example['label'] for example in self.examples]
        self.tokens = None
        if TASK == 'text-classification':
            tokenizer = load_tokenizer()
            used = [example['split'] is not None for example in self.examples]
            self.tokens = [labelled_row(tokenizer, INPUT, text[1]) if use else None for text, use in zip(found, used)]
        self.rows = rows_by_split(lambda i: [i])
        self.class_weights = self.balance()

    def balance(self):
        """By class, what an example counts: inverse frequency, capped, with mean 1 over the training examples."""
        train = self.rows['train']
        counts = [0] * len(MANIFEST['classes'])
        for row in train:
            counts[self.labels[row]] += 1
        most, least = max(counts), min(count for count in counts if count)
        if RECIPE['regularisation']['classWeights'] == 'off' or most <= SKEW_RATIO * least:
            return None
        ratios = [min(MOST_WEIGHT_RATIO, most / count) if count else 0.0 for count in counts]
        mean = sum(ratio * count for ratio, count in zip(ratios, counts)) / len(train)
        return torch.tensor([ratio / mean for ratio in ratios], device=self.device)

    @property
    def length(self):
        return (lambda row: len(self.tokens[row])) if self.tokens else None

    def logits(self, model, rows, epoch=None):
        if self.tokens:
            return model(**padded([self.tokens[row] for row in rows], self.device)).logits
        pixels = torch.stack([torch.from_numpy(self.pixels(row, epoch)) for row in rows]).to(self.device)
        other = {'interpolate_pos_encoding': True} if PLAN['model']['interpolate'] else {}
        return model(pixel_values=pixels, **other).logits

    def pixels(self, row, epoch):
        views = RECIPE['augment']['views']
        if epoch is None or views == 0:
            return picture(self.found[row](), INPUT)
        name = f'{RECIPE["seed"]}/views/{self.examples[row]["id"]}/{(epoch + row) % views}'
        return picture(self.found[row](), INPUT, RECIPE['augment'], Random(name))

    def targets(self, rows):
        return torch.tensor([self.labels[row] for row in rows], device=self.device)

    def training_loss(self, logits, rows):
        """Σ of the rows' losses; `weight` is what it is to be divided by.

        A row counts by the class of its own label. torch's `weight` would weigh each smoothed share by its own class.
        """
        targets, smoothing = self.targets(rows), RECIPE['regularisation']['labelSmoothing']
        losses = F.cross_entropy(logits.float(), targets, label_smoothing=smoothing, reduction='none')
        return losses.sum() if self.class_weights is None else (losses * self.class_weights[targets]).sum()

    def weight(self, rows):
        return len(rows) if self.class_weights is None else self.class_weights[self.targets(rows)].sum().item()

    def judged(self, logits, rows):
        """[Σ weighted loss, Σ weights, Σ loss, counted, right]; rows weigh as in training."""
        targets = self.targets(rows)
        losses = F.cross_entropy(logits.float(), targets, reduction='none')
        weights = torch.ones_like(losses) if self.class_weights is None else self.class_weights[targets]
        right = (logits.argmax(-1) == targets).sum().to(losses.dtype)
        count = losses.new_tensor(len(rows))
        return torch.stack([(losses * weights).sum(), weights.sum(), losses.sum(), count, right])


class Continuing:
    """The next token; a row is a window of a text."""

    class_weights = None

    def __init__(self, found, device):
        self.device = device
        tokenizer = load_tokenizer()
        self.windows, of = [], {}
        for split in ('train', 'validation', 'test'):
            for i, example in enumerate(MANIFEST['examples']):
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
        count = loss.new_tensor(self.weight(rows))
        return torch.stack([loss, count, loss, count, loss.new_tensor(math.nan)])


def rows_by_split(rows_of):
    return {
        split: [row for i, each in enumerate(MANIFEST['examples']) if each['split'] == split for row in rows_of(i)]
        for split in ('train', 'validation', 'test')
    }


def load_tokenizer():
    tokenizer = Tokenizer.from_file(str(HERE / 'model' / 'tokenizer.json'))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def padded(rows, device):
    longest = max(map(len, rows))
    ids = torch.tensor([row + [INPUT['padId']] * (longest - len(row)) for row in rows])
    mask = torch.tensor([[1] * len(row) + [0] * (longest - len(row)) for row in rows])
    return {'input_ids': ids.to(device), 'attention_mask': mask.to(device)}
