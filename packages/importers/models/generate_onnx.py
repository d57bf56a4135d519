"""Writes ONNX models with the onnx package and PyTorch's exporter, beside what ONNX Runtime computes: see README.md."""

import os
import sys

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

from expected import listed, write

BATCH, STEPS, INPUTS, UNITS = 2, 4, 3, 2
LENGTHS = np.array([4, 2], "int32")
GATES = {"LSTM": 4, "GRU": 3, "RNN": 1}
random = np.random.default_rng(14)


def draw(*shape):
    return random.normal(0, 0.6, shape).astype("float32")


def initializer(name, array):
    return numpy_helper.from_array(np.ascontiguousarray(array), name)


def weights_of(kind, directions, bias=True):
    rows = GATES[kind] * UNITS
    found = {"W": draw(directions, rows, INPUTS), "R": draw(directions, rows, UNITS)}
    return {**found, "B": draw(directions, 2 * rows)} if bias else found


class Graph:
    """Recurrent nodes side by side, all given the same x."""

    def __init__(self):
        self.x = draw(STEPS, BATCH, INPUTS)
        self.nodes, self.initializers, self.expected = [], [], {}
        #: The same nodes time first, for layout 1 is not in ONNX Runtime.
        self.runnable = []

    def add(self, name, kind, weights=None, bias=True, lengths=False, states=False, **attributes):
        """A node, with plain initializers unless `weights` has the names of what makes them."""
        directions = 2 if attributes.get("direction") == "bidirectional" else 1
        names = {}
        if weights is None:
            for part, array in weights_of(kind, directions, bias).items():
                names[part] = f"{name}.{part}"
                self.initializers.append(initializer(names[part], array))
        else:
            names = weights
        inputs = ["x", names["W"], names["R"], names.get("B", ""), "lengths" if lengths else ""]
        given = {}
        if states:
            for state in ["h", "c"] if kind == "LSTM" else ["h"]:
                given[state] = draw(directions, BATCH, UNITS)
                self.initializers.append(initializer(f"{name}.{state}", given[state]))
                inputs.append(f"{name}.{state}")
        outputs = [f"{name}.{out}" for out in (["Y", "h_n", "c_n"] if kind == "LSTM" else ["Y", "h_n"])]
        while inputs[-1] == "":
            inputs.pop()
        make = lambda **more: helper.make_node(
            kind, inputs, outputs, name=name, hidden_size=UNITS, **{**attributes, **more}
        )
        self.nodes.append(make())
        self.runnable.append(make(layout=0) if "layout" in attributes else make())
        self.expected[name] = {"outputs": outputs, "states": given, "hasLengths": lengths}

    def model(self, nodes):
        outputs = [name for one in self.expected.values() for name in one["outputs"]]
        graph = helper.make_graph(
            nodes,
            "recurrent",
            [
                helper.make_tensor_value_info("x", TensorProto.FLOAT, [None, None, INPUTS]),
                helper.make_tensor_value_info("lengths", TensorProto.INT32, [None]),
            ],
            [helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in outputs],
            self.initializers,
        )
        opsets = [helper.make_opsetid("", 17), helper.make_opsetid("com.microsoft", 1)]
        return helper.make_model(graph, producer_name="gatefold", opset_imports=opsets, ir_version=8)

    def run(self):
        """What ONNX Runtime computes, batch first, in the order output, h, c; forward before backward."""
        session = onnxruntime.InferenceSession(self.model(self.runnable).SerializeToString())
        values = dict(
            zip([o.name for o in session.get_outputs()], session.run(None, {"x": self.x, "lengths": LENGTHS}))
        )
        result = {}
        for name, one in self.expected.items():
            Y, *states = [values[output] for output in one["outputs"]]
            sequence = Y.transpose(2, 0, 1, 3).reshape(BATCH, STEPS, -1)
            result[name] = {
                "outputs": listed([sequence, *by_direction(states)]),
                "states": listed(by_direction(list(one["states"].values()))),
                "hasLengths": one["hasLengths"],
            }
        return result

    def save(self, folder, name, nodes=None, external=False):
        model = self.model(nodes or self.nodes)
        path = os.path.join(folder, f"{name}.onnx")
        expected = {
            "writer": f"onnx {onnx.__version__}",
            "computedBy": f"ONNX Runtime {onnxruntime.__version__}",
            "x": listed([self.x.transpose(1, 0, 2)])[0],
            "lengths": LENGTHS.tolist(),
            "layers": self.run(),
        }
        write(folder, name, expected)
        if external:
            onnx.save(model, path, save_as_external_data=True, location=f"{name}.data", size_threshold=0)
        else:
            onnx.save(model, path)


