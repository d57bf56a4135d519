"""tf_keras, the Keras 2 that TensorFlow still carries, over stdio."""

import importlib.metadata
import os
import platform
from typing import Any

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")

import numpy as np
import tensorflow
import tf_keras

from gatefold_stdio import Config, serve, state_leaves
from keras_layers import KerasLayer, cell_states

#: Names that this line of Keras knows; its hard_sigmoid is clip(0.2 x + 0.5, 0, 1).
NAMES = {
    "linear": "linear",
    "tanh": "tanh",
    "sigmoid": "sigmoid",
    "hardSigmoidKeras2": "hard_sigmoid",
    "relu": "relu",
    "relu6": "relu6",
    "leakyRelu": "leaky_relu",
    "elu": "elu",
    "selu": "selu",
    "exponential": "exponential",
    "softplus": "softplus",
    "softsign": "softsign",
    "silu": "swish",
    "gelu": "gelu",
    "mish": "mish",
}


class TfKerasLayer(KerasLayer):
    keras = tf_keras
    activations = NAMES

    def tensor(self, array: np.ndarray) -> Any:
        return tensorflow.constant(array)

    def array(self, tensor: Any) -> np.ndarray:
        return tensor.numpy()

    def nest_state(self, config: Config, state: Any) -> list[Any]:
        if config["kind"] == "bidirectional":
            forward = self.nest_state(config["layer"], state["forward"])
            return forward + self.nest_state(config["backwardLayer"], state["backward"])
        if config["kind"] == "stacked":
            nested = [[self.tensor(leaf) for leaf in own] for own in cell_states(config, state)]
            # The state of a cell with one is taken bare.
            return [own[0] if len(own) == 1 else own for own in nested]
        return [self.tensor(leaf) for leaf in state_leaves(config, state)]


if __name__ == "__main__":
    hello = {
        "name": "tf_keras",
        "version": tf_keras.__version__,
        "environment": {
            "tensorflow": importlib.metadata.version("tensorflow"),
            "python": platform.python_version(),
        },
        "supports": {
            "cells": ["simpleRNN", "lstm", "gru"],
            "activations": list(NAMES),
            "resetAfter": [True, False],
            "masking": True,
            "goBackwards": True,
            "stateful": True,
            "bidirectional": True,
            "stacked": True,
            "precision": "f32",
        },
    }
    serve(hello, TfKerasLayer)
