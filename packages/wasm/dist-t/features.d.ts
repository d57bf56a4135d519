/** SIMD: Chrome 91, Firefox 89, Safari 16.4, Node 16. */
export declare function hasSimd(): boolean;
/** Products that are rounded together with the sum that they join: Chrome 114, Firefox 146, Node 22. */
export declare function hasRelaxedSimd(): boolean;
//# sourceMappingURL=features.d.ts.map