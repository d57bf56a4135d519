// Every mutant, in the order of the table. To add one, write it in the file of what it gets wrong.

import { activationMutants } from './activations.ts';
import { claimAndErrorMutants } from './claims.ts';
import { compositionMutants } from './composition.ts';
import { equationMutants } from './equations.ts';
import { gateMutants } from './gates.ts';
import { gatheredMutants } from './gathered.ts';
import { initialStateMutants } from './initial-state.ts';
import { largeMutants } from './large.ts';
import { leakMutants } from './leaks.ts';
import { lifetimeMutants } from './lifetime.ts';
import { maskMutants } from './masks.ts';
import type { Mutant } from './mutant.ts';
import { narrowMutants } from './narrow.ts';
import { numberMutants } from './numbers.ts';
import { orderMutants } from './order.ts';
import { planMutants } from './plans.ts';
import { refusedCallMutants } from './refused-calls.ts';
import { refusedLayerMutants } from './refused-layers.ts';
import { resultMutants } from './results.ts';
import { spoiltResultMutants } from './spoilt-results.ts';
import { statefulMutants } from './stateful.ts';
import { storedStateMutants } from './stored-states.ts';
import { streamStateMutants } from './stream-states.ts';
import { streamMutants } from './streams.ts';
import { deviceMutants } from './devices.ts';
import { callLeakMutants } from './call-leaks.ts';
import { pairMutants } from './pairs.ts';
import { sizeMutants } from './sizes.ts';
import { uploadMutants } from './uploads.ts';
import { valueMutants } from './values.ts';
import { viewMutants } from './views.ts';

export const mutants: readonly Mutant[] = [
  ...gateMutants,
  ...equationMutants,
  ...numberMutants,
  ...activationMutants,
  ...orderMutants,
  ...maskMutants,
  ...initialStateMutants,
  ...statefulMutants,
  ...compositionMutants,
  ...streamMutants,
  ...resultMutants,
  ...lifetimeMutants,
  ...planMutants,
  ...uploadMutants,
  ...gatheredMutants,
  ...spoiltResultMutants,
  ...streamStateMutants,
  ...storedStateMutants,
  ...leakMutants,
  ...refusedCallMutants,
  ...refusedLayerMutants,
  ...claimAndErrorMutants,
  ...narrowMutants,
  ...deviceMutants,
  ...callLeakMutants,
  ...pairMutants,
  ...sizeMutants,
  ...largeMutants,
  ...valueMutants,
  ...viewMutants,
];
