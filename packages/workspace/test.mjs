// npm test: set-up on the machine's own Node, then every check, which src/main.ts runs on the pinned one.

import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { pinnedNode, root, setUp, SetupError } from './setup.mjs';

process.exitCode = 1;
try {
  console.log('Installing what is missing');
  const env = setUp();
  const main = join(root, 'packages', 'workspace', 'src', 'main.ts');
  const { status } = spawnSync(pinnedNode, [main], { cwd: root, env, stdio: 'inherit' });
  if (status === 0) process.exitCode = 0;
  // 0 and 2 are main's own; anything else is a crash, which has not printed the last line.
  if (status !== 0 && status !== 2) console.log('0 passed, 1 failed');
} catch (error) {
  if (error instanceof SetupError) error.print();
  else console.error(error);
  console.log('0 passed, 1 failed');
}
