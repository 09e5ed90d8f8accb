"""What is learned: the rows of each split, the losses, and the scores by which the best epoch is chosen."""

import math

import numpy
import torch
import torch.nn.functional as F
from thaw_data import windows
from thaw_inputs import KINDS, load_tokenizer, padded
from thaw_project import INPUT, MANIFEST, PLAN, RECIPE
from thaw_tags import TagSet

# An example counts at most so many times one of the most frequent class.
MOST_WEIGHT_RATIO = 20
# Up to this ratio of the largest class to the smallest, all examples count alike.
SKEW_RATIO = 1.5


class Task:
    """
    An answer to each example. A training loss is a sum over rows, which `weight` is what to divide by; `judged` gives
    sums that those of other rows are added to, and `score` what they say.
    """

    sums = 5

    def __init__(self, found, device):
        self.examples, self.device = MANIFEST['examples'], device
        self.inputs = KINDS[PLAN['task']['input']](found, device)
        self.rows = rows_by_split(lambda i: [i])
        self.begin()

    def begin(self):
        pass

    @property
    def length(self):
        return self.inputs.length

    def logits(self, model, rows, epoch=None):
        return model(**self.inputs.fed(rows, epoch)).logits

    def weight(self, rows):
        return len(rows)

    def settled(self, model, parameters):
        """Makes the network answer in the data's own unit; returns the numbers that its answers need beside it."""
        return {}


class Sorting(Task):
    """One of several classes."""

    def begin(self):
        self.labels = [example['label'] for example in self.examples]
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

    def targets(self, rows):
        return torch.tensor([self.labels[row] for row in rows], device=self.device)

    def training_loss(self, logits, rows):
        """A row counts by the class of its own label. torch's `weight` would weigh each smoothed share by its own class."""
        targets, smoothing = self.targets(rows), RECIPE['regularisation']['labelSmoothing']
        losses = F.cross_entropy(logits.float(), targets, label_smoothing=smoothing, reduction='none')
        return losses.sum() if self.class_weights is None else (losses * self.class_weights[targets]).sum()

    def weight(self, rows):
        return len(rows) if self.class_weights is None else self.class_weights[self.targets(rows)].sum().item()

    def judged(self, logits, rows):
        targets = self.targets(rows)
        losses = F.cross_entropy(logits.float(), targets, reduction='none')
        weights = torch.ones_like(losses) if self.class_weights is None else self.class_weights[targets]
        right = (logits.argmax(-1) == targets).sum().to(losses.dtype)
        return torch.stack([(losses * weights).sum(), weights.sum(), losses.sum(), losses.new_tensor(len(rows)), right])

    def score(self, sums, weighted):
        """Of a loss that chooses an epoch, rows weigh as in training, so that no rare class is given up."""
        weighed, weights, loss, count, right = sums
        loss = weighed / weights if weighted and weights > 0 else loss / max(1, count)
        return {'loss': loss, 'accuracy': right / max(1, count), 'counted': count}


