// Puts the noise gate into an audio graph that renders four seconds at once; then layers of several sizes, to see what
// part of a block's time each takes; then, on a click, the gate with the microphone.

import { compileModule, gru, lstm, simpleRNN, stacked, tensor } from '@gatefold/wasm';
import everyBlock from './every-block.js?worker&url'; // Vite bundles it, and gives its address
import noiseGate from './noise-gate.js?worker&url';

const sampleRate = 48_000;

// #region layer
// One unit that remembers whether it is open: h = σ(45·level + 10·h - 7.7).
// While it is shut, h near 0, the level has to rise above 0.1 to open it. Once
// it is open, h near 1, the 10 holds it open until the level is below 0.02.
const config = simpleRNN({ units: 1, activation: 'sigmoid' });
const weights = {
  kernel: tensor([[45]]),
  recurrentKernel: tensor([[10]]),
  bias: tensor([-7.7]),
};
// #endregion layer

// #region node
// Compiled once, for every node that has such layers.
const module = await compileModule({ layers: [config] });

async function gateIn(context) {
  await context.audioWorklet.addModule(noiseGate);
  // A module, plain data and arrays, which are copied into the worklet.
  const processorOptions = { module, config, weights };
  return new AudioWorkletNode(context, 'noise-gate', { processorOptions });
}
// #endregion node

try {
  await showGate();
  document.querySelector('#budget').textContent = ((128 / sampleRate) * 1000).toFixed(2);
  for (const layer of layers()) await showShare(layer);
} catch (error) {
  document.querySelector('#error').textContent = String(error);
}
document.body.dataset.done = 'true';

async function showGate() {
  const levels = [0.05, 0.5, 0.05, 0.01];
  const context = new OfflineAudioContext(2, levels.length * sampleRate, sampleRate);
  const tone = new OscillatorNode(context, { frequency: 1000 });
  const volume = new GainNode(context);
  for (const [second, level] of levels.entries()) volume.gain.setValueAtTime(level, second);
  const both = new ChannelMergerNode(context, { numberOfInputs: 2 });
  tone.connect(volume).connect(both, 0, 0);
  volume.connect(await gateIn(context)).connect(both, 0, 1);
  both.connect(context.destination);
  tone.start();
  const rendered = await context.startRendering();
  const [before, after] = [rendered.getChannelData(0), rendered.getChannelData(1)];
  draw(before, '--grey');
  draw(after, '--green');
  for (const [second, level] of levels.entries()) {
    // The second half of each second, when the gate has made up its mind.
    const half = after.subarray((second + 0.5) * sampleRate, (second + 1) * sampleRate);
    print(`in ${level.toFixed(2)}, out ${peak(half).toFixed(2)}`);
  }
}

/** Layers of models in use, with weights of no meaning: they cost what trained ones do. */
function layers() {
  const gate = gru({ units: 256 });
  return [
    { name: 'LSTM of 64 units', config: lstm({ units: 64 }), units: 64, gates: 4 },
    {
      name: 'LSTM of 128 units, as in Silero VAD',
      config: lstm({ units: 128 }),
      units: 128,
      gates: 4,
    },
    { name: 'LSTM of 256 units', config: lstm({ units: 256 }), units: 256, gates: 4 },
    {
      ...{ name: 'three GRUs of 256 units, as in RNNoise', units: 256, gates: 3 },
      config: stacked({ cells: [gate, gate, gate] }),
    },
  ];
}

/** Renders ten seconds of noise, and tells how long a block took. */
async function showShare({ name, units, gates, config: layer }) {
  const seconds = 10;
  const context = new OfflineAudioContext(1, seconds * sampleRate, sampleRate);
  await context.audioWorklet.addModule(everyBlock);
  const inputDims = layer.kind === 'stacked' ? [128, units, units] : [128];
  const biasRows = gates === 3 ? [2] : [];
  const each = inputDims.map((inputDim) => ({
    kernel: noise(inputDim, gates * units),
    recurrentKernel: noise(units, gates * units),
    bias: noise(...biasRows, gates * units),
  }));
  const processorOptions = {
    ...{ config: layer, weights: layer.kind === 'stacked' ? each : each[0], units },
    module: await compileModule({ layers: [layer] }),
  };
  const node = new AudioWorkletNode(context, 'every-block', { processorOptions });
  const source = new AudioBufferSourceNode(context, { buffer: hiss(context), loop: true });
  source.connect(node).connect(context.destination);
  source.start();
  const begin = performance.now();
  const rendered = await context.startRendering();
  const blocks = (seconds * sampleRate) / 128;
  const microseconds = ((performance.now() - begin) * 1000) / blocks;
  const share = microseconds / ((128 / sampleRate) * 1e6);
  if (!(peak(rendered.getChannelData(0)) > 0)) throw new Error(`${name}: nothing is heard`);
  const row = document.querySelector('tbody').insertRow();
  row.dataset.share = String(share);
  for (const text of [name, microseconds.toFixed(1), `${(100 * share).toFixed(1)} %`]) {
    row.insertCell().textContent = text;
  }
  const meter = row.insertCell().appendChild(document.createElement('meter'));
  Object.assign(meter, { value: share, high: 0.5, title: `${(100 * share).toFixed(1)} %` });
}

function noise(...shape) {
  const data = Float32Array.from({ length: shape.reduce((a, b) => a * b) }, () => {
    return (2 * Math.random() - 1) / Math.sqrt(shape[0]);
  });
  return { shape, data };
}

function hiss(context) {
  const buffer = new AudioBuffer({ length: sampleRate, sampleRate: context.sampleRate });
  buffer.copyToChannel(noise(sampleRate).data, 0);
  return buffer;
}

function peak(samples) {
  return samples.reduce((highest, sample) => Math.max(highest, Math.abs(sample)), 0);
}

/** The loudest sample of each column, up and down from the middle. */
function draw(samples, colour) {
  const canvas = document.querySelector('canvas');
  const context = canvas.getContext('2d');
  // A canvas does not know light-dark(), so an element is asked what it comes to.
  canvas.style.color = `var(${colour})`;
  context.fillStyle = getComputedStyle(canvas).color;
  const { width, height } = canvas;
  for (let column = 0; column < width; column++) {
    const [from, to] = [column, column + 1].map((k) => Math.floor((k * samples.length) / width));
    const tall = Math.max(1, peak(samples.subarray(from, to)) * height);
    context.fillRect(column, (height - tall) / 2, 1, tall);
  }
}

document.querySelector('button').addEventListener('click', () => {
  listen().catch((error) => print(String(error)));
});

async function listen() {
  const context = new AudioContext();
  const microphone = await navigator.mediaDevices.getUserMedia({ audio: true });
  new MediaStreamAudioSourceNode(context, { mediaStream: microphone })
    .connect(await gateIn(context))
    .connect(context.destination);
}

function print(line) {
  document.querySelector('#output').append(`${line}\n`);
}
