"""A whole backend in plain Python: gatefold-conformance run --exec "python python_backend.py" --level core"""

import array, base64, json, math, sys

def sigmoid(x):
    return 1 / (1 + math.exp(-x)) if x > 0 else math.exp(x) / (1 + math.exp(x))

def hard_sigmoid(x):
    return min(max(0.2 * x + 0.5, 0), 1)

activations = {"tanh": math.tanh, "sigmoid": sigmoid, "hardSigmoidKeras2": hard_sigmoid}

def read(tensor):  # The rows of a matrix; float32, little-endian
    numbers = array.array("f", base64.b64decode(tensor["data"])).tolist()
    width = tensor["shape"][-1]
    return [numbers[k * width : (k + 1) * width] for k in range(math.prod(tensor["shape"][:-1]))]

def write(shape, numbers):
    return {"shape": shape, "data": base64.b64encode(array.array("f", numbers)).decode()}

def times(row, matrix):
    return [sum(a * b for a, b in zip(row, column)) for column in zip(*matrix)]

def add(*rows):
    return [sum(numbers) for numbers in zip(*rows)]

def step(config, weights, x, h, c):
    a, units, (W, U, (b, *d)) = activations[config["activation"]], config["units"], weights
    xW, hU = add(times(x, W), b), times(h, U)
    if config["kind"] == "simpleRNN":
        return [a(v) for v in add(xW, hU)], c
    s = activations[config["recurrentActivation"]]
    gates = range(0, len(xW), units)
    if config["kind"] == "lstm":
        i, f, g, o = (add(xW, hU)[k : k + units] for k in gates)
        c = [s(f) * c + s(i) * a(g) for i, f, g, c in zip(i, f, g, c)]
        return [s(o) * a(c) for o, c in zip(o, c)], c
    hU = add(hU, *d)  # Only resetAfter has a second row of the bias
    z, r = ([s(v) for v in add(xW, hU)[k : k + units]] for k in gates[:2])
    if config["resetAfter"]:
        hn = [r * v for r, v in zip(r, hU[2 * units :])]
    else:
        hn = times([r * h for r, h in zip(r, h)], [row[2 * units :] for row in U])
    n = [a(v) for v in add(xW[2 * units :], hn)]
    return [z * h + (1 - z) * n for z, h, n in zip(z, h, n)], c

def run(config, weights, x, initial):
    (batch, steps, _), rows, units = x["shape"], read(x), config["units"]
    names = ["h", "c"] if config["kind"] == "lstm" else ["h"]
    state = {name: read(initial[name]) if initial else [[0.0] * units] * batch for name in ["h", *names[1:]]}
    h, c = list(state["h"]), list(state.get("c", state["h"]))
    sequence = []
    for row in range(batch):
        for t in range(steps):
            h[row], c[row] = step(config, weights, rows[row * steps + t], h[row], c[row])
            sequence += h[row]
    flat = {"h": sum(h, []), "c": sum(c, [])}
    every = config["returnSequences"]
    result = {"output": write([batch, steps, units], sequence) if every else write([batch, units], flat["h"])}
    if config["returnState"]:
        result["state"] = {name: write([batch, units], flat[name]) for name in names}
    return result

supports = {"cells": ["simpleRNN", "lstm", "gru"], "activations": list(activations), "resetAfter": [True, False]}
supports |= dict.fromkeys(["masking", "goBackwards", "stateful", "bidirectional", "stacked"], False) | {"precision": "f64"}
hello = {"protocol": "gatefold-stdio/1", "name": "plain-python", "floats": "base64", "supports": supports}
layers = {}
for line in sys.stdin:
    ask = json.loads(line)
    result = hello if ask["method"] == "hello" else None
    if ask["method"] == "layer":
        config, given = ask["config"], ask["weights"]
        W, U = read(given["kernel"]), read(given["recurrentKernel"])
        layers[ask["layer"]] = config, (W, U, read(given["bias"]) if "bias" in given else [[0.0] * len(W[0])])
    elif ask["method"] == "run":
        result = run(*layers[ask["layer"]], ask["x"], ask["initialState"])
    print(json.dumps({"id": ask["id"], "result": result}), flush=True)
    if ask["method"] == "bye":
        break
