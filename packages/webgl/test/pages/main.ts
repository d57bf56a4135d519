// What tests call in the page, by name.

import * as choices from './choices.ts';
import * as counts from './counts.ts';
import * as hostile from './hostile.ts';
import * as interop from './interop.ts';
import * as layers from './layers.ts';
import * as probes from './probes.ts';
import * as lifetime from './lifetime.ts';
import * as loss from './loss.ts';

const pages = {
  ...choices,
  ...counts,
  ...hostile,
  ...interop,
  ...layers,
  ...lifetime,
  ...loss,
  ...probes,
};

export type Pages = typeof pages;

declare global {
  var pages: Pages;
}

globalThis.pages = pages;