def by_direction(states):
    """[h, c] of [directions, batch, units], as h, c of each direction."""
    return [state[d] for d in range(states[0].shape[0] if states else 0) for state in states]


def plain_files(folder):
    """Every attribute that changes numbers."""
    graph = Graph()
    graph.add("lstm", "LSTM")
    graph.add("lstm_reverse", "LSTM", direction="reverse", states=True)
    graph.add("lstm_both", "LSTM", direction="bidirectional", states=True)
    graph.add("lstm_no_bias", "LSTM", bias=False)
    graph.add("lstm_hard", "LSTM", activations=["HardSigmoid", "Softsign", "Softsign"])
    graph.add(
        "lstm_keras2_both",
        "LSTM",
        direction="bidirectional",
        activations=["HardSigmoid", "Tanh", "Tanh", "HardSigmoid", "Relu", "Relu"],
        activation_alpha=[0.2, 1 / 6],
        activation_beta=[0.5, 0.5],
    )
    graph.save(folder, "onnx-lstm")
    graph = Graph()
    for after in (0, 1):
        graph.add(f"gru_{after}", "GRU", linear_before_reset=after, states=True)
        graph.add(f"gru_reverse_{after}", "GRU", linear_before_reset=after, direction="reverse")
        graph.add(f"gru_both_{after}", "GRU", linear_before_reset=after, direction="bidirectional", states=True)
        graph.add(f"gru_no_bias_{after}", "GRU", linear_before_reset=after, bias=False)
    graph.add("gru_elu", "GRU", activations=["HardSigmoid", "Elu"], activation_alpha=[1 / 6, 1.0], activation_beta=[0.5])
    graph.save(folder, "onnx-gru")
    graph = Graph()
    graph.add("rnn", "RNN", states=True)
    graph.add("rnn_relu", "RNN", activations=["Relu"], direction="reverse")
    graph.add("rnn_leaky", "RNN", activations=["LeakyRelu"], activation_alpha=[0.2])
    graph.add("rnn_both", "RNN", activations=["Softplus", "Affine"], activation_alpha=[1.0], direction="bidirectional")
    graph.save(folder, "onnx-rnn")
    graph = Graph()
    for kind in GATES:
        for direction in ("forward", "reverse", "bidirectional"):
            graph.add(f"{kind}_{direction}", kind, lengths=True, states=True, direction=direction)
    graph.save(folder, "onnx-lengths")
    graph = Graph()
    for kind in GATES:
        graph.add(kind, kind, layout=1)
        graph.add(f"{kind}_both", kind, layout=1, direction="bidirectional")
    graph.save(folder, "onnx-layout")


def constant(name, array):
    return helper.make_node("Constant", [], [name], value=initializer("", array))