class Labelling(Task):
    """Any number of labels, each true or not by itself."""

    def begin(self):
        self.truth = torch.zeros(len(self.examples), len(MANIFEST['classes']))
        for row, example in enumerate(self.examples):
            self.truth[row, example['labels']] = 1
        train = self.truth[self.rows['train']]
        counts = train.sum(0)
        even = RECIPE['regularisation']['classWeights'] == 'off'
        # What a true label counts beside one that is not, so that rare ones are learned.
        ratios = ((len(train) - counts) / counts.clamp(min=1)).clamp(1, MOST_WEIGHT_RATIO)
        self.positive = None if even else torch.where(counts > 0, ratios, 1.0).to(self.device)

    def losses(self, logits, rows):
        truth = self.truth[rows].to(self.device)
        return F.binary_cross_entropy_with_logits(logits.float(), truth, pos_weight=self.positive, reduction='none')

    def training_loss(self, logits, rows):
        return self.losses(logits, rows).mean(-1).sum()

    def judged(self, logits, rows):
        decided, truth = logits.float().sigmoid() >= 0.5, self.truth[rows].to(self.device) == 1
        counts = [(decided & truth).sum(), (decided & ~truth).sum(), (~decided & truth).sum()]
        loss = self.losses(logits, rows).mean(-1).sum()
        return torch.stack([loss, loss.new_tensor(len(rows)), *(count.to(loss.dtype) for count in counts)])

    def score(self, sums, _):
        loss, count, *counts = sums
        return {'loss': loss / max(1, count), 'microF1': f1(*counts), 'counted': count}

    def settled(self, model, parameters):
        """A label holds from a threshold on, which is chosen on the validation split."""
        rows, batch = self.rows['validation'], RECIPE['batch']
        shares = [self.logits(model, rows[at : at + batch]).float().sigmoid() for at in range(0, len(rows), batch)]
        shares = torch.cat(shares).cpu().numpy()
        truth = self.truth[rows].numpy()
        return {'thresholds': [best_threshold(shares[:, i], truth[:, i] == 1) for i in range(shares.shape[1])]}


def best_threshold(shares, truth):
    """That of the best F1; of equally good ones the nearest to 0.5, then the lower."""
    positives, best = truth.sum(), (-1.0, 0.5)
    if positives == 0:
        return 0.5
    order = numpy.argsort(-shares, kind='stable')
    falling, right = shares[order], numpy.cumsum(truth[order])
    last = [*numpy.flatnonzero(falling[:-1] != falling[1:]), len(falling) - 1]
    for place, end in enumerate(last):
        high = falling[end]
        low = falling[last[place + 1]] if place + 1 < len(last) else numpy.float32(0)
        middle = numpy.float32((float(low) + float(high)) / 2)
        threshold = 0.5 if low < 0.5 <= high else float(middle if middle > low else high)
        score = f1(right[end], end + 1 - right[end], positives - right[end])
        if score > best[0] or (score == best[0] and abs(threshold - 0.5) <= abs(best[1] - 0.5)):
            best = score, threshold
    return best[1]


def f1(right, wrong, missed):
    return float(2 * right / (2 * right + wrong + missed)) if right else 0.0


class Measuring(Task):
    """A number, learned in standard deviations from the training numbers' mean, by Huber's loss."""

    sums = 3

    def begin(self):
        numbers = numpy.array([example['number'] for example in self.examples])
        train = numbers[self.rows['train']]
        self.mean, self.deviation = train.mean().item(), 1.0 if (train == train[0]).all() else train.std().item()
        self.standardised = torch.tensor((numbers - self.mean) / self.deviation, dtype=torch.float32)

    def training_loss(self, logits, rows):
        return F.huber_loss(logits.float()[:, 0], self.standardised[rows].to(self.device), reduction='sum')

    def judged(self, logits, rows):
        apart = (logits.float()[:, 0] - self.standardised[rows].to(self.device)).abs().sum()
        return torch.stack([self.training_loss(logits, rows), apart.new_tensor(len(rows)), apart * self.deviation])

    def score(self, sums, _):
        loss, count, apart = sums
        return {'loss': loss / max(1, count), 'mae': apart / max(1, count), 'counted': count}

    def settled(self, model, parameters):
        """The scale goes into the head's last layer; a head without a bias keeps the mean beside it."""
        last = PLAN['task']['lastLayer']
        for name in (last['weight'], last['bias']):
            if name:
                parameters[name].data.mul_(self.deviation)
        if not last['bias']:
            return {'shift': [self.mean]}
        parameters[last['bias']].data.add_(self.mean)
        return {}


