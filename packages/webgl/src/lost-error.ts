import { DeviceLostError } from '@gatefold/contract';

export function lostError(where: string): DeviceLostError {
  return new DeviceLostError({
    where,
    expected: 'the GL context was lost, and all that lay on it',
    remedy: 'make a new backend, and its layers again',
  });
}
