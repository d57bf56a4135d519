// All the state of a context that can be asked for, as text, and ways to make each part of it hostile.

const parameters = [
  'ACTIVE_TEXTURE', 'ARRAY_BUFFER_BINDING', 'BLEND_COLOR', 'BLEND_DST_ALPHA', 'BLEND_DST_RGB', 'BLEND_EQUATION',
  'BLEND_EQUATION_ALPHA', 'BLEND_SRC_ALPHA', 'BLEND_SRC_RGB', 'COLOR_CLEAR_VALUE', 'COLOR_WRITEMASK',
  'COPY_READ_BUFFER_BINDING', 'COPY_WRITE_BUFFER_BINDING', 'CULL_FACE_MODE', 'CURRENT_PROGRAM', 'DEPTH_CLEAR_VALUE',
  'DEPTH_FUNC', 'DEPTH_RANGE', 'DEPTH_WRITEMASK', 'DRAW_BUFFER0', 'DRAW_FRAMEBUFFER_BINDING',
  'ELEMENT_ARRAY_BUFFER_BINDING', 'FRONT_FACE', 'GENERATE_MIPMAP_HINT', 'LINE_WIDTH', 'PACK_ALIGNMENT',
  'PACK_ROW_LENGTH', 'PACK_SKIP_PIXELS', 'PACK_SKIP_ROWS', 'PIXEL_PACK_BUFFER_BINDING', 'PIXEL_UNPACK_BUFFER_BINDING',
  'POLYGON_OFFSET_FACTOR', 'POLYGON_OFFSET_UNITS', 'READ_BUFFER', 'READ_FRAMEBUFFER_BINDING', 'RENDERBUFFER_BINDING',
  'SAMPLE_COVERAGE_INVERT', 'SAMPLE_COVERAGE_VALUE', 'SCISSOR_BOX', 'STENCIL_FUNC', 'STENCIL_REF', 'STENCIL_VALUE_MASK',
  'STENCIL_WRITEMASK', 'TRANSFORM_FEEDBACK_ACTIVE', 'TRANSFORM_FEEDBACK_BINDING', 'TRANSFORM_FEEDBACK_PAUSED',
  'TRANSFORM_FEEDBACK_BUFFER_BINDING', 'UNIFORM_BUFFER_BINDING', 'UNPACK_ALIGNMENT',
  'UNPACK_COLORSPACE_CONVERSION_WEBGL', 'UNPACK_FLIP_Y_WEBGL', 'UNPACK_IMAGE_HEIGHT',
  'UNPACK_PREMULTIPLY_ALPHA_WEBGL', 'UNPACK_ROW_LENGTH', 'UNPACK_SKIP_IMAGES', 'UNPACK_SKIP_PIXELS',
  'UNPACK_SKIP_ROWS', 'VERTEX_ARRAY_BINDING', 'VIEWPORT',
] as const; // prettier-ignore

const capabilities = [
  'BLEND',
  'CULL_FACE',
  'DEPTH_TEST',
  'DITHER',
  'POLYGON_OFFSET_FILL',
  'RASTERIZER_DISCARD',
  'SAMPLE_ALPHA_TO_COVERAGE',
  'SAMPLE_COVERAGE',
  'SCISSOR_TEST',
  'STENCIL_TEST',
] as const;

const bindings = ['2D', '2D_ARRAY', '3D', 'CUBE_MAP'] as const;
const units = 16;

const names = new Map<object, string>();

/** One line for each part. */
export function describeState(gl: WebGL2RenderingContext): readonly string[] {
  const said = (value: unknown): string => {
    if (value === null || typeof value !== 'object') return String(value);
    if (Array.isArray(value) || ArrayBuffer.isView(value)) {
      return [...(value as readonly unknown[])].join(' ');
    }
    if (!names.has(value)) names.set(value, `#${names.size}`);
    return names.get(value) as string;
  };
  const lines = parameters.map((name) => `${name} ${said(gl.getParameter(gl[name]))}`);
  lines.push(...capabilities.map((name) => `${name} ${gl.isEnabled(gl[name])}`));
  const clip = clipDistances(gl);
  if (clip !== null) lines.push(`CLIP_DISTANCE0 ${gl.isEnabled(clip.CLIP_DISTANCE0_WEBGL)}`);
  const polygons = polygonMode(gl);
  if (polygons !== null) {
    lines.push(`POLYGON_MODE ${said(gl.getParameter(polygons.POLYGON_MODE_WEBGL))}`);
  }
  const active = gl.getParameter(gl.ACTIVE_TEXTURE) as number;
  for (let unit = 0; unit < units; unit++) {
    gl.activeTexture(gl.TEXTURE0 + unit);
    const bound = bindings.map((kind) => said(gl.getParameter(gl[`TEXTURE_BINDING_${kind}`])));
    lines.push(`unit ${unit} ${bound.join(' ')} ${said(gl.getParameter(gl.SAMPLER_BINDING))}`);
  }
  gl.activeTexture(active);
  return [...lines, `error ${gl.getError()}`];
}

