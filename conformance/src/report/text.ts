// Text of a backend, made fit for whoever reads it: what a terminal would act on and what XML forbids is shown, and does
// nothing.

/** Control characters become their pictures, as ESC becomes ␛; halves of characters, non-characters and what turns the direction of a line become U+FFFD. */
export function plainText(text: string): string {
  return text
    .replaceAll('\r\n', '\n')
    .replaceAll(/(?![\t\n])\p{Cc}/gu, (control) => pictureOf(control.codePointAt(0) as number))
    .replaceAll(/[\u{202A}-\u{202E}\u{2066}-\u{2069}]/gu, '\u{FFFD}')
    .replaceAll(forbidden, '\u{FFFD}');
}

/** All else that XML 1.0 does not let stand in a document, escaped or not. */
const forbidden = /[^\t\n\x20-\x7E\u{A0}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu;

/** Unicode has pictures of the control characters of ASCII, in their order, and none of the others. */
function pictureOf(code: number): string {
  if (code < 0x20) return String.fromCodePoint(0x2400 + code);
  return code === 0x7f ? '\u{2421}' : '\u{FFFD}';
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
