"""Writes test/fixtures/metrics/{multiLabel,regression,tagging}.json: made-up answers of networks that give several
labels, numbers and tags, and what scikit-learn, scipy and seqeval make of them; and test/fixtures/reference/
taskLosses.json: the losses of these tasks with their gradients, by torch.

    python -m venv venv && venv/bin/pip install scikit-learn==1.7.2 scipy==1.17.1 numpy==2.3.5 seqeval==1.2.2 torch==2.9.1
    venv/bin/python test/reference/make_task_metrics.py

With Python 3.11. The seeds are fixed, and the same versions write the same bytes. What no library has (thresholds by F1)
is written out here in numpy, independently of the TypeScript.
"""

import json
import pathlib
import warnings

import numpy as np
import torch
from scipy import stats
from seqeval import metrics as seqeval
from seqeval import scheme as schemes
from sklearn import metrics
from sklearn.preprocessing import StandardScaler

FIXTURES = pathlib.Path(__file__).parent.parent / "fixtures"


def main():
    # Of labels that are never true or never answered, and of constant numbers, which are the point.
    warnings.simplefilter("ignore")
    write("metrics/multiLabel", {name: multi_label(*case) for name, case in multi_label_cases()})
    write("metrics/regression", {name: regression(*case) for name, case in regression_cases()})
    write("metrics/tagging", {name: tagging(*case) for name, case in tagging_cases()})
    write("reference/taskLosses", losses())


def multi_label_cases():
    random = np.random.default_rng(31)

    def drawn(rows, shares, sharpness):
        truth = (random.random((rows, len(shares))) < shares).astype(int)
        logits = sharpness * (2 * truth - 1) + random.standard_normal(truth.shape) * 1.5 - 0.5
        return truth, (1 / (1 + np.exp(-logits))).astype(np.float32)

    yield "plain", drawn(80, [0.5, 0.3, 0.2, 0.1], 1.0)
    # The second label is never true and answered at times; the third is true at times and never answered; the fourth is
    # neither true nor answered; the fifth is always true.
    truth, scores = drawn(60, [0.4, 0.0, 0.1, 0.0, 1.0], 1.0)
    truth[:3, 2] = 1
    scores[:, 2] *= np.float32(0.4)
    scores[:, 3] *= np.float32(0.1)
    yield "lopsided", (truth, scores)
    # Tenths, so that scores tie with each other and with the threshold.
    truth, scores = drawn(50, [0.5, 0.25, 0.5], 0.7)
    yield "ties", (truth, np.round(scores.astype(np.float64), 1).astype(np.float32))
    yield "oneLabel", drawn(40, [0.35], 1.2)
    yield "perfect", (np.eye(4, dtype=int)[np.arange(12) % 4], np.eye(4, dtype=np.float32)[np.arange(12) % 4])


def multi_label(truth, scores):
    labels = truth.shape[1]
    decided = (scores >= np.float32(0.5)).astype(int)
    exact = scores.astype(np.float64)
    columns = scores_of(truth, decided, None)
    averages = [
        float(metrics.average_precision_score(truth[:, label], exact[:, label])) if truth[:, label].any() else None
        for label in range(labels)
    ]
    defined = [value for value in averages if value is not None]
    return {
        "labels": labels,
        "truth": truth.ravel().tolist(),
        # The shortest digits that give back the same float32.
        "probabilities": [float(str(value)) for value in scores.ravel()],
        "decided": decided.ravel().tolist(),
        "perLabel": [
            {"precision": float(p), "recall": float(r), "f1": float(f), "support": int(s)} for p, r, f, s in zip(*columns)
        ],
        "micro": averaged(truth, decided, "micro"),
        "macro": averaged(truth, decided, "macro"),
        "averagePrecision": averages,
        # scikit-learn counts a label without rows as 0; the mean of those that have rows is what is shown.
        "sklearnMeanAveragePrecision": float(metrics.average_precision_score(truth, exact, average="macro")),
        "meanAveragePrecision": float(np.mean(defined)) if defined else None,
        "exactMatch": float(metrics.accuracy_score(truth, decided)),
        "hammingLoss": float(metrics.hamming_loss(truth, decided)),
        "thresholds": [best_threshold(truth[:, label], scores[:, label]) for label in range(labels)],
    }


