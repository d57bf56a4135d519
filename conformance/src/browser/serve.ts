// Runs in the browser: makes the backend of a module and carries out the host's orders, one at a time.

import type { Backend } from '@gatefold/contract';
import { backendOf, importComplaint } from '../backend-of.ts';
import { HarnessError } from '../harness-error.ts';
import { presented } from '../hosts/host.ts';
import { carryOut, type Order, type Reply } from '../hosts/messages.ts';
import { fromJSON, toJSON } from '../json.ts';
import { messageOf } from '../message-of.ts';
import { pageEnvironment } from '../page/page-environment.ts';
import { stackOf } from '../stack.ts';

/** What of a page is touched here: the rest of the suite has no business with one. */
declare const document: {
  querySelector(selector: string): { textContent: string } | null;
  createElement(name: 'canvas'): { getContext(type: 'webgl2'): WebGL2 | null };
};

interface WebGL2 {
  readonly RENDERER: number;
  getExtension(name: 'WEBGL_debug_renderer_info'): { UNMASKED_RENDERER_WEBGL: number } | null;
  getParameter(name: number): string;
}

/** @param load  imports the module */
export async function serve(
  specifier: string,
  load: () => Promise<{ default?: unknown }>,
): Promise<void> {
  const orders = new EventSource('/gatefold/orders');
  // Whoever hears that the page is ready may give an order at once.
  const listening = new Promise((resolve) => orders.addEventListener('open', resolve));
  const anew = async (): Promise<Backend> => {
    const module = await load().catch((error: unknown) => {
      throw new HarnessError(importComplaint(specifier, error), { cause: error });
    });
    return backendOf(specifier, module.default);
  };
  let backend: Backend;
  try {
    backend = await anew();
  } catch (error) {
    show(messageOf(error));
    await say({ kind: 'refused', message: messageOf(error), stack: stackOf(error) });
    return;
  }
  orders.addEventListener('message', ({ data }) => {
    const { order, number } = fromJSON(data as string) as { order: Order; number: number };
    show(order.kind === 'run' ? order.id : 'looking at what the failures have in common');
    void carryOut({ backend, anew }, order).then((reply) => say(reply, number));
  });
  await listening;
  show(`${backend.name} is ready`);
  const page = { ...pageEnvironment(), renderer: rendererName() };
  await say({ kind: 'ready', backend: presented(backend, 'browser', specifier), page });
}

/** @param number  of the order that this answers */
async function say(reply: Reply, number = 0): Promise<void> {
  await fetch('/gatefold/replies', { method: 'POST', body: toJSON({ reply, number }) });
}

function show(text: string): void {
  const status = document.querySelector('#status');
  if (status !== null) status.textContent = text;
}

/** What draws WebGL2 here, as far as the browser tells. */
function rendererName(): string {
  const gl = document.createElement('canvas').getContext('webgl2');
  if (gl === null) return 'no WebGL2';
  const info = gl.getExtension('WEBGL_debug_renderer_info');
  return gl.getParameter(info === null ? gl.RENDERER : info.UNMASKED_RENDERER_WEBGL);
}
