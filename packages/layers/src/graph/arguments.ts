// What a call is given: tensors by keys, masks, and what else there is.

import { UnsupportedError } from '@gatefold/contract';
import type { GraphArgument, GraphTensor } from '@gatefold/importers';
import type { PlannedLayer } from '../layers/make-layer.ts';

/** The keys of masks that a call names, one for each input; undefined where it names none. */
export type Masks = readonly (string | undefined)[] | undefined;

/** The tensors in arguments, in Keras's order. */
export function tensorsIn(args: readonly GraphArgument[]): readonly GraphTensor[] {
  return args.flatMap((argument) => {
    if (Array.isArray(argument)) return tensorsIn(argument);
    if ('tensor' in argument) return [(argument as { tensor: GraphTensor }).tensor];
    return 'entries' in argument ? tensorsIn(Object.values(argument.entries)) : [];
  });
}

/** What a layer is called with beside tensors. */
export function optionsOf(
  { where, kind, layer }: PlannedLayer,
  others: Readonly<Record<string, GraphArgument>>,
): Readonly<Record<string, unknown>> {
  const options: Record<string, unknown> = {};
  const known = kind === 'host' ? (layer.callOptions ?? []) : [];
  for (const [name, argument] of Object.entries(others)) {
    if (name === 'training') continue;
    const isConstant = !Array.isArray(argument) && 'constant' in argument;
    if (isConstant && (argument.constant === null || argument.constant === false)) continue;
    if (!isConstant || !known.includes(name)) {
      throw new UnsupportedError({
        where: `${where}: ${name}`,
        expected: 'is not an argument that is read here',
        remedy: 'a layer of your own may stand in its place: registerLayer',
      });
    }
    options[name] = argument.constant;
  }
  return options;
}

/** The keys of the tensors and constants in an argument, in Keras's order. */
export function inputsIn(
  argument: GraphArgument,
  keyOf: (tensor: GraphTensor) => string,
  constant: (value: unknown) => string,
): readonly string[] {
  if (Array.isArray(argument)) {
    return (argument as readonly GraphArgument[]).flatMap((one) => inputsIn(one, keyOf, constant));
  }
  if ('tensor' in argument) return [keyOf((argument as { tensor: GraphTensor }).tensor)];
  if ('entries' in argument) {
    return Object.values(argument.entries).flatMap((one) => inputsIn(one, keyOf, constant));
  }
  const { constant: value } = argument as { constant: unknown };
  return value === null ? [] : [constant(value)];
}

export function masksOf(
  argument: GraphArgument | undefined,
  keyOf: (tensor: GraphTensor) => string,
): Masks {
  if (argument === undefined) return undefined;
  if (Array.isArray(argument)) return argument.flatMap((one) => masksOf(one, keyOf) ?? [undefined]);
  return 'tensor' in argument ? [keyOf((argument as { tensor: GraphTensor }).tensor)] : undefined;
}
