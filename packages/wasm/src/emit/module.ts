// A module: imported memory, imported functions, functions of its own, exports. Specification, chapter 5.5.

import { type Bytes, sized, text, unsigned, vector } from './encode.ts';
import {
  type Callable,
  FunctionBody,
  type Local,
  type Locals,
  type Parameters,
  typeBytes,
} from './function.ts';
import type { Expression, ValueType } from './instructions.ts';

/** The most pages of 64 KiB that a memory can have, as the module of a shared one must say. */
const mostPages = 65_536;

const sections = { type: 1, import: 2, function: 3, export: 7, code: 10 } as const;

export class ModuleWriter {
  readonly #isShared: boolean;
  readonly #types: string[] = [];
  readonly #imports: { readonly name: string; readonly type: number }[] = [];
  readonly #functions: { readonly type: number; readonly code: Bytes }[] = [];
  readonly #exports: { readonly name: string; readonly index: number }[] = [];

  readonly #custom: number[] = [];

  /** @param isShared  whether the memory is one that several threads may have */
  constructor(isShared: boolean) {
    this.#isShared = isShared;
  }

  /** A function of the host's; all of them come before the first of the module's own. */
  import<P extends Parameters, R extends ValueType | null>(
    name: string,
    parameters: P,
    result: R,
  ): Callable<P, R> {
    if (this.#functions.length > 0) throw new Error('imports come before functions');
    const known = this.#imports.findIndex((one) => one.name === name);
    if (known !== -1) return { index: known, parameters, result };
    const index = this.#imports.push({ name, type: this.#type(parameters, result) }) - 1;
    return { index, parameters, result };
  }

  /** A function that returns nothing. */
  function<P extends Parameters>(
    parameters: P,
    write: (body: FunctionBody, parameters: Locals<P>) => void,
  ): Callable<P> {
    return this.#add(parameters, null, (body, locals) => {
      write(body, locals);
      return null;
    });
  }

  /** A function that returns what `write` does. */
  functionOf<P extends Parameters, R extends ValueType>(
    parameters: P,
    result: R,
    write: (body: FunctionBody, parameters: Locals<P>) => Expression<R>,
  ): Callable<P, R> {
    return this.#add(parameters, result, write);
  }

  export(name: string, { index }: Callable<Parameters, ValueType | null>): void {
    this.#exports.push({ name, index });
  }

  /** Adds a section that engines pass over: a name, and text in ASCII. */
  custom(name: string, content: string): void {
    const letters = Array.from(content, (letter) => letter.charCodeAt(0));
    this.#custom.push(0, ...sized([...text(name), ...letters]));
  }

  encode(): Uint8Array<ArrayBuffer> {
    const limits = this.#isShared
      ? [3, ...unsigned(1), ...unsigned(mostPages)]
      : [0, ...unsigned(1)];
    const imported = (kind: Bytes, name: string): Bytes => [
      ...text('host'),
      ...text(name),
      ...kind,
    ];
    return Uint8Array.from([
      ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
      ...section(
        sections.type,
        this.#types.map((type) => type.split(',').map(Number)),
      ),
      ...section(sections.import, [
        imported([0x02, ...limits], 'memory'),
        ...this.#imports.map(({ name, type }) => imported([0x00, ...unsigned(type)], name)),
      ]),
      ...section(
        sections.function,
        this.#functions.map(({ type }) => unsigned(type)),
      ),
      ...section(
        sections.export,
        this.#exports.map(({ name, index }) => [...text(name), 0x00, ...unsigned(index)]),
      ),
      ...section(
        sections.code,
        this.#functions.map(({ code }) => sized(code)),
      ),
      ...this.#custom,
    ]);
  }

  #add<P extends Parameters, R extends ValueType | null>(
    parameters: P,
    result: R,
    write: (body: FunctionBody, parameters: Locals<P>) => Expression | null,
  ): Callable<P, R> {
    const body = new FunctionBody(Object.values(parameters));
    const locals: Record<string, Local> = {};
    for (const [index, [name, type]] of Object.entries(parameters).entries()) {
      locals[name] = body.parameter(type, index);
    }
    const code = body.encode(write(body, locals as Locals<P>));
    const type = this.#type(parameters, result);
    const index = this.#imports.length + this.#functions.push({ type, code }) - 1;
    return { index, parameters, result };
  }

  /** The number of a function's type. */
  #type(parameters: Parameters, result: ValueType | null): number {
    const taken = Object.values(parameters).map((type) => [typeBytes[type]]);
    const given = result === null ? [] : [[typeBytes[result]]];
    const type = [0x60, ...vector(taken), ...vector(given)].join();
    const known = this.#types.indexOf(type);
    return known === -1 ? this.#types.push(type) - 1 : known;
  }
}

function section(id: number, items: readonly Bytes[]): Bytes {
  return [id, ...sized(vector(items))];
}
