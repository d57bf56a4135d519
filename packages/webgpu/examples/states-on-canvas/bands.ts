// Draws numbers that lie in GPU buffers, a band for each, without reading them.

const code = /* wgsl */ `
override units: u32;
override timeSteps: u32;
override bands: u32;

@group(0) @binding(0) var<storage, read> output: array<f32>; // [timeSteps, units]

struct Corner { @builtin(position) position: vec4f, @location(0) place: vec2f }

// Two triangles that fill a band; its place runs from (0, 0) at the top left to (1, 1).
@vertex fn corner(@builtin(vertex_index) k: u32, @builtin(instance_index) band: u32) -> Corner {
  let place = vec2f(f32(k & 1), f32(k >> 1));
  let y = (f32(band) + place.y * 0.96) / f32(bands);
  return Corner(vec4f(2 * place.x - 1, 1 - 2 * y, 0, 1), place);
}

@fragment fn colour(@location(0) place: vec2f) -> @location(0) vec4f {
  let t = min(u32(place.x * f32(timeSteps)), timeSteps - 1);
  let unit = min(u32(place.y * f32(units)), units - 1);
  let h = output[t * units + unit]; // from -1 to 1
  let dark = vec3f(0.08, 0.09, 0.12);
  let bright = select(vec3f(0.30, 0.60, 1.00), vec3f(1.00, 0.62, 0.22), h > 0);
  return vec4f(mix(dark, bright, sqrt(abs(h))), 1);
}
`;

interface Sizes {
  readonly units: number;
  readonly timeSteps: number;
  readonly bands: number;
}

/** Takes a buffer of [timeSteps, units] numbers for each band, from the top to the bottom. */
export function bandsOn(
  canvas: HTMLCanvasElement,
  device: GPUDevice,
  { units, timeSteps, bands }: Sizes,
): (buffers: readonly GPUBuffer[]) => void {
  const context = canvas.getContext('webgpu') as unknown as GPUCanvasContext;
  const format = navigator.gpu.getPreferredCanvasFormat();
  context.configure({ device, format });
  const module = device.createShaderModule({ code });
  const pipeline = device.createRenderPipeline({
    layout: 'auto',
    vertex: { module, constants: { bands } },
    fragment: { module, constants: { units, timeSteps }, targets: [{ format }] },
    primitive: { topology: 'triangle-strip' },
  });

  return (buffers) => {
    const encoder = device.createCommandEncoder();
    const view = context.getCurrentTexture().createView();
    const pass = encoder.beginRenderPass({
      colorAttachments: [{ view, loadOp: 'clear', storeOp: 'store' }],
    });
    pass.setPipeline(pipeline);
    for (const [band, buffer] of buffers.entries()) {
      const layout = pipeline.getBindGroupLayout(0);
      const entries = [{ binding: 0, resource: { buffer } }];
      pass.setBindGroup(0, device.createBindGroup({ layout, entries }));
      pass.draw(4, 1, 0, band);
    }
    pass.end();
    device.queue.submit([encoder.finish()]);
  };
}
