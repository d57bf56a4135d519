// The contract's own list, read when the site is built.

import { gateOrders } from '@gatefold/contract';

export interface DrawnOrder {
  /** The letters of the gates, in the order of their blocks. */
  readonly order: string;
  readonly kind: 'lstm' | 'gru';
  readonly usedBy: string;
}

declare const data: readonly DrawnOrder[];
export { data };

export default {
  load: (): readonly DrawnOrder[] =>
    Object.entries(gateOrders).map(([order, rest]) => ({ order, ...rest })),
};
