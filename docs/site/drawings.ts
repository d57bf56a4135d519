// The drawings of the article's pages: boxes on a grid, and arrows between them.

export interface Box {
  readonly id: string;
  /** From the left, and from the top. */
  readonly at: readonly [column: number, row: number];
  readonly text: string;
  /** `cell` is a layer at one step, `value` what goes in or comes out, `kept` what nobody is handed. */
  readonly kind: 'cell' | 'value' | 'kept';
}

export interface Arrow {
  readonly from: string;
  readonly to: string;
  /** `state` from step to step, `flow` from layer to layer, `back` from an output to the next input. */
  readonly kind: 'state' | 'flow' | 'back';
}

export interface Drawing {
  /** For who cannot see it. */
  readonly says: string;
  readonly boxes: readonly Box[];
  readonly arrows: readonly Arrow[];
}

const steps = [0, 1, 2];

/** Two layers: the lower one's sequence is the upper one's input. */
const stacking: Drawing = {
  says: 'Three steps of two layers. At each step x goes into the lower layer, and its output into the upper layer. Both hand their states on from step to step. Only the upper layer’s last output and last state are returned.',
  boxes: [
    ...steps.flatMap((t): Box[] => [
      { id: `x${t}`, at: [t, 3], text: `x${'₁₂₃'[t]}`, kind: 'value' },
      { id: `lower${t}`, at: [t, 2], text: 'lower', kind: 'cell' },
      { id: `upper${t}`, at: [t, 1], text: 'upper', kind: 'cell' },
      { id: `y${t}`, at: [t, 0], text: `y${'₁₂₃'[t]}`, kind: t === 2 ? 'value' : 'kept' },
    ]),
    { id: 'state', at: [3, 1], text: 'h, c', kind: 'value' },
  ],
  arrows: [
    ...steps.flatMap((t): Arrow[] => [
      { from: `x${t}`, to: `lower${t}`, kind: 'flow' },
      { from: `lower${t}`, to: `upper${t}`, kind: 'flow' },
      { from: `upper${t}`, to: `y${t}`, kind: 'flow' },
    ]),
    ...['lower', 'upper'].flatMap((layer) =>
      [0, 1].map((t): Arrow => ({ from: `${layer}${t}`, to: `${layer}${t + 1}`, kind: 'state' })),
    ),
    { from: 'upper2', to: 'state', kind: 'state' },
  ],
};

/** A head on every output of a sequence. */
const labels: Drawing = {
  says: 'Three steps of a layer that hears h, e and y. Its output at each step goes into the same head, which says no, no and yes.',
  boxes: steps.flatMap((t): Box[] => [
    { id: `x${t}`, at: [t, 3], text: `“${'hey'[t]}”`, kind: 'value' },
    { id: `gru${t}`, at: [t, 2], text: 'GRU', kind: 'cell' },
    { id: `head${t}`, at: [t, 1], text: 'head', kind: 'cell' },
    { id: `label${t}`, at: [t, 0], text: t === 2 ? 'hey!' : 'no', kind: 'value' },
  ]),
  arrows: [
    ...steps.flatMap((t): Arrow[] => [
      { from: `x${t}`, to: `gru${t}`, kind: 'flow' },
      { from: `gru${t}`, to: `head${t}`, kind: 'flow' },
      { from: `head${t}`, to: `label${t}`, kind: 'flow' },
    ]),
    ...[0, 1].map((t): Arrow => ({ from: `gru${t}`, to: `gru${t + 1}`, kind: 'state' })),
  ],
};

/** A state that is handed over, and a decoder that reads what it wrote. */
const encoderDecoder: Drawing = {
  says: 'An encoder reads V, V and I, and more; its outputs are not returned. Its last state goes to a decoder, which writes X, V and I. Each letter that it writes is its next input.',
  boxes: [
    ...['V', 'V', 'I …'].flatMap((letter, t): Box[] => [
      { id: `read${t}`, at: [t, 2], text: letter, kind: 'value' },
      { id: `encoder${t}`, at: [t, 1], text: 'encoder', kind: 'cell' },
    ]),
    ...['start', 'X', 'V'].map((letter, t): Box => ({
      id: `in${t}`,
      at: [t + 3, 2],
      text: letter,
      kind: 'value',
    })),
    ...['X', 'V', 'I …'].flatMap((letter, t): Box[] => [
      { id: `decoder${t}`, at: [t + 3, 1], text: 'decoder', kind: 'cell' },
      { id: `out${t}`, at: [t + 3, 0], text: letter, kind: 'value' },
    ]),
  ],
  arrows: [
    ...steps.flatMap((t): Arrow[] => [
      { from: `read${t}`, to: `encoder${t}`, kind: 'flow' },
      { from: `in${t}`, to: `decoder${t}`, kind: 'flow' },
      { from: `decoder${t}`, to: `out${t}`, kind: 'flow' },
    ]),
    ...['encoder', 'decoder'].flatMap((layer) =>
      [0, 1].map((t): Arrow => ({ from: `${layer}${t}`, to: `${layer}${t + 1}`, kind: 'state' })),
    ),
    { from: 'encoder2', to: 'decoder0', kind: 'state' },
    ...[0, 1].map((t): Arrow => ({ from: `out${t}`, to: `in${t + 1}`, kind: 'back' })),
  ],
};

export const drawings = { stacking, labels, encoderDecoder } as const;
