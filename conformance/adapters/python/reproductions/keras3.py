"""Where Keras 3.15.1 raises: S8 no steps, S7 an empty batch (TensorFlow), B12 a stateful Bidirectional with state,
K7 a mask for a stack of one cell."""

import keras
import numpy as np

print("keras", keras.__version__, "on", keras.backend.backend())


def attempt(says: str, layer: keras.layers.Layer, shape: tuple[int, ...], **options: np.ndarray) -> None:
    try:
        layer(keras.ops.convert_to_tensor(np.zeros(shape, "float32")), **options)
        print(says, "answers")
    except Exception as error:
        print(says, type(error).__name__, str(error).splitlines()[-1 if ":" not in str(error) else 0][:90])


attempt("S8 LSTM, no steps:", keras.layers.LSTM(1), (1, 0, 2))
attempt("S7 LSTM, empty batch:", keras.layers.LSTM(1), (0, 2, 2))
attempt("S7 GRU, empty batch:", keras.layers.GRU(1), (0, 2, 2))
both = keras.layers.Bidirectional(keras.layers.LSTM(1, stateful=True, return_state=True))
attempt("B12 stateful Bidirectional with return_state:", both, (1, 2, 2))
mask = np.array([[True, False]])
attempt("K7 RNN of one LSTMCell in a list, masked:", keras.layers.RNN([keras.layers.LSTMCell(1)]), (1, 2, 2), mask=mask)
two = [keras.layers.LSTMCell(1), keras.layers.LSTMCell(1)]
attempt("K7 RNN of two LSTMCells, masked:", keras.layers.RNN(two), (1, 2, 2), mask=mask)
