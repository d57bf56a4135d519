"""What both lines of Keras have in common: layers of a config, built once, called natively."""

from typing import Any

import numpy as np

from gatefold_stdio import Config, cells_of, flags_of, name_state, state_leaves, weight_leaves


def flatten(nest: Any) -> list[Any]:
    """Leaves of lists and tuples, in order."""
    if isinstance(nest, (list, tuple)):
        return [leaf for item in nest for leaf in flatten(item)]
    return [nest]


class KerasLayer:
    """A subclass has the library, its names of activations, and how its tensors are made and read."""

    #: The module: keras or tf_keras.
    keras: Any
    #: By our name, Keras's name or a function.
    activations: dict[str, Any]
    #: The cells of this line of Keras, and what else they are told.
    cell_options: Config = {}

    def __init__(self, config: Config, weights: Any) -> None:
        self.config = config
        self.weights = weight_leaves(weights)
        self.layer = self.make_layer()
        self.built: tuple[int, ...] | None = None

    def tensor(self, array: np.ndarray) -> Any:
        raise NotImplementedError

    def array(self, tensor: Any) -> np.ndarray:
        raise NotImplementedError

    def nest_state(self, config: Config, state: Any) -> list[Any]:
        """As `initial_state` takes it."""
        raise NotImplementedError

    def make_layer(self) -> Any:
        config, layers = self.config, self.keras.layers
        if config["kind"] != "bidirectional":
            return self.make_direction(config)
        return layers.Bidirectional(
            self.make_direction(config["layer"]),
            merge_mode=config["mergeMode"],
            backward_layer=self.make_direction(config["backwardLayer"]),
        )

    def make_direction(self, config: Config) -> Any:
        layers = self.keras.layers
        flags = {
            "return_sequences": config["returnSequences"],
            "return_state": config["returnState"],
            "go_backwards": config["goBackwards"],
            "stateful": config["stateful"],
            "zero_output_for_mask": config["zeroOutputForMask"],
        }
        if config["kind"] == "stacked":
            kinds = {"simpleRNN": layers.SimpleRNNCell, "lstm": layers.LSTMCell, "gru": layers.GRUCell}
            cells = [kinds[cell["kind"]](**self.arguments(cell)) for cell in config["cells"]]
            return layers.RNN(cells, **flags)
        kinds = {"simpleRNN": layers.SimpleRNN, "lstm": layers.LSTM, "gru": layers.GRU}
        return kinds[config["kind"]](**self.arguments(config), **flags)

    def arguments(self, cell: Config) -> dict[str, Any]:
        arguments = {
            "units": cell["units"],
            "activation": self.activations[cell["activation"]],
            "use_bias": cell["useBias"],
        }
        if cell["kind"] != "simpleRNN":
            arguments["recurrent_activation"] = self.activations[cell["recurrentActivation"]]
        if cell["kind"] == "gru":
            arguments["reset_after"] = cell["resetAfter"]
        return arguments

    def build(self, shape: tuple[int, ...]) -> None:
        """Keras binds the batch of a stateful layer when it is built; another batch needs another layer."""
        is_stateful = flags_of(self.config)["stateful"]
        if self.built is not None and not (is_stateful and self.built[0] != shape[0]):
            return
        if self.built is not None:
            self.layer = self.make_layer()
        self.layer.build(shape)
        self.layer.set_weights(self.weights)
        self.built = shape

    def run(self, x: np.ndarray, mask: np.ndarray | None, state: Any) -> dict[str, Any]:
        self.build(x.shape)
        options: dict[str, Any] = {}
        if mask is not None:
            options["mask"] = self.tensor(mask)
        if state is not None:
            options["initial_state"] = self.nest_state(self.config, state)
        result = [self.array(leaf) for leaf in flatten(self.layer(self.tensor(x), **options))]
        is_apart = self.config["kind"] == "bidirectional" and self.config["mergeMode"] is None
        outputs = [result.pop(0) for _ in range(2 if is_apart else 1)]
        output = dict(zip(("forward", "backward"), outputs)) if is_apart else outputs[0]
        if not flags_of(self.config)["returnState"]:
            return {"output": output}
        return {"output": output, "state": name_state(self.config, result)}

    def reset(self, state: Any) -> None:
        """Through the variables: reset_state of Keras 3 takes no values, and raises for a stack (clause P4)."""
        if state is None and self.built is None:
            return
        leaves = None if state is None else state_leaves(self.config, state)
        if leaves is not None:
            self.build((leaves[0].shape[0], 1, self.weights[0].shape[0]))
        for index, variable in enumerate(flatten(self.stored())):
            zeros = np.zeros(variable.shape, np.float32)
            variable.assign(zeros if leaves is None else leaves[index])

    def stored(self) -> Any:
        """The variables that hold a stateful layer's state."""
        if self.config["kind"] != "bidirectional":
            return list(self.layer.states)
        return [list(half.states) for half in (self.layer.forward_layer, self.layer.backward_layer)]


def cell_states(config: Config, state: Any) -> list[Any]:
    """The states of each cell of a stack, as lists."""
    return [
        [own[name] for name in ("h", "c") if name in own]
        for own, _ in zip(state, cells_of(config), strict=True)
    ]