type Undo = () => void;
type Hostile = (gl: WebGL2RenderingContext) => Undo;

const stores = {
  UNPACK_ALIGNMENT: 8,
  UNPACK_ROW_LENGTH: 7777,
  UNPACK_SKIP_ROWS: 3,
  UNPACK_SKIP_PIXELS: 5,
  UNPACK_SKIP_IMAGES: 1,
  UNPACK_IMAGE_HEIGHT: 9,
  UNPACK_FLIP_Y_WEBGL: 1,
  UNPACK_PREMULTIPLY_ALPHA_WEBGL: 1,
  UNPACK_COLORSPACE_CONVERSION_WEBGL: 0,
  PACK_ALIGNMENT: 8,
  PACK_ROW_LENGTH: 7777,
  PACK_SKIP_ROWS: 3,
  PACK_SKIP_PIXELS: 5,
} as const;

const storing =
  (name: keyof typeof stores): Hostile =>
  (gl) => {
    const before = gl.getParameter(gl[name]) as number;
    gl.pixelStorei(gl[name], stores[name]);
    return () => gl.pixelStorei(gl[name], before);
  };

const bindingBuffer =
  (
    name:
      | 'PIXEL_UNPACK_BUFFER'
      | 'PIXEL_PACK_BUFFER'
      | 'ARRAY_BUFFER'
      | 'UNIFORM_BUFFER'
      | 'COPY_READ_BUFFER',
  ): Hostile =>
  (gl) => {
    const before = gl.getParameter(gl[`${name}_BINDING`]) as WebGLBuffer | null;
    const buffer = gl.createBuffer();
    gl.bindBuffer(gl[name], buffer);
    gl.bufferData(gl[name], 64, gl.STREAM_DRAW);
    return () => {
      gl.bindBuffer(gl[name], before);
      gl.deleteBuffer(buffer);
    };
  };

/** A capability switched on, with what makes it bite. */
const enabling =
  (
    name: (typeof capabilities)[number],
    bite: (gl: WebGL2RenderingContext) => Undo | void,
  ): Hostile =>
  (gl) => {
    const before = gl.isEnabled(gl[name]);
    gl.enable(gl[name]);
    const undo = bite(gl);
    return () => {
      if (!before) gl.disable(gl[name]);
      undo?.();
    };
  };

const masking =
  (...mask: [boolean, boolean, boolean, boolean]): Hostile =>
  (gl) => {
    const before = gl.getParameter(gl.COLOR_WRITEMASK) as typeof mask;
    gl.colorMask(...mask);
    return () => gl.colorMask(...before);
  };

const onEveryUnit = (gl: WebGL2RenderingContext, bind: (unit: number) => Undo): Undo => {
  const active = gl.getParameter(gl.ACTIVE_TEXTURE) as number;
  const undo: Undo[] = [];
  for (let unit = 0; unit < units; unit++) {
    gl.activeTexture(gl.TEXTURE0 + unit);
    undo.push(bind(unit));
  }
  gl.activeTexture(active);
  return () => {
    const then = gl.getParameter(gl.ACTIVE_TEXTURE) as number;
    for (const [unit, each] of undo.entries()) {
      gl.activeTexture(gl.TEXTURE0 + unit);
      each();
    }
    gl.activeTexture(then);
  };
};

