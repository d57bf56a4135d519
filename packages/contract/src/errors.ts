// Every refusal in Gatefold is one of these (clauses E22 to E24). The codes are part of the contract; the wording is not.

import { bounded, describe } from './describe.ts';

export type ErrorCode =
  | 'RNN_SHAPE'
  | 'RNN_DTYPE'
  | 'RNN_CONFIG'
  | 'RNN_UNSUPPORTED'
  | 'RNN_DISPOSED'
  | 'RNN_FOREIGN'
  | 'RNN_ENGINE'
  | 'RNN_DEVICE'
  | 'RNN_DEVICE_LOST'
  | 'RNN_FILE';

/**
 * The most characters of each part of a message; the whole has at most 1,000.
 *
 * The longest parts that we write ourselves are lists of all the activations, of some 300 characters. A config's own
 * keys and an engine's own words may be of any length.
 *
 * @see clause E24
 */
const longest = { where: 120, expected: 400, actual: 120, remedy: 330 } as const;

/** What an error says: where, what was required, what was given, and what to do about it. */
export interface Complaint {
  /** The argument that is wrong, as a path: `lstm.kernel`, `gru.run: initialState.h`. */
  readonly where: string;
  /** What was required, as a phrase that follows `where:`. */
  readonly expected: string;
  /** What was given, printed short; never a whole tensor. */
  readonly actual?: string;
  /** The way out, when we know one. */
  readonly remedy?: string;
}

/** An author's or an engine's part may be no text: to throw for that would hide what went wrong. */
function printed(part: unknown, limit: number): string {
  return typeof part === 'string' ? bounded(part, limit) : describe(part);
}

/**
 * The base of every error that Gatefold throws: `where: expected, got actual; remedy`.
 *
 * Each part is cut when it is too long, so that a message has at most 1,000 characters whatever was given.
 *
 * @see clauses E1 to E29
 * @example
 *   import { isRnnError, lstm } from '@gatefold/contract';
 *   try {
 *     lstm({ units: 0 });
 *   } catch (error) {
 *     isRnnError(error) && error.code; // => 'RNN_CONFIG'
 *   }
 */
export abstract class RnnError extends Error implements Complaint {
  abstract readonly code: ErrorCode;
  readonly where: string;
  readonly expected: string;
  readonly actual?: string;
  readonly remedy?: string;
  /** How {@link isRnnError} knows us, whichever copy of this package made the error. */
  readonly isRnnError: true = true;

  constructor(complaint: Complaint, options?: ErrorOptions) {
    const where = printed(complaint.where, longest.where);
    const expected = printed(complaint.expected, longest.expected);
    let message = `${where}: ${expected}`;
    const { actual, remedy } = complaint;
    const got = actual === undefined ? undefined : printed(actual, longest.actual);
    if (got !== undefined) message += `, got ${got}`;
    const advice = remedy === undefined ? undefined : printed(remedy, longest.remedy);
    if (advice !== undefined) message += `; ${advice}`;
    super(message, options);
    this.name = new.target.name;
    this.where = where;
    this.expected = expected;
    if (got !== undefined) this.actual = got;
    if (advice !== undefined) this.remedy = advice;
  }
}

/** A tensor, a weight, a mask or a state has another shape than the layer needs. */
export class ShapeError extends RnnError {
  readonly code = 'RNN_SHAPE';
}

/** Numbers came as something that would have to be converted: as text, as BigInt, in float64. */
export class DtypeError extends RnnError {
  readonly code = 'RNN_DTYPE';
}

/** A config, an option or a combination of them that has no meaning. */
export class ConfigError extends RnnError {
  readonly code = 'RNN_CONFIG';
}

/** A meaningful request that this backend declares, in `supports`, not to serve. */
export class UnsupportedError extends RnnError {
  readonly code = 'RNN_UNSUPPORTED';
}

/** Use of a tensor, layer, stream or backend after its `dispose()`. */
export class DisposedError extends RnnError {
  readonly code = 'RNN_DISPOSED';
}

/** A tensor that lives on another backend. */
export class ForeignTensorError extends RnnError {
  readonly code = 'RNN_FOREIGN';
}

/** An engine answered a call with something that is no answer to it, or a kernel with a promise. */
export class EngineError extends RnnError {
  readonly code = 'RNN_ENGINE';
}

/** The device could not do what it was asked: no memory is left, or a kernel does not compile or run; see `cause`. */
export class DeviceError extends RnnError {
  readonly code = 'RNN_DEVICE';
}

/** The device is gone, and with it every tensor and layer that lay on it. */
export class DeviceLostError extends RnnError {
  readonly code = 'RNN_DEVICE_LOST';
}

/** A model file is cut short, is of another format than it says, or holds what is not read here. */
export class FileError extends RnnError {
  readonly code = 'RNN_FILE';
}

/** Tells whether a thrown value is one of ours, also when two copies of this package are loaded; it never throws. */
export function isRnnError(error: unknown): error is RnnError {
  try {
    return (error as { isRnnError?: unknown }).isRnnError === true;
  } catch {
    // Neither null nor a proxy that throws is an error of ours.
    return false;
  }
}
