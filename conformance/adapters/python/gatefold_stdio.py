"""The protocol gatefold-stdio/1 for runtimes whose tensors are numpy's: docs/contribute/any-language.md.

A layer is made by `make_layer(config, weights)` and has `run(x, mask, state)`, which returns the answer's fields, and
`reset(state)` where it may be stateful. Tensors are float32 arrays, masks bool arrays; nests are lists and dicts.
"""

import base64
import json
import sys
import traceback
from collections.abc import Callable
from typing import Any

import numpy as np

Config = dict[str, Any]

#: The names of a cell's states.
STATES = {"simpleRNN": ["h"], "lstm": ["h", "c"], "gru": ["h"]}


def serve(hello: dict[str, Any], make_layer: Callable[[Config, Any], Any]) -> None:
    """Answers requests until the last."""
    answers = sys.stdout
    # What a runtime prints must not stand among the answers.
    sys.stdout = sys.stderr
    layers: dict[int, Any] = {}
    for line in sys.stdin:
        request = json.loads(line)
        answer: dict[str, Any] = {"id": request["id"]}
        try:
            answer["result"] = respond(request, hello, make_layer, layers)
        except Exception as error:  # Whatever a runtime raises is its answer.
            answer["error"] = {
                "message": f"{type(error).__name__}: {error}"[:600],
                "traceback": traceback.format_exc(limit=-4),
            }
        print(json.dumps(answer), file=answers, flush=True)
        if request["method"] == "bye":
            break


def respond(request: Any, hello: Any, make_layer: Any, layers: dict[int, Any]) -> Any:
    """The result of one request."""
    method, number = request["method"], request.get("layer")
    if method == "hello":
        return {"protocol": "gatefold-stdio/1", "floats": "base64", **hello}
    if method == "layer":
        layers[number] = make_layer(request["config"], decode(request["weights"]))
    elif method == "run":
        mask = request["mask"]
        kept = None if mask is None else np.array(mask["data"], bool).reshape(mask["shape"])
        x, state = decode(request["x"]), decode(request["initialState"])
        return encode(layers[number].run(x, kept, state))
    elif method == "resetState":
        layers[number].reset(decode(request["state"]))
    elif method == "dispose":
        del layers[number]
    return None


def decode(nest: Any) -> Any:
    """A nest of tensors as arrays."""
    if nest is None:
        return None
    if isinstance(nest, list):
        return [decode(item) for item in nest]
    if "shape" in nest:
        return np.frombuffer(base64.b64decode(nest["data"]), "<f4").reshape(nest["shape"])
    return {name: decode(item) for name, item in nest.items()}


def encode(nest: Any) -> Any:
    """A nest of arrays as tensors."""
    if isinstance(nest, list):
        return [encode(item) for item in nest]
    if isinstance(nest, dict):
        return {name: encode(item) for name, item in nest.items()}
    array = np.ascontiguousarray(nest, "<f4")
    data = base64.b64encode(array.tobytes()).decode("ascii")
    return {"shape": list(np.shape(nest)), "data": data}


def flags_of(config: Config) -> Config:
    """Of a Bidirectional, those of its layer."""
    return config["layer"] if config["kind"] == "bidirectional" else config


def cells_of(config: Config) -> list[Config]:
    """The cells of one direction."""
    return config["cells"] if config["kind"] == "stacked" else [config]


def state_leaves(config: Config, state: Any) -> list[Any]:
    """Forward before backward, cell by cell, h before c."""
    if config["kind"] == "bidirectional":
        forward = state_leaves(config["layer"], state["forward"])
        return forward + state_leaves(config["backwardLayer"], state["backward"])
    cells = cells_of(config)
    states = state if config["kind"] == "stacked" else [state]
    return [own[name] for cell, own in zip(cells, states, strict=True) for name in STATES[cell["kind"]]]


def name_state(config: Config, leaves: list[Any]) -> Any:
    """The nest of such leaves, which are taken from the list."""
    if config["kind"] == "bidirectional":
        forward = name_state(config["layer"], leaves)
        return {"forward": forward, "backward": name_state(config["backwardLayer"], leaves)}
    states = [{name: leaves.pop(0) for name in STATES[cell["kind"]]} for cell in cells_of(config)]
    return states if config["kind"] == "stacked" else states[0]


def weight_leaves(weights: Any) -> list[np.ndarray]:
    """In Keras's order: forward before backward, cell by cell, kernel, recurrentKernel, bias."""
    if isinstance(weights, list):
        return [leaf for cell in weights for leaf in weight_leaves(cell)]
    if "forward" in weights:
        return weight_leaves(weights["forward"]) + weight_leaves(weights["backward"])
    return [weights[name] for name in ("kernel", "recurrentKernel", "bias") if name in weights]
