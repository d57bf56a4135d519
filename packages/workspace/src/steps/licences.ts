// What the published packages bring along must be free to use in anybody's product.

import { root } from '../../setup.mjs';
import { run } from '../command.ts';
import { workspacePackages } from '../packages.ts';
import { failedRow, passedRow, type Step } from '../step.ts';

const name = 'licences';

/** They ask for no more than to be named. */
const allowed = ['0BSD', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', 'MIT'];

type ByLicence = Readonly<Record<string, readonly { name: string }[]>>;

export const licences: Step = {
  name,
  needsBuild: false,
  async *rows() {
    const published = (await workspacePackages()).filter(({ manifest }) => !manifest.private);
    const filters = published.map(({ manifest }) => `--filter=${manifest.name}`);
    const list = ['licenses', 'list', '--prod', '--json', ...filters];
    const { ok, output, stdout } = await run('pnpm', list, { cwd: root });
    if (!ok) {
      yield failedRow(name, output);
      return;
    }
    const byLicence = JSON.parse(stdout) as ByLicence;
    const packages = Object.values(byLicence).flat();
    const others = Object.entries(byLicence)
      .filter(([licence]) => !allowed.includes(licence))
      .flatMap(([licence, theirs]) => theirs.map((each) => `${each.name} is under ${licence}`));
    // Since the suite has dependencies, an empty list would be one that was not read.
    if (packages.length === 0) others.push(`pnpm ${list.join(' ')} listed nothing`);
    yield others.length === 0
      ? passedRow(`${name} of ${packages.length} dependencies`)
      : failedRow(name, others.join('\n'));
  },
};
