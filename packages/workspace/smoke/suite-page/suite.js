// The whole suite, as a page has it that installed @gatefold/conformance and a backend, in a worker of its own.

import { runSuite } from '@gatefold/conformance/page';

const start = () => new Worker(new URL('./worker.js', import.meta.url), { type: 'module' });
const runs = Number(new URLSearchParams(location.search).get('runs'));
const { results, granted } = await runSuite(start, { runs });
document.title = JSON.stringify({
  results: results.map(({ id, status }) => [id, status]),
  granted,
});
