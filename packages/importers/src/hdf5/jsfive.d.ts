// What we use of jsfive, which has no types of its own.
declare module 'jsfive' {
  export class Group {
    readonly keys: readonly string[];
    readonly attrs: Readonly<Record<string, unknown>>;
    get(path: string): Group | Dataset;
  }
  export class File extends Group {
    constructor(buffer: ArrayBuffer, filename: string);
  }
  export class Dataset {
    readonly attrs: Readonly<Record<string, unknown>>;
    readonly shape: readonly number[];
    readonly dtype: unknown;
    readonly value: ArrayLike<number>;
  }
}
