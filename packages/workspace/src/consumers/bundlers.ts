// Four bundlers, each as its own documentation begins, on a program whose folder holds its packages. A warning is a
// failure: an import that is not found is no more than a warning to some.

import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { nodeResolve } from '@rollup/plugin-node-resolve';
import { build as buildWithEsbuild } from 'esbuild';
import { rollup } from 'rollup';
import { build as buildWithVite, createLogger } from 'vite';
import webpack from 'webpack';

export interface BundleJob {
  readonly folder: string;
  /** In the folder. */
  readonly entry: string;
  /** Where the one module goes that comes of it. */
  readonly outFile: string;
  readonly runsIn: 'node' | 'page';
}

export type Bundler = 'Vite' | 'webpack' | 'esbuild' | 'Rollup';

export const bundlers: Readonly<Record<Bundler, (job: BundleJob) => Promise<void>>> = {
  async Vite({ folder, entry, outFile, runsIn }) {
    const warnings: string[] = [];
    const logger = createLogger('silent');
    logger.warn = (text) => warnings.push(text);
    const output = await buildWithVite({
      configFile: false,
      root: folder,
      logLevel: 'warn',
      customLogger: logger,
      ssr: { noExternal: true },
      build: {
        target: 'esnext',
        write: true,
        emptyOutDir: false,
        outDir: dirname(outFile),
        ssr: runsIn === 'node',
        chunkSizeWarningLimit: 10_000,
        modulePreload: false,
        rolldownOptions: {
          input: join(folder, entry),
          output: { entryFileNames: basename(outFile) },
        },
      },
    });
    if (!output) throw new Error('built nothing');
    throwAny(warnings);
  },

  async webpack({ folder, entry, outFile, runsIn }) {
    const compiler = webpack({
      mode: 'production',
      context: folder,
      entry: `./${entry}`,
      target: runsIn === 'node' ? 'node20' : 'web',
      experiments: { outputModule: true },
      output: {
        path: dirname(outFile),
        filename: basename(outFile),
        module: true,
        chunkFormat: 'module',
      },
      performance: { hints: false },
    });
    const { promise, resolve, reject } = Promise.withResolvers<readonly string[]>();
    compiler.run((error, stats) => {
      if (error) reject(error);
      const { errors = [], warnings = [] } = stats?.toJson() ?? {};
      resolve([...errors, ...warnings].map(({ message }) => message));
    });
    throwAny(await promise);
    await promisify(compiler.close.bind(compiler))();
  },

  async esbuild({ folder, entry, outFile, runsIn }) {
    const { warnings } = await buildWithEsbuild({
      absWorkingDir: folder,
      entryPoints: [entry],
      bundle: true,
      format: 'esm',
      outfile: outFile,
      platform: runsIn === 'node' ? 'node' : 'browser',
      logLevel: 'silent',
    });
    throwAny(warnings.map(({ text }) => text));
  },

  async Rollup({ folder, entry, outFile, runsIn }) {
    const warnings: string[] = [];
    const bundle = await rollup({
      input: join(folder, entry),
      plugins: [nodeResolve({ browser: runsIn === 'page' })],
      onwarn: ({ message }) => warnings.push(message),
    });
    await bundle.write({ file: outFile, format: 'es', inlineDynamicImports: true });
    await bundle.close();
    throwAny(warnings);
  },
};

function throwAny(warnings: readonly string[]): void {
  if (warnings.length > 0) throw new Error(warnings.join('\n'));
}
