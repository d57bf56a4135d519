import json

import keras


def save_layer(layer, path):
    """Writes a layer's config and weights as JSON, with the version that says what the config means."""
    content = {
        "kerasVersion": keras.__version__,
        "layer": {"class_name": type(layer).__name__, "config": layer.get_config()},
        "weights": [
            {"shape": weight.shape, "data": weight.ravel().tolist()}
            for weight in layer.get_weights()
        ],
    }
    with open(path, "w", encoding="utf-8") as file:
        json.dump(content, file)
