// The line between the command and its page: each reply is a POST, and the answer to it is the next order. A page has no
// other way to an order, so that one page at a time has the line, and nobody without the secret of the run.

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Plugin } from 'vite';
import { mostAnswer } from '../bounded-text.ts';
import { Correspondence, type Verdict } from '../hosts/correspondence.ts';
import type { Order, Reply } from '../hosts/messages.ts';
import { toJSON } from '../json.ts';
import { headers, path } from './line-names.ts';

/** What a page is told of its reply where it is not to wait for an order. */
const statuses: Readonly<Record<Exclude<Verdict, 'taken'>, number>> = { late: 410, foreign: 403 };

export class Line {
  readonly correspondence: Correspondence = new Correspondence();
  /** What the page waits for. */
  #page: ServerResponse | undefined;

  readonly plugin: Plugin = {
    name: 'gatefold-line',
    configurePreviewServer: ({ middlewares }) => {
      middlewares.use(path, (request, response) => void this.#take(request, response));
    },
  };

  /** Gives an order to whatever page has the line. One that has gone says nothing, which is found out in time. */
  ask(order: Order, timeout: number, lost: Promise<never>): Promise<Reply> {
    const send = (numbered: object): void => {
      this.#page?.writeHead(200, { 'Content-Type': 'application/json' }).end(toJSON(numbered));
      this.#page = undefined;
    };
    return this.correspondence.ask(order, send, timeout, lost);
  }

  /** Tells the page that there is nothing more to do. */
  end(): void {
    this.#page?.writeHead(204).end();
    this.#page = undefined;
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const refusal = refusalOf(request);
    const text = refusal === undefined ? await textOf(request) : undefined;
    if (text === undefined) {
      // What is still to come of it is not read.
      response.writeHead(refusal ?? 413, { Connection: 'close' }).end();
      return;
    }
    const verdict = this.correspondence.take({
      secret: request.headers[headers.secret],
      number: Number(request.headers[headers.number]),
      text,
    });
    if (verdict === 'taken') {
      this.end();
      this.#page = response;
    } else response.writeHead(statuses[verdict]).end();
  }
}

/** The status for what no page of ours sends. */
function refusalOf({ method, headers: given }: IncomingMessage): number | undefined {
  if (method !== 'POST') return 405;
  // A page of another origin would have to ask first whether it may send this, and is not answered.
  if (given['content-type'] !== 'application/json') return 415;
  const { origin = '' } = given;
  return URL.canParse(origin) && new URL(origin).host === given.host ? undefined : 403;
}

/** The body; undefined for one that breaks off, or is longer than an answer may be. */
async function textOf(request: IncomingMessage): Promise<string | undefined> {
  let text = '';
  try {
    for await (const part of request.setEncoding('utf8')) {
      text += part as string;
      if (text.length > mostAnswer) return undefined;
    }
  } catch {
    return undefined;
  }
  return text;
}
