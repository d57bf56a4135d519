// Workers as modules: else the goldens would all be in the worker's one file, wanted or not.
export default { worker: { format: 'es' } };
