import { type Callable, FunctionBody, type Locals, type Parameters } from './function.ts';
import type { Expression, ValueType } from './instructions.ts';
export declare class ModuleWriter {
    #private;
    /** @param isShared  whether the memory is one that several threads may have */
    constructor(isShared: boolean);
    /** A function of the host's; all of them come before the first of the module's own. */
    import<P extends Parameters>(name: string, parameters: P): Callable<P>;
    /** A function that returns nothing; its name is for profiles and for people who read the code. */
    function<P extends Parameters>(name: string, parameters: P, write: (body: FunctionBody, parameters: Locals<P>) => void): Callable<P>;
    /** A function that returns what `write` does. */
    functionOf<P extends Parameters, R extends ValueType>(name: string, parameters: P, result: R, write: (body: FunctionBody, parameters: Locals<P>) => Expression<R>): Callable<P, R>;
    export(name: string, { index }: Callable<Parameters, ValueType | null>): void;
    /** Adds a section that engines pass over: a name, and text in ASCII. */
    custom(name: string, content: string): void;
    encode(): Uint8Array<ArrayBuffer>;
}
//# sourceMappingURL=module.d.ts.map