"""Trains the small models of the examples with Keras 3, and writes them beside this file.

    ../../../conformance/golden/.venv/bin/python train.py [name ...]

All data is made here: a rhyme, rules of spelling, sounds and temperatures. Training takes about a minute in all.
"""

import os
import sys

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["CUDA_VISIBLE_DEVICES"] = ""

import keras
import numpy as np
from keras import Input, Model, Sequential, layers

here = os.path.dirname(os.path.abspath(__file__))


def save(model, name):
    """Without the optimizer, which prediction does not need."""
    bare = model.__class__.from_config(model.get_config())
    bare.set_weights(model.get_weights())
    bare.save(os.path.join(here, f"{name}.keras"))


# A rhyme, character by character

RHYME = """humpty dumpty sat on a wall,
humpty dumpty had a great fall.
all the king's horses and all the king's men
couldn't put humpty together again.
"""
#: The place of a character is its id: the example has the same line.
CHARACTERS = "\n ',.abcdefghijklmnopqrstuvwxyz"


def rhyme():
    ids = np.array([[CHARACTERS.index(c) for c in RHYME]])
    model = Sequential(
        [
            Input((None,), dtype="int32"),
            layers.Embedding(len(CHARACTERS), 8),
            layers.LSTM(40, return_sequences=True),
            layers.Dense(len(CHARACTERS), activation="softmax"),
        ],
        name="rhyme",
    )
    model.compile(keras.optimizers.Adam(0.02), "sparse_categorical_crossentropy")
    x, y = ids[:, :-1], ids[:, 1:]
    history = model.fit(x, y, epochs=500, verbose=0)
    print("rhyme: loss", history.history["loss"][-1])
    save(model, "rhyme")


# Letters to sounds, by an encoder and a decoder with attention

LETTERS = " abcdefghijklmnopqrstuvwxyz"
SOUNDS = "_ ^ AE EH IH AA AH EY AY OW UW IY B CH D F G HH JH K L M N P R S SH T TH V W Y Z".split()
SHORT = dict(zip("aeiou", ["AE", "EH", "IH", "AA", "AH"]))
LONG = dict(zip("aeiou", ["EY", "IY", "AY", "OW", "UW"]))
PAIRS = {"ee": "IY", "ai": "EY", "oa": "OW", "oo": "UW"}
FIRST = {"b": "B", "d": "D", "f": "F", "g": "G", "h": "HH", "j": "JH", "k": "K", "l": "L", "m": "M", "n": "N", "p": "P", "r": "R", "s": "S", "t": "T", "v": "V", "w": "W", "y": "Y", "z": "Z", "ch": "CH", "sh": "SH", "th": "TH", "st": "S T", "sp": "S P", "tr": "T R", "gr": "G R", "pl": "P L"}
LAST = {"b": "B", "d": "D", "g": "G", "k": "K", "l": "L", "m": "M", "n": "N", "p": "P", "t": "T", "v": "V", "z": "Z"}
LAST_OF_SHORT = {**LAST, "sh": "SH", "th": "TH", "ck": "K", "st": "S T", "mp": "M P"}
#: Never trained on: what the example spells out.
UNSEEN = ["ship", "cheese", "grape", "stamp", "boat", "moon", "rain", "tram", "home", "week"]


def words():
    """Words as English spells them, most of which nobody uses: a final e makes a vowel long."""
    for first, before in FIRST.items():
        for vowel in "aeiou":
            for last, after in LAST_OF_SHORT.items():
                yield first + vowel + last, f"{before} {SHORT[vowel]} {after}"
            for last, after in LAST.items():
                yield first + vowel + last + "e", f"{before} {LONG[vowel]} {after}"
        for pair, sound in PAIRS.items():
            for last, after in LAST.items():
                yield first + pair + last, f"{before} {sound} {after}"


