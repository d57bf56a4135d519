// elu, selu and softplus of tfjs-backend-webgl cancel near zero: e^x - 1 and log(e^x + 1) are taken as they stand.
// Clauses A9, A10, and A19, since mish takes softplus and errs most, beyond what the suite allows. Keras: expm1 and log1p, as
// tfjs-backend-cpu has them.
// In a Chromium, which it starts: tfjs-backend-webgl does not run in Node.

import { createRequire } from 'node:module';
import { launchChromium } from '@gatefold/conformance/playwright-core';

const { resolve } = createRequire(import.meta.url);
const browser = await launchChromium();
try {
  const page = await browser.newPage();
  for (const name of ['core', 'backend-cpu', 'backend-webgl']) {
    const main = resolve(`@tensorflow/tfjs-${name}`);
    await page.addScriptTag({ path: main.replace(/node\.js$/, 'min.js') });
  }
  for (const [name, x] of [
    ['elu', -0.05],
    ['selu', -0.05],
    ['softplus', -9],
  ]) {
    const [webgl, cpu] = await page.evaluate(
      async ([op, number]) => {
        const seen = [];
        for (const backend of ['webgl', 'cpu']) {
          await tf.setBackend(backend);
          const [value] = await tf[op](tf.tensor1d([number])).data();
          seen.push(value);
        }
        return seen;
      },
      [name, x],
    );
    console.log(`${name} of ${x}: webgl ${webgl}, cpu ${cpu}, off by ${Math.abs(webgl - cpu)}`);
  }
} finally {
  await browser.close();
}
