"""Clause P5: once a stored state is not zero, tf_keras ignores initial_state (tensorflow#32299)."""

import tensorflow as tf
import tf_keras

print("tf_keras", tf_keras.__version__)
layer = tf_keras.layers.SimpleRNN(
    1, stateful=True, activation="linear", kernel_initializer="ones", recurrent_initializer="ones"
)
x = tf.ones([1, 1, 1])
for call in ("first", "second"):
    print(f"1 + initial state 10, {call} call, should be 11:", layer(x, initial_state=tf.fill([1, 1], 10.0)).numpy())
