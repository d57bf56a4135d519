// What self-check prints: the table of mutants, and what is wrong with the suite if anything is.

import pc from 'picocolors';
import {
  complaints,
  killedByOne,
  lawScore,
  type MutantVerdict,
  type SelfCheck,
} from '../self-check.ts';

export function formatSelfCheck(checked: SelfCheck, full: boolean): string {
  const { verdicts, idle, milliseconds } = checked;
  const dead = verdicts.filter(({ killers }) => killers.length > 0).length;
  const { killed, of } = lawScore(checked);
  const wrong = complaints(checked);
  return [
    ...verdicts.map((verdict) => formatVerdict(verdict)),
    '',
    `${verdicts.length} mutants, ${dead} dead by a case of their own clause, in ${(milliseconds / 1000).toFixed(1)} s`,
    `laws alone, with no golden and no oracle, kill ${killed} of the ${of} that change values (${((100 * killed) / of).toFixed(1)} %)`,
    idle.length === 0
      ? 'every case kills a mutant'
      : `${idle.length} cases kill no mutant:\n${idle.map((id) => `    ${id}`).join('\n')}`,
    ...(full ? [formatLone(checked)] : []),
    ...wrong.map((line) => pc.red(`✗ ${line}`)),
  ].join('\n');
}

function formatLone(checked: SelfCheck): string {
  const lone = killedByOne(checked);
  const share = ((100 * lone.length) / checked.verdicts.length).toFixed(1);
  return [
    `${lone.length} mutants (${share} %) are killed by one case alone${lone.length === 0 ? '' : ':'}`,
    ...lone.map(
      ({ id, killers, strangers }) => `    ${id} by ${[...killers, ...strangers].join()}`,
    ),
  ].join('\n');
}

function formatVerdict({ mutant, killers }: MutantVerdict): string {
  const { id, clause, says } = mutant;
  const [first, ...more] = killers;
  const by =
    first === undefined
      ? pc.red('SURVIVES')
      : pc.dim(`${first}${more.length > 0 ? ` and ${more.length} more` : ''}`);
  return `${first === undefined ? pc.red('✗') : pc.green('✓')} ${clause.padEnd(4)}${id.padEnd(42)} ${says}  ${by}`;
}
