"""Our configs as layers of Keras 3 or of tf_keras, whose layers differ in names and in how states nest."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from gatefold_stdio import (
    Config,
    Nest,
    cells_of,
    directions_of,
    flags_of,
    listed,
    name_state,
    state_names,
)

CLASSES = {"simpleRNN": "SimpleRNN", "lstm": "LSTM", "gru": "GRU"}
FLAGS = ["returnSequences", "returnState", "goBackwards", "stateful", "zeroOutputForMask"]


def supports(activations: Mapping[str, Any]) -> dict[str, Any]:
    """Everything."""
    claims = ["masking", "goBackwards", "stateful", "bidirectional", "stacked"]
    return {
        "cells": list(CLASSES),
        "activations": list(activations),
        "resetAfter": [True, False],
        **dict.fromkeys(claims, True),
        "precision": "f32",
    }


def to_snake(name: str) -> str:
    return re.sub("[A-Z]", lambda letter: f"_{letter[0].lower()}", name).replace("_r_n_n", "_rnn")


def flatten(nest: Any) -> list[Any]:
    """Leaves of lists and tuples, in order; TensorFlow wraps lists that a layer keeps."""
    if isinstance(nest, Sequence):
        return [leaf for item in nest for leaf in flatten(item)]
    return [nest]


class KerasLayer:
    """A layer, made anew for each batch when it is stateful: Keras binds those to the batch that they are built for."""

    def __init__(
        self,
        keras: Any,
        activations: Mapping[str, str | Callable],
        config: Config,
        weights: Nest,
        to_tensor: Callable[[np.ndarray], Any],
        to_array: Callable[[Any], np.ndarray],
    ) -> None:
        self.keras = keras
        self.is_old = keras.__name__ == "tf_keras"
        self.activations = activations
        self.config = config
        self.weights = [
            cell[name]
            for direction, part in directions_of(config, weights)
            for cell in listed(direction, part)
            for name in ("kernel", "recurrentKernel", "bias")
            if name in cell
        ]
        self.to_tensor = to_tensor
        self.to_array = to_array
        self.is_stateful = flags_of(config)["stateful"]
        self.batch: int | None = None
        self.layer = None if self.is_stateful else self.build(None)

    def run(self, x: np.ndarray, mask: np.ndarray | None, initial_state: Nest) -> tuple[Nest, Nest]:
        layer = self.layer_for(x.shape[0])
        options = {}
        if mask is not None:
            options["mask"] = self.to_tensor(mask)
        if initial_state is not None:
            options["initial_state"] = self.nested(initial_state)
        made = [self.to_array(tensor) for tensor in flatten(layer(self.to_tensor(x), **options))]
        output = made.pop(0)
        if self.config["kind"] == "bidirectional" and self.config["mergeMode"] is None:
            output = {"forward": output, "backward": made.pop(0)}
        return output, name_state(self.config, made) if flags_of(self.config)["returnState"] else None

    def reset_state(self, state: Nest) -> None:
        if state is None:
            if self.layer is not None:
                self.layer.reset_states() if self.is_old else self.layer.reset_state()
            return
        values = flatten(self.lists(state, lambda array: array))
        layer = self.layer_for(values[0].shape[0])
        # Keras 3 has no reset_state(states): its stored states are variables, to assign to (clause P4).
        halves = [layer.forward_layer, layer.backward_layer] if hasattr(layer, "forward_layer") else [layer]
        variables = flatten([half.states for half in halves])
        for variable, value in zip(variables, values, strict=True):
            variable.assign(value)

    def layer_for(self, batch: int) -> Any:
        if self.is_stateful and self.batch != batch:
            self.layer, self.batch = self.build(batch), batch
        return self.layer

    def build(self, batch: int | None) -> Any:
        layer = self.make(self.config)
        layer.build((batch, None, self.weights[0].shape[0]))
        layer.set_weights(self.weights)
        return layer

    def make(self, config: Config) -> Any:
        layers = self.keras.layers
        if config["kind"] == "bidirectional":
            forward, backward = self.make(config["layer"]), self.make(config["backwardLayer"])
            return layers.Bidirectional(forward, merge_mode=config["mergeMode"], backward_layer=backward)
        flags = {to_snake(name): config[name] for name in FLAGS}
        if config["kind"] == "stacked":
            cells = [
                getattr(layers, f"{CLASSES[cell['kind']]}Cell")(**self.cell_options(cell)) for cell in config["cells"]
            ]
            return layers.RNN(cells, **flags)
        return getattr(layers, CLASSES[config["kind"]])(**self.cell_options(config), **flags)

    def cell_options(self, cell: Config) -> dict[str, Any]:
        # Weights are set; the default, orthogonal, takes seconds at 256 units.
        options = {"units": cell["units"], "use_bias": cell["useBias"], "recurrent_initializer": "zeros"}
        for name in ("activation", "recurrentActivation"):
            if name in cell:
                options[to_snake(name)] = self.activations[cell[name]]
        if "resetAfter" in cell:
            options["reset_after"] = cell["resetAfter"]
        return options

    def nested(self, state: Nest) -> list[Any]:
        """As Keras nests them: flat for a layer, a list for each cell of a stack, forward and then backward."""
        return self.lists(state, self.to_tensor)

    def lists(self, state: Nest, convert: Callable[[np.ndarray], Any]) -> list[Any]:
        nested = []
        for direction, part in directions_of(self.config, state):
            for cell, given in zip(cells_of(direction), listed(direction, part), strict=True):
                leaves = [convert(given[name]) for name in state_names(cell)]
                if direction["kind"] != "stacked":
                    nested += leaves
                else:
                    # tf_keras takes the state of a cell with one bare.
                    nested.append(leaves[0] if self.is_old and len(leaves) == 1 else leaves)
        return nested
