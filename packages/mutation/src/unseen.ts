// What the suite cannot see through any backend, left out of the score. The contract's own tests guard all of it but
// the last rule, which is about mutants that change nothing.

import { declareValuePlugin, PluginKind } from '@stryker-mutator/api/plugin';

/** As much of Babel's path as is read here. */
interface Path {
  readonly node: Node;
  readonly key: unknown;
  readonly listKey?: unknown;
  readonly parentPath: Path | null;
}
interface Node {
  readonly type: string;
  readonly name?: string;
  readonly operator?: string;
  readonly id?: Node | null;
  readonly key?: Node;
  readonly right?: Node;
  readonly callee?: Node;
  readonly properties?: readonly Node[];
  readonly object?: Node;
  readonly property?: Node;
}

/** The suite pins an error's code and that it says where, what was expected and what was given; not the words. */
const wording = 'words of an error';
const wordyProperties = ['actual', 'remedy', 'what', 'claim', 'letters'];
const wordyNames = [
  ...['adviceFor', 'adviceForActivation', 'adviceForConfig', 'adviceForDirections'],
  ...['columnAdvice', 'formAdvice', 'formOf', 'lengthAdvice', 'nameAdvice'],
  ...['shapeAdvice', 'stateAdvice'],
  ...['advice', 'got', 'inputDimIsOpen', 'longest', 'message', 'remedy', 'required', 'wide'],
];

const kernelsOnly = 'clause D1: wrong kernels, which no backend is made of';
const byHand = 'clauses C18, E27 and W6: called by hand, before any backend';
const contractOnly: Readonly<Record<string, string>> = {
  completeSupports: kernelsOnly,
  checkClaims: kernelsOnly,
  claims: kernelsOnly,
  isBoolean: kernelsOnly,
  listOf: kernelsOnly,
  completeKernels: kernelsOnly,
  completeEngine: kernelsOnly,
  checkName: kernelsOnly,
  permuteGates: byHand,
  checkOrder: byHand,
  checkKind: byHand,
  sizeOf: byHand,
};
const failingKernel = 'clause D2: a kernel that throws, as no arithmetic of the suite makes one do';

const pastTheEnd = '`<=` where `<` ends at the end of a typed array: writing past it does nothing';
const typedArrays = ['v', 'target', 'sum', 'output'];

function shouldIgnore(given: object): string | undefined {
  const path = given as Path;
  const { node, key, parentPath } = path;
  // A private method's name stands in its key.
  const declared = node.id?.name ?? node.key?.id?.name ?? '';
  if (Object.hasOwn(contractOnly, declared)) return contractOnly[declared];
  if (node.type === 'CatchClause') return failingKernel;
  if (wordyNames.includes(declared) || isWording(path)) return wording;
  return key === 'test' && parentPath?.node.type === 'ForStatement' && endsTypedArray(node)
    ? pastTheEnd
    : undefined;
}

function isWording({ node, key, listKey, parentPath }: Path): boolean {
  const parent = parentPath?.node;
  if (parent?.type === 'ObjectProperty' && key === 'value') {
    return wordyProperties.includes(parent.key?.name ?? '');
  }
  // `...(remedy === undefined ? {} : { remedy })`
  if (node.type === 'SpreadElement') return errorOf(parentPath?.parentPath) !== undefined;
  // `{ what, claim }`: two words of a refusal.
  if (node.properties?.some((property) => property.key?.name === 'claim')) return true;
  // What stands inside the sentence of an `expected`.
  if (parentPath?.key === 'value' && parentPath.parentPath?.node.type === 'ObjectProperty') {
    return parentPath.parentPath.node.key?.name === 'expected';
  }
  return listKey === 'arguments' && key === 1 && parent?.callee?.name === 'disposedError';
}

/** The name of the error that an object of arguments is for. */
function errorOf(path: Path | null | undefined): string | undefined {
  const name = path?.node.type === 'NewExpression' ? path.node.callee?.name : undefined;
  return name?.endsWith('Error') ? name : undefined;
}

/** `k < v.length`, and `u < units` or `column < columns`, which are the lengths of a gate's vector and of all gates' sums. */
function endsTypedArray({ operator, right }: Node): boolean {
  if (operator !== '<') return false;
  const isLength = right?.property?.name === 'length';
  return isLength
    ? typedArrays.includes(right.object?.name ?? '')
    : ['units', 'columns'].includes(right?.name ?? '');
}

export const strykerPlugins = [declareValuePlugin(PluginKind.Ignore, 'unseen', { shouldIgnore })];
