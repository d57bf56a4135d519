// What draws in this browser, as the drivers call themselves.

import type { Graphics } from '../src/backends.ts';

export async function renderers(): Promise<Pick<Graphics, 'webgl' | 'webgpu'>> {
  return { webgl: webglRenderer(), webgpu: await webgpuAdapter() };
}

function webglRenderer(): string | null {
  const gl = document.createElement('canvas').getContext('webgl2');
  if (gl === null) return null;
  const info = gl.getExtension('WEBGL_debug_renderer_info');
  return String(gl.getParameter(info === null ? gl.RENDERER : info.UNMASKED_RENDERER_WEBGL));
}

async function webgpuAdapter(): Promise<string | null> {
  // Not in a page that is no secure context.
  const { gpu } = navigator as Partial<Navigator>;
  const adapter = await gpu?.requestAdapter();
  if (!adapter) return null;
  const { vendor, architecture, device, description } = adapter.info;
  return [vendor, architecture, device, description].filter((part) => part !== '').join(' ');
}
