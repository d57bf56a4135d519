// The kinds of kernels: how the work of a sequence is spread over the device.

/**
 * - `persistent`: a workgroup runs all steps of a row; for small layers on a GPU.
 * - `step`: a dispatch a step, the products of a unit split over lanes; for large layers on a GPU.
 * - `batch`: the same with rows that share each fetched weight; for many rows on a GPU.
 * - `quads`: a dispatch a step, a thread for four units of a row; what software renders best.
 * - `tiles`: the same for several rows, which share each fetched weight; sums are those of `quads`, in the same order.
 */
export const kernelKinds = ['persistent', 'step', 'batch', 'quads', 'tiles'] as const;

export type KernelKind = (typeof kernelKinds)[number];

/** Rows that share each fetched weight. */
export const rowsAtOnce = { persistent: 1, step: 1, batch: 8, quads: 1, tiles: 4 } as const;

/** Threads of a workgroup where each works for itself: a GPU wants them side by side, a processor spread over its cores. */
export const plainThreads = { persistent: 64, step: 64, batch: 64, quads: 8, tiles: 8 } as const;

/** Whether a kind is for software renderers, in which threads do all gates of their units by themselves. */
export function isForSoftware(kind: KernelKind): kind is 'quads' | 'tiles' {
  return kind === 'quads' || kind === 'tiles';
}
