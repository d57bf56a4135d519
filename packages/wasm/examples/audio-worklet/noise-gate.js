// A noise gate: it opens when the sound is loud, and stays open until it is quiet.
// It runs in an AudioWorklet, whose constructor cannot wait: the page has
// compiled the WebAssembly before, and wasmSync takes what comes of it.

import { wasmSync } from '@gatefold/wasm';

class NoiseGate extends AudioWorkletProcessor {
  #stream;
  // The same arrays serve every block: a push allocates nothing.
  #frame = { shape: [1, 1], data: new Float32Array(1) }; // [batch, inputDim]
  #gain = new Float32Array(1);

  constructor({ processorOptions: { module, config, weights } }) {
    super();
    this.#stream = wasmSync({ module }).layer(config, weights).stream();
  }

  process([[input]], [[output]]) {
    if (input === undefined) return true; // nothing is connected
    let level = 0;
    for (const sample of input) {
      level = Math.max(level, Math.abs(sample));
    }

    const before = this.#gain[0];
    this.#frame.data[0] = level;
    this.#stream.push(this.#frame).dataSync(this.#gain);
    const after = this.#gain[0];

    // From the old gain to the new one along a line: a jump would click.
    for (let k = 0; k < input.length; k++) {
      output[k] = input[k] * (before + ((after - before) * (k + 1)) / input.length);
    }
    return true;
  }
}

registerProcessor('noise-gate', NoiseGate);
