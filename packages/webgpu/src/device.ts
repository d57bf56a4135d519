// The GPUDevice, of ours or of the app: what it allows, whether it is still there, and what went wrong on it.

import { DeviceError, type RnnError, UnsupportedError } from '@gatefold/contract';
import { lostError, scopedError } from './errors.ts';
import { profileOf } from './profile.ts';
import type { DeviceProfile } from './wgsl/kernels.ts';

const scopes = ['internal', 'out-of-memory', 'validation'] as const;

const softwareNames = /SwiftShader|llvmpipe|lavapipe|softpipe|Basic Render|software/i;

/** What an adapter calls itself: browsers tell as much as they like. */
export function describeAdapter(info: GPUAdapterInfo): string {
  const { vendor, architecture, device, description } = info;
  return [vendor, architecture, device, description].filter((part) => part !== '').join(' ');
}

export class Device {
  readonly gpu: GPUDevice;
  readonly profile: DeviceProfile;
  /** Whether a processor does what a GPU would. */
  readonly isSoftware: boolean;
  #lost: GPUDeviceLostInfo | null = null;

  constructor(
    gpu: GPUDevice,
    isSoftware: boolean = softwareNames.test(describeAdapter(gpu.adapterInfo)),
  ) {
    this.gpu = gpu;
    this.profile = profileOf(gpu);
    this.isSoftware = isSoftware;
    void gpu.lost.then((info) => (this.#lost = info));
  }

  /** @throws {DeviceLostError} */
  checkAlive(where: string): void {
    if (this.#lost !== null) throw lostError(where, this.#lost);
  }

  /** @throws {UnsupportedError} for a buffer that no kernel could be given */
  checkBytes(where: string, bytes: number): void {
    const { bindingBytes } = this.profile;
    if (bytes <= bindingBytes) return;
    throw new UnsupportedError({
      where,
      expected: `a buffer on this device has at most ${bindingBytes} bytes (maxStorageBufferBindingSize)`,
      actual: String(bytes),
      remedy: 'run it in parts: fewer rows, or fewer steps with initialState',
    });
  }

  /** @throws {UnsupportedError} for a texture that is too wide for the device */
  checkTexture(where: string, [width]: readonly [width: number, height: number]): void {
    const most = this.gpu.limits.maxTextureDimension2D;
    if (width <= most) return;
    throw new UnsupportedError({
      where,
      expected: `a texture on this device is at most ${most} texels wide (maxTextureDimension2D)`,
      actual: String(width),
      remedy: "choose another kernel, such as 'step'",
    });
  }

  /**
   * Makes calls to the device, all of them before it returns, under error scopes of our own: what goes wrong is in the
   * answer, and neither the app's scopes nor its uncapturederror hear of it.
   */
  guard<T>(
    where: string,
    calls: () => T,
    coded: typeof scopedError = scopedError,
  ): { readonly value: T; readonly fault: Promise<RnnError | null> } {
    for (const scope of scopes) this.gpu.pushErrorScope(scope);
    try {
      const value = calls();
      return { value, fault: this.#closeScopes(where, coded) };
    } catch (error) {
      void this.#closeScopes(where, coded);
      throw error;
    }
  }

  async #closeScopes(where: string, coded: typeof scopedError): Promise<RnnError | null> {
    // All of them at once, before anybody else is heard.
    const popped = scopes.toReversed().map(async (scope) => {
      const error = await this.gpu.popErrorScope();
      return error === null ? null : coded(where, scope, error);
    });
    // On a device that is lost they may be refused.
    const answers = await Promise.allSettled(popped);
    const found = answers.find((answer) => answer.status === 'fulfilled' && answer.value !== null);
    if (found?.status === 'fulfilled') return found.value;
    return this.#lost === null ? null : lostError(where, this.#lost);
  }

  /** What an operation that was rejected comes from: a loss may be told a moment later. */
  async explain(where: string, error: unknown): Promise<RnnError> {
    await Promise.race([this.gpu.lost, new Promise((resolve) => setTimeout(resolve, 50))]);
    if (this.#lost !== null) return lostError(where, this.#lost);
    const said = error instanceof Error ? error.message : String(error);
    return new DeviceError(
      { where, expected: 'the device refused what it was asked', actual: said },
      { cause: error },
    );
  }
}
