"""The reference evaluator of the onnx package over stdio: a model of RNN, LSTM and GRU nodes for each config.

ONNX keeps weights transposed, an LSTM's gates in the order i o f c, and two biases for each cell. Its reference runs
tanh and sigmoid whatever the attribute `activations` says, so nothing else is claimed.
"""

from typing import Any

import gatefold_stdio
import numpy as np
import onnx
from gatefold_stdio import Config, Nest, cells_of, flags_of, listed, name_state, state_leaves
from onnx import TensorProto, helper, numpy_helper
from onnx.reference import ReferenceEvaluator

OPERATORS = {"simpleRNN": "RNN", "lstm": "LSTM", "gru": "GRU"}

#: Blocks of Keras's columns in ONNX's order: i f g o becomes i o f c, z r n stays.
BLOCKS = {"simpleRNN": [0], "lstm": [0, 3, 1, 2], "gru": [0, 1, 2]}


def rows(cell: Config, columns: np.ndarray) -> np.ndarray:
    """[…, g·units] to [g·units, …], block by block."""
    blocks = np.split(columns, len(BLOCKS[cell["kind"]]), axis=-1)
    ordered = np.concatenate([blocks[index] for index in BLOCKS[cell["kind"]]], axis=-1)
    return np.ascontiguousarray(ordered.T)


class Graph:
    """Nodes and constants, each value under a name of its own."""

    def __init__(self) -> None:
        self.nodes: list[Any] = []
        self.constants: list[Any] = []
        self.inputs: list[str] = ["x"]

    def constant(self, array: np.ndarray) -> str:
        name = f"constant{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(array, name))
        return name

    def input(self) -> str:
        self.inputs.append(f"state{len(self.inputs) - 1}")
        return self.inputs[-1]

    def node(self, operator: str, inputs: list[str], outputs: int = 1, **attributes: Any) -> list[str]:
        names = [f"{operator}{len(self.nodes)}_{index}" for index in range(outputs)]
        self.nodes.append(helper.make_node(operator, inputs, names, **attributes))
        return names

    def model(self, outputs: list[str]) -> Any:
        def value(name: str) -> Any:
            return helper.make_tensor_value_info(name, TensorProto.FLOAT, None)

        graph = helper.make_graph(
            self.nodes, "layer", [value(n) for n in self.inputs], [value(n) for n in outputs], self.constants
        )
        return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 22)])


def add_cell(
    graph: Graph, cell: Config, weights: dict[str, np.ndarray], x: str, direction: str
) -> tuple[str, list[str]]:
    """Y [timeSteps, 1, batch, units] and the final states [1, batch, units] of x [timeSteps, batch, inputDim]."""
    W = graph.constant(rows(cell, weights["kernel"])[None])
    R = graph.constant(rows(cell, weights["recurrentKernel"])[None])
    B = ""
    if cell["useBias"]:
        bias = weights["bias"]
        first, second = bias if bias.ndim == 2 else (bias, np.zeros_like(bias))
        B = graph.constant(np.concatenate([rows(cell, first), rows(cell, second)])[None])
    states = [graph.input() for _ in range(2 if cell["kind"] == "lstm" else 1)]
    attributes: dict[str, Any] = {"hidden_size": cell["units"], "direction": direction}
    if cell["kind"] == "gru":
        attributes["linear_before_reset"] = int(cell["resetAfter"])
    Y, *final = graph.node(
        OPERATORS[cell["kind"]], [x, W, R, B, "", *states], 1 + len(states), **attributes
    )
    return Y, final


def add_direction(
    graph: Graph, config: Config, weights: Any, x: str, direction: str
) -> tuple[str, str, list[str]]:
    """The sequence [timeSteps, batch, units], the last output [batch, units], and the final states."""
    axes = [graph.constant(np.array([axis], np.int64)) for axis in (0, 1)]
    final: list[str] = []
    h = ""
    for cell, own in zip(cells_of(config), listed(config, weights), strict=True):
        Y, ended = add_cell(graph, cell, own, x, direction)
        [x] = graph.node("Squeeze", [Y, axes[1]])
        leaves = [graph.node("Squeeze", [leaf, axes[0]])[0] for leaf in ended]
        final += leaves
        h = leaves[0]
    return x, h, final


