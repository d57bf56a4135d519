// Numbers as the binary format has them. WebAssembly Core Specification 2.0, chapter 5.2.
/** Bytes that are put one behind the other. */
export class ByteWriter {
    #bytes = new Uint8Array(256);
    #length = 0;
    add(code) {
        if (code instanceof Uint8Array) {
            this.#makeRoom(code.length);
            this.#bytes.set(code, this.#length);
            this.#length += code.length;
            return;
        }
        for (const part of code) {
            if (typeof part === 'number') {
                this.#makeRoom(1);
                this.#bytes[this.#length++] = part;
            }
            else
                this.add(part);
        }
    }
    /** What has been written, as a copy. */
    get bytes() {
        return this.#bytes.slice(0, this.#length);
    }
    #makeRoom(count) {
        const needed = this.#length + count;
        if (needed <= this.#bytes.length)
            return;
        const larger = new Uint8Array(2 * needed);
        larger.set(this.#bytes);
        this.#bytes = larger;
    }
}
export function join(code) {
    const writer = new ByteWriter();
    writer.add(code);
    return writer.bytes;
}
/** A 32-bit number, signed or not, as LEB128 without a sign. */
export function unsigned(value) {
    const bytes = [];
    let rest = value >>> 0;
    while (rest > 0x7f) {
        bytes.push((rest & 0x7f) | 0x80);
        rest >>>= 7;
    }
    bytes.push(rest);
    return bytes;
}
/** A 32-bit number as LEB128 with a sign. */
export function signed(value) {
    const bytes = [];
    let rest = value | 0;
    // The last byte's bit 6 is the sign.
    while (rest < -0x40 || rest > 0x3f) {
        bytes.push((rest & 0x7f) | 0x80);
        rest >>= 7;
    }
    bytes.push(rest & 0x7f);
    return bytes;
}
export function float32(value) {
    return [...new Uint8Array(Float32Array.of(value).buffer)];
}
/** A name, in UTF-8 as long as it is ASCII, which ours are. */
export function text(name) {
    return [...unsigned(name.length), ...Array.from(name, (letter) => letter.charCodeAt(0))];
}
/** A length, and that many items. */
export function vector(items) {
    return [unsigned(items.length), items];
}
/** A length in bytes, and the bytes. */
export function sized(code) {
    const bytes = join(code);
    return [unsigned(bytes.length), bytes];
}
//# sourceMappingURL=encode.js.map