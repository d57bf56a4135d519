// What a call is given, as a flat list.

import type { GraphArgument, GraphTensor } from '@gatefold/importers';

/** The tensors in arguments, in Keras's order. */
export function tensorsIn(args: readonly GraphArgument[]): readonly GraphTensor[] {
  return args.flatMap((argument) => {
    if (Array.isArray(argument)) return tensorsIn(argument);
    if ('tensor' in argument) return [(argument as { tensor: GraphTensor }).tensor];
    return 'entries' in argument ? tensorsIn(Object.values(argument.entries)) : [];
  });
}
