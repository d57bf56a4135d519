// What a run in a browser needs beside the suite: installed by those who want it.

import type * as Playwright from 'playwright-core';
import type * as Vite from 'vite';
import { HarnessError } from '../harness-error.ts';
import { messageOf } from '../message-of.ts';

/** @throws {HarnessError} that says what to install */
async function tool<T>(name: string, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (error) {
    throw new HarnessError(
      `--browser: needs ${name}, which could not be imported (${messageOf(error)}); npm install --save-dev ${name}`,
      { cause: error },
    );
  }
}

export const loadVite = (): Promise<typeof Vite> => tool('vite', () => import('vite'));

export const loadPlaywright = (): Promise<typeof Playwright> =>
  tool('playwright-core', () => import('playwright-core'));
