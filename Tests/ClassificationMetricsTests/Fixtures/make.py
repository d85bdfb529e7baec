"""Makes metrics.json, the measures of random predictions by scikit-learn: python3 make.py (needs scikit-learn)."""

import json
import pathlib

import numpy as np
from sklearn import metrics

random = np.random.default_rng(1)
cases = []
for classes, samples in [(2, 40), (2, 7), (4, 60), (10, 60)]:
    logits = random.normal(size=(samples, classes)) * 2
    labels = random.integers(0, classes, samples)
    logits[np.arange(samples), labels] += 1
    probabilities = np.exp(logits) / np.exp(logits).sum(1, keepdims=True)
    # Rounded, so that some are equal; renormalised in float32, as they are handed over.
    probabilities = np.round(probabilities, 1) + 0.01
    probabilities = (probabilities / probabilities.sum(1, keepdims=True)).astype(np.float32)
    decisions = probabilities.argmax(1)
    everything = list(range(classes))
    precision, recall, f1, support = metrics.precision_recall_fscore_support(
        labels, decisions, labels=everything, zero_division=np.nan
    )
    confidence = probabilities[np.arange(samples), decisions].astype(float)
    bins = np.clip(np.ceil(confidence * 15).astype(int) - 1, 0, 14)
    calibration = sum(
        abs(confidence[bins == b].sum() - (decisions == labels)[bins == b].sum()) for b in range(15)
    ) / samples
    case = {
        "classes": classes,
        "labels": labels.tolist(),
        "probabilities": probabilities.astype(float).flatten().tolist(),
        "accuracy": metrics.accuracy_score(labels, decisions),
        "loss": metrics.log_loss(labels, probabilities.astype(float), labels=everything),
        "confusion": metrics.confusion_matrix(labels, decisions, labels=everything).tolist(),
        "precision": precision.tolist(),
        "recall": recall.tolist(),
        "f1": f1.tolist(),
        "calibrationError": float(calibration),
    }
    if classes == 2:
        case["auc"] = metrics.roc_auc_score(labels, probabilities[:, 1])
    if classes > 3:
        # Ties go to the classes in front, as in Tessera: a little is taken from each in turn.
        broken = probabilities.astype(float) - np.arange(classes) * 1e-9
        case["top3"] = metrics.top_k_accuracy_score(labels, broken, k=3, labels=everything)
    cases.append(case)
text = json.dumps(cases).replace("NaN", "null")
(pathlib.Path(__file__).parent / "metrics.json").write_text(text + "\n")
