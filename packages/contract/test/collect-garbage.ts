import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** After it a WeakRef knows only what somebody else holds. */
export async function collectGarbage(): Promise<void> {
  // A WeakRef holds what it was made of until the task ends.
  await new Promise((resolve) => {
    setTimeout(resolve);
  });
  collect();
}
