"""Keras 3 over stdio; KERAS_BACKEND says on which of its backends: tensorflow, torch or jax."""

import importlib.metadata
import os
import platform
from typing import Any

os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")

import keras
import numpy as np
from keras import ops

from gatefold_stdio import Config, serve, state_leaves
from keras_layers import KerasLayer, cell_states

NAMES = {
    "linear": "linear",
    "tanh": "tanh",
    "sigmoid": "sigmoid",
    "hardSigmoid": "hard_sigmoid",
    "relu": "relu",
    "relu6": "relu6",
    "leakyRelu": "leaky_relu",
    "elu": "elu",
    "selu": "selu",
    "celu": "celu",
    "exponential": "exponential",
    "softplus": "softplus",
    "softsign": "softsign",
    "squareplus": "squareplus",
    "silu": "silu",
    "hardSilu": "hard_silu",
    "gelu": "gelu",
    "mish": "mish",
    "hardTanh": "hard_tanh",
    "tanhShrink": "tanh_shrink",
    "softShrink": "soft_shrink",
    "hardShrink": "hard_shrink",
    "logSigmoid": "log_sigmoid",
    "sparsePlus": "sparse_plus",
    "sparseSigmoid": "sparse_sigmoid",
}


def hard_sigmoid_keras2(x: Any) -> Any:
    """Keras takes any function for an activation, so that a model of Keras 2 keeps its numbers by this one."""
    return ops.clip(0.2 * x + 0.5, 0.0, 1.0)


class Keras3Layer(KerasLayer):
    keras = keras
    activations = {**NAMES, "hardSigmoidKeras2": hard_sigmoid_keras2}

    def tensor(self, array: np.ndarray) -> Any:
        return ops.convert_to_tensor(array)

    def array(self, tensor: Any) -> np.ndarray:
        return ops.convert_to_numpy(tensor)

    def nest_state(self, config: Config, state: Any) -> list[Any]:
        if config["kind"] == "bidirectional":
            forward = self.nest_state(config["layer"], state["forward"])
            return forward + self.nest_state(config["backwardLayer"], state["backward"])
        if config["kind"] == "stacked":
            return [[self.tensor(leaf) for leaf in own] for own in cell_states(config, state)]
        return [self.tensor(leaf) for leaf in state_leaves(config, state)]


if __name__ == "__main__":
    backend = keras.backend.backend()
    if backend == "jax":
        import jax

        # Compiling each of hundreds of small layers takes ten times as long as running them step by step.
        jax.config.update("jax_disable_jit", True)
    hello = {
        "name": f"keras3-{backend}",
        "version": keras.__version__,
        "environment": {
            backend: importlib.metadata.version(backend).split("+")[0],
            "python": platform.python_version(),
        },
        "supports": {
            "cells": ["simpleRNN", "lstm", "gru"],
            "activations": list(Keras3Layer.activations),
            "resetAfter": [True, False],
            "masking": True,
            "goBackwards": True,
            "stateful": True,
            "bidirectional": True,
            "stacked": True,
            "precision": "f32",
        },
    }
    serve(hello, Keras3Layer)
