"""Whole graphs, each put together as somebody would."""

STEPS, WIDTH, WORDS = 5, 3, 8


def graph_models(keras):
    """Functions that make them, by name. Names of inputs say what they are given: see layer_models.py."""
    layers = keras.layers
    Model, Sequential = keras.Model, keras.Sequential

    def Input(*shape, name="x", **more):
        return keras.Input(shape, name=name, **more)

    def ids(name="ids", size=STEPS):
        return keras.Input((size,), name=name, dtype="int32")

    # Masks

    def mask_from_embedding():
        x = ids()
        y = layers.LSTM(4)(layers.Embedding(WORDS, 3, mask_zero=True)(x))
        return Model(x, layers.Dense(2, activation="softmax")(y))

    def mask_through_stack():
        return Sequential(
            [
                ids(),
                layers.Embedding(WORDS, 3, mask_zero=True),
                layers.SpatialDropout1D(0.2),
                layers.LSTM(4, return_sequences=True, dropout=0.2),
                layers.Dropout(0.3),
                layers.GRU(3, return_sequences=True),
                layers.SimpleRNN(2),
            ]
        )

    def mask_through_dense():
        x = Input(STEPS, WIDTH, name="padded")
        y = layers.Masking()(x)
        y = layers.Dense(4, activation="tanh")(y)
        y = layers.Activation("relu")(y)
        y = layers.LayerNormalization()(y)
        y = layers.LSTM(3, return_sequences=True)(y)
        return Model(x, [layers.TimeDistributed(layers.Dense(2))(y), layers.LSTM(2)(y)])

    def mask_stopped_by_convolution():
        x = Input(STEPS, WIDTH, name="padded")
        y = layers.Conv1D(4, 3, padding="same")(layers.Masking()(x))
        return Model(x, layers.LSTM(3)(y))

    def mask_stopped_by_pooling():
        x = ids(size=6)
        y = layers.MaxPooling1D(2)(layers.Embedding(WORDS, 3, mask_zero=True)(x))
        return Model(x, layers.GRU(3)(y))

    def mask_in_both_directions():
        x = ids()
        y = layers.Embedding(WORDS, 3, mask_zero=True)(x)
        y = layers.Bidirectional(layers.LSTM(3, return_sequences=True))(y)
        y = layers.Bidirectional(layers.GRU(2, return_sequences=True), merge_mode="sum")(y)
        return Model(x, layers.Bidirectional(layers.SimpleRNN(2))(y))

    def masks_joined_in_time():
        x, y = ids("ids_x"), ids("ids_y", 3)
        embedding = layers.Embedding(WORDS, 3, mask_zero=True)
        joined = layers.Concatenate(axis=1)([embedding(x), embedding(y)])
        return Model([x, y], layers.LSTM(3)(joined))

    def masks_added():
        x, y = ids("ids_x"), ids("ids_y")
        embedding = layers.Embedding(WORDS, 3, mask_zero=True)
        added = layers.Add()([embedding(x), embedding(y)])
        side = layers.Concatenate()([embedding(x), embedding(y)])
        return Model([x, y], [layers.LSTM(3)(added), layers.GRU(2)(side)])

    def mask_averaged_over():
        x = ids()
        y = layers.GRU(4, return_sequences=True)(layers.Embedding(WORDS, 3, mask_zero=True)(x))
        return Model(x, layers.Dense(1, activation="sigmoid")(layers.GlobalAveragePooling1D()(y)))

    def mask_flattened():
        x = ids()
        y = layers.LSTM(3, return_sequences=True)(layers.Embedding(WORDS, 3, mask_zero=True)(x))
        return Model(x, layers.Dense(2)(layers.Flatten()(y)))

    def mask_through_cells():
        x = Input(STEPS, WIDTH, name="padded")
        y = layers.RNN([layers.LSTMCell(3), layers.GRUCell(2)], return_sequences=True)(layers.Masking()(x))
        return Model(x, layers.GRU(2, go_backwards=True)(y))

    # Several inputs and outputs

    def numbers_beside_text():
        x, numbers = ids(), Input(2, name="numbers")
        text = layers.LSTM(3)(layers.Embedding(WORDS, 3)(x))
        joined = layers.Concatenate()([text, layers.BatchNormalization()(numbers)])
        return Model([x, numbers], layers.Dense(1, activation="sigmoid")(layers.Dense(4, activation="relu")(joined)))

    def several_outputs():
        x = Input(STEPS, WIDTH)
        y = layers.Bidirectional(layers.GRU(3, return_sequences=True))(x)
        outputs = [layers.Dense(n, activation=a, name=name)(y) for name, n, a in [("root", 3, "softmax"), ("bass", 2, "sigmoid"), ("raw", 1, None)]]
        return Model(x, [*outputs, layers.GlobalMaxPooling1D(name="top")(y)])

    def states_out():
        x = Input(STEPS, WIDTH)
        sequence, h, c = layers.LSTM(3, return_sequences=True, return_state=True, name="lstm")(x)
        last, state = layers.GRU(2, return_state=True, name="gru")(sequence)
        return Model(x, [sequence, h, c, last, state])

    def states_in():
        x, h, c = Input(STEPS, WIDTH), Input(2, name="h"), Input(2, name="c")
        sequence, new_h, new_c = layers.LSTM(2, return_sequences=True, return_state=True)(x, initial_state=[h, c])
        return Model([x, h, c], [layers.Dense(2)(sequence), new_h, new_c])

    # Shared layers and models in models

    def shared_layer():
        x, y = Input(STEPS, WIDTH, name="x"), Input(3, WIDTH, name="y")
        shared, head = layers.LSTM(3, name="shared"), layers.Dense(2, name="head")
        return Model([x, y], [head(shared(x)), head(shared(y))])

    def siamese():
        encoder = Sequential(
            [ids("word_ids"), layers.Embedding(WORDS, 3, mask_zero=True), layers.Bidirectional(layers.LSTM(2)), layers.Dense(3, activation="tanh")],
            name="encoder",
        )
        x, y = ids("ids_x"), ids("ids_y")
        return Model([x, y], layers.Dot(axes=1, normalize=True)([encoder(x), encoder(y)]))

    def model_in_model():
        inner_x = keras.Input((STEPS, WIDTH))
        inner = Model(inner_x, layers.GRU(2, return_sequences=True)(layers.Conv1D(4, 2, padding="causal")(inner_x)), name="inner")
        middle = Sequential([keras.Input((STEPS, WIDTH)), inner, layers.Dense(3)], name="middle")
        x = Input(STEPS, WIDTH)
        return Model(x, layers.LSTM(2)(layers.Add()([middle(x), middle(middle(x))])))

    def sentences_of_words():
        words = keras.Input((4, WIDTH))
        sentence = Model(words, layers.Bidirectional(layers.GRU(2))(words), name="sentence")
        x = Input(3, 4, WIDTH)
        return Model(x, layers.GRU(2)(layers.TimeDistributed(sentence)(x)))

    # Encoder and decoder

    def encoder_decoder():
        source, target = ids("ids_source"), ids("ids_target", 4)
        _, h, c = layers.LSTM(4, return_state=True, name="encoder")(layers.Embedding(WORDS, 3, mask_zero=True)(source))
        embedded = layers.Embedding(WORDS, 3, mask_zero=True)(target)
        decoded, _, _ = layers.LSTM(4, return_sequences=True, return_state=True, name="decoder")(embedded, initial_state=[h, c])
        return Model([source, target], layers.Dense(WORDS, activation="softmax")(decoded))

    def attention_decoder():
        source, target = ids("ids_source"), ids("ids_target", 4)
        encoded, h, c = layers.LSTM(3, return_sequences=True, return_state=True)(layers.Embedding(WORDS, 3)(source))
        decoded = layers.LSTM(3, return_sequences=True)(layers.Embedding(WORDS, 3)(target), initial_state=[h, c])
        context = layers.Attention()([decoded, encoded])
        return Model([source, target], layers.Dense(WORDS, activation="softmax")(layers.Concatenate()([decoded, context])))

    def additive_attention_decoder():
        source, target = ids("ids_source"), ids("ids_target", 4)
        encoded, state = layers.GRU(3, return_sequences=True, return_state=True)(layers.Embedding(WORDS, 3, mask_zero=True)(source))
        decoded = layers.GRU(3, return_sequences=True)(layers.Embedding(WORDS, 3)(target), initial_state=state)
        context = layers.AdditiveAttention()([decoded, encoded])
        return Model([source, target], layers.TimeDistributed(layers.Dense(4))(layers.Concatenate()([decoded, context])))

    def both_directions_to_decoder():
        source, target = Input(STEPS, WIDTH, name="source"), Input(4, WIDTH, name="target")
        _, fh, fc, bh, bc = layers.Bidirectional(layers.LSTM(2, return_state=True))(source)
        h, c = layers.Concatenate()([fh, bh]), layers.Concatenate()([fc, bc])
        return Model([source, target], layers.LSTM(4, return_sequences=True)(target, initial_state=[h, c]))

    # Stateful

    def stateful():
        x = keras.Input((3, WIDTH), batch_size=2, name="x")
        y = layers.LSTM(3, return_sequences=True, stateful=True)(x)
        return Model(x, layers.Dense(1)(layers.GRU(2, stateful=True)(y)))

    def stateful_both():
        x = keras.Input((3, WIDTH), batch_size=2, name="x")
        return Model(x, layers.Bidirectional(layers.LSTM(2, stateful=True, return_sequences=True))(x))

    # What people build

    def article():
        x = Input(3, 2)
        options = {"kernel_initializer": "ones", "recurrent_activation": "hard_sigmoid"}
        return Model(x, layers.LSTM(1, return_sequences=True, return_state=True, **options)(x))

    def stacked_cells():
        x = Input(STEPS, WIDTH)
        cells = layers.StackedRNNCells([layers.LSTMCell(3), layers.SimpleRNNCell(2), layers.GRUCell(2, reset_after=False)])
        return Model(x, layers.RNN(cells, return_sequences=True)(x))

    def convolution_then_lstm():
        return Sequential(
            [
                keras.Input((12, 2), name="x"),
                layers.Conv1D(4, 3, activation="relu"),
                layers.BatchNormalization(),
                layers.MaxPooling1D(2),
                layers.LSTM(3),
                layers.Dense(2, activation="softmax"),
            ]
        )

    def text_in_pictures():
        x = Input(8, 6, 1, name="image")
        y = layers.MaxPooling2D((2, 1))(layers.Conv2D(2, 3, padding="same", activation="relu")(x))
        y = layers.Reshape((6, 8))(layers.Permute((2, 1, 3))(y))
        y = layers.Bidirectional(layers.LSTM(3, return_sequences=True))(y)
        return Model(x, layers.Dense(5, activation="softmax")(y))

    def residual():
        x = Input(STEPS, 4)
        y = layers.LayerNormalization()(layers.Add()([x, layers.LSTM(4, return_sequences=True)(x)]))
        y = layers.Average()([y, layers.GRU(4, return_sequences=True)(y)])
        return Model(x, layers.UnitNormalization()(layers.GlobalAveragePooling1D()(y)))

    def autoencoder():
        return Sequential(
            [
                keras.Input((STEPS, WIDTH), name="x"),
                layers.LSTM(3),
                layers.RepeatVector(STEPS),
                layers.LSTM(3, return_sequences=True),
                layers.TimeDistributed(layers.Dense(WIDTH)),
            ]
        )

    def gated_convolutions():
        x = Input(8, 2)
        y = layers.Conv1D(3, 1)(x)
        for rate in (1, 2, 4):
            halves = [layers.Conv1D(3, 2, padding="causal", dilation_rate=rate, activation=a)(y) for a in ("tanh", "sigmoid")]
            y = layers.Add()([y, layers.Multiply()(halves)])
        return Model(x, layers.GRU(2)(y))

    def forecast():
        x = Input(9, 2)
        y = layers.Conv1D(4, 4, padding="causal", activation="relu")(layers.Rescaling(0.5)(x))
        y = layers.AveragePooling1D(3)(layers.ZeroPadding1D((3, 0))(layers.BatchNormalization()(y)))
        y = layers.GRU(3, dropout=0.2, recurrent_dropout=0.1)(y)
        return Model(x, layers.UnitNormalization()(layers.Dense(2)(y)))

    def characters():
        return Sequential(
            [
                ids(size=7),
                layers.Embedding(WORDS, 4),
                layers.LSTM(5, return_sequences=True),
                layers.LSTM(5),
                layers.Dense(WORDS, activation="softmax"),
            ]
        )

    made = [
        mask_from_embedding,
        mask_through_stack,
        mask_through_dense,
        mask_stopped_by_convolution,
        mask_stopped_by_pooling,
        mask_in_both_directions,
        masks_joined_in_time,
        masks_added,
        mask_averaged_over,
        mask_flattened,
        mask_through_cells,
        numbers_beside_text,
        several_outputs,
        states_out,
        states_in,
        shared_layer,
        siamese,
        model_in_model,
        sentences_of_words,
        encoder_decoder,
        attention_decoder,
        additive_attention_decoder,
        both_directions_to_decoder,
        stateful,
        stateful_both,
        article,
        stacked_cells,
        convolution_then_lstm,
        text_in_pictures,
        residual,
        autoencoder,
        gated_convolutions,
        forecast,
        characters,
    ]
    return {make.__name__.replace("_", "-"): make for make in made}


#: Those whose summary() is kept.
SUMMARISED = ["characters", "convolution-then-lstm", "encoder-decoder", "siamese", "several-outputs"]
