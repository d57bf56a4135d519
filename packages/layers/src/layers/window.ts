// Windows that slide over an axis: how many there are, and where the first begins.
// keras/src/ops/operation_utils.py compute_conv_output_shape; TensorFlow's rule for `same`: more padding at the end.

export type Padding = 'valid' | 'same' | 'causal';

export interface WindowOptions {
  readonly size: number;
  readonly stride: number;
  readonly dilation: number;
  readonly padding: Padding;
}

/** How many windows an axis of `length` holds; below 1 where it is too short for one. */
export function windowCount(
  length: number,
  { size, stride, dilation, padding }: WindowOptions,
): number {
  if (padding !== 'valid') return Math.ceil(length / stride);
  return Math.ceil((length - dilation * (size - 1)) / stride);
}

/** How much padding stands before the axis. */
export function paddingBefore(length: number, options: WindowOptions): number {
  const { size, stride, dilation, padding } = options;
  const reach = dilation * (size - 1);
  if (padding === 'valid') return 0;
  if (padding === 'causal') return reach;
  const needed = (windowCount(length, options) - 1) * stride + reach + 1 - length;
  return Math.floor(Math.max(needed, 0) / 2);
}
