/** A number in few signs, for a cell or a caption. */
export function short(value: number, digits = 3): string {
  if (!Number.isFinite(value)) return String(value).replace('Infinity', '∞').replace('-', '−');
  if (value === 0) return '0';
  const size = Math.abs(value);
  const text =
    size >= 10 ** digits || size < 0.001
      ? value.toExponential(Math.max(digits - 2, 1)).replace('e+', 'e')
      : String(Number(value.toPrecision(digits)));
  return text.replaceAll('-', '−');
}

/** How many times what is allowed, in words: `exceeded 28,600 times`. */
export function exceeded(share: number): string {
  if (!(share > 1 && share < Infinity)) return '';
  const number = Number(share.toPrecision(3));
  return `exceeded ${number < 1e7 ? number.toLocaleString('en-US') : short(number)} times`;
}
