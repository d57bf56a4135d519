"""Clause B11: a Bidirectional of unlike layers halves the list of initial states, whatever each layer has of them.

`python bidirectional_unlike_states.py keras` or `tf_keras`. bidirectional.py: pivot = len(initial_state) // 2.
"""

import importlib
import sys

import numpy as np

keras = importlib.import_module(sys.argv[1])
layers = keras.layers
print(sys.argv[1], keras.__version__)
tensor = keras.ops.convert_to_tensor if hasattr(keras, "ops") else importlib.import_module("tensorflow").constant
x, state = tensor(np.ones([1, 2, 1], "float32")), tensor(np.ones([1, 1], "float32"))
gru, lstm = (lambda **flags: layers.GRU(1, **flags)), (lambda **flags: layers.LSTM(1, **flags))
for says, forward, backward in (("GRU and GRU", gru, gru), ("LSTM and GRU", lstm, gru)):
    both = layers.Bidirectional(forward(), backward_layer=backward(go_backwards=True))
    states = [state] * ((2 if forward is lstm else 1) + 1)
    try:
        print(f"{says}, {len(states)} states:", both(x, initial_state=states).shape)
    except Exception as error:
        print(f"{says}, {len(states)} states: {type(error).__name__}: {str(error).strip().splitlines()[0][:120]}")
