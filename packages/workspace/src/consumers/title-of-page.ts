// A page of a stranger's, opened in a browser: what it came to is its title.

import { join } from 'node:path';
import { build } from 'vite';
import { inChromium } from './in-chromium.ts';

/** The same of a page in a folder of the folder, built by Vite. */
export async function titleOfBuiltPage(folder: string, page: string): Promise<string> {
  const root = join(folder, page);
  await build({
    ...{ configFile: false, logLevel: 'error', root },
    build: { target: 'esnext' },
    worker: { format: 'es' },
  });
  return titleOfPage(join(root, 'dist'));
}

/** The title that a page of a folder gives itself, or what went wrong. */
export function titleOfPage(folder: string, file = 'index.html'): Promise<string> {
  return inChromium(async (browser) => {
    const opened = await browser.newPage();
    const errors: string[] = [];
    opened.on('pageerror', ({ message }) => errors.push(message));
    // No server: the browser is given the files as they lie there.
    await opened.route('http://bundled.test/**', (route) => {
      const { pathname } = new URL(route.request().url());
      return route.fulfill({ path: join(folder, pathname) });
    });
    await opened.goto(`http://bundled.test/${file}`);
    const titled = opened.waitForFunction('document.title', undefined, { timeout: 120_000 });
    const isTitled = await titled.then(
      () => true,
      () => false,
    );
    return isTitled ? await opened.title() : ['nothing', ...errors].join('\n');
  });
}
