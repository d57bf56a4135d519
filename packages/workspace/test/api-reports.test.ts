// The public API, door by door, with every signature: what changes here changes what users see, and needs a changeset.
// After a change that is meant, `vitest run -u test/api-reports.test.ts` writes the reports anew.

import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import {
  Extractor,
  ExtractorConfig,
  ExtractorLogLevel,
  type IConfigFile,
} from '@microsoft/api-extractor';
import { expect, test } from 'vitest';
import { root } from '../setup.mjs';
import type { Manifest } from '../src/packages.ts';

const doors = globSync(['conformance/package.json', 'packages/*/package.json'], { cwd: root })
  .map((file) => {
    const manifest = JSON.parse(readFileSync(join(root, file), 'utf8')) as Manifest;
    return { folder: join(root, dirname(file)), manifest };
  })
  .filter(({ manifest }) => !manifest.private)
  .flatMap(({ folder, manifest }) =>
    Object.keys(manifest.exports ?? {})
      .filter((door) => !door.endsWith('.json'))
      .map((door) => [manifest.name + door.slice(1), folder, door.slice(2) || 'index'] as const),
  );

test('there are more doors than packages', () => {
  expect(doors.length).toBeGreaterThan(4);
});

test.each(doors)('%s is what its report says', async (_, folder, door) => {
  await expect(reportOf(folder, door)).toMatchFileSnapshot(join(folder, 'api', `${door}.api.md`));
});

/** Reads the built declarations of a door. */
function reportOf(folder: string, door: string): string {
  const reportFolder = mkdtempSync(join(tmpdir(), 'gatefold-api-'));
  // Docstrings have a linter and readers of their own.
  const silent = { default: { logLevel: ExtractorLogLevel.None } };
  const configObject: IConfigFile = {
    projectFolder: folder,
    mainEntryPointFilePath: join(folder, 'dist', `${door}.d.ts`),
    compiler: { tsconfigFilePath: join(folder, 'tsconfig.build.json') },
    apiReport: {
      enabled: true,
      reportFolder,
      reportTempFolder: join(reportFolder, 'temp'),
      reportFileName: `${door}.api.md`,
    },
    messages: {
      compilerMessageReporting: { default: { logLevel: ExtractorLogLevel.Error } },
      extractorMessageReporting: silent,
      tsdocMessageReporting: silent,
    },
  };
  try {
    const config = ExtractorConfig.prepare({
      configObject,
      configObjectFullPath: undefined,
      packageJsonFullPath: join(folder, 'package.json'),
    });
    const errors: string[] = [];
    Extractor.invoke(config, {
      localBuild: true,
      messageCallback: (message) => {
        message.handled = true;
        if (message.logLevel === ExtractorLogLevel.Error) errors.push(message.text);
      },
    });
    expect(errors).toEqual([]);
    return readFileSync(join(reportFolder, `${door}.api.md`), 'utf8');
  } finally {
    rmSync(reportFolder, { recursive: true, force: true });
  }
}
