// One Chromium for all test files of a worker; it ends with the worker.

import { launchChromium } from '@gatefold/conformance/playwright-core';
import type { Browser } from 'playwright-core';

let started: Promise<Browser> | undefined;

export function sharedBrowser(): Promise<Browser> {
  started ??= launchChromium();
  return started;
}
