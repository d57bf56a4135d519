import type { ActivationName } from '@gatefold/contract';
/** Replaces four numbers, from one on. */
export type HostActivation = (numbers: Float32Array, from: number) => void;
export declare const hostActivations: Partial<Readonly<Record<ActivationName, HostActivation>>>;
//# sourceMappingURL=host-activations.d.ts.map