def scores_of(truth, decided, average):
    # A single column is one of classes to scikit-learn, and 0 one of them.
    only = {"labels": [1]} if truth.shape[1] == 1 else {}
    return metrics.precision_recall_fscore_support(truth, decided, average=average, zero_division=0, **only)


def averaged(truth, decided, average):
    p, r, f, _ = scores_of(truth, decided, average)
    return {"precision": float(p), "recall": float(r), "f1": float(f)}


def best_threshold(truth, scores):
    """Every threshold that decides otherwise than the one before, each tried by scikit-learn's F1."""
    if not truth.any():
        return {"threshold": 0.5, "f1": None}
    levels = [np.float32(0), *np.unique(scores)]
    tried = []
    for low, high in zip(levels, levels[1:]):
        if low < 0.5 <= high:
            threshold = np.float32(0.5)
        else:
            threshold = np.float32((np.float64(low) + np.float64(high)) / 2)
            threshold = threshold if threshold > low else high
        f1 = metrics.f1_score(truth, scores >= threshold, zero_division=0)
        tried.append((-f1, abs(float(threshold) - 0.5), float(threshold), f1))
    if scores.min() == 0:  # A threshold of 0 decides yes of everything.
        f1 = metrics.f1_score(truth, np.ones_like(truth), zero_division=0)
        tried.append((-f1, 0.5, 0.0, f1))
    _, _, threshold, f1 = min(tried)
    return {"threshold": threshold, "f1": float(f1)}


def regression_cases():
    random = np.random.default_rng(32)
    truth = random.normal(40, 12, 60)
    yield "plain", (truth, truth + random.normal(2, 6, 60))
    # Few different values on both sides, so that ranks tie.
    ranks = random.integers(1, 6, 50).astype(float)
    yield "ties", (ranks, np.clip(np.round(ranks + random.normal(0, 1, 50)), 1, 5))
    yield "perfect", (truth[:10], truth[:10])
    yield "reversed", (truth[:9], -truth[:9])
    yield "worse", (truth[:20], truth[:20][::-1] * 3 - 100)
    yield "constantTruth", (np.full(8, 3.25), random.normal(3, 1, 8))
    yield "constantAnswers", (truth[:11], np.full(11, 0.1))
    # The logarithm of a price is one thing, its size another: prices far apart lose digits where sums are careless.
    yield "large", (1e9 + truth[:30], 1e9 + truth[:30] + random.normal(0, 3, 30))
    yield "one", (truth[:1], truth[1:2])


def regression(truth, predicted):
    several = len(truth) > 1
    scaler = StandardScaler().fit(truth[:, None])
    return {
        "truth": truth.tolist(),
        "predicted": predicted.tolist(),
        "mae": float(metrics.mean_absolute_error(truth, predicted)),
        "rmse": float(metrics.root_mean_squared_error(truth, predicted)),
        "medianAbsoluteError": float(metrics.median_absolute_error(truth, predicted)),
        # Infinite or not a number where the truth is constant: undefined.
        "r2": defined(metrics.r2_score(truth, predicted, force_finite=False)) if several else None,
        "sklearnR2": defined(metrics.r2_score(truth, predicted)) if several else None,
        "pearson": defined(stats.pearsonr(truth, predicted).statistic) if several else None,
        "spearman": defined(stats.spearmanr(truth, predicted).statistic) if several else None,
        "scale": {"mean": float(scaler.mean_[0]), "deviation": float(scaler.scale_[0])},
        "standardised": scaler.transform(truth[:, None]).ravel().tolist(),
        "medianOfTruth": float(np.median(truth)),
        "maeOfMedian": float(metrics.mean_absolute_error(truth, np.full_like(truth, np.median(truth)))),
    }


