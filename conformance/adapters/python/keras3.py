"""Keras 3 on the backend that KERAS_BACKEND names: `KERAS_BACKEND=torch python keras3.py`."""

import gatefold_stdio

import importlib.metadata
from typing import Any

import keras
import numpy as np
from keras import ops
from keras_layers import KerasLayer, supports, to_snake

NAMES = """linear tanh sigmoid hardSigmoid relu relu6 leakyRelu elu selu celu exponential softplus softsign squareplus
silu hardSilu gelu mish hardTanh tanhShrink softShrink hardShrink logSigmoid sparsePlus sparseSigmoid""".split()


@keras.saving.register_keras_serializable()
def hard_sigmoid_keras2(x: Any) -> Any:
    """Keras 3 takes any function; Keras 2's hard_sigmoid is not among its own."""
    return ops.clip(0.2 * x + 0.5, 0.0, 1.0)


activations = {name: to_snake(name) for name in NAMES} | {"hardSigmoidKeras2": hard_sigmoid_keras2}
backend = keras.backend.backend()
if backend == "jax":
    import jax

    # Compiling each of hundreds of small layers takes ten times as long as running them step by step.
    jax.config.update("jax_disable_jit", True)


def make(config: gatefold_stdio.Config, weights: gatefold_stdio.Nest) -> KerasLayer:
    return KerasLayer(keras, activations, config, weights, ops.convert_to_tensor, to_array)


def to_array(tensor: Any) -> np.ndarray:
    return ops.convert_to_numpy(tensor)


gatefold_stdio.serve(
    f"keras3-{backend}",
    keras.__version__,
    supports(activations),
    make,
    {backend: importlib.metadata.version(backend).split("+")[0], "numpy": np.__version__},
)
