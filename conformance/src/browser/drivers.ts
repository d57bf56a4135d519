// What draws in a Chromium that is started here: two software rasterisers that disagree, or this machine's GPU.

/** How a Chromium is started for a driver, and how one sees that it got it. */
export interface Driver {
  /** Switches to try, one list after the other. */
  readonly switches: readonly (readonly string[])[];
  readonly environment: Readonly<Record<string, string>>;
  /** Whether a renderer of this name is one of the driver's. */
  readonly isOwn: (renderer: string) => boolean;
  /** What to do where it is not. */
  readonly remedy: string;
}

const software = /swiftshader|llvmpipe|softpipe|lavapipe|basic render|software/i;

/** Without a window Chromium draws in software unless it is told which API of the system to use. */
const gpuSwitches: Partial<Record<NodeJS.Platform, readonly (readonly string[])[]>> = {
  darwin: [['--use-angle=metal']],
  win32: [['--use-angle=d3d11']],
  linux: [
    [
      '--use-angle=vulkan',
      '--enable-features=Vulkan',
      '--disable-vulkan-surface',
      '--use-vulkan=native',
    ],
    ['--use-angle=gl-egl'],
  ],
};

export type DriverName = 'swiftshader' | 'mesa' | 'gpu';

export const drivers: Readonly<Record<DriverName, Driver>> = {
  /** Chromium's own, the same on every machine. */
  swiftshader: {
    switches: [
      [
        '--use-angle=swiftshader',
        '--enable-unsafe-swiftshader',
        '--use-webgpu-adapter=swiftshader',
        // A page's text and boxes are drawn without it: a third less of CPU time for each page that is opened.
        '--disable-gpu-compositing',
      ],
    ],
    environment: {},
    isOwn: (renderer) => /swiftshader/i.test(renderer),
    remedy: 'use a Chromium that has SwiftShader',
  },
  /** Mesa's llvmpipe: it treats NaN and infinity as GPUs do, for WebGL; WebGPU stays with SwiftShader. */
  mesa: {
    switches: [['--use-angle=gl-egl', '--disable-gpu-sandbox', '--use-webgpu-adapter=swiftshader']],
    environment: { LIBGL_ALWAYS_SOFTWARE: '1', EGL_PLATFORM: 'surfaceless' },
    isOwn: (renderer) => /llvmpipe|softpipe/i.test(renderer),
    remedy:
      'install Mesa, on Debian and Ubuntu: apt-get install libegl-mesa0 libgl1-mesa-dri libegl1 libgles2',
  },
  gpu: {
    switches: (gpuSwitches[process.platform] ?? [[]]).map((own) => [
      ...own,
      '--use-webgpu-adapter=default',
      '--disable-gpu-sandbox',
      '--disable-dev-shm-usage',
    ]),
    environment: {},
    isOwn: (renderer) => !software.test(renderer) && renderer !== '',
    remedy:
      "see that this user may open the GPU's devices, and that the driver's Vulkan or EGL is installed (VK_DRIVER_FILES and __EGL_VENDOR_LIBRARY_FILENAMES name them)",
  },
};

export const driverNames: readonly DriverName[] = Object.keys(drivers) as DriverName[];
