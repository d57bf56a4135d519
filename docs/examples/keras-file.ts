// The three lines on the front page of the docs that run a Keras model, with a file and what it is given: three days of
// temperatures, hour by hour.

import { readFile } from 'node:fs/promises';
import { loadModel } from '@gatefold/layers';
import { wasm } from '@gatefold/wasm';

const file = await readFile(new URL('models/forecast.keras', import.meta.url));
const mild = (hour: number) => 14 - 5 * Math.cos((2 * Math.PI * (hour - 3)) / 24);
const x = { shape: [1, 72, 1], data: Array.from({ length: 72 }, (_, hour) => mild(hour)) };

// #region three-lines
const backend = await wasm();
const model = await loadModel(file, { backend });
const { data } = await model.predictOne(x);
// #endregion three-lines

console.log(`at 3 and 15 hours: ${data[3]?.toFixed(1)} and ${data[15]?.toFixed(1)} °C`);

// prints: at 3 and 15 hours: 8.9 and 18.9 °C
