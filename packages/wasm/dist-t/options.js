// What a caller of wasm() may ask for, checked.
import { ConfigError, UnsupportedError } from '@gatefold/contract';
import { checkOptions, describe } from '@gatefold/contract/author';
import { hasRelaxedSimd, hasSimd } from "./features.js";
import { machineThreads } from "./threads/start-worker.js";
import { weightFormats } from "./kernels/weights.js";
export const kernelNames = ['deterministic', 'relaxed', 'weights'];
/**
 * What kernels must be written for.
 *
 * @throws {ConfigError} for options of another type, or that contradict each other
 * @throws {UnsupportedError} where the engine has no SIMD, or not the relaxed one that was asked for
 */
export function checkStyle(where, options) {
    const weights = options.weights ?? 'f32';
    const deterministic = checkBoolean(`${where}: deterministic`, options.deterministic);
    const relaxed = checkBoolean(`${where}: relaxed`, options.relaxed);
    if (typeof weights !== 'string' || !Object.hasOwn(weightFormats, weights)) {
        throw new ConfigError({
            where: `${where}: weights`,
            expected: `must be ${Object.keys(weightFormats).join(' or ')}`,
            actual: describe(weights),
        });
    }
    if (deterministic === true && relaxed === true) {
        throw new ConfigError({
            where,
            expected: 'relaxed SIMD is not deterministic: machines round it differently',
            remedy: 'leave one of the two out',
        });
    }
    if (!hasSimd()) {
        throw new UnsupportedError({
            where,
            expected: 'this engine has no WebAssembly SIMD (Chrome 91, Firefox 89, Safari 16.4, Node 16)',
            remedy: 'take @gatefold/cpu, which needs nothing but JavaScript',
        });
    }
    const hasRelaxed = hasRelaxedSimd();
    if (relaxed === true && !hasRelaxed) {
        throw new UnsupportedError({
            where: `${where}: relaxed`,
            expected: 'this engine has no relaxed SIMD (Chrome 114, Firefox 146, Node 22)',
            remedy: 'leave the option out, and plain SIMD is taken',
        });
    }
    return {
        isFused: deterministic !== true && (relaxed ?? hasRelaxed),
        weights: weights,
    };
}
/** @throws {ConfigError} for an option that is not known */
export function checkNames(where, options, names) {
    return checkOptions(`${where}: options`, options, names);
}
function checkBoolean(where, value) {
    if (value === undefined || typeof value === 'boolean')
        return value;
    throw new ConfigError({ where, expected: 'must be true or false', actual: describe(value) });
}
/** More threads than these wait for memory more than they compute. */
const mostThreads = 4;
/**
 * How many workers to start beside the main thread, or why none.
 *
 * @throws {ConfigError} for anything but a whole number from 1, or `auto`
 */
export function checkThreads(where, threads) {
    if (threads === undefined || threads === 1)
        return '1';
    const isNumber = Number.isSafeInteger(threads) && threads >= 1;
    if (threads !== 'auto' && !isNumber) {
        throw new ConfigError({
            where: `${where}: threads`,
            expected: "must be a whole number of at least 1, or 'auto'",
            actual: describe(threads),
        });
    }
    const machine = machineThreads();
    const wanted = isNumber ? threads : Math.min(machine, mostThreads);
    if (wanted === 1)
        return '1, since the machine has no more';
    if (!canShareMemory()) {
        return '1, since this page is not isolated from other origins: SharedArrayBuffer needs its headers COOP and COEP';
    }
    return wanted - 1;
}
/** Whether memory can be sent to a worker. */
function canShareMemory() {
    const isIsolated = globalThis.crossOriginIsolated;
    return typeof SharedArrayBuffer !== 'undefined' && isIsolated !== false;
}
//# sourceMappingURL=options.js.map