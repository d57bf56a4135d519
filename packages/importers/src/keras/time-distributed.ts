// A recurrent layer that a TimeDistributed runs once for each of its own steps.

import { fieldsOf, textOr } from '../json-fields.ts';
import type { LayerDraft } from './model-config.ts';

/** The layer inside, when there is one and it has the weights; otherwise the layer itself. */
export function timeDistributed(draft: LayerDraft): LayerDraft {
  if (draft.className !== 'TimeDistributed') return draft;
  const { class_name: className, config } = fieldsOf(draft.config['layer']);
  const inside = fieldsOf(config);
  if (typeof className !== 'string') return draft;
  const name = textOr(className.toLowerCase(), inside['name']);
  return timeDistributed({ path: `${draft.path}/${name}`, name, className, config: inside });
}
