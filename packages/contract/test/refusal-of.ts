import { isRnnError } from '../src/index.ts';

/** The code and the message of a refusal; anything else that is thrown, or nothing, fails the test. */
export function refusalOf(action: () => unknown): [code: string, message: string] {
  try {
    action();
  } catch (error) {
    if (isRnnError(error)) return [error.code, error.message];
    throw error;
  }
  throw new Error('nothing was refused');
}

/** The same as one line, `RNN_SHAPE where: …`. */
export function refusalLine(action: () => unknown): string {
  return refusalOf(action).join(' ');
}
