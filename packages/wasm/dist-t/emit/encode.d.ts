export type Bytes = readonly number[];
/** Bytes in nested lists. */
export type Code = readonly (number | Code)[] | Uint8Array;
/** Bytes that are put one behind the other. */
export declare class ByteWriter {
    #private;
    add(code: Code): void;
    /** What has been written, as a copy. */
    get bytes(): Uint8Array<ArrayBuffer>;
}
export declare function join(code: Code): Uint8Array<ArrayBuffer>;
/** A 32-bit number, signed or not, as LEB128 without a sign. */
export declare function unsigned(value: number): Bytes;
/** A 32-bit number as LEB128 with a sign. */
export declare function signed(value: number): Bytes;
export declare function float32(value: number): Bytes;
/** A name, in UTF-8 as long as it is ASCII, which ours are. */
export declare function text(name: string): Bytes;
/** A length, and that many items. */
export declare function vector(items: readonly Code[]): Code;
/** A length in bytes, and the bytes. */
export declare function sized(code: Code): Code;
//# sourceMappingURL=encode.d.ts.map