def wrapped(graph, kind, prefix=""):
    """The weights of a node in pieces, as exporters leave them, and the nodes that join them."""
    found = weights_of(kind, 2)
    nodes = []
    name = lambda text: f"{prefix}{kind}.{text}"
    node = lambda type_, inputs, output, **attributes: nodes.append(
        helper.make_node(type_, [name(i) for i in inputs], [name(output)], name=name(f"make_{output}"), **attributes)
    )
    # W: each direction transposed in a Constant, then Transpose, Unsqueeze, Concat.
    for direction in (0, 1):
        nodes.append(constant(name(f"W{direction}t"), found["W"][direction].T))
        node("Transpose", [f"W{direction}t"], f"W{direction}m", perm=[1, 0])
        nodes.append(constant(name(f"axes{direction}"), np.array([0], "int64")))
        node("Unsqueeze", [f"W{direction}m", f"axes{direction}"], f"W{direction}")
    node("Concat", ["W0", "W1"], "W", axis=0)
    # R: too many rows, sliced from below; then flat, and given its shape.
    more = np.concatenate([draw(1, *found["R"].shape[1:]), found["R"], draw(1, *found["R"].shape[1:])])
    graph.initializers.append(initializer(name("Rmore"), more))
    for part, value in {"starts": [1], "ends": [-1], "axes": [0], "shape": [2, -1, UNITS]}.items():
        nodes.append(constant(name(part), np.array(value, "int64")))
    node("Slice", ["Rmore", "starts", "ends", "axes"], "Rcut")
    node("Identity", ["Rcut"], "Rsame")
    node("Reshape", ["Rsame", "shape"], "R")
    # B: as float64, its rows picked in another order, with an axis too many.
    nodes.append(constant(name("Bwide"), found["B"][[1, 0]].astype("float64")[:, None]))
    nodes.append(constant(name("order"), np.array([1, 0], "int64")))
    node("Gather", ["Bwide", "order"], "Brows", axis=0)
    nodes.append(constant(name("axis"), np.array([1], "int64")))
    node("Squeeze", ["Brows", "axis"], "Bdouble")
    node("Cast", ["Bdouble"], "B", to=TensorProto.FLOAT)
    return nodes, {part: name(part) for part in ("W", "R", "B")}


def wrapped_files(folder):
    graph = Graph()
    makers = []
    for kind in GATES:
        nodes, names = wrapped(graph, kind)
        makers += nodes
        graph.add(kind, kind, weights=names, direction="bidirectional")
    graph.nodes = makers + graph.nodes
    graph.runnable = graph.nodes
    graph.save(folder, "onnx-wrapped")
    branches(folder)
    graph = Graph()
    graph.add("far", "LSTM", direction="bidirectional")
    graph.save(folder, "onnx-external", external=True)
    graph = Graph()
    half = {part: array.astype("float16") for part, array in weights_of("GRU", 1).items()}
    makers = []
    for part, array in half.items():
        # The fields of numbers that raw_data stands in for elsewhere: int32_data has the bits of float16.
        typed = helper.make_tensor(f"half.{part}", TensorProto.FLOAT16, array.shape, array.ravel().tolist())
        graph.initializers.append(typed)
        makers.append(helper.make_node("Cast", [f"half.{part}"], [f"cast.{part}"], to=TensorProto.FLOAT))
    graph.add("half", "GRU", weights={part: f"cast.{part}" for part in half})
    floats = weights_of("RNN", 1)
    for part, array in floats.items():
        graph.initializers.append(
            helper.make_tensor(f"listed.{part}", TensorProto.FLOAT, array.shape, array.ravel().tolist())
        )
    graph.add("listed", "RNN", weights={part: f"listed.{part}" for part in floats})
    graph.nodes = makers + graph.nodes
    graph.runnable = graph.nodes
    graph.save(folder, "onnx-types")


def branches(folder):
    """A node two Ifs deep, its weights in a Constant beside it, behind a node around it, and in the outermost graph."""
    graph = Graph()
    deep = weights_of("LSTM", 1)
    graph.initializers.append(initializer("outer.W", deep["W"]))
    graph.add("deep", "LSTM", weights={"W": "outer.W", "R": "middle.R", "B": "inner.B"})
    [node] = graph.nodes
    other, far = weights_of("LSTM", 1), weights_of("LSTM", 1)
    outputs = [helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in node.output]

    def branch(nodes):
        return helper.make_graph(nodes, "branch", [], outputs)

    def renamed(suffix, names):
        one = helper.make_node("LSTM", ["x", *names], list(node.output), name=f"deep_{suffix}", hidden_size=UNITS)
        return one

    inner_else = branch(
        [*(constant(f"else.{part}", array) for part, array in other.items()), renamed("else", [f"else.{p}" for p in other])]
    )
    inner_then = branch([constant("inner.B", deep["B"]), node])
    middle = [
        constant("middle.Rt", deep["R"].transpose(0, 2, 1)),
        helper.make_node("Transpose", ["middle.Rt"], ["middle.R"], perm=[0, 2, 1]),
        helper.make_node("If", ["yes"], list(node.output), name="inner_if", then_branch=inner_then, else_branch=inner_else),
    ]
    outer_else = branch(
        [*(constant(f"far.{part}", array) for part, array in far.items()), renamed("far", [f"far.{p}" for p in far])]
    )
    top = helper.make_node(
        "If", ["yes"], list(node.output), name="outer_if", then_branch=branch(middle), else_branch=outer_else
    )
    graph.nodes = [constant("yes", np.array(True)), top]
    graph.runnable = graph.nodes
    graph.expected = {"outer_if/then_branch/inner_if/then_branch/deep": graph.expected["deep"]}
    graph.save(folder, "onnx-if")


