// A Chromium whose screenshots show what WebGPU has drawn: without a GPU its compositor has to draw with Vulkan too, or
// such a canvas stays empty (https://github.com/visgl/luma.gl/issues/2874). Other tests need no such browser.

import { findChromium } from '@gatefold/conformance/playwright-core';
import { type Browser, chromium } from 'playwright-core';

export function launchVisible(): Promise<Browser> {
  return chromium.launch({
    executablePath: findChromium(chromium.executablePath()),
    args: [
      '--no-sandbox',
      '--use-angle=swiftshader',
      '--enable-unsafe-swiftshader',
      '--use-webgpu-adapter=swiftshader',
      '--use-vulkan=swiftshader',
      '--enable-features=Vulkan',
      '--enable-unsafe-webgpu',
      '--enable-gpu',
      '--ignore-gpu-blocklist',
    ],
  });
}
