// Cases: tensors in and tensors out, as other programs computed them. io/<model>.json.gz

export interface Numbers {
  readonly shape: readonly number[];
  readonly data: ArrayLike<number>;
}

export type Named = Readonly<Record<string, Numbers>>;

export interface Case {
  /** Of a layer, it begins with the layer's name: `gru/first 16 steps`. */
  readonly id: string;
  /** The whole model, or one recurrent layer of it. */
  readonly kind: 'model' | 'layer';
  /** What a person would call the input and the output. */
  readonly meaning: string;
  readonly inputs: Named;
  readonly outputs: Named;
  readonly expectedFrom: string;
  /** The largest difference between each two programs that computed it. */
  readonly observed: Readonly<Record<string, number>>;
  /** Four times the largest of these, or 1e-6. */
  readonly atol: number;
}

export interface ModelCases {
  readonly writer: string;
  readonly oracles: readonly string[];
  readonly cases: readonly Case[];
}

/** What one case came to on one backend. */
export interface CaseResult {
  readonly id: string;
  readonly kind: Case['kind'];
  /** The largest difference from what was expected. */
  readonly error: number;
  /** The largest between the programs that it was expected from. */
  readonly spread: number;
  readonly atol: number;
  /** The median of a call. */
  readonly milliseconds: number;
}
