// Apart from everything else: a checkout that has not been built starts browsers too, with no package to import.

/** What a thrown value says. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
