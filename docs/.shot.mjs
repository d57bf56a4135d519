import { serve } from 'vitepress';
import { launchChromium } from '@gatefold/conformance/playwright-core';
const [, , out, ...specs] = process.argv;
const { server } = await serve({ root: import.meta.dirname, port: 0 });
const port = server.address().port;
const browser = await launchChromium();
for (const spec of specs) {
  const [path, scheme = 'light', w = '1280', h = '1100', full = '0', flags = ''] = spec.split(',');
  const page = await browser.newPage({
    colorScheme: scheme,
    viewport: { width: +w, height: +h },
    deviceScaleFactor: +w < 500 ? 2 : 1,
    reducedMotion: 'reduce',
  });
  await page.goto(`http://localhost:${port}${path}`);
  await page.waitForLoadState('networkidle');
  for (const name of flags.split('+').filter(Boolean))
    await page.getByLabel(name, { exact: true }).check();
  await page.waitForTimeout(400);
  const file = `${out}/${path.replaceAll('/', '_')}-${scheme}-${w}.png`;
  await page.screenshot({ path: file, fullPage: full === '1' });
  console.log(file);
}
await browser.close();
server.close();
