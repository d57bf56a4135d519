import type { FunctionBody } from '../emit/function.ts';
import { type Integer, type Vector } from '../emit/instructions.ts';
/** `bf16` keeps the upper half of a float32, rounded to the nearest: half the memory to go through, and 8 bits. */
export type WeightType = 'f32' | 'bf16';
export interface WeightFormat {
    /** Bytes of four weights. */
    readonly bytesOfFour: number;
    /** Reads `count` vectors of four weights which lie behind each other. */
    read(body: FunctionBody, from: Integer, offset: number, count: number): readonly Vector[];
}
export declare const weightFormats: Readonly<Record<WeightType, WeightFormat>>;
//# sourceMappingURL=weights.d.ts.map