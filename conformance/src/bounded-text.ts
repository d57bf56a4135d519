// What a backend says and prints is as long as it likes; what is kept of it is bounded, and tells what was cut.

/** Characters of one answer: a reply, a line, the body of a request. The longest that a case causes has a tenth of them. */
export const mostAnswer: number = 2 ** 26;

/** Characters of what a program printed: its end is told. */
const mostPrinted = 4000;

/** Characters of a message: its beginning is told. */
const mostMessage = 20_000;

/** The beginning of a text, with what was cut. */
export function beginning(text: string, most: number = mostMessage): string {
  if (text.length <= most) return text;
  return `${text.slice(0, most)}… (${text.length - most} more characters)`;
}

/** What a program prints, of which the end is kept. */
export class Printed {
  #end = '';
  #cut = 0;

  add(text: string): void {
    const whole = this.#end + text;
    this.#end = whole.slice(-mostPrinted);
    this.#cut += whole.length - this.#end.length;
  }

  /** What came since the last call. */
  take(): string {
    const [end, cut] = [this.#end.trim(), this.#cut];
    this.#end = '';
    this.#cut = 0;
    return cut === 0 ? end : `(${cut} characters before this are left out) …${end}`;
  }
}

/** Lines of a stream, each no longer than an answer may be. */
export class Lines {
  readonly #onLine: (line: string) => void;
  readonly #onFlood: () => void;
  /** What has come of a line so far. */
  begun = '';

  /** @param onFlood  called for each part of a line that is longer, none of which is kept */
  constructor(onLine: (line: string) => void, onFlood: () => void) {
    this.#onLine = onLine;
    this.#onFlood = onFlood;
  }

  add(text: string): void {
    const [first = '', ...rest] = text.split('\n');
    this.#append(first);
    for (const next of rest) {
      const line = this.begun;
      this.begun = '';
      if (line.trim() !== '') this.#onLine(line);
      this.#append(next);
    }
  }

  #append(text: string): void {
    if (this.begun.length + text.length <= mostAnswer) this.begun += text;
    else {
      this.begun = '';
      this.#onFlood();
    }
  }
}
