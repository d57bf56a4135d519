// A worker, in Node or in a page.
/** How long after terminate() a page's worker may still be at work. */
const afterEnd = 100;
/**
 * Starts a worker.
 *
 * @param onEnd  told when it ends, whether it was ended or failed
 */
export function startWorker(introduction, onEnd) {
    const node = typeof process === 'undefined'
        ? undefined
        : process.getBuiltinModule?.('node:worker_threads');
    if (node !== undefined) {
        const worker = new node.Worker(new URL('./worker.js', import.meta.url));
        worker.on('error', onEnd);
        worker.on('exit', onEnd);
        // A backend that nobody disposes of does not keep the process alive.
        worker.unref();
        worker.postMessage(introduction);
        return { end: async () => void (await worker.terminate()) };
    }
    const worker = new Worker(new URL('./worker.js', import.meta.url), { type: 'module' });
    worker.addEventListener('error', onEnd);
    worker.postMessage(introduction);
    const end = async () => {
        worker.terminate();
        await new Promise((resolve) => setTimeout(resolve, afterEnd));
    };
    return { end };
}
/** How many threads the machine runs side by side. */
export function machineThreads() {
    return typeof navigator === 'undefined' ? 1 : (navigator.hardwareConcurrency ?? 1);
}
//# sourceMappingURL=start-worker.js.map