"""PyTorch's nn.RNN, nn.LSTM and nn.GRU over stdio.

Weights lie transposed there, a GRU's gates in the order r z n, and each cell has two biases. nn.GRU is always the variant
that resets after the product; steps are taken last to first only inside a bidirectional module.
"""

from typing import Any

import gatefold_stdio
import numpy as np
import torch
from gatefold_stdio import Config, Nest, Unsupported, cells_of, flags_of, listed, name_state, state_leaves

MODULES = {"simpleRNN": torch.nn.RNN, "lstm": torch.nn.LSTM, "gru": torch.nn.GRU}

#: Blocks of Keras's columns in PyTorch's order: i f g o stays, z r n becomes r z n.
BLOCKS = {"simpleRNN": [0], "lstm": [0, 1, 2, 3], "gru": [1, 0, 2]}


def rows(cell: Config, columns: np.ndarray) -> torch.Tensor:
    """[…, g·units] to [g·units, …], block by block."""
    blocks = np.split(columns, len(BLOCKS[cell["kind"]]), axis=-1)
    ordered = np.concatenate([blocks[index] for index in BLOCKS[cell["kind"]]], axis=-1)
    return torch.from_numpy(np.ascontiguousarray(ordered.T))


def parameters(cell: Config, weights: dict[str, np.ndarray]) -> list[torch.Tensor]:
    """weight_ih, weight_hh, bias_ih, bias_hh."""
    found = [rows(cell, weights["kernel"]), rows(cell, weights["recurrentKernel"])]
    if not cell["useBias"]:
        return found
    bias = weights["bias"]
    # One bias is the first of two; a GRU's rows are the one for x and the one for h.
    first, second = bias if bias.ndim == 2 else (bias, np.zeros_like(bias))
    return [*found, rows(cell, first), rows(cell, second)]


def make_module(cell: Config, directions: list[dict[str, np.ndarray]]) -> torch.nn.Module:
    """One module with the weights of its one or two directions."""
    module = MODULES[cell["kind"]](
        input_size=directions[0]["kernel"].shape[0],
        hidden_size=cell["units"],
        bias=cell["useBias"],
        batch_first=True,
        bidirectional=len(directions) == 2,
    )
    values = [value for weights in directions for value in parameters(cell, weights)]
    with torch.no_grad():
        for parameter, value in zip(module.parameters(), values, strict=True):
            parameter.copy_(value)
    return module.eval()


def call(module: torch.nn.Module, x: torch.Tensor, leaves: list[Any] | None) -> tuple[torch.Tensor, list[Any]]:
    """The sequence, and the final state's leaves of each direction in turn; `leaves` likewise."""
    directions = 2 if module.bidirectional else 1
    state = None
    if leaves is not None:
        width = len(leaves) // directions
        stacked = [torch.from_numpy(np.stack(leaves[index::width])) for index in range(width)]
        state = tuple(stacked) if width == 2 else stacked[0]
    with torch.no_grad():
        y, final = module(x, state)
    parts = final if isinstance(final, tuple) else (final,)
    return y, [part[direction].numpy() for direction in range(directions) for part in parts]


class TorchLayer:
    def __init__(self, config: Config, weights: Nest) -> None:
        self.config = config
        if config["kind"] != "bidirectional":
            cells = zip(cells_of(config), listed(config, weights), strict=True)
            self.modules = [make_module(cell, [own]) for cell, own in cells]
            return
        forward, backward = config["layer"], config["backwardLayer"]
        if {**forward, "goBackwards": True} != backward or forward["kind"] == "stacked":
            raise Unsupported("the two directions of a module of torch.nn are one cell, alike in both")
        if config["mergeMode"] not in ("concat", None):
            raise Unsupported("a module of torch.nn concatenates its two directions")
        self.modules = [make_module(forward, [weights["forward"], weights["backward"]])]

    def run(self, x: np.ndarray, mask: None, state: Nest) -> tuple[Nest, Nest]:
        config = self.config
        leaves = None if state is None else state_leaves(config, state)
        y, final = torch.from_numpy(x), []
        for module in self.modules:
            own = 2 if isinstance(module, torch.nn.LSTM) else 1
            count = own * (2 if module.bidirectional else 1)
            given = None if leaves is None else [leaves.pop(0) for _ in range(count)]
            y, ended = call(module, y, given)
            final += ended
        output = self.output(y, final)
        return output, name_state(config, final) if flags_of(config)["returnState"] else None

    def output(self, y: torch.Tensor, final: list[np.ndarray]) -> Any:
        """As Keras gives it: the last processed step of each direction without returnSequences."""
        config = self.config
        if config["kind"] != "bidirectional":
            return (y if config["returnSequences"] else y[:, -1]).numpy()
        units = config["layer"]["units"]
        if flags_of(config)["returnSequences"]:
            forward, backward = y[..., :units], y[..., units:]
        else:
            forward = torch.from_numpy(final[0])
            backward = torch.from_numpy(final[len(final) // 2])
        if config["mergeMode"] is None:
            return {"forward": forward.numpy(), "backward": backward.numpy()}
        return torch.cat([forward, backward], dim=-1).numpy()


torch.set_num_threads(1)
gatefold_stdio.serve(
    "torch",
    torch.__version__.split("+")[0],
    {
        "cells": list(MODULES),
        "activations": ["tanh"],
        "recurrentActivations": ["sigmoid"],
        "resetAfter": [True],
        "masking": False,
        "goBackwards": False,
        "stateful": False,
        "bidirectional": True,
        "stacked": True,
        "precision": "f32",
    },
    TorchLayer,
    {},
)
