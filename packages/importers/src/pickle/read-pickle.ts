// A reader of Python pickles that executes nothing: only the objects of objects.ts come out.
// The opcodes are those of CPython's Lib/pickletools.py, protocols 0 to 5.

import { FileError } from '@gatefold/contract';
import { ByteReader } from '../byte-reader.ts';
import {
  AllowedGlobal,
  allowedGlobal,
  NumpyArray,
  NumpyType,
  type PythonValue,
  TorchStorage,
} from './objects.ts';

const mark = Symbol('mark');

/**
 * Reads one pickle.
 *
 * @throws {FileError} for a damaged pickle, and for any class or function that is not on the list
 */
export function readPickle(where: string, bytes: Uint8Array): PythonValue {
  return new Unpickler(where, bytes).run();
}

class Unpickler {
  readonly #where: string;
  readonly #reader: ByteReader;
  readonly #stack: (PythonValue | typeof mark)[] = [];
  readonly #memo = new Map<number, PythonValue>();

  constructor(where: string, bytes: Uint8Array) {
    this.#where = where;
    this.#reader = new ByteReader(where, bytes);
  }

  run(): PythonValue {
    for (;;) {
      const code = this.#reader.u8('an opcode');
      if (code === 0x2e) return this.#pop();
      const opcode = opcodes.get(code);
      if (opcode === undefined) {
        throw this.#damaged(
          `opcode 0x${code.toString(16)} is not one that a file of weights needs`,
        );
      }
      opcode(this.#machine, this.#reader);
    }
  }

  /** What opcodes work on. */
  readonly #machine: Machine = {
    push: (value) => void this.#stack.push(value),
    pop: () => this.#pop(),
    top: () => {
      const value = this.#stack.at(-1);
      if (value === undefined || value === mark) throw this.#damaged('the stack is empty');
      return value;
    },
    mark: () => void this.#stack.push(mark),
    popToMark: () => {
      const start = this.#stack.lastIndexOf(mark);
      if (start === -1) throw this.#damaged('a mark is missing');
      return this.#stack.splice(start).slice(1) as PythonValue[];
    },
    get: (index) => {
      const value = this.#memo.get(index);
      if (value === undefined) throw this.#damaged(`nothing was kept as ${index}`);
      return value;
    },
    put: (index, value) => void this.#memo.set(index, value),
    kept: () => this.#memo.size,
    global: (module, name) => allowedGlobal(this.#where, module, name),
    damaged: (what) => this.#damaged(what),
  };

  #pop(): PythonValue {
    const value = this.#stack.pop();
    if (value === undefined || value === mark) throw this.#damaged('the stack is empty');
    return value;
  }

  #damaged(what: string): FileError {
    return new FileError({
      where: `${this.#where}: byte ${this.#reader.at}`,
      expected: `must be a pickle of weights; ${what}`,
      remedy: 'the file is damaged, or holds other objects than dicts, arrays and tensors',
    });
  }
}

interface Machine {
  push(value: PythonValue): void;
  pop(): PythonValue;
  top(): PythonValue;
  mark(): void;
  popToMark(): PythonValue[];
  get(index: number): PythonValue;
  put(index: number, value: PythonValue): void;
  kept(): number;
  global(module: string, name: string): AllowedGlobal;
  damaged(what: string): FileError;
}

type Opcode = (machine: Machine, reader: ByteReader) => void;

/** A line of text, of the oldest protocols. */
function line(reader: ByteReader): string {
  const end = reader.bytes.indexOf(0x0a, reader.at);
  if (end === -1) throw reader.cutShort(reader.left + 1, 'a line');
  return reader.text(end + 1 - reader.at, 'a line').slice(0, -1);
}

function latin1(bytes: Uint8Array): string {
  return new TextDecoder('latin1').decode(bytes);
}

/** A two's complement number of any size, least byte first. */
function long(bytes: Uint8Array): number | bigint {
  let value = 0n;
  for (const [index, byte] of bytes.entries()) value |= BigInt(byte) << BigInt(8 * index);
  if (bytes.length > 0) value = BigInt.asIntN(8 * bytes.length, value);
  return Number.isSafeInteger(Number(value)) ? Number(value) : value;
}

