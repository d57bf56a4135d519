// Chromium's software GPU for Node: Dawn finds it by variables that name its driver and the folder of its loader.

import { existsSync, realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { findChromium } from '@gatefold/conformance/playwright-core';
import { chromium } from 'playwright-core';

const driver = 'vk_swiftshader_icd.json';

/** @throws {Error} where there is no Chromium, or one without the driver */
export function softwareGpu(): Readonly<Record<string, string>> {
  const program = realpathSync(findChromium(chromium.executablePath()));
  const own = dirname(program);
  // Where the program in PATH is a script, as on Debian, all else lies in a folder of its name.
  const folders = [own, join(own, '..', 'lib', basename(program))];
  const folder = folders.find((each) => existsSync(join(each, driver)));
  if (folder === undefined) {
    throw new Error(
      `${program}: no ${driver} in ${folders.join(' or ')}; name another Chromium in GATEFOLD_CHROMIUM`,
    );
  }
  return { VK_DRIVER_FILES: join(folder, driver), LD_LIBRARY_PATH: folder };
}
