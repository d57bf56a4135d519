"""Turns the files that Keras wrote into layers models of TensorFlow.js with its own converter: see README.md."""

import importlib.util
import io
import json
import os
import shutil
import sys
import types
import zipfile

import h5py

from expected import listed, write



def without_init(name):
    """A package whose modules can be imported one by one: its own __init__ wants packages that no index has any more."""
    package = types.ModuleType(name)
    package.__path__ = list(importlib.util.find_spec(name).submodule_search_locations)
    sys.modules[name] = package


without_init("tensorflowjs")
without_init("tensorflowjs.converters")
from tensorflowjs import read_weights  # noqa: E402
from tensorflowjs.converters import keras_h5_conversion as converter  # noqa: E402


def convert(folder, source, name, quantization=None):
    """Shards of 500 bytes, so that weights lie across several."""
    target = os.path.join(folder, name)
    shutil.rmtree(target, ignore_errors=True)
    os.makedirs(target)
    path = os.path.join(folder, source)
    if source.endswith(".keras"):
        with zipfile.ZipFile(path) as file:
            weights = h5py.File(io.BytesIO(file.read("model.weights.h5")))
            parts = [json.loads(file.read(entry)) for entry in ("metadata.json", "config.json")]
        model, groups = converter.h5_v3_merged_saved_model_to_tfjs_format(weights, *parts)
    else:
        model, groups = converter.h5_merged_saved_model_to_tfjs_format(path)
    converter.write_artifacts(model, groups, target, quantization, weight_shard_size_bytes=500)
    with open(os.path.join(target, "model.json")) as file:
        manifest = json.load(file)["weightsManifest"]
    # What the library itself reads, with quantised weights scaled back.
    weights = {
        entry["name"]: listed([entry["data"].astype("float32")])[0]
        for group in read_weights.read_weights(manifest, target)
        for entry in (group if isinstance(group, list) else [group])
    }
    write(target, "model", {"weights": weights})


if __name__ == "__main__":
    [folder] = sys.argv[1:]
    for name in ("plain", "wrapped", "connected"):
        convert(folder, f"tf_keras-{name}.h5", f"tfjs-{name}")
    for kind in ("uint8", "uint16", "float16"):
        convert(folder, "tf_keras-plain.h5", f"tfjs-{kind}", {kind: True})
    convert(folder, "keras3-plain.keras", "tfjs-keras3")
