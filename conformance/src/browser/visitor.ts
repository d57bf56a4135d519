// Who opens the page on which cases run: a browser that is started here, or a person.

/** One opening of the page; after it is lost, another one is made. */
export interface Visit {
  /** Opens the address. */
  go(url: string): Promise<void>;
  /** Rejects when the page or its browser ends. */
  readonly lost: Promise<never>;
  /** What is known of the browser from outside, over what the page says of itself. */
  readonly environment: Readonly<Record<string, string>>;
  /** What the page has printed since the last call. */
  printed(): string;
  close(): Promise<void>;
}

export interface Visitor {
  open(): Promise<Visit>;
  close(): Promise<void>;
}