class Marking(Task):
    """A tag for each word, asked of the word's first token."""

    IGNORED = -100

    def begin(self):
        self.tags = [example['tags'] for example in self.examples]
        self.set = TagSet(MANIFEST['classes'])
        counts = [0] * len(MANIFEST['classes'])
        for row in self.rows['train']:
            for tag in self.tags[row]:
                counts[tag] += 1
        # What a word is answered with that the network is not shown.
        self.usual = counts.index(max(counts))

    def logits(self, model, rows, epoch=None):
        fed = self.inputs.fed(rows, epoch)
        return model(**fed).logits[:, -fed['input_ids'].shape[1] :]

    def targets(self, logits, rows):
        targets = torch.full(logits.shape[:2], self.IGNORED)
        for at, row in enumerate(rows):
            for word, start in self.inputs.shown(row):
                targets[at, start] = self.tags[row][word]
        return targets.to(self.device)

    def loss(self, logits, rows, smoothing):
        of_tags = logits.float().transpose(1, 2)
        targets = self.targets(logits, rows)
        how = {'ignore_index': self.IGNORED, 'label_smoothing': smoothing, 'reduction': 'sum'}
        return F.cross_entropy(of_tags, targets, **how)

    def training_loss(self, logits, rows):
        return self.loss(logits, rows, RECIPE['regularisation']['labelSmoothing'])

    def weight(self, rows):
        return max(1, sum(len(self.inputs.shown(row)) for row in rows))

    def judged(self, logits, rows):
        loss = self.loss(logits, rows, 0.0)
        best = logits.argmax(-1).tolist()
        counts = [0, 0, 0]
        for at, row in enumerate(rows):
            answered = [self.usual] * len(self.tags[row])
            for word, start in self.inputs.shown(row):
                answered[word] = best[at][start]
            ours, true = (self.set.entities(tags, strict=True) for tags in (answered, self.tags[row]))
            counts = [sum(pair) for pair in zip(counts, (len(ours & true), len(ours - true), len(true - ours)))]
        words = sum(len(self.inputs.shown(row)) for row in rows)
        return torch.stack([loss, *(loss.new_tensor(number) for number in (words, *counts))])

    def score(self, sums, _):
        loss, words, *counts = sums
        return {'loss': loss / max(1, words), 'entityF1': f1(*counts), 'counted': words}


class Continuing(Task):
    """The next token; a row is a window of a text."""

    sums = 2

    def __init__(self, found, device):
        self.device = device
        tokenizer = load_tokenizer()
        self.windows, of = [], {}
        for split in ('train', 'validation', 'test'):
            for i, example in enumerate(MANIFEST['examples']):
                if example['split'] == split:
                    made = self.windows_of(tokenizer, found[i])
                    of[i] = range(len(self.windows), len(self.windows) + len(made))
                    self.windows += made
        self.rows = rows_by_split(lambda i: of[i])

    def windows_of(self, tokenizer, example):
        return windows(tokenizer, INPUT, *example)

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
        return torch.stack([loss, loss.new_tensor(self.weight(rows))])

    def score(self, sums, _):
        loss, count = sums
        loss /= max(1, count)
        return {'loss': loss, 'perplexity': math.exp(min(loss, 700)), 'counted': count}


class Talking(Continuing):
    """The next token of answers; a row is a conversation."""

    def windows_of(self, tokenizer, example):
        from thaw_talk import talk_row

        row = talk_row(tokenizer, INPUT, example)
        return [row] if row else []

    def settled(self, model, parameters):
        return {'plainTemplate': [int(PLAN['chat']['plain'])]}


TASKS = {'class': Sorting, 'labels': Labelling, 'number': Measuring, 'tags': Marking, 'text': Continuing}


def task_class():
    return Talking if PLAN['task']['input'] == 'turns' else TASKS[PLAN['task']['target']]


def rows_by_split(rows_of):
    return {
        split: [row for i, each in enumerate(MANIFEST['examples']) if each['split'] == split for row in rows_of(i)]
        for split in ('train', 'validation', 'test')
    }
