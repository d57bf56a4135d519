"""gatefold-stdio/1: one JSON object a line, requests on stdin, answers on stdout. Shared by all adapters here.

Import it first: from then on only answers reach stdout, and what a framework prints goes to stderr.
"""

import base64
import json
import os
import platform
import sys
import traceback
from collections.abc import Callable
from typing import Any, Protocol

import numpy as np

PROTOCOL = "gatefold-stdio/1"

_answers = os.fdopen(os.dup(1), "w", encoding="utf-8", buffering=1)
os.dup2(2, 1)

Config = dict[str, Any]
#: Arrays by name: { h, c }, { kernel, recurrentKernel, bias }; lists of those, { forward, backward } of those.
Nest = Any


class Unsupported(Exception):
    """The runtime has no such layer."""


class Layer(Protocol):
    def run(self, x: np.ndarray, mask: np.ndarray | None, initial_state: Nest) -> tuple[Nest, Nest]:
        """The output, and the state or None; x [batch, timeSteps, inputDim], mask [batch, timeSteps] of bool."""

    def reset_state(self, state: Nest) -> None:
        """To zeros with None."""


def serve(
    name: str,
    version: str,
    supports: dict[str, Any],
    make: Callable[[Config, Nest], Layer],
    environment: dict[str, str],
) -> None:
    """Answers until bye."""
    hello = {
        "protocol": PROTOCOL,
        "name": name,
        "version": version,
        "floats": "base64",
        "environment": {"python": platform.python_version(), **environment},
        "supports": supports,
    }
    layers: dict[int, Layer] = {}

    def answer(request: dict[str, Any]) -> Any:
        method = request["method"]
        if method == "hello":
            return hello
        if method == "layer":
            layers[request["layer"]] = make(request["config"], decode(request["weights"]))
        elif method == "run":
            mask = request["mask"] and np.array(request["mask"]["data"], bool).reshape(request["mask"]["shape"])
            x, initial_state = decode(request["x"]), decode(request["initialState"])
            output, state = layers[request["layer"]].run(x, mask, initial_state)
            result = {"output": encode(output)}
            return result if state is None else {**result, "state": encode(state)}
        elif method == "resetState":
            layers[request["layer"]].reset_state(decode(request["state"]))
        elif method == "dispose":
            # A layer that could not be made is disposed of all the same.
            layers.pop(request["layer"], None)
        elif method != "bye":
            raise ValueError(f"{method} is no method of {PROTOCOL}")
        return None

    for line in sys.stdin:
        request = json.loads(line)
        try:
            told = {"result": answer(request)}
        except Unsupported as error:
            told = {"error": {"message": str(error), "code": "RNN_UNSUPPORTED"}}
        except Exception as error:  # Whatever the runtime throws is its answer.
            message = f"{type(error).__name__}: {error}"
            told = {"error": {"message": message, "traceback": traceback.format_exc()[-4000:]}}
        print(json.dumps({"id": request["id"], **told}), file=_answers)
        if request["method"] == "bye":
            return


def decode(nest: Any) -> Nest:
    if nest is None:
        return None
    if isinstance(nest, list):
        return [decode(item) for item in nest]
    if "shape" in nest:
        # A copy: frombuffer's is read-only, which torch warns about.
        return np.frombuffer(base64.b64decode(nest["data"]), "<f4").reshape(nest["shape"]).copy()
    return {name: decode(item) for name, item in nest.items()}


def encode(nest: Nest) -> Any:
    if isinstance(nest, list):
        return [encode(item) for item in nest]
    if isinstance(nest, dict):
        return {name: encode(item) for name, item in nest.items()}
    array = np.ascontiguousarray(nest, "<f4")
    return {"shape": list(np.shape(nest)), "data": base64.b64encode(array.tobytes()).decode()}


def cells_of(config: Config) -> list[Config]:
    """The cells of one direction, first to last."""
    return config["cells"] if config["kind"] == "stacked" else [config]


def listed(config: Config, nest: Nest) -> list[Nest]:
    """What a direction has for each of its cells."""
    return nest if config["kind"] == "stacked" else [nest]


def state_names(cell: Config) -> list[str]:
    return ["h", "c"] if cell["kind"] == "lstm" else ["h"]


def directions_of(config: Config, nest: Nest) -> list[tuple[Config, Nest]]:
    """One, or forward before backward, each with its part of the nest."""
    if config["kind"] != "bidirectional":
        return [(config, nest)]
    return [(config["layer"], nest["forward"]), (config["backwardLayer"], nest["backward"])]


def flags_of(config: Config) -> Config:
    return config["layer"] if config["kind"] == "bidirectional" else config


def name_state(config: Config, leaves: list[Any]) -> Nest:
    """Puts flat leaves under their names; takes them out of the list."""
    if config["kind"] == "bidirectional":
        halves = {"forward": config["layer"], "backward": config["backwardLayer"]}
        return {name: name_state(half, leaves) for name, half in halves.items()}
    cells = [{name: leaves.pop(0) for name in state_names(cell)} for cell in cells_of(config)]
    return cells if config["kind"] == "stacked" else cells[0]


def state_leaves(config: Config, state: Nest) -> list[Any]:
    """The leaves of a named state: forward before backward, cell by cell, h before c."""
    return [
        own[name]
        for direction, part in directions_of(config, state)
        for cell, own in zip(cells_of(direction), listed(direction, part), strict=True)
        for name in state_names(cell)
    ]
