"""Writes test/fixtures/metrics/*.json: small made-up answers of classifiers, and what scikit-learn, scipy and numpy make
of them.

    python -m venv venv && venv/bin/pip install scikit-learn==1.9.1 scipy==1.17.1 numpy==2.3.5
    venv/bin/python test/reference/make_metrics.py

With Python 3.11. The seed is fixed, and the same versions write the same bytes. Probabilities are numbers that float32
holds; everything is computed from them in float64. What is in neither library (calibration error, temperature,
coverage) is written out here in numpy, independently of the TypeScript.
"""

import json
import pathlib
import warnings

import numpy as np
from scipy import stats
from scipy.optimize import minimize_scalar
from scipy.special import logsumexp, softmax
from sklearn import metrics

FOLDER = pathlib.Path(__file__).parent.parent / "fixtures" / "metrics"
BINS = 15
TEMPERATURES = (0.05, 20)
# Smallest normal number of float32: what a probability of 0 is taken for before its logarithm.
SMALLEST = 2.0**-126


def guesses(random, truth, classes, sharpness, noise):
    """Rows of softmax that lean towards the truth."""
    logits = noise * random.standard_normal((len(truth), classes))
    logits[np.arange(len(truth)), truth] += sharpness
    return softmax(logits, axis=1).astype(np.float32)


def cases():
    random = np.random.default_rng(20)
    balanced = np.repeat(np.arange(3), 40)
    yield "balanced", balanced, guesses(random, balanced, 3, 1.5, 1.0)
    # Class 3 is in no truth and is answered at times; class 4 is rare and never answered.
    skewed = random.choice(5, size=150, p=[0.6, 0.25, 0.11, 0, 0.04])
    skewed[:2] = 4
    leaning = guesses(random, skewed, 5, 2.0, 2.0).astype(np.float64)
    leaning[:, 4] = np.minimum(leaning[:, 4], 0.9 * leaning[:, :4].max(axis=1))
    yield "skewed", skewed, (leaning / leaning.sum(axis=1, keepdims=True)).astype(np.float32)
    binary = (random.random(100) < 0.35).astype(int)
    yield "binary", binary, guesses(random, binary, 2, 0.8, 2.5)
    # Tenths, so that scores, confidences and the likeliest classes tie.
    tied = random.integers(0, 3, 80)
    tenths = np.array([random.multinomial(10, p) for p in guesses(random, tied, 3, 1.0, 0.5).astype(np.float64)])
    yield "ties", tied, (tenths / 10).astype(np.float32)
    yield "perfect", np.arange(30) % 3, np.eye(3, dtype=np.float32)[np.arange(30) % 3]
    yield "constant", np.arange(31) % 3, np.full((31, 3), 1 / 3, np.float32)
    yield "oneClass", np.zeros(12, int), np.tile(np.float32([0.75, 0.25]), (12, 1))


def none(value):
    """JSON has no NaN: what is not defined is null."""
    return None if np.isnan(value) else float(value)


def roc(truth, scores):
    if truth.all() or not truth.any():
        return None
    false, true, thresholds = metrics.roc_curve(truth, scores, drop_intermediate=True)
    return {
        # The first is infinite, which JSON has not.
        "thresholds": thresholds[1:].tolist(),
        "falsePositiveRate": false.tolist(),
        "truePositiveRate": true.tolist(),
        "area": float(metrics.roc_auc_score(truth, scores)),
    }


def precision_recall(truth, scores):
    if not truth.any():
        return None
    precision, recall, thresholds = metrics.precision_recall_curve(truth, scores, drop_intermediate=True)
    return {
        "thresholds": thresholds.tolist(),
        "precision": precision.tolist(),
        "recall": recall.tolist(),
        "average": float(metrics.average_precision_score(truth, scores)),
    }


def mean_or_none(values):
    defined = [value for value in values if value is not None]
    return float(np.mean(defined)) if defined else None


def macro_auc(truth, probabilities, by_class):
    """scikit-learn's own where every class has rows; where not, the mean of those that have an area.

    The truth goes in as one column a class, which is the same mean as multi_class="ovr": that asks for rows that sum to
    1 beyond float32, and to divide by their sums would part scores that tie.
    """
    labels = np.arange(probabilities.shape[1])
    if set(truth) == set(labels):
        columns = truth[:, None] == labels
        return float(metrics.roc_auc_score(columns, probabilities, average="macro"))
    return mean_or_none([None if curve is None else curve["area"] for curve in by_class])


def top_k(truth, probabilities, k):
    """Of equal classes scikit-learn ranks the last first; with the classes turned round that is the first."""
    classes = probabilities.shape[1]
    if k >= classes:
        return 1.0
    if classes == 2:
        return float(np.mean(probabilities.argmax(axis=1) == truth))
    turned = probabilities[:, ::-1]
    return float(metrics.top_k_accuracy_score(classes - 1 - truth, turned, k=k, labels=np.arange(classes)))


def calibration(truth, probabilities):
    confidence = probabilities.max(axis=1)
    right = probabilities.argmax(axis=1) == truth
    edges = np.linspace(0, 1, BINS + 1)
    error, bins = 0.0, []
    for low, high in zip(edges[:-1], edges[1:]):
        inside = (confidence > low) & (confidence <= high)
        count = int(inside.sum())
        mean, share = (confidence[inside].mean(), right[inside].mean()) if count else (np.nan, np.nan)
        error += count / len(truth) * abs(mean - share) if count else 0
        bins.append({"count": count, "confidence": none(mean), "accuracy": none(share)})
    return {"error": float(error), "bins": bins}