def defined(value):
    return float(value) if np.isfinite(value) else None


def tagging_cases():
    random = np.random.default_rng(33)
    types = ["LOC", "ORG", "PER"]

    def sentence(words, prefixes):
        names = ["O", "O"] + [f"{prefix}-{kind}" for prefix in prefixes for kind in types]
        return [str(name) for name in random.choice(names, words)]

    def changed(tags, prefixes, share=0.25):
        return [old if random.random() > share else new for old, new in zip(tags, sentence(len(tags), prefixes))]

    # Tags at random hold every pair of neighbours there is, I after O and after another type among them.
    for name, prefixes, scheme in [("IOB2", "BI", "IOB2"), ("IOBES", "BIES", "IOBES"), ("BILOU", "BILU", "BILOU")]:
        truth = [sentence(int(words), prefixes) for words in random.integers(1, 14, 60)]
        yield f"random{name}", (truth, [changed(tags, prefixes) for tags in truth], scheme)
    well = [wellFormed(random, types, int(words)) for words in random.integers(4, 20, 40)]
    yield "wellFormed", (well, [changed(tags, "BI", 0.1) for tags in well], "IOB2")
    yield "perfect", (well, well, "IOB2")
    # ORG is in the truth and never answered, PER is answered and never true; an I without B on both sides.
    yield "missing", (
        [["B-ORG", "I-ORG", "O", "B-LOC"], ["O", "O"], ["I-LOC", "I-LOC", "O"]],
        [["O", "O", "B-PER", "B-LOC"], ["O", "O"], ["I-LOC", "B-LOC", "O"]],
        "IOB2",
    )
    # One entity lies over two of the truth, and the other way round; ends that differ by a word.
    yield "overlapping", (
        [["B-PER", "B-PER", "I-PER", "O"], ["B-LOC", "I-LOC", "I-LOC"], ["B-PER", "I-PER", "O"]],
        [["B-PER", "I-PER", "I-PER", "O"], ["B-LOC", "B-LOC", "I-LOC"], ["B-PER", "I-PER", "I-PER"]],
        "IOB2",
    )
    yield "empty", ([["O", "O", "O"], [], ["O"]], [["O", "B-PER", "O"], [], ["O"]], "IOB2")
    yield "nothing", ([["O", "O"]], [["O", "O"]], "IOB2")
    yield "untyped", ([["B", "I", "O", "B"]], [["B", "I", "O", "I"]], "IOB2")


def wellFormed(random, types, words):
    tags = []
    while len(tags) < words:
        if random.random() < 0.6:
            tags.append("O")
            continue
        kind = random.choice(types)
        tags += [f"B-{kind}"] + [f"I-{kind}"] * int(random.integers(0, 3))
    return tags[:words]


def tagging(truth, predicted, scheme):
    own = getattr(schemes, scheme)
    strict = {"mode": "strict", "scheme": own}
    names = sorted({tag for tags in truth + predicted for tag in tags})
    flat = [[tag for tags in side for tag in tags] for side in (truth, predicted)]
    return {
        "scheme": scheme,
        "names": names,
        "truth": truth,
        "predicted": predicted,
        "strictSpans": [strict_spans(tags, own) for tags in truth],
        "strict": scored(truth, predicted, **strict),
        # seqeval's default reading knows no L and U.
        "lenientSpans": None if scheme == "BILOU" else [lenient_spans(tags) for tags in truth],
        "lenient": None if scheme == "BILOU" else scored(truth, predicted),
        "accuracy": float(seqeval.accuracy_score(truth, predicted)),
        "confusion": metrics.confusion_matrix(*flat, labels=names).tolist(),
    }


def strict_spans(tags, scheme):
    return [[entity.tag, entity.start, entity.end] for entity in schemes.Tokens(tags, scheme).entities]


def lenient_spans(tags):
    return [[kind, start, end + 1] for kind, start, end in seqeval.sequence_labeling.get_entities(tags)]


