// Which colour a number has. Ink of the page stays readable on every one, in both schemes (WCAG 2.2, 4.5 to 1).

type Rgb = readonly [number, number, number];

/** Steps of either sign beside that of zero. */
export const valueSteps = 7;

/** Upper ends of the steps of error ÷ allowed; what is beyond the last has one step more. */
export const errorEnds: readonly number[] = [0.5, 1, 10, 100, 1e3, 1e4, 1e6];

/** The largest finite size of the wanted numbers, which is the end of the scale: what is wrong must not set it. */
export function scaleOf(wanted: readonly number[], got: readonly number[]): number {
  const largest = (list: readonly number[]): number =>
    list.reduce((most, v) => (Number.isFinite(v) ? Math.max(most, Math.abs(v)) : most), 0);
  return largest(wanted) || largest(got) || 1;
}

/** -7 to 7, or undefined for what is no number on the scale. */
export function valueStep(value: number, scale: number): number | undefined {
  if (!Number.isFinite(value)) return undefined;
  return Math.round(Math.max(-1, Math.min(1, value / scale)) * valueSteps) + 0;
}

export function errorStep(share: number): number | undefined {
  if (Number.isNaN(share)) return undefined;
  const step = errorEnds.findIndex((end) => share <= end);
  return step === -1 ? errorEnds.length : step;
}

interface Scheme {
  readonly negative: Rgb;
  readonly zero: Rgb;
  readonly positive: Rgb;
  /** Within what is allowed, and from just beyond it to far. */
  readonly within: readonly [Rgb, Rgb];
  readonly beyond: readonly [Rgb, Rgb, Rgb];
}

const light: Scheme = {
  negative: [84, 153, 214],
  zero: [247, 246, 242],
  positive: [236, 140, 74],
  within: [
    [233, 243, 235],
    [203, 227, 209],
  ],
  beyond: [
    [253, 230, 170],
    [243, 160, 88],
    [228, 96, 92],
  ],
};

const dark: Scheme = {
  negative: [36, 99, 160],
  zero: [40, 43, 49],
  positive: [168, 76, 24],
  within: [
    [30, 46, 38],
    [36, 66, 48],
  ],
  beyond: [
    [92, 74, 20],
    [138, 66, 18],
    [164, 36, 44],
  ],
};

/** Rules for the classes v-7 to v7 and e0 to e7. */
export function heatRules(name: 'light' | 'dark'): string {
  const scheme = { light, dark }[name];
  const rules: string[] = [];
  for (let step = -valueSteps; step <= valueSteps; step++) {
    const end = step < 0 ? scheme.negative : scheme.positive;
    rules.push(rule(`v${step}`, mix(scheme.zero, end, Math.abs(step) / valueSteps)));
  }
  const [near, middle, far] = scheme.beyond;
  const steps = errorEnds.length - scheme.within.length;
  const beyond = Array.from({ length: steps + 1 }, (_, k) => {
    const t = (2 * k) / steps;
    return t < 1 ? mix(near, middle, t) : mix(middle, far, t - 1);
  });
  for (const [step, color] of [...scheme.within, ...beyond].entries()) {
    rules.push(rule(`e${step}`, color));
  }
  return rules.join('\n');
}

function rule(name: string, color: Rgb): string {
  return `.${name.replace('-', 'm')} { stroke: rgb(${color.join(' ')}); fill: rgb(${color.join(' ')}); }`;
}

function mix(from: Rgb, to: Rgb, t: number): Rgb {
  const [r, g, b] = from.map((value, k) => Math.round(value + ((to[k] as number) - value) * t));
  return [r, g, b] as Rgb;
}