def temperature(truth, probabilities):
    logs = np.log(np.maximum(probabilities, SMALLEST))

    def loss(log_t):
        scaled = logs / np.exp(log_t)
        return float(np.mean(logsumexp(scaled, axis=1) - scaled[np.arange(len(truth)), truth]))

    found = minimize_scalar(loss, bounds=np.log(TEMPERATURES), method="bounded", options={"xatol": 1e-10})
    best = float(np.exp(found.x)) if found.fun < loss(0) - 1e-12 else 1.0
    return {
        "best": best,
        "loss": loss(np.log(best)),
        "scaledByTwo": softmax(logs[:5] / 2, axis=1).ravel().tolist(),
    }


def coverage(truth, probabilities):
    confidence = probabilities.max(axis=1)
    right = probabilities.argmax(axis=1) == truth
    return [
        {"threshold": float(t), "coverage": float((confidence >= t).mean()), "accuracy": float(right[confidence >= t].mean())}
        for t in np.unique(confidence)
    ]


def rankings(truth, probabilities):
    confidence = probabilities.max(axis=1)
    predicted = probabilities.argmax(axis=1)
    best = np.sort(probabilities, axis=1)
    surest = np.argsort(-confidence, kind="stable")
    return {
        "surestMistakes": [int(row) for row in surest if predicted[row] != truth[row]],
        "leastSure": np.argsort(best[:, -1] - best[:, -2], kind="stable").tolist(),
        "mostTypical": [
            [int(row) for row in surest if predicted[row] == truth[row] == c] for c in range(probabilities.shape[1])
        ],
    }


def case(truth, answered):
    classes = answered.shape[1]
    probabilities = answered.astype(np.float64)
    predicted = probabilities.argmax(axis=1)
    labels = np.arange(classes)
    precision, recall, f1, support = metrics.precision_recall_fscore_support(
        truth, predicted, labels=labels, zero_division=0
    )
    curves = [(roc(truth == c, probabilities[:, c]), precision_recall(truth == c, probabilities[:, c])) for c in labels]
    return {
        "classes": classes,
        "truth": truth.tolist(),
        # The shortest digits that give back the same float32.
        "probabilities": [float(str(value)) for value in answered.ravel()],
        "accuracy": float(metrics.accuracy_score(truth, predicted)),
        "balancedAccuracy": float(metrics.balanced_accuracy_score(truth, predicted)),
        "macroF1": float(metrics.f1_score(truth, predicted, average="macro", zero_division=0)),
        "topK": [top_k(truth, probabilities, k) for k in range(1, classes + 1)],
        "logLoss": float(metrics.log_loss(truth, probabilities, labels=labels)),
        "brierScore": float(metrics.brier_score_loss(truth, probabilities, labels=labels, scale_by_half=False)),
        "matthewsCorrelation": float(metrics.matthews_corrcoef(truth, predicted)),
        "confusion": metrics.confusion_matrix(truth, predicted, labels=labels).tolist(),
        "perClass": [
            {"precision": float(p), "recall": float(r), "f1": float(f), "support": int(s)}
            for p, r, f, s in zip(precision, recall, f1, support)
        ],
        "roc": [curve for curve, _ in curves],
        "macroAuc": macro_auc(truth, probabilities, [curve for curve, _ in curves]),
        "precisionRecall": [curve for _, curve in curves],
        "macroAveragePrecision": mean_or_none([None if curve is None else curve["average"] for _, curve in curves]),
        "calibration": calibration(truth, probabilities),
        "temperature": temperature(truth, probabilities),
        "coverage": coverage(truth, probabilities),
        "rankings": rankings(truth, probabilities),
    }


def wilson():
    for right, rows in [(0, 1), (1, 1), (0, 20), (7, 20), (20, 20), (3, 7), (451, 500), (9999, 10000)]:
        low, high = stats.binomtest(right, rows).proportion_ci(confidence_level=0.95, method="wilson")
        yield {"right": right, "rows": rows, "low": float(low), "high": float(high)}


def bootstrap():
    """`drawn` are the very resamples, for an exact comparison; scipy draws its own, for one within chance."""
    random = np.random.default_rng(21)
    rows, resamples = 23, 101
    values = random.gamma(2, size=rows)
    drawn = random.integers(0, rows, (resamples, rows))
    medians = np.median(values[drawn], axis=1)
    many = stats.bootstrap((values,), np.mean, n_resamples=50_000, method="percentile", rng=random)
    return {
        "values": values.tolist(),
        "drawn": drawn.ravel().tolist(),
        "resamples": resamples,
        "means": np.percentile(values[drawn].mean(axis=1), [2.5, 97.5]).tolist(),
        "medians": np.percentile(medians, [2.5, 97.5]).tolist(),
        "scipyMean": [float(many.confidence_interval.low), float(many.confidence_interval.high)],
    }


def write(name, content):
    # A number a line would be mostly line breaks.
    (FOLDER / f"{name}.json").write_text(json.dumps(content, allow_nan=False, separators=(",", ":")) + "\n")


def main():
    FOLDER.mkdir(parents=True, exist_ok=True)
    # Of missing classes and zero denominators, which are the point; and of sums that float32 rounds.
    warnings.simplefilter("ignore")
    for name, truth, answered in cases():
        write(name, case(truth, answered))
    write("intervals", {"wilson": list(wilson()), "bootstrap": bootstrap()})


main()
