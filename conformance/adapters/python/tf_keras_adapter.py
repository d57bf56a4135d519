"""tf_keras, the last line of Keras 2: `python tf_keras_adapter.py`."""

import gatefold_stdio

import numpy as np
import tensorflow
import tf_keras
from keras_layers import KerasLayer, supports, to_snake

NAMES = """linear tanh sigmoid relu relu6 leakyRelu elu selu exponential softplus softsign gelu mish""".split()
activations = {name: to_snake(name) for name in NAMES} | {"silu": "swish", "hardSigmoidKeras2": "hard_sigmoid"}


def make(config: gatefold_stdio.Config, weights: gatefold_stdio.Nest) -> KerasLayer:
    return KerasLayer(tf_keras, activations, config, weights, tensorflow.constant, lambda tensor: tensor.numpy())


gatefold_stdio.serve(
    "tf_keras",
    tf_keras.__version__,
    supports(activations),
    make,
    {"tensorflow": tensorflow.__version__, "numpy": np.__version__},
)
