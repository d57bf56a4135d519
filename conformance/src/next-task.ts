// Before a backend may put another in its place.
const { MessageChannel } = globalThis;

/** Lets the page do what waits. A timer would come a second late in a page that nobody looks at. */
export function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.addEventListener('message', () => {
      port1.close();
      resolve();
    });
    port1.start();
    port2.postMessage(undefined);
  });
}
