// What buffers and bindings are for, as numbers of the standard: Node has no GPUBufferUsage among its globals.

/** https://gpuweb.github.io/gpuweb/#buffer-usage */
export const usages = {
  mapRead: 0x1,
  copySource: 0x4,
  copyTarget: 0x8,
  uniform: 0x40,
  storage: 0x80,
} as const;

/** https://gpuweb.github.io/gpuweb/#typedefdef-gpushaderstageflags, COMPUTE */
export const computeStage = 0x4;

/** https://gpuweb.github.io/gpuweb/#namespacedef-gpumapmode, READ */
export const mapForRead = 0x1;

/** https://gpuweb.github.io/gpuweb/#typedefdef-gputextureusageflags */
export const textureUsages = { copyTarget: 0x2, binding: 0x4 } as const;
