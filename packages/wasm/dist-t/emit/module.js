// A module: imported memory, imported functions, functions of its own, exports. Specification, chapter 5.5.
import { join, sized, text, unsigned, vector } from "./encode.js";
import { FunctionBody, typeBytes, } from "./function.js";
/** The most pages of 64 KiB that a memory can have, as the module of a shared one must say. */
const mostPages = 65_536;
const sections = { type: 1, import: 2, function: 3, export: 7, code: 10 };
export class ModuleWriter {
    #isShared;
    #types = [];
    #imports = [];
    #functions = [];
    #exports = [];
    #custom = [];
    /** @param isShared  whether the memory is one that several threads may have */
    constructor(isShared) {
        this.#isShared = isShared;
    }
    /** A function of the host's; all of them come before the first of the module's own. */
    import(name, parameters) {
        if (this.#functions.length > 0)
            throw new Error('imports come before functions');
        const index = this.#imports.push({ name, type: this.#type(parameters, null) }) - 1;
        return { index, parameters, result: null };
    }
    /** A function that returns nothing; its name is for profiles and for people who read the code. */
    function(name, parameters, write) {
        return this.#add(name, parameters, null, (body, locals) => {
            write(body, locals);
            return null;
        });
    }
    /** A function that returns what `write` does. */
    functionOf(name, parameters, result, write) {
        return this.#add(name, parameters, result, write);
    }
    export(name, { index }) {
        this.#exports.push({ name, index });
    }
    /** Adds a section that engines pass over: a name, and text in ASCII. */
    custom(name, content) {
        const letters = Array.from(content, (letter) => letter.charCodeAt(0));
        this.#custom.push(customSection(name, letters));
    }
    encode() {
        const limits = this.#isShared ? [3, 1, unsigned(mostPages)] : [0, 1];
        const imported = (name, kind) => [text('host'), text(name), kind];
        return join([
            [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
            section(sections.type, this.#types.map((type) => type.split(',').map(Number))),
            section(sections.import, [
                imported('memory', [0x02, limits]),
                ...this.#imports.map(({ name, type }) => imported(name, [0x00, unsigned(type)])),
            ]),
            section(sections.function, this.#functions.map(({ type }) => unsigned(type))),
            section(sections.export, this.#exports.map(({ name, index }) => [text(name), 0x00, unsigned(index)])),
            section(sections.code, this.#functions.map(({ code }) => sized(code))),
            customSection('name', this.#names()),
            this.#custom,
        ]);
    }
    /** Names of functions, and of their parameters. */
    #names() {
        const each = (nameOf) => vector(this.#functions.map((_, index) => [unsigned(this.#imports.length + index), nameOf(index)]));
        const functions = each((index) => text(this.#functions[index]?.name ?? ''));
        const parameters = each((index) => vector((this.#functions[index]?.parameters ?? []).map((name, at) => [unsigned(at), text(name)])));
        return [1, sized(functions), 2, sized(parameters)];
    }
    #add(name, parameters, result, write) {
        const body = new FunctionBody(Object.values(parameters));
        const locals = {};
        for (const [index, [parameter, type]] of Object.entries(parameters).entries()) {
            locals[parameter] = body.parameter(type, index);
        }
        const code = join(body.encode(write(body, locals)));
        const type = this.#type(parameters, result);
        const names = Object.keys(parameters);
        const count = this.#functions.push({ name, parameters: names, type, code });
        const index = this.#imports.length + count - 1;
        return { index, parameters, result };
    }
    /** The number of a function's type. */
    #type(parameters, result) {
        const taken = Object.values(parameters).map((type) => [typeBytes[type]]);
        const given = result === null ? [] : [[typeBytes[result]]];
        const type = [...join([0x60, vector(taken), vector(given)])].join();
        const known = this.#types.indexOf(type);
        return known === -1 ? this.#types.push(type) - 1 : known;
    }
}
function customSection(name, content) {
    return [0, sized([text(name), content])];
}
function section(id, items) {
    return [id, sized(vector(items))];
}
//# sourceMappingURL=module.js.map