/** As much of a browser as is told here; Node has some of it, too. */
declare const navigator: { readonly userAgent?: string; readonly hardwareConcurrency?: number };

/** The browser and the machine on which a page or a worker runs, as far as a browser tells. */
export function pageEnvironment(): Record<string, string> {
  const { userAgent, hardwareConcurrency } = typeof navigator === 'undefined' ? {} : navigator;
  return {
    browser: userAgent ?? 'unknown',
    ...(hardwareConcurrency === undefined ? {} : { cores: String(hardwareConcurrency) }),
  };
}
