// Runs modules in a page of a headless Chromium, bundled as an app's would be.

import type { Browser } from 'playwright-core';
import { build, type Rolldown } from 'vite';
import type { CompareInNode } from './page-value.ts';
import { expectValue } from './value.ts';

/** Runs a module to its end and returns what it printed. */
export async function runInPage(browser: Browser, path: string): Promise<string> {
  return runBundle(browser, await bundle(path));
}

/** Runs a module that is whole: it imports nothing. */
export async function runBundle(browser: Browser, code: string): Promise<string> {
  const page = await browser.newPage();
  try {
    const printed: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'log') printed.push(message.text());
    });
    const compare: CompareInNode = (threw, found, stated, place) => {
      const evaluate = async (): Promise<[unknown]> => {
        if (threw) throw found;
        return [found];
      };
      return expectValue(evaluate, stated, place);
    };
    await page.exposeFunction('compareInNode', compare);
    // WebGPU is there for pages of this machine and of https alone.
    await page.route('http://localhost/', (route) =>
      route.fulfill({ contentType: 'text/html', body: '' }),
    );
    await page.goto('http://localhost/');
    // As text, since vitest would turn the import into its own.
    const blob = `new Blob([${JSON.stringify(code)}], { type: 'text/javascript' })`;
    await page.evaluate(`import(URL.createObjectURL(${blob})).then(() => undefined)`);
    return printed.join('\n');
  } finally {
    await page.close();
  }
}

async function bundle(path: string): Promise<string> {
  const { output } = (await build({
    configFile: false,
    logLevel: 'error',
    build: {
      target: 'esnext',
      write: false,
      minify: false,
      chunkSizeWarningLimit: 10_000,
      rolldownOptions: { input: path },
    },
  })) as Rolldown.RolldownOutput;
  return output[0].code;
}