function number(machine: Machine, text: string): number {
  const value = Number(text.replace(/L$/, ''));
  if (text.trim() === '' || Number.isNaN(value)) throw machine.damaged('a number is none');
  return value;
}

function setItems(machine: Machine, items: PythonValue[]): void {
  const dict = machine.top();
  if (!(dict instanceof Map) || items.length % 2 !== 0) throw machine.damaged('a dict is none');
  for (let index = 0; index < items.length; index += 2) {
    dict.set(items[index] as PythonValue, items[index + 1] as PythonValue);
  }
}

function append(machine: Machine, items: PythonValue[]): void {
  const list = machine.top();
  if (!Array.isArray(list)) throw machine.damaged('a list is none');
  for (const item of items) list.push(item);
}

function call(machine: Machine): void {
  const args = machine.pop();
  const callee = machine.pop();
  if (!(callee instanceof AllowedGlobal) || !Array.isArray(args)) {
    throw machine.damaged('something is called that is no function');
  }
  const made = callee.call(args);
  if (made === undefined) throw machine.damaged(`${callee.name} is called in an unknown way`);
  machine.push(made);
}

/** Gives an object its state. */
function build(machine: Machine): void {
  const state = machine.pop();
  const object = machine.top();
  if (object instanceof NumpyType && Array.isArray(state) && typeof state[1] === 'string') {
    object.order = state[1];
  } else if (object instanceof NumpyArray && Array.isArray(state)) {
    const [, shape, type, columnMajor, bytes] = state;
    const raw =
      typeof bytes === 'string' ? Uint8Array.from(bytes, (char) => char.charCodeAt(0)) : bytes;
    if (!Array.isArray(shape) || !(type instanceof NumpyType) || !(raw instanceof Uint8Array)) {
      throw machine.damaged('an array holds no numbers');
    }
    object.shape = shape.map(Number);
    object.type = type;
    object.columnMajor = columnMajor === true || columnMajor === 1;
    object.bytes = raw;
  } else if (!(object instanceof Map)) {
    // A state_dict is an OrderedDict with an attribute _metadata, which holds versions only.
    throw machine.damaged('an object is given a state that it cannot have');
  }
}

/** `('storage', torch.FloatStorage, '0', 'cpu', 12)`: numbers in a file beside the pickle. */
function persistent(machine: Machine): void {
  const id = machine.pop();
  const [word, type, key, , size] = Array.isArray(id) ? id : [];
  const numbers = type instanceof AllowedGlobal ? type.storageType : undefined;
  if (
    word !== 'storage' ||
    numbers === undefined ||
    typeof key !== 'string' ||
    typeof size !== 'number'
  ) {
    throw machine.damaged('it refers to something other than a storage of numbers');
  }
  machine.push(new TorchStorage(numbers, key, size));
}

const char = (letter: string): number => letter.charCodeAt(0);

