// The body of a function, written statement by statement.
import { ByteWriter, unsigned, vector } from "./encode.js";
import { i32, } from "./instructions.js";
export const typeBytes = { i32: 0x7f, f32: 0x7d, v128: 0x7b };
/** Parameters that are all whole numbers: addresses, sizes, counts. */
export function integers(names) {
    return Object.fromEntries(names.map((name) => [name, 'i32']));
}
const empty = 0x40;
export class FunctionBody {
    #locals;
    #parameters;
    #code = new ByteWriter();
    constructor(parameters) {
        this.#locals = [...parameters];
        this.#parameters = parameters.length;
    }
    parameter(type, index) {
        return { type, index, code: [0x20, ...unsigned(index)] };
    }
    /** A variable, zero until it is set. */
    local(type) {
        return this.parameter(type, this.#locals.push(type) - 1);
    }
    /** A variable with a value. */
    let(value) {
        const local = this.local(value.type);
        this.set(local, value);
        return local;
    }
    set(local, value) {
        this.#write(value.code, [0x21], unsigned(local.index));
    }
    /** Adds to a variable. */
    increase(local, by) {
        this.set(local, i32.add(local, by));
    }
    do(statement) {
        this.#write(statement.code);
    }
    call(callee, args) {
        const values = Object.keys(callee.parameters).map((name) => args[name]?.code ?? []);
        this.#write(values, [0x10], unsigned(callee.index));
    }
    if(condition, then, otherwise) {
        this.#write(condition.code, [0x04, empty]);
        then();
        if (otherwise !== undefined) {
            this.#write([0x05]);
            otherwise();
        }
        this.#write([0x0b]);
    }
    /** Repeats while a variable is below an end that does not change; the step divides what lies between. */
    forEach(counter, end, step, body) {
        const isLeft = i32.lt_u(counter, end);
        const by = typeof step === 'number' ? i32.const(step) : step;
        this.if(isLeft, () => {
            this.repeat(() => {
                body();
                this.increase(counter, by);
            }, isLeft);
        });
    }
    /** Does something, and again while the condition holds. */
    repeat(body, condition) {
        this.#write([0x03, empty]);
        body();
        this.#write(condition.code, [0x0d, 0], [0x0b]);
    }
    /** The function as the code section has it: its own variables, and its instructions. */
    encode(result) {
        const own = this.#locals.slice(this.#parameters);
        const runs = [];
        for (const type of own) {
            const last = runs.at(-1);
            if (last?.[1] === type)
                last[0]++;
            else
                runs.push([1, type]);
        }
        const declared = runs.map(([count, type]) => [...unsigned(count), typeBytes[type]]);
        return [vector(declared), this.#code.bytes, result?.code ?? [], 0x0b];
    }
    #write(...code) {
        this.#code.add(code);
    }
}
//# sourceMappingURL=function.js.map