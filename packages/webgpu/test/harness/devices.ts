// Devices on Chromium's software GPU, without a page.

interface Dawn {
  readonly create: (flags: readonly string[]) => GPU;
}

// Its types would be those of @webgpu/types, beside TypeScript's own.
const dawn: string = 'webgpu';
const { create } = (await import(dawn)) as Dawn;
const gpu = create([]);

/** A device of the app's: with no more than what every browser has, unless it is told to ask for something. */
export async function makeDevice(descriptor: GPUDeviceDescriptor = {}): Promise<GPUDevice> {
  const adapter = await gpu.requestAdapter();
  if (adapter === null) throw new Error('no adapter: see software-gpu.ts');
  return adapter.requestDevice(descriptor);
}

/** A buffer of the app's with these numbers. */
export function bufferWith(
  device: GPUDevice,
  numbers: readonly number[],
  usage: number = copySource,
): GPUBuffer {
  const buffer = device.createBuffer({
    size: 4 * numbers.length,
    usage: usage | storage,
    mappedAtCreation: true,
  });
  new Float32Array(buffer.getMappedRange()).set(numbers);
  buffer.unmap();
  return buffer;
}

/** https://gpuweb.github.io/gpuweb/#buffer-usage */
export const mapRead = 0x1;
export const copySource = 0x4;
export const copyTarget = 0x8;
export const storage = 0x80;

/** Reads a buffer as an app would, after all that was submitted before. */
export async function numbersOf(device: GPUDevice, buffer: GPUBuffer): Promise<number[]> {
  const staging = device.createBuffer({ size: buffer.size, usage: mapRead | copyTarget });
  const encoder = device.createCommandEncoder();
  encoder.copyBufferToBuffer(buffer, 0, staging, 0, buffer.size);
  device.queue.submit([encoder.finish()]);
  await staging.mapAsync(mapRead);
  const numbers = [...new Float32Array(staging.getMappedRange())];
  staging.destroy();
  return numbers;
}

/** Counts calls of a device from now on. */
export function watchCalls(device: GPUDevice): {
  /** Buffers and textures. */
  readonly alive: Set<GPUBuffer | GPUTexture>;
  readonly counts: Record<
    'createBuffer' | 'createTexture' | 'createComputePipelineAsync' | 'createBindGroup' | 'submit',
    number
  >;
} {
  const alive = new Set<GPUBuffer | GPUTexture>();
  const counts = {
    ...{ createBuffer: 0, createTexture: 0 },
    ...{ createComputePipelineAsync: 0, createBindGroup: 0, submit: 0 },
  };
  const watch = (
    target: object,
    name: keyof typeof counts,
    seen: (made: unknown) => void,
  ): void => {
    const call = (target as Record<string, (...args: unknown[]) => unknown>)[name] as (
      ...args: unknown[]
    ) => unknown;
    Object.defineProperty(target, name, {
      value: (...args: unknown[]) => {
        counts[name]++;
        const made = call.apply(target, args);
        seen(made);
        return made;
      },
    });
  };
  const follow = (made: unknown): void => {
    const one = made as GPUBuffer | GPUTexture;
    const destroy = one.destroy.bind(one);
    alive.add(one);
    one.destroy = () => {
      alive.delete(one);
      destroy();
    };
  };
  watch(device, 'createBuffer', follow);
  watch(device, 'createTexture', follow);
  watch(device, 'createComputePipelineAsync', () => undefined);
  watch(device, 'createBindGroup', () => undefined);
  watch(device.queue, 'submit', () => undefined);
  return { alive, counts };
}
