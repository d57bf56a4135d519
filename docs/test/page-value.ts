// What `expression; // => value` means in a page: page-program.ts compares there, since only Node prints as comments do.

export type CompareInNode = (
  threw: boolean,
  found: unknown,
  stated: string,
  place: string,
) => Promise<void>;

declare global {
  var compareInNode: CompareInNode;
}

/** @public */
export async function expectValue(
  evaluate: () => Promise<readonly [unknown]>,
  stated: string,
  place: string,
): Promise<void> {
  let [threw, found]: [boolean, unknown] = [false, undefined];
  try {
    [found] = await evaluate();
  } catch (error) {
    [threw, found] = [true, error];
  }
  await globalThis.compareInNode(threw, found, stated, place);
}
