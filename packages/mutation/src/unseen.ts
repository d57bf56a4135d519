// What the suite cannot see through any backend, left out of the score. The contract's own tests guard all of it but
// the last rule, which is about mutants that change nothing.

import { declareValuePlugin, PluginKind } from '@stryker-mutator/api/plugin';

/** As much of Babel's path as is read here. */
interface Path {
  readonly node: Node;
  readonly key: unknown;
  readonly parentPath: Path | null;
}
interface Node {
  readonly type: string;
  readonly name?: string;
  readonly operator?: string;
  readonly id?: Node | null;
  readonly key?: Node;
  readonly right?: Node;
  readonly object?: Node;
  readonly property?: Node;
}

/** The suite pins an error's code and that it says where and what was expected; the words are the contract's. */
const wording = 'words of an error';
const wordyProperties = ['actual', 'remedy', 'what', 'claim', 'letters'];
const wordyNames = ['describe', 'adviceFor', 'shapeAdvice', 'remedy', 'required', 'wide'];

const kernelsOnly = 'clauses D: wrong kernels, which no backend is made of';
const contractOnly: Readonly<Record<string, string>> = {
  permuteGates: 'clause W6: on the way to a layer, before any backend',
  completeSupports: kernelsOnly,
  checkClaims: kernelsOnly,
  listOf: kernelsOnly,
};

const pastTheEnd = '`<=` where `<` ends at the end of a typed array: writing past it does nothing';
const typedArrays = ['v', 'target', 'sum', 'output'];

function shouldIgnore(given: object): string | undefined {
  const { node, key, parentPath } = given as Path;
  const parent = parentPath?.node;
  const declared = node.id?.name ?? '';
  if (Object.hasOwn(contractOnly, declared)) return contractOnly[declared];
  if (wordyNames.includes(declared)) return wording;
  if (key === 'value' && parent?.type === 'ObjectProperty') {
    return wordyProperties.includes(parent.key?.name ?? '') ? wording : undefined;
  }
  return key === 'test' && parent?.type === 'ForStatement' && endsTypedArray(node)
    ? pastTheEnd
    : undefined;
}

/** `k < v.length`, and `u < units`, which is the length of every gate's vector. */
function endsTypedArray({ operator, right }: Node): boolean {
  if (operator !== '<') return false;
  const isLength = right?.property?.name === 'length';
  return isLength ? typedArrays.includes(right.object?.name ?? '') : right?.name === 'units';
}

export const strykerPlugins = [declareValuePlugin(PluginKind.Ignore, 'unseen', { shouldIgnore })];