export const hostileStates: Readonly<Record<string, Hostile>> = {
  ...Object.fromEntries(
    (Object.keys(stores) as (keyof typeof stores)[]).map((name) => [name, storing(name)]),
  ),
  PIXEL_UNPACK_BUFFER: bindingBuffer('PIXEL_UNPACK_BUFFER'),
  PIXEL_PACK_BUFFER: bindingBuffer('PIXEL_PACK_BUFFER'),
  ARRAY_BUFFER: bindingBuffer('ARRAY_BUFFER'),
  UNIFORM_BUFFER: bindingBuffer('UNIFORM_BUFFER'),
  COPY_READ_BUFFER: bindingBuffer('COPY_READ_BUFFER'),
  'colorMask none': masking(false, false, false, false),
  'colorMask no green': masking(true, false, true, true),
  RASTERIZER_DISCARD: enabling('RASTERIZER_DISCARD', () => undefined),
  'CULL_FACE front and back': enabling('CULL_FACE', (gl) => {
    gl.cullFace(gl.FRONT_AND_BACK);
    return () => gl.cullFace(gl.BACK);
  }),
  'CULL_FACE clockwise': enabling('CULL_FACE', (gl) => {
    gl.frontFace(gl.CW);
    return () => gl.frontFace(gl.CCW);
  }),
  DEPTH_TEST: enabling('DEPTH_TEST', (gl) => {
    gl.depthFunc(gl.NEVER);
    return () => gl.depthFunc(gl.LESS);
  }),
  STENCIL_TEST: enabling('STENCIL_TEST', (gl) => {
    gl.stencilFunc(gl.NEVER, 1, 0xff);
    return () => gl.stencilFunc(gl.ALWAYS, 0, 0x7fffffff);
  }),
  SCISSOR_TEST: enabling('SCISSOR_TEST', (gl) => {
    const box = gl.getParameter(gl.SCISSOR_BOX) as Int32Array;
    gl.scissor(0, 0, 0, 0);
    return () => gl.scissor(...(box as unknown as [number, number, number, number]));
  }),
  BLEND: enabling('BLEND', (gl) => {
    gl.blendFunc(gl.ZERO, gl.ZERO);
    return () => gl.blendFunc(gl.ONE, gl.ZERO);
  }),
  SAMPLE_COVERAGE: enabling('SAMPLE_COVERAGE', (gl) => {
    gl.sampleCoverage(0, false);
    return () => gl.sampleCoverage(1, false);
  }),
  SAMPLE_ALPHA_TO_COVERAGE: enabling('SAMPLE_ALPHA_TO_COVERAGE', () => undefined),
  POLYGON_OFFSET_FILL: enabling('POLYGON_OFFSET_FILL', (gl) => {
    gl.polygonOffset(9, 9);
    return () => gl.polygonOffset(0, 0);
  }),
  'DITHER off': (gl) => {
    gl.disable(gl.DITHER);
    return () => gl.enable(gl.DITHER);
  },
  CLIP_DISTANCE: (gl) => {
    const clip = clipDistances(gl);
    if (clip === null) return () => undefined;
    gl.enable(clip.CLIP_DISTANCE0_WEBGL);
    return () => gl.disable(clip.CLIP_DISTANCE0_WEBGL);
  },
  'polygon mode': (gl) => {
    const polygons = polygonMode(gl);
    if (polygons === null) return () => undefined;
    polygons.polygonModeWEBGL(gl.FRONT_AND_BACK, polygons.LINE_WEBGL);
    return () => polygons.polygonModeWEBGL(gl.FRONT_AND_BACK, polygons.FILL_WEBGL);
  },
  viewport: (gl) => {
    const before = gl.getParameter(gl.VIEWPORT) as Int32Array;
    gl.viewport(5, 5, 0, 0);
    return () => gl.viewport(...(before as unknown as [number, number, number, number]));
  },
  depthRange: (gl) => {
    gl.depthRange(1, 1);
    return () => gl.depthRange(0, 1);
  },
  'active texture': (gl) => {
    const before = gl.getParameter(gl.ACTIVE_TEXTURE) as number;
    gl.activeTexture(gl.TEXTURE7);
    return () => gl.activeTexture(before);
  },
  samplers: (gl) => {
    const sampler = gl.createSampler();
    gl.samplerParameteri(sampler, gl.TEXTURE_MIN_FILTER, gl.LINEAR_MIPMAP_LINEAR);
    gl.samplerParameteri(sampler, gl.TEXTURE_COMPARE_MODE, gl.COMPARE_REF_TO_TEXTURE);
    const undo = onEveryUnit(gl, (unit) => {
      gl.bindSampler(unit, sampler);
      return () => gl.bindSampler(unit, null);
    });
    return () => {
      undo();
      gl.deleteSampler(sampler);
    };
  },
  'textures of integers': (gl) => {
    const texture = gl.createTexture();
    const undo = onEveryUnit(gl, () => {
      const before = gl.getParameter(gl.TEXTURE_BINDING_2D) as WebGLTexture | null;
      gl.bindTexture(gl.TEXTURE_2D, texture);
      return () => gl.bindTexture(gl.TEXTURE_2D, before);
    });
    gl.texStorage2D(gl.TEXTURE_2D, 1, gl.R32I, 4, 4);
    return () => {
      undo();
      gl.deleteTexture(texture);
    };
  },
  'texture arrays of integers': (gl) => {
    const texture = gl.createTexture();
    const undo = onEveryUnit(gl, () => {
      gl.bindTexture(gl.TEXTURE_2D_ARRAY, texture);
      return () => gl.bindTexture(gl.TEXTURE_2D_ARRAY, null);
    });
    gl.texStorage3D(gl.TEXTURE_2D_ARRAY, 1, gl.R32UI, 4, 4, 2);
    return () => {
      undo();
      gl.deleteTexture(texture);
    };
  },
  program: (gl) => {
    const before = gl.getParameter(gl.CURRENT_PROGRAM) as WebGLProgram | null;
    const program = feedbackProgram(gl);
    gl.useProgram(program);
    return () => {
      gl.useProgram(before);
      gl.deleteProgram(program);
    };
  },
  'vertex array': (gl) => {
    const before = gl.getParameter(gl.VERTEX_ARRAY_BINDING) as WebGLVertexArrayObject | null;
    const array = gl.createVertexArray();
    gl.bindVertexArray(array);
    // An attribute without numbers makes a draw with it an error.
    gl.enableVertexAttribArray(0);
    return () => {
      gl.bindVertexArray(before);
      gl.deleteVertexArray(array);
    };
  },
  framebuffers: (gl) => {
    const drawn = gl.getParameter(gl.DRAW_FRAMEBUFFER_BINDING) as WebGLFramebuffer | null;
    const read = gl.getParameter(gl.READ_FRAMEBUFFER_BINDING) as WebGLFramebuffer | null;
    // One that is not complete, with nothing to draw to and nothing to read.
    const framebuffer = gl.createFramebuffer();
    gl.bindFramebuffer(gl.FRAMEBUFFER, framebuffer);
    gl.drawBuffers([gl.NONE]);
    gl.readBuffer(gl.NONE);
    return () => {
      gl.bindFramebuffer(gl.DRAW_FRAMEBUFFER, drawn);
      gl.bindFramebuffer(gl.READ_FRAMEBUFFER, read);
      gl.deleteFramebuffer(framebuffer);
    };
  },
  'transform feedback': (gl) => feedback(gl, false),
  'transform feedback, paused': (gl) => feedback(gl, true),
};

