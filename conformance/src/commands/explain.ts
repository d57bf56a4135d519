// gatefold-conformance explain

import { cases } from '../cases.ts';
import { explainCase } from '../explain.ts';
import { HarnessError } from '../harness-error.ts';
import { matches } from '../selection.ts';

export async function explain(id: string): Promise<void> {
  const item = cases.find((one) => one.id === id);
  if (item !== undefined) {
    console.log(await explainCase(item));
    return;
  }
  const near = cases.filter((one) => matches(`*${id}*`, one.id)).map((one) => one.id);
  const hint =
    near.length === 0
      ? 'gatefold-conformance list shows the ids'
      : `did you mean ${near.slice(0, 3).join(', ')}${near.length > 3 ? ` or one of ${near.length - 3} more` : ''}?`;
  throw new HarnessError(`there is no case ${id}; ${hint}`);
}
