// A forecast: from the temperatures of three days, hour by hour, those of the next. The model is a GRU of Keras 3 between a
// Rescaling and a Dense, which models/train.py had learn from days like these.

import { readFile } from 'node:fs/promises';
import { loadModel } from '@gatefold/layers';
import { wasm } from '@gatefold/wasm';

/** Degrees in hour t: warmest in the afternoon, and over the week first warmer, then colder. */
const degrees = (t: number) =>
  14 + 5 * Math.sin((2 * Math.PI * (t - 9)) / 24) + 4 * Math.sin((2 * Math.PI * t) / 168);
const hours = (from: number, count: number) =>
  Array.from({ length: count }, (_, k) => degrees(from + k));

// #region forecast
using backend = await wasm();
const file = await readFile(new URL('models/forecast.keras', import.meta.url));
const model = await loadModel(file, { backend });

const past = { shape: [1, 72, 1], data: hours(0, 72) }; // [batch, timeSteps, inputDim]
const { data: tomorrow } = await model.predictOne(past); // 24 hours
// #endregion forecast

const came = hours(72, 24);
for (let hour = 0; hour < 24; hour += 3) {
  const [said, was] = [tomorrow[hour] ?? NaN, came[hour] ?? NaN];
  console.log(
    `${String(hour).padStart(2, '0')}:00  ${said.toFixed(1)} °C, and it was ${was.toFixed(1)}  ${'='.repeat(Math.round(said))}`,
  );
}
const off = Math.max(...tomorrow.map((said, hour) => Math.abs(said - (came[hour] ?? NaN))));
console.log(`at most ${off.toFixed(1)} °C off`);

// #region prints
// prints:
// 00:00  12.2 °C, and it was 12.2  ============
// 03:00  10.3 °C, and it was 10.3  ==========
// 06:00  11.5 °C, and it was 11.4  ===========
// 09:00  14.4 °C, and it was 14.4  ==============
// 12:00  17.5 °C, and it was 17.5  ==================
// 15:00  18.5 °C, and it was 18.6  ==================
// 18:00  16.5 °C, and it was 16.6  =================
// 21:00  12.7 °C, and it was 12.7  =============
// at most 0.2 °C off

// #endregion prints
