"""Clause S8: a sequence of no steps is refused. Every Keras raises as well; the state could be the initial state."""

import torch

x = torch.zeros(1, 0, 2)
for module in (torch.nn.RNN, torch.nn.LSTM, torch.nn.GRU):
    try:
        print(module.__name__, module(2, 1, batch_first=True)(x))
    except RuntimeError as error:
        print(f"torch {torch.__version__} {module.__name__}: {error}")
