// A layer that gets the samples of every block, as a model of 8 ms or less does; its first unit is what is heard.

import { wasmSync } from '@gatefold/wasm';

class EveryBlock extends AudioWorkletProcessor {
  #stream;
  #frame;
  #answer;

  constructor({ processorOptions: { module, config, weights, units } }) {
    super();
    this.#stream = wasmSync({ module }).layer(config, weights).stream();
    this.#frame = { shape: [1, 128], data: new Float32Array(128) };
    this.#answer = new Float32Array(units);
  }

  process([[input]], [[output]]) {
    if (input === undefined) return true;
    this.#frame.data.set(input);
    this.#stream.push(this.#frame).dataSync(this.#answer);
    output.fill(this.#answer[0]);
    return true;
  }
}

registerProcessor('every-block', EveryBlock);
