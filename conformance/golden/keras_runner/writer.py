"""One writer: a line of Keras on one of its backends."""

import importlib.metadata
from typing import Any

import numpy as np

from keras_runner.layers import LayerRun

#: Keras 3 knows no float64 on torch and jax: result_type("float64", "float64") is float32 there.
FLOATX = {
    "keras3-tensorflow": ["float32", "float64"],
    "tf_keras": ["float32", "float64"],
    "keras3-torch": ["float32"],
    "keras3-jax": ["float32"],
}

#: What a writer's numbers depend on.
PACKAGES = {
    "keras3-tensorflow": ["keras", "tensorflow", "numpy"],
    "tf_keras": ["tf_keras", "tensorflow", "numpy"],
    "keras3-torch": ["keras", "torch"],
    "keras3-jax": ["keras", "jax", "jaxlib"],
}


def import_keras(name: str) -> Any:
    """The module; KERAS_BACKEND has chosen the backend of Keras 3."""
    if name == "tf_keras":
        import tf_keras

        return tf_keras
    import keras

    return keras


class Writer:
    def __init__(self, name: str) -> None:
        self.name = name
        self.keras = import_keras(name)

    def versions(self) -> dict[str, str]:
        """Without the label of a build, such as +cpu."""
        versions = {package: importlib.metadata.version(package) for package in PACKAGES[self.name]}
        return {package: version.split("+")[0] for package, version in versions.items()}

    def answer(self, request: dict[str, Any]) -> dict[str, Any]:
        """Calls by floatx, or { error }, or { none: true } where this line of Keras has no such layer."""
        if request["layers"]["tf_keras" if self.name == "tf_keras" else "keras3"] is None:
            return {"none": True}
        try:
            return {floatx: self.run(request, floatx) for floatx in FLOATX[self.name]}
        except Exception as error:  # What a writer cannot run is a result: generate.ts explains or refuses it.
            return {"error": f"{type(error).__name__}: {error}"[:400]}

    def run(self, request: dict[str, Any], floatx: str) -> list[dict[str, Any]]:
        """The outputs and states of every call, flat."""
        if self.name == "keras3-jax":
            import jax

            # Compiling each of hundreds of small layers takes ten times as long as running them step by step.
            jax.config.update("jax_disable_jit", request["calls"][0]["x"]["shape"][1] < 32)
        self.keras.backend.set_floatx(floatx)
        # Layers take the policy, which does not follow floatx once it has been read.
        if self.name == "tf_keras":
            self.keras.mixed_precision.set_global_policy(floatx)
        else:
            self.keras.config.set_dtype_policy(floatx)
        layer = LayerRun(self.keras, self.name, request)
        calls = [layer.call(call, np.dtype(floatx)) for call in request["calls"]]
        for call in calls:
            if not np.isfinite(np.concatenate(call["outputs"] + call["states"])).all():
                raise ArithmeticError("not all numbers are finite")
        return calls
