// Runs in the browser: makes the backend of a module and carries out the host's orders, one at a time. Each reply asks for
// the next order.

import type { Backend } from '@gatefold/contract';
import { backendOf, importComplaint } from '../backend-of.ts';
import { HarnessError } from '../harness-error.ts';
import type { NumberedOrder } from '../hosts/correspondence.ts';
import { presented } from '../hosts/host.ts';
import { carryOut, type Reply } from '../hosts/messages.ts';
import { fromJSON, toJSON } from '../json.ts';
import { messageOf } from '../message-of.ts';
import { LateErrors } from '../page/late-errors.ts';
import { pageEnvironment } from '../page/page-environment.ts';
import { stackOf } from '../stack.ts';
import { headers, path } from './line-names.ts';

/** What of a page is touched here: the rest of the suite has no business with one. */
declare const location: { readonly hash: string; readonly pathname: string };
declare const history: { replaceState(state: null, title: string, url: string): void };
declare const document: {
  querySelector(selector: string): { textContent: string } | null;
  createElement(name: 'canvas'): { getContext(type: 'webgl2'): WebGL2 | null };
};

interface WebGL2 {
  readonly RENDERER: number;
  getExtension(name: 'WEBGL_debug_renderer_info'): { UNMASKED_RENDERER_WEBGL: number } | null;
  getParameter(name: number): string;
}

// Before the module is loaded, which may put others in their place, or read the address.
const { fetch } = globalThis;
const secret = location.hash.slice(1);
history.replaceState(null, '', location.pathname);
const late = new LateErrors(globalThis);

/** @param load  imports the module */
export async function serve(
  specifier: string,
  load: () => Promise<{ default?: unknown }>,
): Promise<void> {
  if (secret === '') {
    show('Open the whole address that the command has printed, up to its last character.');
    return;
  }
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
    await say({ kind: 'refused', message: messageOf(error), stack: stackOf(error) }, 0);
    return;
  }
  show(`${backend.name} is ready`);
  const page = { ...pageEnvironment(), renderer: rendererName() };
  const ready: Reply = { kind: 'ready', backend: presented(backend, 'browser', specifier), page };
  let next = await say(ready, 0);
  while (next !== undefined) {
    const { order, number } = next;
    show(order.kind === 'run' ? order.id : 'looking at what the failures have in common');
    const reply = await carryOut({ backend, anew }, order);
    next = await say(await late.countedIn(reply), number);
  }
}

/**
 * @param number  of the order that this answers
 * @returns the next order; nothing when there is none for this page
 */
async function say(reply: Reply, number: number): Promise<NumberedOrder | undefined> {
  const response = await fetch(path, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/json',
      [headers.secret]: secret,
      [headers.number]: String(number),
    },
    body: toJSON(reply),
  });
  if (response.status === 200) return fromJSON(await response.text()) as NumberedOrder;
  show(endings[response.status] ?? `The command has answered with ${response.status}.`);
  return undefined;
}

const endings: Readonly<Record<number, string>> = {
  204: 'The command has nothing more for this page.',
  403: 'This page is of another run; open the address that was printed last.',
  410: 'This page took too long and was given up; open the address again.',
};

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
