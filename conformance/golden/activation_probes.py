"""Writes src/data/activation-probes.ts: every activation at a few points, with 150 digits of working precision.

    pip install mpmath==1.3.0 && python golden/activation_probes.py > src/data/activation-probes.ts

Formulas are those of packages/contract/src/activations.ts; arguments are the float32 numbers that a backend receives.
"""

import struct

from mpmath import mp, mpf

# Enough for squareplus(-1e38), where 76 digits cancel.
mp.dps = 150

# At 80 e^x still fits float32 and e^2x does not, at 100 neither does; at 4.5 gelu leaves the reference's series; hardShrink
# drops 0.5. 1e38 is the largest float32 but for a factor of 3, which constants such as selu's may take.
SIZES = [0.05, 0.3, 0.5, 0.6, 1.25, 2.75, 3.1, 4.5, 7.5, 30, 80, 100, 1000, 1e38]
POINTS = [-size for size in reversed(SIZES)] + [0] + SIZES


def clip(x, low, high):
    return min(max(x, mpf(low)), mpf(high))


def sigmoid(x):
    return 1 / (1 + mp.exp(-x))


def hard_sigmoid(x):
    return clip(x / 6 + mpf(1) / 2, 0, 1)


def softplus(x):
    return mp.log(1 + mp.exp(x))


def elu(x):
    return x if x > 0 else mp.expm1(x)


ACTIVATIONS = {
    "linear": lambda x: x,
    "tanh": mp.tanh,
    "sigmoid": sigmoid,
    "hardSigmoid": hard_sigmoid,
    "hardSigmoidKeras2": lambda x: clip(x / 5 + mpf(1) / 2, 0, 1),
    "relu": lambda x: max(x, mpf(0)),
    "relu6": lambda x: clip(x, 0, 6),
    "leakyRelu": lambda x: x if x > 0 else x / 5,
    "elu": elu,
    "selu": lambda x: mpf("1.0507009873554805") * (x if x > 0 else mpf("1.6732632423543772") * mp.expm1(x)),
    "celu": elu,
    "exponential": mp.exp,
    "softplus": softplus,
    "softsign": lambda x: x / (1 + abs(x)),
    "squareplus": lambda x: (x + mp.sqrt(x * x + 4)) / 2,
    "silu": lambda x: x * sigmoid(x),
    "hardSilu": lambda x: x * hard_sigmoid(x),
    "gelu": lambda x: x * mp.erfc(-x / mp.sqrt(2)) / 2,
    "mish": lambda x: x * mp.tanh(softplus(x)),
    "hardTanh": lambda x: clip(x, -1, 1),
    "tanhShrink": lambda x: x - mp.tanh(x),
    "softShrink": lambda x: x - mpf(1) / 2 if x > 0.5 else x + mpf(1) / 2 if x < -0.5 else mpf(0),
    "hardShrink": lambda x: x if abs(x) > 0.5 else mpf(0),
    "logSigmoid": lambda x: -softplus(-x),
    "sparsePlus": lambda x: mpf(0) if x <= -1 else (x + 1) ** 2 / 4 if x < 1 else x,
    "sparseSigmoid": lambda x: clip((x + 1) / 2, 0, 1),
}


def nearest(value):
    try:
        return float(value)
    except OverflowError:
        return float("inf")


def shown(value):
    return "Infinity" if value == float("inf") else repr(value)


def main():
    points = [struct.unpack("f", struct.pack("f", point))[0] for point in POINTS]
    print("// Written by golden/activation_probes.py with mpmath 1.3.0; do not edit.")
    print()
    print("import type { ActivationName } from '@gatefold/contract';")
    print()
    print("/** x, as float32 numbers. */")
    print(f"export const probePoints: readonly number[] = [{', '.join(map(repr, points))}];")
    print()
    print("/** a(x) at each point, correctly rounded to float64. */")
    print("export const activationProbes: Readonly<Record<ActivationName, readonly number[]>> = {")
    for name, function in ACTIVATIONS.items():
        values = [nearest(function(mpf(point))) for point in points]
        print(f"  {name}: [{', '.join(map(shown, values))}],")
    print("};")


main()
