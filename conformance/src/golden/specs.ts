// Every golden, known without its numbers.

import type { GoldenSpec } from './golden.ts';
import { cellSpecs } from './specs/cells.ts';
import { bidirectionalSpecs, stackedSpecs } from './specs/composed.ts';
import { largeSpecs, scaleSpecs, sizeSpecs } from './specs/sizes.ts';
import { statefulSpecs } from './specs/stateful.ts';
import { activationSpecs, variantSpecs } from './specs/variants.ts';

export const goldenSpecs: readonly GoldenSpec[] = [
  ...cellSpecs,
  ...variantSpecs,
  ...activationSpecs,
  ...bidirectionalSpecs,
  ...stackedSpecs,
  ...statefulSpecs,
  ...sizeSpecs,
  ...scaleSpecs,
  ...largeSpecs,
];
