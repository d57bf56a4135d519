// What a device says, with a code.

import { DeviceError, DeviceLostError, DisposedError, type RnnError } from '@gatefold/contract';

export function lostError(where: string, { reason, message }: GPUDeviceLostInfo): RnnError {
  return new DeviceLostError({
    where,
    expected: 'the GPUDevice was lost, and all that lay on it',
    actual: [reason, message].filter((part) => part !== '').join(': '),
    remedy: 'make a new backend, and its layers again',
  });
}

/** An error of the scopes that lay around our calls. */
export function scopedError(where: string, scope: GPUErrorFilter, error: GPUError): RnnError {
  const isMemory = scope === 'out-of-memory';
  return new DeviceError(
    {
      where,
      expected: isMemory ? 'the device has no memory left' : 'the device refused what it was asked',
      actual: error.message,
      ...(isMemory ? { remedy: 'dispose of what is not needed, or run smaller batches' } : {}),
    },
    { cause: error },
  );
}

export function endedError(where: string): DisposedError {
  return new DisposedError({
    where,
    expected: 'the backend was disposed of while the numbers were on their way',
    remedy: 'await data() before dispose()',
  });
}
