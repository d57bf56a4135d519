// One pipeline as plain data, and the numbers of what it binds.

/** What kernels of a run read and write; `room` is scratch, of which module.ts says what lies where. */
export type BindingName =
  | 'weights'
  | 'x'
  | 'h0'
  | 'c0'
  | 'mask'
  | 'room'
  | 'output'
  | 'h1'
  | 'c1'
  | 'weightTexture'
  | 'nearest';

export interface Binding {
  readonly binding: number;
  /** How a buffer is used; or else a texture of numbers that are not blended, or a sampler that takes the nearest. */
  readonly access: 'read' | 'readWrite' | 'texture' | 'sampler';
}

/** Numbers of group 0. */
export const bindings: Readonly<Record<BindingName, Binding>> = {
  weights: { binding: 0, access: 'read' },
  x: { binding: 1, access: 'read' },
  h0: { binding: 2, access: 'read' },
  c0: { binding: 3, access: 'read' },
  mask: { binding: 4, access: 'read' },
  room: { binding: 5, access: 'readWrite' },
  output: { binding: 6, access: 'readWrite' },
  h1: { binding: 7, access: 'readWrite' },
  c1: { binding: 8, access: 'readWrite' },
  weightTexture: { binding: 9, access: 'texture' },
  nearest: { binding: 10, access: 'sampler' },
};

/** One pipeline. */
export interface Kernel {
  /** Unique within a kind. */
  readonly name: string;
  /** A whole module of WGSL. */
  readonly code: string;
  readonly entryPoint: string;
  /** What it declares of group 0. */
  readonly bindings: readonly BindingName[];
}
