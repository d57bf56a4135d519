// Which kernels some layers need.
import { ConfigError, gru, lstm, simpleRNN } from '@gatefold/contract';
import { cellsOf, describe, normalizeConfig } from '@gatefold/contract/author';
import { keyOf } from "./kernels/program.js";
import { variantOf } from "./prepared-cell.js";
/** Each kind of cell as Keras makes it. */
const usual = [
    simpleRNN({ units: 1 }),
    lstm({ units: 1 }),
    gru({ units: 1 }),
    gru({ units: 1, resetAfter: false }),
];
/**
 * The kernels for some layers, each once; for undefined those that most models need.
 *
 * @throws {ConfigError} for what is no list of configs
 */
export function variantsOf(where, layers) {
    const configs = layers ?? usual;
    if (!Array.isArray(configs)) {
        throw new ConfigError({
            where,
            expected: 'must be a list of configs, as lstm() or gru() make them',
            actual: describe(layers),
        });
    }
    const byKey = new Map();
    for (const given of configs) {
        const config = normalizeConfig(where, given);
        const directions = config.kind === 'bidirectional' ? [config.layer, config.backwardLayer] : [config];
        for (const cell of directions.flatMap((direction) => cellsOf(direction))) {
            const variant = variantOf(cell);
            byKey.set(keyOf(variant), variant);
        }
    }
    return [...byKey.values()];
}
//# sourceMappingURL=variants.js.map