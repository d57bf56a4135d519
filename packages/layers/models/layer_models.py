"""Models of one kind of layer each, with the options of it that change numbers side by side as outputs.

An input whose name begins with `ids` is given whole numbers with zeros among them, `padded` sequences with steps of
zeros, and any other normal numbers.
"""

STEPS, WIDTH = 6, 4

#: Of both lines of Keras.
ACTIVATIONS = (
    "elu exponential gelu hard_sigmoid linear mish relu selu sigmoid softmax softplus softsign swish tanh".split()
)
#: Of Keras 3 alone.
NEW_ACTIVATIONS = (
    "celu glu hard_shrink hard_tanh leaky_relu log_sigmoid log_softmax relu6 silu soft_shrink sparse_plus "
    "sparse_sigmoid sparsemax squareplus tanh_shrink"
).split()


def layer_models(keras):
    """Functions that make them, by name."""
    layers = keras.layers
    is_3 = keras.__version__.startswith("3.")

    def of(*made, shape=(STEPS, WIDTH), name="x"):
        """Layers side by side, all given the same input."""
        x = keras.Input(shape, name=name)
        return keras.Model(x, [layer(x) for layer in made])

    def of_two(*made, shape=(STEPS, WIDTH), other=(STEPS, WIDTH)):
        x, y = keras.Input(shape, name="x"), keras.Input(other, name="y")
        return keras.Model([x, y], [layer([x, y]) for layer in made])

    def ids(size=STEPS):
        return keras.Input((size,), name="ids", dtype="int32")

    def embedding():
        x = ids()
        return keras.Model(x, [layers.Embedding(7, 3, name="plain")(x), layers.Embedding(7, 3, mask_zero=True, name="masked")(x)])

    def masking():
        x = keras.Input((STEPS, WIDTH), name="padded")
        masked = layers.Masking(name="zeros")(x)
        other = layers.Masking(mask_value=1.5, name="other")(x)
        return keras.Model(x, [masked, layers.GRU(3, name="over")(masked), layers.GRU(3, name="over_other")(other)])

    def time_distributed():
        x = keras.Input((3, STEPS, WIDTH), name="x")
        inside = {
            "dense": layers.Dense(3, activation="relu"),
            "lstm": layers.LSTM(2, return_sequences=True),
            "conv": layers.Conv1D(2, 3, padding="same"),
            "flatten": layers.Flatten(),
            "bidirectional": layers.Bidirectional(layers.GRU(2)),
        }
        return keras.Model(x, [layers.TimeDistributed(one, name=f"over_{name}")(x) for name, one in inside.items()])

    def activations():
        names = ACTIVATIONS + (NEW_ACTIVATIONS if is_3 else [])
        return of(*(layers.Activation(name, name=f"act_{name}") for name in names))

    def activation_layers():
        slope = {"negative_slope": 0.2} if is_3 else {"alpha": 0.2}
        old = [] if is_3 else [layers.ThresholdedReLU(theta=0.7)]
        return of(
            layers.LeakyReLU(**slope),
            layers.PReLU(),
            layers.PReLU(shared_axes=[1], name="shared_slope"),
            layers.ELU(alpha=0.7),
            layers.ReLU(max_value=1.0, negative_slope=0.1, threshold=0.2),
            layers.Softmax(),
            layers.Softmax(axis=1, name="softmax_over_time"),
            *old,
        )

    def inert():
        x = keras.Input((STEPS, WIDTH), name="x")
        y = x
        for layer in [
            layers.Dropout(0.5),
            layers.SpatialDropout1D(0.5),
            layers.GaussianNoise(0.5),
            layers.GaussianDropout(0.5),
            layers.AlphaDropout(0.5),
            layers.ActivityRegularization(l2=0.1),
            *([layers.Identity()] if is_3 else []),
        ]:
            y = layer(y)
        return keras.Model(x, layers.Dense(2)(y))

    def batch_normalization():
        return of(
            layers.BatchNormalization(name="whole"),
            layers.BatchNormalization(center=False, epsilon=0.1, name="no_center"),
            layers.BatchNormalization(scale=False, name="no_scale"),
            layers.BatchNormalization(axis=1, name="over_time"),
        )

    def layer_normalization():
        return of(
            layers.LayerNormalization(name="whole"),
            layers.LayerNormalization(axis=[1, 2], name="both_axes"),
            layers.LayerNormalization(axis=1, name="over_time"),
            layers.LayerNormalization(center=False, scale=False, epsilon=0.1, name="bare"),
        )

    def conv_1d():
        return of(
            layers.Conv1D(3, 3, name="valid"),
            layers.Conv1D(3, 4, padding="same", activation="relu", name="same"),
            layers.Conv1D(3, 3, padding="causal", name="causal"),
            layers.Conv1D(3, 2, padding="causal", dilation_rate=3, name="causal_dilated"),
            layers.Conv1D(3, 2, padding="same", dilation_rate=2, name="same_dilated"),
            layers.Conv1D(3, 3, strides=2, padding="same", use_bias=False, name="strided"),
            layers.Conv1D(3, 3, strides=3, name="strided_valid"),
            layers.Conv1D(4, 2, groups=2, name="grouped"),
        )

    def pooling_1d():
        kinds = {"max": layers.MaxPooling1D, "average": layers.AveragePooling1D}
        return of(
            *(make(2, name=f"{kind}_valid") for kind, make in kinds.items()),
            *(make(4, padding="same", name=f"{kind}_same") for kind, make in kinds.items()),
            *(make(3, strides=2, padding="same", name=f"{kind}_overlapping") for kind, make in kinds.items()),
            *(make(3, strides=1, name=f"{kind}_sliding") for kind, make in kinds.items()),
            layers.GlobalMaxPooling1D(name="global_max"),
            layers.GlobalAveragePooling1D(name="global_average"),
            layers.GlobalMaxPooling1D(keepdims=True, name="global_max_kept"),
            layers.GlobalAveragePooling1D(keepdims=True, name="global_average_kept"),
        )

    def shapes():
        x = keras.Input((STEPS, WIDTH), name="x")
        row = keras.Input((WIDTH,), name="row")
        outputs = [
            layers.Flatten()(x),
            layers.Reshape((3, 8), name="reshape")(x),
            layers.Reshape((-1, 2, 2), name="reshape_rest")(x),
            layers.Permute((2, 1))(x),
            layers.RepeatVector(3)(row),
            layers.ZeroPadding1D(2, name="pad_both")(x),
            layers.ZeroPadding1D((3, 1), name="pad")(x),
            layers.Cropping1D((1, 2))(x),
            layers.UpSampling1D(3)(x),
            layers.Rescaling(1 / 127.5, offset=-1)(x),
            layers.UnitNormalization()(x),
            layers.UnitNormalization(axis=1, name="unit_over_time")(x),
        ]
        return keras.Model([x, row], outputs)

    def merging():
        return of_two(
            layers.Add(),
            layers.Subtract(),
            layers.Multiply(),
            layers.Average(),
            layers.Maximum(),
            layers.Minimum(),
            layers.Concatenate(name="concat"),
            layers.Concatenate(axis=1, name="concat_time"),
            layers.Concatenate(axis=-2, name="concat_time_negative"),
        )

    def broadcasting():
        return of_two(layers.Add(), layers.Multiply(), layers.Average(), other=(1, WIDTH))

    def dot():
        return of_two(
            layers.Dot(axes=2, name="features"),
            layers.Dot(axes=1, name="time"),
            layers.Dot(axes=(2, 2), normalize=True, name="cosine"),
            layers.Dot(axes=-1, name="last"),
        )

    def attention():
        query, value, key = (keras.Input((size, WIDTH), name=name) for size, name in [(3, "query"), (STEPS, "value"), (STEPS, "key")])
        return keras.Model(
            [query, value, key],
            [
                layers.Attention(name="dot")([query, value]),
                layers.Attention(name="with_key")([query, value, key]),
                layers.Attention(use_scale=True, name="scaled")([query, value, key]),
                layers.Attention(score_mode="concat", use_scale=True, name="concat")([query, value, key]),
                layers.AdditiveAttention(name="additive")([query, value, key]),
                layers.AdditiveAttention(use_scale=False, name="additive_unscaled")([query, value]),
            ],
        )

    def masked_attention():
        query, value = keras.Input((3,), name="ids_query", dtype="int32"), keras.Input((STEPS,), name="ids_value", dtype="int32")
        embedding = layers.Embedding(7, WIDTH, mask_zero=True)
        q, v = embedding(query), embedding(value)
        return keras.Model(
            [query, value],
            [layers.Attention(name="dot")([q, v]), layers.AdditiveAttention(name="additive")([q, v])],
        )

    def conv_2d():
        kinds = {"max": layers.MaxPooling2D, "average": layers.AveragePooling2D}
        return of(
            layers.Conv2D(2, 3, name="valid"),
            layers.Conv2D(2, (3, 2), padding="same", activation="relu", name="same"),
            layers.Conv2D(2, 2, strides=(2, 1), padding="same", use_bias=False, name="strided"),
            layers.Conv2D(2, 2, dilation_rate=2, name="dilated"),
            *(make((2, 2), name=f"{kind}_valid") for kind, make in kinds.items()),
            *(make((3, 2), strides=(2, 1), padding="same", name=f"{kind}_same") for kind, make in kinds.items()),
            layers.GlobalMaxPooling2D(),
            layers.GlobalAveragePooling2D(),
            layers.ZeroPadding2D(((1, 0), (2, 1))),
            shape=(5, 6, 3),
        )

    def recurrent(make, **more):
        return of(
            make(3, name="last", **more),
            make(3, return_sequences=True, name="sequence", **more),
            make(3, return_sequences=True, go_backwards=True, use_bias=False, name="backwards", **more),
            make(3, activation="relu", name="relu", **more),
        )

    def gates():
        names = ["hard_sigmoid", "softsign", "tanh"]
        return of(
            *(layers.LSTM(2, recurrent_activation=name, name=f"lstm_{name}") for name in names),
            *(layers.GRU(2, recurrent_activation=name, name=f"gru_{name}") for name in names),
            layers.GRU(2, reset_after=False, name="gru_before"),
        )

    def bidirectional():
        modes = {"sum": "sum", "mul": "mul", "ave": "ave", "concat": "concat"}
        return of(
            *(layers.Bidirectional(layers.LSTM(2, return_sequences=True), merge_mode=mode, name=name) for name, mode in modes.items()),
            layers.Bidirectional(layers.GRU(2), name="last"),
            layers.Bidirectional(
                layers.LSTM(2), backward_layer=layers.LSTM(2, go_backwards=True, activation="sigmoid"), name="unlike"
            ),
        )

    def dense():
        x, row = keras.Input((STEPS, WIDTH), name="x"), keras.Input((WIDTH,), name="row")
        return keras.Model(
            [x, row],
            [
                layers.Dense(3, name="over_time")(x),
                layers.Dense(3, activation="softmax", name="softmax")(x),
                layers.Dense(3, use_bias=False, activation="relu", name="no_bias")(row),
            ],
        )

    return {
        "embedding": embedding,
        "masking": masking,
        "dense": dense,
        "time-distributed": time_distributed,
        "activations": activations,
        "activation-layers": activation_layers,
        "inert": inert,
        "batch-normalization": batch_normalization,
        "layer-normalization": layer_normalization,
        "conv-1d": conv_1d,
        "pooling-1d": pooling_1d,
        "shapes": shapes,
        "merging": merging,
        "broadcasting": broadcasting,
        "dot": dot,
        "attention": attention,
        "masked-attention": masked_attention,
        "conv-2d": conv_2d,
        "lstm": lambda: recurrent(layers.LSTM),
        "gru": lambda: recurrent(layers.GRU),
        "simple-rnn": lambda: recurrent(layers.SimpleRNN),
        "gates": gates,
        "bidirectional": bidirectional,
    }
