// Public door: files in, what backends take out. Each format is loaded when a file of it comes.

export type { GraphArgument, GraphCall, GraphLayer, GraphTensor, ModelGraph } from './graph.ts';
export type { FileBytes, Imported, ImportedLayer, ImportOptions, Note } from './imported.ts';
export { only } from './only.ts';
export { importModel } from './import-model.ts';