class OnnxLayer:
    def __init__(self, config: Config, weights: Any) -> None:
        self.config = config
        graph = Graph()
        [x] = graph.node("Transpose", ["x"], perm=[1, 0, 2])
        outputs, final = self.add(graph, x, weights)
        self.count = len(outputs)
        model = graph.model(outputs + final)
        self.inputs = graph.inputs
        self.evaluator = ReferenceEvaluator(model)

    def add(self, graph: Graph, x: str, weights: Any) -> tuple[list[str], list[str]]:
        config = self.config
        flags = flags_of(config)
        sequences = flags["returnSequences"]

        def batch_first(sequence: str) -> str:
            return graph.node("Transpose", [sequence], perm=[1, 0, 2])[0]

        if config["kind"] != "bidirectional":
            direction = "reverse" if config["goBackwards"] else "forward"
            sequence, h, final = add_direction(graph, config, weights, x, direction)
            return [batch_first(sequence) if sequences else h], final
        halves = [
            add_direction(graph, config["layer"], weights["forward"], x, "forward"),
            add_direction(graph, config["backwardLayer"], weights["backward"], x, "reverse"),
        ]
        both = [batch_first(sequence) if sequences else h for sequence, h, _ in halves]
        final = halves[0][2] + halves[1][2]
        return merge(graph, config["mergeMode"], both), final

    def run(self, x: np.ndarray, mask: None, state: Nest) -> tuple[Nest, Nest]:
        config = self.config
        leaves = None if state is None else [leaf[None] for leaf in state_leaves(config, state)]
        if leaves is None:
            leaves = [np.zeros((1, x.shape[0], units), np.float32) for units in self.widths()]
        feeds = dict(zip(self.inputs, [x, *leaves], strict=True))
        result = self.evaluator.run(None, feeds)
        outputs, final = list(result[: self.count]), list(result[self.count :])
        turns = config["kind"] != "bidirectional" and config["goBackwards"] and not config["alignOutput"]
        if turns and config["returnSequences"]:
            # ONNX writes a reversed sequence in the order of time, Keras in the order of processing.
            outputs = [outputs[0][:, ::-1]]
        output = outputs[0] if self.count == 1 else dict(zip(("forward", "backward"), outputs))
        return output, name_state(config, final) if flags_of(config)["returnState"] else None

    def widths(self) -> list[int]:
        """The units of each state's leaf."""
        config = self.config
        directions = (
            [config["layer"], config["backwardLayer"]] if config["kind"] == "bidirectional" else [config]
        )
        cells = [cell for direction in directions for cell in cells_of(direction)]
        return [cell["units"] for cell in cells for _ in range(2 if cell["kind"] == "lstm" else 1)]


def merge(graph: Graph, mode: str | None, both: list[str]) -> list[str]:
    """The outputs of both directions as one, or as they are."""
    if mode is None:
        return both
    if mode == "concat":
        return graph.node("Concat", both, axis=-1)
    if mode == "mul":
        return graph.node("Mul", both)
    added = graph.node("Add", both)
    if mode == "sum":
        return added
    return graph.node("Div", [*added, graph.constant(np.array(2, np.float32))])


gatefold_stdio.serve(
    "onnx-reference",
    onnx.__version__,
    {
        "cells": list(OPERATORS),
        "activations": ["tanh"],
        "recurrentActivations": ["sigmoid"],
        "resetAfter": [True, False],
        "masking": False,
        "goBackwards": True,
        "alignOutput": True,
        "stateful": False,
        "bidirectional": True,
        "stacked": True,
        "precision": "f32",
    },
    OnnxLayer,
    {"numpy": np.__version__},
)
