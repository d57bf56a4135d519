"""Writes model files with real Keras, h5py, PyTorch and NumPy, each beside what must be read from it: see README.md."""

import os
import sys

import numpy as np

from expected import listed, write

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"


def distinct(model, seed):
    """Every weight another number, variances positive."""
    random = np.random.default_rng(seed)
    for layer in model.layers:
        layer.set_weights(
            [np.abs(random.normal(0, 0.4, w.shape)).astype("float32") + 0.05 for w in layer.get_weights()]
        )


def keras_models(keras):
    layers = keras.layers

    def plain():
        return keras.Sequential(
            [
                keras.Input((5, 3)),
                layers.LSTM(4, return_sequences=True, dropout=0.2, name="first"),
                layers.GRU(3, reset_after=False, return_sequences=True, recurrent_activation="hard_sigmoid"),
                layers.GRU(2, return_sequences=True, go_backwards=True),
                layers.SimpleRNN(2, activation="relu", use_bias=False),
                layers.Dense(1, activation="sigmoid"),
            ],
            name="plain",
        )

    def wrapped():
        x = keras.Input((4, 3), name="x")
        both = layers.Bidirectional(layers.GRU(2, return_sequences=True), merge_mode="sum", name="both")(x)
        unlike = layers.Bidirectional(
            layers.LSTM(2, return_sequences=True),
            backward_layer=layers.LSTM(2, return_sequences=True, go_backwards=True, activation="sigmoid"),
            name="unlike",
        )(both)
        cells = layers.RNN([layers.LSTMCell(3), layers.GRUCell(2)], name="cells")(unlike)
        return keras.Model(x, cells, name="wrapped")

    def connected():
        x = keras.Input((4, 3), name="x")
        y = keras.Input((6, 3), name="y")
        encoder = layers.LSTM(2, return_state=True, return_sequences=True, name="encoder")
        sequence, h, c = encoder(x)
        again, _, _ = encoder(y)
        decoded = layers.LSTM(2, return_sequences=True, name="decoder")(again, initial_state=[h, c])
        inner_x = keras.Input((6, 2), name="inner_x")
        normal = layers.BatchNormalization(name="normal")(inner_x)
        inner = keras.Model(inner_x, layers.GRU(3, name="inner_gru")(normal), name="inner")
        summed = layers.Concatenate(name="joined")([inner(decoded), layers.GlobalAveragePooling1D(name="mean")(sequence)])
        return keras.Model([x, y], layers.Dense(2, name="out")(summed), name="connected")

    def distributed():
        x = keras.Input((3, 4, 2), name="x")
        steps = layers.TimeDistributed(layers.LSTM(3, name="each"), name="over")(x)
        return keras.Model(x, layers.GRU(2, name="last")(steps), name="distributed")

    def masked():
        ids, more = keras.Input((4,), name="ids", dtype="int32"), keras.Input((4,), name="more", dtype="int32")
        embedding = layers.Embedding(5, 3, mask_zero=True, name="embedding")
        joined = layers.Concatenate(name="joined")([embedding(ids), embedding(more)])
        return keras.Model([ids, more], layers.LSTM(2, name="over")(joined), name="masked")

    return {"plain": plain, "wrapped": wrapped, "connected": connected, "distributed": distributed, "masked": masked}


def all_weights(layer, prefix=""):
    found = {}
    for one in layer.layers:
        path = prefix + one.name
        if hasattr(one, "layers"):
            found.update(all_weights(one, path + "/"))
        else:
            found[path] = listed(one.get_weights())
    return found


def keras_files(keras, line, folder, formats):
    for index, (name, make) in enumerate(keras_models(keras).items()):
        keras.backend.clear_session()
        model = make()
        distinct(model, 10 + index)
        random = np.random.default_rng(100 + index)
        inputs = [
            random.integers(0, 5, (2, *i.shape[1:])).astype("int32")
            if "int" in str(i.dtype)
            else random.normal(0, 1, (2, *i.shape[1:])).astype("float32")
            for i in model.inputs
        ]
        outputs = model(inputs if len(inputs) > 1 else inputs[0])
        expected = {
            "kerasVersion": keras.__version__,
            "weights": all_weights(model),
            "inputs": listed(inputs),
            "outputs": listed([np.asarray(o) for o in (outputs if isinstance(outputs, list) else [outputs])]),
        }
        write(folder, f"{line}-{name}", expected)
        for suffix in formats:
            path = os.path.join(folder, f"{line}-{name}{suffix}")
            (model.save_weights if "weights" in suffix else model.save)(path)


