// Puts the noise gate into an audio graph: first one that renders four seconds at once, to show what it does; then, on a
// click, one with the microphone.

import { simpleRNN, tensor } from '@gatefold/cpu';
import noiseGate from './noise-gate.js?worker&url'; // Vite bundles it, and gives its address

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
async function gateIn(context) {
  await context.audioWorklet.addModule(noiseGate);
  // Plain data and arrays, which are copied into the worklet.
  const processorOptions = { config, weights };
  const node = new AudioWorkletNode(context, 'noise-gate', { processorOptions });
  const { data } = await new Promise((resolve) => {
    node.port.addEventListener('message', resolve, { once: true });
    node.port.start();
  });
  if (data !== 'listening') throw new Error(data);
  return node;
}
// #endregion node

// A tone of four levels, one second each: noise, loud, as soft as the noise, softer.
const levels = [0.05, 0.5, 0.05, 0.01];
const sampleRate = 48_000;
const offline = new OfflineAudioContext(1, levels.length * sampleRate, sampleRate);
const tone = new OscillatorNode(offline, { frequency: 1000 });
const volume = new GainNode(offline);
for (const [second, level] of levels.entries()) volume.gain.setValueAtTime(level, second);
tone
  .connect(volume)
  .connect(await gateIn(offline))
  .connect(offline.destination);
tone.start();
const rendered = (await offline.startRendering()).getChannelData(0);
for (const [second, level] of levels.entries()) {
  // The second half of each second, when the gate has made up its mind.
  const half = rendered.subarray((second + 0.5) * sampleRate, (second + 1) * sampleRate);
  const peak = half.reduce((highest, sample) => Math.max(highest, Math.abs(sample)), 0);
  print(`in ${level.toFixed(2)}, out ${peak.toFixed(2)}`);
}
document.body.dataset.done = 'true';

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
