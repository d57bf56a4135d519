// How a changeset becomes an entry of CHANGELOG.md: as it was written, without a commit's hash in front, for readers
// who want to know what changed for them.

/** @param {{ summary: string }} changeset */
export async function getReleaseLine({ summary }) {
  return summary.trim();
}

/**
 * @param {unknown} _changesets
 * @param {readonly { name: string, newVersion: string }[]} dependencies
 */
export async function getDependencyReleaseLine(_changesets, dependencies) {
  const named = dependencies.map(({ name, newVersion }) => `${name} ${newVersion}`);
  return named.length === 0 ? '' : `Built on ${named.join(' and ')}.`;
}

export default { getReleaseLine, getDependencyReleaseLine };
