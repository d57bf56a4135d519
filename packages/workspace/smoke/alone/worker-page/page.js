// A page that has a worker compute, bundled by Vite: what it came to is its title.

const worker = new Worker(new URL('./worker.js', import.meta.url), { type: 'module' });
worker.addEventListener('message', ({ data }) => (document.title = data));