def scored(truth, predicted, **options):
    names = kinds(truth, predicted, **options)
    averages = {}
    for average in ["micro", "macro", "weighted"]:
        if not names:
            averages[average] = {"precision": 0.0, "recall": 0.0, "f1": 0.0}
            continue
        p, r, f, _ = columns(truth, predicted, average, **options)
        averages[average] = {"precision": float(p), "recall": float(r), "f1": float(f)}
    by_type = zip(*columns(truth, predicted, None, **options)) if names else []
    rows = [{"precision": float(p), "recall": float(r), "f1": float(f), "support": int(s)} for p, r, f, s in by_type]
    return {**averages, "byType": dict(zip(names, rows))}


def columns(truth, predicted, average, mode=None, scheme=None):
    if mode == "strict":
        return seqeval.v1.precision_recall_fscore_support(truth, predicted, average=average, scheme=scheme, zero_division=0)
    return seqeval.sequence_labeling.precision_recall_fscore_support(truth, predicted, average=average, zero_division=0)


def kinds(truth, predicted, mode=None, scheme=None):
    if mode == "strict":
        return sorted(schemes.Entities(truth, scheme).unique_tags | schemes.Entities(predicted, scheme).unique_tags)
    return sorted({span[0] for side in (truth, predicted) for tags in side for span in lenient_spans(tags)})


def losses():
    """In float64, from numbers that float32 holds."""
    random = np.random.default_rng(34)
    logits = exact(random.normal(0, 2, (5, 3)))
    logits[0] = [30, -30, 0]  # Where a sigmoid is 1 or 0 to float32.
    labels = (random.random((5, 3)) < 0.4).astype(float)
    labels[0] = [0, 1, 1]
    weights = exact([1.0, 4.5, 0.75])
    binary = [
        {"weights": None if own is None else own.tolist(), **walked(logits, lambda x, own=own: binary_loss(x, labels, own))}
        for own in [None, weights]
    ]
    answers = exact(random.normal(0, 1.5, 8))
    numbers = exact(random.normal(0, 1.5, 8))
    numbers[0], numbers[1], numbers[2] = answers[0], answers[1] + 1, answers[2] - 1  # At the kinks.
    huber = [
        {"delta": delta, **walked(answers, lambda x, delta=delta: torch.nn.functional.huber_loss(x, torch.tensor(numbers), delta=delta))}
        for delta in [1.0, 0.5]
    ]
    squared = walked(answers, lambda x: torch.nn.functional.mse_loss(x, torch.tensor(numbers)))
    tokens = exact(random.normal(0, 2, (2, 4, 3)))
    tags = [[2, 0, -100, 1], [-100, 1, -100, -100]]
    masked = walked(
        tokens,
        lambda x: torch.nn.functional.cross_entropy(x.reshape(-1, 3), torch.tensor(tags).reshape(-1), ignore_index=-100),
    )
    return {
        "binary": {"logits": logits.tolist(), "labels": labels.tolist(), "cases": binary},
        "number": {"answers": answers.tolist(), "numbers": numbers.tolist(), "huber": huber, "squared": squared},
        "tokens": {"logits": tokens.tolist(), "tags": tags, **masked},
    }


def binary_loss(logits, labels, weights):
    own = None if weights is None else torch.tensor(weights)
    return torch.nn.functional.binary_cross_entropy_with_logits(logits, torch.tensor(labels), pos_weight=own)


def walked(values, loss):
    x = torch.tensor(values, requires_grad=True)
    value = loss(x)
    value.backward()
    return {"loss": value.item(), "gradient": x.grad.tolist()}


def exact(values):
    """Float64 numbers that float32 holds without rounding."""
    return np.asarray(values).astype(np.float32).astype(np.float64)


def write(name, content):
    # A number a line would be mostly line breaks.
    (FIXTURES / f"{name}.json").write_text(json.dumps(content, allow_nan=False, separators=(",", ":")) + "\n")


main()
