"""What onnx's reference evaluator computes of a recurrent node: activations, sequence_lens and clip are not read.

`onnx/reference/ops/op_lstm.py` and `op_gru.py` say "TODO: support overridden attributes".
"""

import numpy as np
import onnx
from onnx import TensorProto, helper
from onnx.reference import ReferenceEvaluator


def evaluate(operator: str, gates: int, x: list[float], lengths: bool = False, **attributes: object) -> list:
    names = ["x", "W", "R", "", "lengths" if lengths else ""]
    node = helper.make_node(operator, names, ["Y"], hidden_size=1, **attributes)
    inputs = [helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in ["x", "W", "R"]]
    if lengths:
        inputs.append(helper.make_tensor_value_info("lengths", TensorProto.INT32, None))
    outputs = [helper.make_tensor_value_info("Y", TensorProto.FLOAT, None)]
    graph = helper.make_graph([node], "one", inputs, outputs)
    feeds = {
        "x": np.array(x, np.float32).reshape(-1, 1, 1),
        "W": np.ones((1, gates, 1), np.float32),
        "R": np.zeros((1, gates, 1), np.float32),
        **({"lengths": np.array([1], np.int32)} if lengths else {}),
    }
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 22)])
    return ReferenceEvaluator(model).run(None, feeds)[0].reshape(-1).tolist()


def attempt(says: str, *arguments: object, **options: object) -> None:
    try:
        print(says, evaluate(*arguments, **options))
    except Exception as error:
        print(says, f"{type(error).__name__}: {error}")


print("onnx", onnx.__version__)
relu = ["Sigmoid", "Relu", "Relu"]
attempt("A6 LSTM of 3, activations as they are by default:", "LSTM", 4, [3.0])
attempt("A6 LSTM of 3, Relu, should be 2.7216:            ", "LSTM", 4, [3.0], activations=relu)
attempt("A6 GRU of -1, activations as they are by default:", "GRU", 3, [-1.0])
attempt("A6 GRU of -1, Relu, should be 0:                 ", "GRU", 3, [-1.0], activations=relu[:2])
attempt("A6 RNN, Relu:", "RNN", 1, [3.0], activations=["Relu"])
attempt("M2 RNN with sequence_lens 1 of 2 steps, should end with 0:", "RNN", 1, [1.0, 1.0], lengths=True)
attempt("S8 RNN of no steps:", "RNN", 1, [])
