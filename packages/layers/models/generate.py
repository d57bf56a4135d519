"""Has real Keras write the models of layer_models.py and graph_models.py, and what they compute: see README.md.

    python generate.py keras3|tf_keras files [name]
"""

import gzip
import importlib
import json
import os
import sys
import tempfile

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["CUDA_VISIBLE_DEVICES"] = ""
os.environ["TF_ENABLE_ONEDNN_OPTS"] = "0"
#: Wide enough for the tables of summary(), which is cut to the terminal's width otherwise.
os.environ["COLUMNS"] = "120"

import numpy as np

from graph_models import SUMMARISED, graph_models
from layer_models import layer_models

BATCH, WORDS = 2, 7
#: How often a model is run in float64 with weights and inputs off by up to a rounding of float32.
PERTURBED = 8
#: Steps of zeros: a tail, and a head with a hole.
PADDED = [[3, 4, 5], [0, 2]]


def draw_input(name, shape, random):
    if name.startswith("ids"):
        ids = random.integers(1, WORDS, shape).astype("int32")
        for row, steps in zip(ids, PADDED):
            row[[step for step in steps if step < shape[1]]] = 0
        return ids
    x = random.normal(0, 1, shape).astype("float32")
    if name.startswith("padded"):
        for row, steps in zip(x, PADDED):
            row[[step for step in steps if step < shape[1]]] = 0
    return x


def draw_weights(shapes, random):
    """Weights of a size at which no gate saturates; those that are variances must be positive, so all of a vector are."""
    drawn = []
    for shape in shapes:
        w = random.normal(0, 0.5, shape).astype("float32")
        drawn.append(np.abs(w) + np.float32(0.05) if len(shape) == 1 else w)
    return drawn


def off_by_roundings(arrays, random):
    u = 2.0**-24
    return [a if a.dtype.kind == "i" else a.astype("float64") * (1 + u * random.uniform(-1, 1, a.shape)) for a in arrays]


def reset(model):
    for layer in model.layers:
        if getattr(layer, "stateful", False) and hasattr(layer, "reset_states"):
            layer.reset_states()
        elif getattr(layer, "stateful", False):
            layer.reset_state()


def run(model, calls):
    """The outputs of each call; states go on from call to call."""
    reset(model)
    results = []
    for xs in calls:
        got = model(xs if len(xs) > 1 else xs[0], training=False)
        results.append([np.asarray(one) for one in (got if isinstance(got, (list, tuple)) else [got])])
    return results


def short(values, dtype="float32"):
    """Numbers with as few digits as tell them from their neighbours in float32."""
    if np.asarray(values).dtype.kind == "i":
        return np.ravel(values).tolist()
    return [float(str(np.float32(value))) for value in np.ravel(values)]


def tensor(array):
    return {"shape": list(array.shape), "data": short(array)}


def golden(keras, name, make, seed, line):
    keras.backend.set_floatx("float32")
    keras.backend.clear_session()
    model = make()
    random = np.random.default_rng(seed)
    weights = draw_weights([w.shape for w in model.get_weights()], random)
    model.set_weights(weights)
    names = [str(i.name).split(":")[0] for i in model.inputs]
    shapes = [(BATCH, *i.shape[1:]) for i in model.inputs]
    is_stateful = "stateful" in name
    calls = [[draw_input(n, s, random) for n, s in zip(names, shapes)] for _ in range(3 if is_stateful else 1)]
    observed = run(model, calls)
    keras.backend.set_floatx("float64")
    keras.backend.clear_session()
    exact = make()
    wide = lambda arrays: [a if a.dtype.kind == "i" else a.astype("float64") for a in arrays]
    exact.set_weights(wide(weights))
    truth = run(exact, [wide(xs) for xs in calls])
    others = [observed]
    for _ in range(PERTURBED):
        exact.set_weights(off_by_roundings(weights, random))
        others.append(run(exact, [off_by_roundings(xs, random) for xs in calls]))
    keras.backend.set_floatx("float32")
    outputs = model.outputs
    found = []
    for index, xs in enumerate(calls):
        results = []
        for place, y in enumerate(truth[index]):
            off = max(float(np.max(np.abs(other[index][place] - y), initial=0)) for other in others)
            results.append({**tensor(y), "deviation": float(f"{off:.2e}")})
        found.append({"inputs": [tensor(x) for x in xs], "outputs": results})
    entry = {"name": name, "writer": f"Keras {keras.__version__}", "inputs": names, "calls": found}
    if name in SUMMARISED and line == "keras3":
        lines = []
        model.summary(print_fn=lines.append)
        entry["summary"] = "\n".join(lines)
    return model, entry


def save(model, path):
    """Gzipped: HDF5 is mostly zeros."""
    with tempfile.TemporaryDirectory() as folder:
        plain = os.path.join(folder, os.path.basename(path))
        model.save(plain)
        with open(plain, "rb") as file, open(path + ".gz", "wb") as packed:
            packed.write(gzip.compress(file.read(), 9, mtime=0))


def main(line, folder, only=None):
    keras = importlib.import_module("keras" if line == "keras3" else "tf_keras")
    makers = {**layer_models(keras), **graph_models(keras)}
    entries = []
    for index, (name, make) in enumerate(makers.items()):
        if only is not None and name != only:
            continue
        model, entry = golden(keras, name, make, 1000 + index, line)
        # Each line's own format, and for every third model the other one too.
        own, other = (".keras", ".h5") if line == "keras3" else (".h5", ".keras")
        suffixes = [own, other] if index % 3 == 0 else [own]
        for suffix in suffixes:
            save(model, os.path.join(folder, f"{line}-{name}{suffix}"))
        entries.append({"files": [f"{line}-{name}{suffix}" for suffix in suffixes], **entry})
        print(name, [[o["deviation"] for o in call["outputs"]] for call in entry["calls"]][:1], flush=True)
    if only is not None:
        return
    with open(os.path.join(folder, f"{line}.goldens.json"), "w") as file:
        file.write("[\n" + ",\n".join(json.dumps(entry, ensure_ascii=False) for entry in entries) + "\n]\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
