// @gatefold/layers, alone in a folder but for a backend: a page of one script tag loads a file that Keras 3 wrote.

import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../setup.mjs';
import { type Installed, printingRow } from './installed.ts';
import type { Row } from '../step.ts';
import { titleOfBuiltPage } from './title-of-page.ts';

const page = 'keras-page';
const file = 'forecast.keras';

/** What Keras 3.15.1 on TensorFlow predicts after three days of 14 degrees, for each hour. */
const predicted =
  '13.66 14.01 14.18 14.50 14.46 14.90 14.66 14.58 15.10 14.86 15.25 15.54 ' +
  '15.57 15.66 15.54 15.79 15.59 15.90 16.08 16.43 16.33 17.00 17.05 16.76';

export async function* kerasPageRows({ what, folder }: Installed): AsyncGenerator<Row> {
  yield await printingRow(
    `${what}: a page of three lines, by Vite`,
    () => openPage(folder),
    predicted,
  );
}

async function openPage(folder: string): Promise<string> {
  const beside = join(folder, page, 'public');
  mkdirSync(beside);
  cpSync(join(root, 'docs', 'examples', 'models', file), join(beside, file));
  return titleOfBuiltPage(folder, page);
}