def refused_files(folder):
    """One node each that no layer here computes, or a graph without any."""

    def save(name, *nodes, more=()):
        graph = Graph()
        for node in nodes:
            graph.add(**node)
        model = graph.model([*more, *graph.nodes])
        onnx.save(model, os.path.join(folder, f"onnx-refused-{name}.onnx"))

    def peepholes(graph):
        graph.initializers.append(initializer("P", draw(1, 3 * UNITS)))

    save("clip", dict(name="node", kind="LSTM", clip=3.0))
    save("coupled", dict(name="node", kind="LSTM", input_forget=1))
    save("activation", dict(name="node", kind="GRU", activations=["Sigmoid", "ThresholdedRelu"]))
    save("alpha", dict(name="node", kind="LSTM", activations=["HardSigmoid", "Tanh", "Tanh"], activation_alpha=[0.3]))
    save("unlike", dict(name="node", kind="LSTM", activations=["Sigmoid", "Tanh", "Relu"]))
    save("written-out", more=[helper.make_node("Gemm", ["x", "x"], ["g"]), helper.make_node("Sigmoid", ["g"], ["s"])])
    graph = Graph()
    graph.add("node", "LSTM")
    peepholes(graph)
    graph.nodes[0].input.extend(["", "", "", "P"])
    onnx.save(graph.model(graph.nodes), os.path.join(folder, "onnx-refused-peepholes.onnx"))
    graph = Graph()
    graph.add("node", "GRU", weights={"W": "x", "R": "x", "B": "x"})
    onnx.save(graph.model(graph.nodes), os.path.join(folder, "onnx-refused-input.onnx"))
    # onnxruntime.quantization writes the same node: W and R as bytes, transposed, with scales and zero points.
    graph = Graph()
    rows = 4 * UNITS
    for part, width in {"W": INPUTS, "R": UNITS}.items():
        graph.initializers.append(initializer(part, random.integers(-127, 128, (1, width, rows)).astype("int8")))
        graph.initializers.append(initializer(f"{part}_scale", draw(1)))
        graph.initializers.append(initializer(f"{part}_zero", np.zeros(1, "int8")))
    inputs = ["x", "W", "R", "", "", "", "", "", "W_scale", "W_zero", "R_scale", "R_zero"]
    node = helper.make_node(
        "DynamicQuantizeLSTM", inputs, ["Y"], name="node", domain="com.microsoft", hidden_size=UNITS
    )
    graph.expected = {"node": {"outputs": ["Y"]}}
    onnx.save(graph.model([node]), os.path.join(folder, "onnx-refused-quantised.onnx"))


def torch_file(folder):
    """Two layers, both directions, exported without folding: the gates are cut, turned and joined by nodes."""
    import torch

    torch.manual_seed(6)
    lstm = torch.nn.LSTM(INPUTS, UNITS, num_layers=2, bidirectional=True)
    x = torch.from_numpy(draw(STEPS, 1, INPUTS))
    path = os.path.join(folder, "onnx-torch.onnx")
    names = ["y", "h_n", "c_n"]
    torch.onnx.export(
        lstm, (x,), path, dynamo=False, do_constant_folding=False, opset_version=17, input_names=["x"], output_names=names
    )
    y, _, _ = onnxruntime.InferenceSession(path).run(None, {"x": x.numpy()})
    expected = {
        "writer": f"pytorch {torch.__version__.split('+')[0]}",
        "x": listed([x.numpy().transpose(1, 0, 2)])[0],
        "y": listed([y.transpose(1, 0, 2)])[0],
    }
    write(folder, "onnx-torch", expected)


if __name__ == "__main__":
    [folder] = sys.argv[1:]
    plain_files(folder)
    wrapped_files(folder)
    refused_files(folder)
    torch_file(folder)
