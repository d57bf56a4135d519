"""What a generated file must be read as, beside it: arrays listed as float32 in JSON."""

import json
import os

import numpy as np


def listed(arrays):
    return [
        {"shape": list(array.shape), "data": [float(np.float32(v)) for v in np.ravel(array)]}
        for array in arrays
    ]


def write(folder, name, expected):
    with open(os.path.join(folder, f"{name}.expected.json"), "w") as file:
        json.dump(expected, file)
        file.write("\n")
