import type { ActivationName } from '@gatefold/contract';
import type { Arithmetic, Wide } from './arithmetic.ts';
import { Quantity } from './quantity.ts';
export type WideActivation = (arithmetic: Arithmetic, x: Wide) => Quantity;
export declare const wideActivations: Partial<Readonly<Record<ActivationName, WideActivation>>>;
//# sourceMappingURL=activations.d.ts.map