/** All of them at once. */
export function everything(gl: WebGL2RenderingContext): Undo {
  const undo = Object.values(hostileStates)
    .filter(
      (state) =>
        state !== hostileStates['program'] && state !== hostileStates['transform feedback, paused'],
    )
    .map((state) => state(gl));
  return () => {
    for (const each of undo.toReversed()) each();
  };
}

function feedback(gl: WebGL2RenderingContext, paused: boolean): Undo {
  const before = gl.getParameter(gl.CURRENT_PROGRAM) as WebGLProgram | null;
  const program = feedbackProgram(gl);
  const buffer = gl.createBuffer();
  gl.bindBufferBase(gl.TRANSFORM_FEEDBACK_BUFFER, 0, buffer);
  // With one of the READ usages Chromium maps it at the next fence, and gives up the context for that.
  gl.bufferData(gl.TRANSFORM_FEEDBACK_BUFFER, 4096, gl.DYNAMIC_COPY);
  gl.useProgram(program);
  gl.beginTransformFeedback(gl.TRIANGLES);
  if (paused) gl.pauseTransformFeedback();
  return () => {
    gl.endTransformFeedback();
    gl.bindBufferBase(gl.TRANSFORM_FEEDBACK_BUFFER, 0, null);
    gl.bindBuffer(gl.TRANSFORM_FEEDBACK_BUFFER, null);
    gl.useProgram(before);
    gl.deleteBuffer(buffer);
    gl.deleteProgram(program);
  };
}

function feedbackProgram(gl: WebGL2RenderingContext): WebGLProgram {
  const program = gl.createProgram();
  const shaders = {
    VERTEX_SHADER:
      '#version 300 es\nout vec4 kept; void main() { kept = vec4(1.0); gl_Position = kept; }',
    FRAGMENT_SHADER:
      '#version 300 es\nprecision mediump float; out vec4 y; void main() { y = vec4(1.0); }',
  };
  for (const [type, source] of Object.entries(shaders)) {
    const shader = gl.createShader(gl[type as keyof typeof shaders]) as WebGLShader;
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
    gl.deleteShader(shader);
  }
  gl.transformFeedbackVaryings(program, ['kept'], gl.INTERLEAVED_ATTRIBS);
  gl.linkProgram(program);
  return program;
}

interface PolygonMode {
  readonly POLYGON_MODE_WEBGL: GLenum;
  readonly LINE_WEBGL: GLenum;
  readonly FILL_WEBGL: GLenum;
  polygonModeWEBGL(face: GLenum, mode: GLenum): void;
}

function polygonMode(gl: WebGL2RenderingContext): PolygonMode | null {
  return gl.getExtension('WEBGL_polygon_mode') as PolygonMode | null;
}

function clipDistances(gl: WebGL2RenderingContext): { CLIP_DISTANCE0_WEBGL: GLenum } | null {
  return gl.getExtension('WEBGL_clip_cull_distance') as { CLIP_DISTANCE0_WEBGL: GLenum } | null;
}
