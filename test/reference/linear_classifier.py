"""The linear classifier that `npm run defaults` holds the studio's defaults against.

Reads features.f32 and rows.json from a folder, fits logistic regressions on the training rows, and prints as JSON the
test accuracy of the one that validation likes best: by accuracy, then by log loss. The features stay as they are.

scikit-learn 1.7.2, numpy 2.3.5, Python 3.11. Run by the command alone.
"""

import json
import os
import sys
import warnings

for threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ.setdefault(threads, "1")

import numpy as np
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss

folder = sys.argv[1]
with open(f"{folder}/rows.json") as file:
    rows = json.load(file)
features = np.fromfile(f"{folder}/features.f32", dtype="<f4").reshape(-1, rows["width"]).astype(np.float64)
labels = np.array(rows["labels"])
parts, at = {}, 0
for name, size in rows["sizes"].items():
    parts[name] = (features[at : at + size], labels[at : at + size])
    at += size

best = None
for c in 10.0 ** np.arange(-3, 4.5, 0.5):
    # Without a limit the weakest regularisation would take minutes, and it is never the best.
    fitted = LogisticRegression(C=c, max_iter=500)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        fitted.fit(*parts["train"])
    x, y = parts["validation"]
    known = np.isin(y, fitted.classes_)
    loss = log_loss(y[known], fitted.predict_proba(x[known]), labels=fitted.classes_)
    place = (fitted.score(x, y), -loss)
    if best is None or place > best[0]:
        best = (place, c, fitted.score(*parts["test"]))

print(json.dumps({"c": best[1], "accuracy": best[2]}))
