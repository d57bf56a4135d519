// The bytes of a module: what every module has, and the functions of some cells.
import { ModuleWriter } from "../emit/module.js";
import { wideActivations } from "./activations.js";
import { writeCommon } from "./common.js";
import { writeCell } from "./layer.js";
/** The custom section in which a module says what it has. */
const manifestName = 'gatefold';
/** Raised whenever JavaScript of another version could not call the functions. */
const manifestVersion = 1;
/** Writes a module with the functions of these cells. */
export function writeProgram(variants, options) {
    const module = new ModuleWriter(options.isShared);
    const host = new Map();
    for (const { activation, recurrentActivation } of variants) {
        for (const name of [activation, recurrentActivation]) {
            if (wideActivations[name] === undefined) {
                host.set(name, module.import(name, { at: 'i32' }));
            }
        }
    }
    const common = writeCommon(module);
    for (const variant of variants) {
        writeCell(module, `${keyOf(variant)} `, variant, {
            ...{ common, host, style: options, isShared: options.isShared },
        });
    }
    const manifest = { version: manifestVersion, ...options, cells: variants.map(keyOf) };
    module.custom(manifestName, JSON.stringify(manifest));
    return module.encode();
}
/** How a variant's functions are told from others of the module. */
export function keyOf({ name, activation, recurrentActivation }) {
    return `${name} ${activation} ${recurrentActivation}`;
}
/** What {@link writeProgram} wrote into a module; null for one of somebody else's, or of another version. */
export function readManifest(module) {
    const [section] = WebAssembly.Module.customSections(module, manifestName);
    if (section === undefined)
        return null;
    const letters = String.fromCharCode(...new Uint8Array(section));
    const manifest = JSON.parse(letters);
    return manifest.version === manifestVersion ? manifest : null;
}
//# sourceMappingURL=program.js.map