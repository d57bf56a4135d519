"""A layer of one request: made of Keras's own config, given weights, called and reset."""

import copy
from collections.abc import Sequence
from typing import Any

import numpy as np

Tensor = dict[str, Any]


def to_array(stored: Tensor, dtype: Any) -> np.ndarray:
    """Of { shape, data }."""
    return np.asarray(stored["data"], dtype=dtype).reshape(stored["shape"])


def flatten(nest: Any) -> list[Any]:
    """Leaves of lists and tuples, in order."""
    # TensorFlow wraps lists that a layer keeps.
    if isinstance(nest, Sequence):
        return [leaf for item in nest for leaf in flatten(item)]
    return [nest]


class LayerRun:
    """`request` is described in request.ts."""

    def __init__(self, keras: Any, writer: str, request: dict[str, Any]) -> None:
        self.is_old = writer == "tf_keras"
        self.keras = keras
        self.request = request
        kind = "tf_keras" if self.is_old else "keras3"
        # from_config takes its argument apart.
        self.layer = keras.layers.deserialize(copy.deepcopy(request["layers"][kind]))
        # keras 3.15 raises in every call of a stateful Bidirectional with return_state (clause B12).
        self.reads_states = not self.is_old and request["isStatefulBidirectional"]
        if self.reads_states:
            self.layer.return_state = False
            for half in (self.layer.forward_layer, self.layer.backward_layer):
                half.return_state = False
        self.layer.build(tuple(request["calls"][0]["x"]["shape"]))
        weights = [to_array(weight, np.float32) for weight in request["weights"]]
        self.layer.set_weights(weights)

    def call(self, call: dict[str, Any], dtype: np.dtype) -> dict[str, Any]:
        """{ outputs, states }: flat lists of numbers."""
        if "reset" in call:
            self.reset(call["reset"], dtype)
        options: dict[str, Any] = {}
        if "mask" in call:
            options["mask"] = self.tensor(to_array(call["mask"], bool))
        if "initialState" in call:
            leaves = [self.tensor(to_array(leaf, dtype)) for leaf in call["initialState"]]
            options["initial_state"] = self.nest(leaves)
        result = flatten(self.layer(self.tensor(to_array(call["x"], dtype)), **options))
        count = self.request["outputs"]
        states = flatten(self.stored()) if self.reads_states else result[count:]
        return {
            "outputs": [self.numbers(tensor) for tensor in result[:count]],
            "states": [self.numbers(tensor) for tensor in states],
        }

    def nest(self, leaves: list[Any]) -> list[Any]:
        """Flat leaves as this line of Keras nests them: request.cells holds the states of each cell, or null."""
        cells = self.request["cells"]
        if cells is None:
            return leaves
        left = list(leaves)
        nested = [[left.pop(0) for _ in range(count)] for count in cells]
        if not self.is_old:
            return nested
        # tf_keras takes the state of a cell with one bare.
        return [states[0] if len(states) == 1 else states for states in nested]

    def reset(self, values: Any, dtype: np.dtype) -> None:
        """To zeros, or to leaves, which Keras 3 can only assign (clause P4)."""
        if values == "zeros" and self.is_old:
            self.layer.reset_states()
        elif values == "zeros" and self.request["cells"] is None:
            self.layer.reset_state()
        else:
            # reset_state of Keras 3.15 raises for a stack: it takes the list of a cell's states for a variable.
            variables = flatten(self.stored())
            leaves = [None] * len(variables) if values == "zeros" else values
            for variable, leaf in zip(variables, leaves, strict=True):
                zeros = np.zeros(variable.shape, dtype)
                variable.assign(zeros if leaf is None else to_array(leaf, dtype))

    def stored(self) -> list[Any]:
        """The variables that hold a stateful layer's state."""
        if hasattr(self.layer, "forward_layer"):
            return [self.layer.forward_layer.states, self.layer.backward_layer.states]
        return self.layer.states

    def tensor(self, array: np.ndarray) -> Any:
        if self.is_old:
            import tensorflow

            return tensorflow.constant(array)
        return self.keras.ops.convert_to_tensor(array)

    def numbers(self, tensor: Any) -> list[float]:
        if hasattr(tensor, "numpy") and self.is_old:
            return tensor.numpy().reshape(-1).tolist()
        return self.keras.ops.convert_to_numpy(tensor).reshape(-1).tolist()
