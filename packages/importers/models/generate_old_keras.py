"""Writes models with Keras 1.2.2 or 2.2.4 itself, beside what it computes: see README.md. Python 3.6."""

import os
import sys

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import keras
import numpy as np
from keras import layers
from keras.models import Model, Sequential

from expected import listed, write

IS_1 = keras.__version__.startswith("1.")
random = np.random.RandomState(12)


def distinct(model):
    model.set_weights([random.uniform(-0.7, 0.7, w.shape).astype("float32") for w in model.get_weights()])


def save(folder, name, model, computed_by=None):
    """`computed_by`: the same layers where this computer cannot run them."""
    xs = [random.normal(0, 1, (2,) + tuple(int(s) for s in i.shape[1:])).astype("float32") for i in model.inputs]
    path = os.path.join(folder, name)
    model.save(path + ".h5")
    model.save_weights(path + "-weights.hdf5")
    if computed_by is not None:
        # Keras turns the weights of cuDNN's layers into those of the plain ones here.
        computed_by.load_weights(path + "-weights.hdf5")
    y = (computed_by or model).predict(xs if len(xs) > 1 else xs[0])
    write(folder, name, {"kerasVersion": keras.__version__, "inputs": listed(xs), "outputs": listed([y])})


def keras_1(folder):
    """Every way in which Keras 1 lays out the weights of its gates."""
    model = Sequential(name="one")
    model.add(layers.LSTM(4, return_sequences=True, consume_less="cpu", input_shape=(5, 3)))
    model.add(layers.GRU(3, return_sequences=True, consume_less="gpu", inner_activation="sigmoid"))
    model.add(layers.Bidirectional(layers.LSTM(2, return_sequences=True, consume_less="gpu"), merge_mode="sum"))
    model.add(layers.Bidirectional(layers.SimpleRNN(2, return_sequences=True, consume_less="mem")))
    model.add(layers.GRU(2, go_backwards=True, activation="relu"))
    distinct(model)
    save(folder, "keras1-sequential", model)
    x = layers.Input((4, 3), name="x")
    shared = layers.LSTM(2, return_sequences=True, name="shared")
    merged = layers.merge([shared(x), shared(layers.GRU(3, return_sequences=True, name="gru")(x))], mode="concat", name="merged")
    model = Model(x, layers.SimpleRNN(3, name="last")(merged), name="functional")
    distinct(model)
    save(folder, "keras1-functional", model)


def without_gpu(layer, inputs, initial_state):
    """In place of the kernel, which TensorFlow wants a GPU for even to set weights: zeros of its shape."""
    sequence = inputs[:, :, :1] * keras.backend.zeros((layer.units,))
    return sequence if layer.return_sequences else sequence[:, -1], initial_state


def keras_2(folder):
    """The defaults of the time, and cuDNN's layers."""
    model = Sequential(name="two")
    model.add(layers.LSTM(4, return_sequences=True, input_shape=(5, 3)))
    model.add(layers.GRU(3, return_sequences=True))
    model.add(layers.Bidirectional(layers.GRU(2, return_sequences=True, reset_after=True), merge_mode="ave"))
    model.add(layers.Bidirectional(layers.LSTM(2, return_sequences=True, recurrent_activation="sigmoid")))
    model.add(layers.SimpleRNN(2, go_backwards=True))
    distinct(model)
    save(folder, "keras2-plain", model)

    def stack(lstm, gru):
        model = Sequential(name="cudnn")
        model.add(lstm(4, return_sequences=True, input_shape=(5, 3), name="lstm"))
        model.add(gru(3, return_sequences=True, name="gru"))
        model.add(layers.Bidirectional(lstm(2, return_sequences=True), name="both_lstm"))
        model.add(layers.Bidirectional(gru(2, return_sequences=True), name="both_gru"))
        model.add(gru(2, go_backwards=True, name="backwards"))
        return model

    for one in (layers.CuDNNLSTM, layers.CuDNNGRU):
        one._process_batch = without_gpu
    model = stack(layers.CuDNNLSTM, layers.CuDNNGRU)
    distinct(model)
    plain = stack(
        lambda *a, **k: layers.LSTM(*a, recurrent_activation="sigmoid", **k),
        lambda *a, **k: layers.GRU(*a, recurrent_activation="sigmoid", reset_after=True, **k),
    )
    save(folder, "keras2-cudnn", model, computed_by=plain)


if __name__ == "__main__":
    [folder] = sys.argv[1:]
    (keras_1 if IS_1 else keras_2)(folder)
