// The runtime that a reproduction is run on, in Node: `node reproductions/….mjs onnxruntime-web`, or onnxruntime-node
// without. In a page runtime-webgpu.mjs stands for this file.

export const packageName = process.argv[2] ?? 'onnxruntime-node';
export const words = process.argv.slice(3);
export const ort = await import(packageName);
ort.env.wasm.numThreads = 1;
export const sessionOptions = {};
/** Of the models. */
export const opset = 22;
