/** @param floats  all of the memory as numbers, also after it has grown */
export declare function hostOf(memory: WebAssembly.Memory, floats: () => Float32Array): WebAssembly.ModuleImports;
//# sourceMappingURL=host.d.ts.map