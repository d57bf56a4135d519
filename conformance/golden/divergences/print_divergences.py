"""Prints what a version of Keras computes where a clause diverges from it, as divergences/<writer>.json.

    python print_divergences.py keras        > keras-3.15.1.json   (KERAS_BACKEND=tensorflow; ../requirements.txt)
    python print_divergences.py tf_keras     > tf_keras-2.21.0.json
    python print_divergences.py keras-2.2.4/ > keras-2.2.4.json    (an unpacked wheel, as for
                                                                    packages/contract/test/fixtures/print_configs.py)

No backend must meet these numbers: packages/cpu/test/divergences.test.ts shows that they are what the clause's
`diverges` says, and that the rest is as the clause says.
"""

import json
import pathlib
import sys

import numpy as np

CONTRACT = pathlib.Path(__file__).resolve().parents[3] / "packages" / "contract"
sys.path.insert(0, str(CONTRACT / "test" / "fixtures"))

WIDTH, STEPS = 2, 5
#: A padded head in the first row, a hole in the second: not the same backwards.
MASK = np.array([[0, 0, 1, 1, 1], [1, 0, 1, 1, 0]])


def draw(shapes, seed):
    """Asymmetric weights, none like another."""
    random = np.random.RandomState(seed)
    return [random.uniform(-0.8, 0.8, shape).astype(np.float32) for shape in shapes]


def plain(array):
    array = np.asarray(array, dtype=np.float32)
    return {"shape": list(array.shape), "data": [float(value) for value in array.reshape(-1)]}


class Runner:
    def __init__(self, source):
        if "/" in source:
            from print_configs import standalone_keras_2

            self.keras = standalone_keras_2(source)
        else:
            self.keras = __import__(source)
        self.is_standalone = "/" in source
        self.x = draw([(2, STEPS, WIDTH)], 1)[0]

    def run(self, layer, mask, seed):
        """A layer's weights and its outputs, under a mask or without one."""
        if not self.is_standalone:
            layer.build((2, STEPS, WIDTH))
            weights = draw([weight.shape for weight in layer.get_weights()], seed)
            layer.set_weights(weights)
            options = {} if mask is None else {"mask": self.keras.ops.convert_to_tensor(mask.astype(bool)) if hasattr(self.keras, "ops") else mask.astype(bool)}
            return weights, np.asarray(layer(self.x, **options))
        keras = self.keras
        x = keras.layers.Input((STEPS, WIDTH))
        # Masking skips the steps that hold its value throughout.
        y = layer(keras.layers.Masking(9.0)(x))
        model = keras.models.Model(x, y)
        weights = draw([weight.shape for weight in layer.get_weights()], seed)
        layer.set_weights(weights)
        marked = np.where(mask[:, :, None] == 1, self.x, 9.0)
        return weights, model.predict(marked)

    def record(self, clause, says, layer, mask, seed):
        weights, output = self.run(layer, mask, seed)
        return {
            "clause": clause,
            "says": says,
            "x": plain(self.x),
            "mask": None if mask is None else plain(mask),
            "weights": [plain(weight) for weight in weights],
            "output": plain(output),
        }


def main(source):
    runner = Runner(source)
    L = runner.keras.layers
    if runner.is_standalone:
        stack = L.RNN([L.LSTMCell(3), L.GRUCell(3)], return_sequences=True)
        records = {"stack": runner.record("K5", "a stack of LSTM and GRU under a mask", stack, MASK, 2)}
    else:
        flags = {"return_sequences": True, "go_backwards": True, "zero_output_for_mask": True}
        rolled = L.GRU(3, **flags)
        unrolled = L.GRU(3, unroll=True, **flags)
        exchanged = L.Bidirectional(
            L.LSTM(3, go_backwards=True, return_sequences=True),
            backward_layer=L.LSTM(3, return_sequences=True),
        )
        records = {
            "rolled": runner.record("M10", "a GRU backwards with zero_output_for_mask", rolled, MASK, 3),
            "unrolled": runner.record("M10", "the same, unrolled", unrolled, MASK, 3),
            "exchanged": runner.record("E17", "a Bidirectional whose layer goes backwards", exchanged, None, 4),
            "exchangedMasked": runner.record("E17", "the same under a mask", exchanged, MASK, 4),
        }
    version = runner.keras.__version__
    print(json.dumps({"writer": source if "/" not in source else "keras", "version": version, "records": records}))


main(sys.argv[1])
