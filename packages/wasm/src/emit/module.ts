// A module: imported memory, imported functions, functions of its own, exports. Specification, chapter 5.5.

import { type Code, join, sized, text, unsigned, vector } from './encode.ts';
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
  readonly #functions: {
    readonly name: string;
    readonly parameters: readonly string[];
    readonly type: number;
    readonly code: Uint8Array;
  }[] = [];
  readonly #exports: { readonly name: string; readonly index: number }[] = [];

  readonly #custom: Code[] = [];

  /** @param isShared  whether the memory is one that several threads may have */
  constructor(isShared: boolean) {
    this.#isShared = isShared;
  }

  /** A function of the host's; all of them come before the first of the module's own. */
  import<P extends Parameters>(name: string, parameters: P): Callable<P> {
    if (this.#functions.length > 0) throw new Error('imports come before functions');
    const index = this.#imports.push({ name, type: this.#type(parameters, null) }) - 1;
    return { index, parameters, result: null };
  }

  /** A function that returns nothing; its name is for profiles and for people who read the code. */
  function<P extends Parameters>(
    name: string,
    parameters: P,
    write: (body: FunctionBody, parameters: Locals<P>) => void,
  ): Callable<P> {
    return this.#add(name, parameters, null, (body, locals) => {
      write(body, locals);
      return null;
    });
  }

  /** A function that returns what `write` does. */
  functionOf<P extends Parameters, R extends ValueType>(
    name: string,
    parameters: P,
    result: R,
    write: (body: FunctionBody, parameters: Locals<P>) => Expression<R>,
  ): Callable<P, R> {
    return this.#add(name, parameters, result, write);
  }

  export(name: string, { index }: Callable<Parameters, ValueType | null>): void {
    this.#exports.push({ name, index });
  }

  /** Adds a section that engines pass over: a name, and text in ASCII. */
  custom(name: string, content: string): void {
    const letters = Array.from(content, (letter) => letter.charCodeAt(0));
    this.#custom.push(customSection(name, letters));
  }

  encode(): Uint8Array<ArrayBuffer> {
    const limits = this.#isShared ? [3, 1, unsigned(mostPages)] : [0, 1];
    const imported = (name: string, kind: Code): Code => [text('host'), text(name), kind];
    return join([
      [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
      section(
        sections.type,
        this.#types.map((type) => type.split(',').map(Number)),
      ),
      section(sections.import, [
        imported('memory', [0x02, limits]),
        ...this.#imports.map(({ name, type }) => imported(name, [0x00, unsigned(type)])),
      ]),
      section(
        sections.function,
        this.#functions.map(({ type }) => unsigned(type)),
      ),
      section(
        sections.export,
        this.#exports.map(({ name, index }) => [text(name), 0x00, unsigned(index)]),
      ),
      section(
        sections.code,
        this.#functions.map(({ code }) => sized(code)),
      ),
      customSection('name', this.#names()),
      this.#custom,
    ]);
  }

  /** Names of functions, and of their parameters. */
  #names(): Code {
    const each = (nameOf: (index: number) => Code): Code =>
      vector(
        this.#functions.map((_, index) => [unsigned(this.#imports.length + index), nameOf(index)]),
      );
    const functions = each((index) => text(this.#functions[index]?.name ?? ''));
    const parameters = each((index) =>
      vector(
        (this.#functions[index]?.parameters ?? []).map((name, at) => [unsigned(at), text(name)]),
      ),
    );
    return [1, sized(functions), 2, sized(parameters)];
  }

  #add<P extends Parameters, R extends ValueType | null>(
    name: string,
    parameters: P,
    result: R,
    write: (body: FunctionBody, parameters: Locals<P>) => Expression | null,
  ): Callable<P, R> {
    const body = new FunctionBody(Object.values(parameters));
    const locals: Record<string, Local> = {};
    for (const [index, [parameter, type]] of Object.entries(parameters).entries()) {
      locals[parameter] = body.parameter(type, index);
    }
    const code = join(body.encode(write(body, locals as Locals<P>)));
    const type = this.#type(parameters, result);
    const names = Object.keys(parameters);
    const count = this.#functions.push({ name, parameters: names, type, code });
    const index = this.#imports.length + count - 1;
    return { index, parameters, result };
  }

  /** The number of a function's type. */
  #type(parameters: Parameters, result: ValueType | null): number {
    const taken = Object.values(parameters).map((type) => [typeBytes[type]]);
    const given = result === null ? [] : [[typeBytes[result]]];
    const type = [...join([0x60, vector(taken), vector(given)])].join();
    const known = this.#types.indexOf(type);
    return known === -1 ? this.#types.push(type) - 1 : known;
  }
}

function customSection(name: string, content: Code): Code {
  return [0, sized([text(name), content])];
}

function section(id: number, items: readonly Code[]): Code {
  return [id, sized(vector(items))];
}