def sounds():
    known = [(word, said) for word, said in words() if word not in UNSEEN]
    most_letters = max(len(word) for word, _ in known)
    most_sounds = max(len(said.split()) for _, said in known)
    letters = np.zeros((len(known), most_letters), "int32")
    spoken = np.zeros((len(known), most_sounds + 1), "int32")  # 0 ends a word
    for row, (word, said) in enumerate(known):
        letters[row, : len(word)] = [LETTERS.index(c) for c in word]
        spoken[row, : len(said.split())] = [SOUNDS.index(s) for s in said.split()]
    begun = np.concatenate([np.full((len(known), 1), SOUNDS.index("^")), spoken[:, :-1]], axis=1)

    word = Input((None,), dtype="int32", name="letters")
    embedded = layers.Embedding(len(LETTERS), 12, mask_zero=True, name="letter")(word)
    read, forward, backward = layers.Bidirectional(
        layers.GRU(20, return_sequences=True, return_state=True), name="reader"
    )(embedded)
    state = layers.Dense(40, activation="tanh", name="handed_over")(layers.Concatenate()([forward, backward]))
    encoder = Model(word, [read, state], name="encoder")

    last = Input((None,), dtype="int32", name="last")
    memory = Input((None, 40), name="read")
    before = Input((40,), name="state")
    spelled, after = layers.GRU(40, return_sequences=True, return_state=True, name="speaker")(
        layers.Embedding(len(SOUNDS), 12, name="sound")(last), initial_state=before
    )
    context = layers.Attention(name="looks_at")([spelled, memory])
    chance = layers.Dense(len(SOUNDS), activation="softmax", name="chance")(layers.Concatenate()([spelled, context]))
    decoder = Model([last, memory, before], [chance, after], name="decoder")

    taught = Input((None,), dtype="int32")
    whole = Model([word, taught], decoder([taught, *encoder(word)])[0])
    whole.compile(keras.optimizers.Adam(0.005), "sparse_categorical_crossentropy", metrics=["accuracy"])
    history = whole.fit([letters, begun], spoken, batch_size=128, epochs=12, verbose=0)
    print("sounds: accuracy", history.history["accuracy"][-1], len(known), "words")
    save(encoder, "sounds-encoder")
    save(decoder, "sounds-decoder")


# Whether somebody speaks, frame by frame

RATE, FRAME = 8000, 80


def recording(random, seconds=4):
    """Noise all along; over it stretches of voice, and stretches of louder noise that are none."""
    t = np.arange(RATE * seconds) / RATE
    sound = 0.02 * random.normal(size=t.size)
    speaks = np.zeros(t.size)
    start = random.uniform(0.1, 0.6)
    while start < seconds - 0.3:
        end = min(start + random.uniform(0.3, 0.9), seconds)
        part = (start <= t) & (t < end)
        loudness = random.uniform(0.05, 0.3)
        if random.random() < 0.6:
            pitch = random.uniform(90, 260) * (1 + 0.03 * np.sin(2 * np.pi * 5 * t))
            phase = 2 * np.pi * np.cumsum(pitch) / RATE
            voice = sum(np.sin(k * phase) / k for k in range(1, 9))
            sound += part * loudness * voice * (0.75 + 0.25 * np.sin(2 * np.pi * 4 * t))
            speaks[part] = 1
        else:
            sound += part * loudness * random.normal(size=t.size)
        start = end + random.uniform(0.2, 0.8)
    frames = sound.reshape(-1, FRAME)
    return frames, speaks.reshape(-1, FRAME).mean(axis=1) > 0.5


def voice():
    random = np.random.default_rng(3)
    made = [recording(random) for _ in range(160)]
    x, y = np.stack([frames for frames, _ in made]), np.stack([speaks for _, speaks in made])[..., None]
    model = Sequential(
        [
            Input((None, FRAME)),
            layers.Dense(24, activation="relu"),
            layers.LSTM(12, return_sequences=True),
            layers.Dense(1, activation="sigmoid"),
        ],
        name="voice",
    )
    model.compile(keras.optimizers.Adam(0.01), "binary_crossentropy", metrics=["accuracy"])
    history = model.fit(x, y.astype("float32"), batch_size=16, epochs=25, verbose=0)
    print("voice: accuracy", history.history["accuracy"][-1])
    save(model, "voice")


# Tomorrow's temperatures, hour by hour

HOURS = 72


def temperatures(days, random):
    """As the example makes them, with weather in between: a day, a slow wave of a week or so, and noise."""
    t = np.arange(24 * days)
    slow = 4 * np.sin(2 * np.pi * t / random.uniform(120, 240) + random.uniform(0, 6))
    day = random.uniform(3, 7) * np.sin(2 * np.pi * (t - 9) / 24)
    return 14 + slow + day + 0.2 * random.normal(size=t.size)


def forecast():
    random = np.random.default_rng(4)
    x, y = [], []
    for _ in range(500):
        t = temperatures(8, random)
        start = 24 * random.integers(0, 4)
        x.append(t[start : start + HOURS])
        y.append(t[start + HOURS : start + HOURS + 24])
    model = Sequential(
        [
            Input((HOURS, 1)),
            layers.Rescaling(0.1, offset=-1.4),
            layers.GRU(24),
            layers.Dense(24),
            layers.Rescaling(10, offset=14),
        ],
        name="forecast",
    )
    model.compile(keras.optimizers.Adam(0.01), "mse")
    history = model.fit(np.array(x)[..., None], np.array(y), batch_size=32, epochs=30, verbose=0)
    print("forecast: root of the mean square", history.history["loss"][-1] ** 0.5)
    save(model, "forecast")


makers = {"rhyme": rhyme, "sounds": sounds, "voice": voice, "forecast": forecast}
for name in sys.argv[1:] or makers:
    keras.backend.clear_session()
    keras.utils.set_random_seed(14)
    makers[name]()
