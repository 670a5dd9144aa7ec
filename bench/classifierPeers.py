# Labels texts as a team would without the product: TF-IDF with a linear model of scikit-learn. `bench/classifier.ts
# --peer=PYTHON` runs it on its texts.
#
# Versions: scikit-learn 1.7.2
#   python3 -m venv ~/.cache/fixloop-peer && ~/.cache/fixloop-peer/bin/pip install scikit-learn==1.7.2
"""Reads {"texts", "labels", "held_out"} from stdin; the argument names the peer. Writes what it says of each text."""

import json
import resource
import sys
import time

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline, make_union
from sklearn.svm import LinearSVC

words = dict(ngram_range=(1, 2), sublinear_tf=True)
characters = dict(analyzer="char_wb", ngram_range=(3, 4), sublinear_tf=True)
peers = {
    "words, logistic regression": (words, None, LogisticRegression(C=30, max_iter=300)),
    "words, linear SVM": (words, None, LinearSVC(C=1)),
    "words and characters, logistic regression": (words, characters, LogisticRegression(C=30, max_iter=300)),
    "words and characters, linear SVM": (words, characters, LinearSVC(C=1)),
}

given = json.load(sys.stdin)
of_words, of_characters, model = peers[sys.argv[1]]
parts = [TfidfVectorizer(**options) for options in (of_words, of_characters) if options is not None]
pipeline = make_pipeline(make_union(*parts), model)
begun = time.process_time()
pipeline.fit(given["texts"], given["labels"])
trained = time.process_time()
if hasattr(model, "predict_proba"):
    scores = pipeline.predict_proba(given["held_out"])
else:
    scores = pipeline.decision_function(given["held_out"])
    if scores.ndim == 1:
        scores = np.stack([-scores, scores], axis=1)
asked = time.process_time()
json.dump(
    {
        "labels": [str(model.classes_[best]) for best in scores.argmax(axis=1)],
        "confidences": [float(best) for best in scores.max(axis=1)],
        "areProbabilities": hasattr(model, "predict_proba"),
        "trainingSeconds": trained - begun,
        "askingSeconds": asked - trained,
        "peakMegabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    },
    sys.stdout,
)