def hdf5_files(folder):
    """What h5py can write and Keras does not, or only at times."""
    import h5py

    numbers = np.arange(60, dtype="float32").reshape(5, 4, 3) / 7
    expected = {}

    def put(name, array, group, **options):
        group.create_dataset(name, data=array, **options)
        expected[name] = listed([array])[0]

    for name, options in {"hdf5-earliest": {}, "hdf5-ordered": {"track_order": True}}.items():
        expected = {}
        with h5py.File(os.path.join(folder, f"{name}.h5"), "w", **options) as file:
            layer_names = [f"layer_{index:02}" for index in range(40)]
            file.attrs["layer_names"] = layer_names
            for index, layer in enumerate(layer_names):
                group = file.create_group(layer, **options)
                group.attrs["weight_names"] = [f"{layer}/w"]
                inner = group.create_group(layer, **options)
                value = np.full((1,), index, "float32")
                inner.create_dataset("w", data=value)
                expected[f"{layer}/0"] = listed([value])[0]
            kinds = file.create_group("kinds", **options)
            names = []
            for kind, array, how in [
                ("chunked", numbers, {"chunks": (2, 3, 2)}),
                ("deflated", numbers, {"chunks": (2, 3, 2), "compression": "gzip"}),
                ("shuffled", numbers, {"chunks": (5, 4, 3), "compression": "gzip", "shuffle": True}),
                ("checked", numbers, {"chunks": (2, 2, 2), "fletcher32": True}),
                ("half", numbers.astype("float16"), {}),
                ("double", numbers.astype("float64"), {}),
                ("big", numbers.astype(">f4"), {}),
                ("bytes", np.arange(7, dtype="uint8"), {}),
                ("long", np.arange(7, dtype="int64") - 3, {}),
                ("scalar", np.float32(2.5), {}),
            ]:
                kinds.create_dataset(kind, data=array, **how)
                names.append(kind)
                expected[f"kinds/{len(names) - 1}"] = listed([np.asarray(array)])[0]
            kinds.attrs["weight_names"] = names
            for index in range(12):
                kinds.attrs[f"note_{index}"] = "a text"
            file.attrs["layer_names"] = [*layer_names, "kinds"]
        write(folder, name, {"tensors": expected})


def others(folder):
    import torch
    from safetensors.numpy import save_file

    torch.manual_seed(5)
    modules = {
        "lstm": torch.nn.LSTM(3, 2, num_layers=2, bidirectional=True),
        "gru": torch.nn.GRU(3, 2, bias=False),
        "rnn": torch.nn.RNN(3, 2),
        "cell": torch.nn.GRUCell(3, 4),
    }
    whole = torch.nn.ModuleDict(modules)
    x = torch.randn(4, 2, 3)
    outputs = {}
    with torch.no_grad():
        for name, module in modules.items():
            if name == "cell":
                h = torch.zeros(2, 4)
                steps = []
                for step in x:
                    h = module(step, h)
                    steps.append(h)
                y = torch.stack(steps)
            else:
                y = module(x)[0]
            outputs[name] = listed([y.numpy().transpose(1, 0, 2)])[0]
    expected = {"x": listed([x.numpy().transpose(1, 0, 2)])[0], "outputs": outputs}
    write(folder, "torch", expected)
    torch.save({"model": whole.state_dict(), "epoch": 3}, os.path.join(folder, "torch.pt"))
    state = {key: value.numpy() for key, value in whole.state_dict().items()}
    np.savez(os.path.join(folder, "torch.npz"), **state)
    np.save(os.path.join(folder, "columns.npy"), np.asfortranarray(np.arange(6, dtype="float64").reshape(2, 3)))
    import pickle

    for protocol in (2, 4, 5):
        with open(os.path.join(folder, f"torch-{protocol}.pkl"), "wb") as file:
            pickle.dump({"state": state, "step": 1}, file, protocol=protocol)
    save_file(state, os.path.join(folder, "torch.safetensors"))
    types(folder, torch)


def types(folder, torch):
    """Every type of numbers that these formats have and float32 can hold, and views that share one storage."""
    from safetensors.torch import save_file

    numbers = torch.tensor([[0.0, 1.0, 5.0], [2.0, 0.5, 100.0]])
    names = "float64 float32 float16 bfloat16 int64 int32 int16 int8 uint8 bool".split()
    tensors = {name: numbers.to(getattr(torch, name)) for name in names}
    expected = {name: listed([tensor.to(torch.float32).numpy()])[0] for name, tensor in tensors.items()}
    save_file(tensors, os.path.join(folder, "types.safetensors"), metadata={"format": "pt"})
    whole = torch.arange(24, dtype=torch.float32).reshape(4, 6)
    views = {"transposed": whole.T, "rows": whole[1:3], "columns": whole[:, ::2], "repeated": whole[0].expand(3, 6)}
    torch.save({**tensors, **views}, os.path.join(folder, "types.pt"))
    known = {name: tensor.numpy() for name, tensor in tensors.items() if name != "bfloat16"}
    np.savez_compressed(os.path.join(folder, "types.npz"), **known, big=np.float32([1, 2]).astype(">f4"))
    expected |= {name: listed([view.numpy()])[0] for name, view in views.items()}
    expected["big"] = listed([np.float32([1, 2])])[0]
    write(folder, "types", expected)


if __name__ == "__main__":
    what, folder = sys.argv[1:]
    if what == "keras3":
        import keras

        keras_files(keras, "keras3", folder, [".keras", ".h5", ".weights.h5"])
    elif what == "tf_keras":
        import tf_keras

        keras_files(tf_keras, "tf_keras", folder, [".keras", ".h5", ".weights.h5", "-weights.hdf5"])
    else:
        hdf5_files(folder)
        others(folder)