const opcodes: ReadonlyMap<number, Opcode> = new Map<number, Opcode>([
  // Protocol and frames.
  [0x80, (_, reader) => void reader.u8('the protocol')],
  [0x95, (_, reader) => void reader.u64('a frame')],
  // Constants.
  [char('N'), (machine) => machine.push(null)],
  [0x88, (machine) => machine.push(true)],
  [0x89, (machine) => machine.push(false)],
  [char('J'), (machine, reader) => machine.push(reader.i32('a number'))],
  [char('K'), (machine, reader) => machine.push(reader.u8('a number'))],
  [char('M'), (machine, reader) => machine.push(reader.u16('a number'))],
  [char('G'), (machine, reader) => machine.push(reader.f64('a number', false))],
  [0x8a, (machine, reader) => machine.push(long(reader.take(reader.u8('a size'), 'a number')))],
  [0x8b, (machine, reader) => machine.push(long(reader.take(reader.u32('a size'), 'a number')))],
  [char('F'), (machine, reader) => machine.push(number(machine, line(reader)))],
  [char('L'), (machine, reader) => machine.push(number(machine, line(reader)))],
  [
    char('I'),
    (machine, reader) => {
      const text = line(reader);
      machine.push(text === '01' ? true : text === '00' ? false : number(machine, text));
    },
  ],
  // Texts and bytes.
  [char('X'), (machine, reader) => machine.push(reader.text(reader.u32('a size'), 'a text'))],
  [0x8c, (machine, reader) => machine.push(reader.text(reader.u8('a size'), 'a text'))],
  [0x8d, (machine, reader) => machine.push(reader.text(reader.u64('a size'), 'a text'))],
  [char('V'), (machine, reader) => machine.push(line(reader))],
  [
    char('T'),
    (machine, reader) => machine.push(latin1(reader.take(reader.u32('a size'), 'a text'))),
  ],
  [
    char('U'),
    (machine, reader) => machine.push(latin1(reader.take(reader.u8('a size'), 'a text'))),
  ],
  [char('S'), (machine, reader) => machine.push(line(reader).slice(1, -1))],
  [char('B'), (machine, reader) => machine.push(reader.take(reader.u32('a size'), 'bytes'))],
  [char('C'), (machine, reader) => machine.push(reader.take(reader.u8('a size'), 'bytes'))],
  [0x8e, (machine, reader) => machine.push(reader.take(reader.u64('a size'), 'bytes'))],
  [0x96, (machine, reader) => machine.push(reader.take(reader.u64('a size'), 'bytes'))],
  // Containers.
  [char('('), (machine) => machine.mark()],
  [char('0'), (machine) => void machine.pop()],
  [char('1'), (machine) => void machine.popToMark()],
  [char('2'), (machine) => machine.push(machine.top())],
  [char('}'), (machine) => machine.push(new Map())],
  [char(']'), (machine) => machine.push([])],
  [char(')'), (machine) => machine.push([])],
  [0x8f, (machine) => machine.push(new Set())],
  [char('t'), (machine) => machine.push(machine.popToMark())],
  [char('l'), (machine) => machine.push(machine.popToMark())],
  [0x85, (machine) => machine.push([machine.pop()])],
  [0x86, (machine) => machine.push([machine.pop(), machine.pop()].toReversed())],
  [0x87, (machine) => machine.push([machine.pop(), machine.pop(), machine.pop()].toReversed())],
  [
    char('d'),
    (machine) => {
      const items = machine.popToMark();
      machine.push(new Map());
      setItems(machine, items);
    },
  ],
  [
    char('s'),
    (machine) => {
      const [value, key] = [machine.pop(), machine.pop()];
      setItems(machine, [key, value]);
    },
  ],
  [char('u'), (machine) => setItems(machine, machine.popToMark())],
  [
    char('a'),
    (machine) => {
      const item = machine.pop();
      append(machine, [item]);
    },
  ],
  [char('e'), (machine) => append(machine, machine.popToMark())],
  [
    0x90,
    (machine) => {
      const items = machine.popToMark();
      const set = machine.top();
      if (!(set instanceof Set)) throw machine.damaged('a set is none');
      for (const item of items) set.add(item);
    },
  ],
  [0x91, (machine) => machine.push(new Set(machine.popToMark()))],
  // What was kept.
  [char('p'), (machine, reader) => machine.put(number(machine, line(reader)), machine.top())],
  [char('q'), (machine, reader) => machine.put(reader.u8('a place'), machine.top())],
  [char('r'), (machine, reader) => machine.put(reader.u32('a place'), machine.top())],
  [0x94, (machine) => machine.put(machine.kept(), machine.top())],
  [char('g'), (machine, reader) => machine.push(machine.get(number(machine, line(reader))))],
  [char('h'), (machine, reader) => machine.push(machine.get(reader.u8('a place')))],
  [char('j'), (machine, reader) => machine.push(machine.get(reader.u32('a place')))],
  // Objects.
  [char('c'), (machine, reader) => machine.push(machine.global(line(reader), line(reader)))],
  [
    0x93,
    (machine) => {
      const [name, module] = [machine.pop(), machine.pop()];
      if (typeof name !== 'string' || typeof module !== 'string')
        throw machine.damaged('a name is none');
      machine.push(machine.global(module, name));
    },
  ],
  [char('R'), call],
  [0x81, call],
  [char('b'), build],
  [char('Q'), persistent],
]);
