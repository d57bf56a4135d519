// The published packages that are no backends: what stands around one.

import type { SiteBackend } from './backends.ts';

/** A package with a page of its own. */
export type SitePackage = Pick<SiteBackend, 'id' | 'package' | 'folder' | 'purpose'>;

export const libraries: readonly SitePackage[] = [
  {
    id: 'importers',
    package: '@gatefold/importers',
    folder: 'packages/importers',
    purpose: 'reads model files of Keras, TensorFlow.js, PyTorch, ONNX and NumPy',
  },
  {
    id: 'layers',
    package: '@gatefold/layers',
    folder: 'packages/layers',
    purpose: 'runs whole Keras models from their files, and Keras programs written in JavaScript',
  },
];
