"""Runs every request of a file through one writer of Keras, in float32 and in float64.

    KERAS_BACKEND=tensorflow python -m keras_runner keras3-tensorflow requests.json answers.json

Called by generate.ts, which describes requests and answers in request.ts.
"""

import json
import sys
import time

from keras_runner.writer import Writer


def main() -> None:
    name, request_path, answer_path = sys.argv[1:]
    writer = Writer(name)
    with open(request_path, encoding="utf-8") as file:
        requests = json.load(file)
    answers = {"versions": writer.versions(), "cases": {}}
    start = time.monotonic()
    for index, request in enumerate(requests):
        answers["cases"][request["id"]] = writer.answer(request)
        if (index + 1) % 100 == 0:
            seconds = time.monotonic() - start
            left = seconds / (index + 1) * (len(requests) - index - 1)
            print(f"{name}: {index + 1} of {len(requests)}, about {left:.0f} s left", flush=True)
    with open(answer_path, "w", encoding="utf-8") as file:
        json.dump(answers, file)


main()
