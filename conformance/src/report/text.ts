// Text of a backend, made fit for whoever reads it: what a terminal would act on and what XML forbids is shown, and does
// nothing.

/** Control characters become their pictures, as ESC becomes ␛; halves of characters, non-characters and what turns the direction of a line become U+FFFD. */
export function plainText(text: string): string {
  return (
    text
      .replaceAll('\r\n', '\n')
      .replaceAll(/[\0-\x08\x0B-\x1F]/g, (control) =>
        String.fromCodePoint(pictures + (control.codePointAt(0) as number)),
      )
      .replaceAll('\x7F', '\u{2421}')
      .replaceAll(/[\u{202A}-\u{202E}\u{2066}-\u{2069}]/gu, '\u{FFFD}')
      // All else that XML 1.0 does not let stand in a document, escaped or not, and C1 beside it.
      .replaceAll(
        /[^\t\n\x20-\x7E\u{A0}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu,
        '\u{FFFD}',
      )
  );
}

/** Unicode's pictures of control characters, in their order. */
const pictures = 0x2400;

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
