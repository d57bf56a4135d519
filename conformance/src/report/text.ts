// Text of a backend, made fit for a report: what a terminal would act on and what XML forbids is gone.

import { stripVTControlCharacters } from 'node:util';

/** Without colours of a terminal; other control characters, halves of characters and non-characters become U+FFFD. */
export function plainText(text: string): string {
  return (
    stripVTControlCharacters(text)
      .replaceAll('\r\n', '\n')
      // All that XML 1.0 does not let stand in a document, escaped or not, and C1 and DEL beside it.
      .replaceAll(
        /[^\t\n\x20-\x7E\u{A0}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu,
        '\u{FFFD}',
      )
  );
}

/** `1 case`, `2 cases` */
export function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}

/** `980 ms`, `12.3 s`, `4 min 5 s` */
export function duration(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  const seconds = milliseconds / 1000;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)} min ${whole % 60} s`;
}
