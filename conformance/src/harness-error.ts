/** The suite could not be run at all: exit code 2, and nothing is said about conformance. */
export class HarnessError extends Error {
  override readonly name = 'HarnessError';
}
