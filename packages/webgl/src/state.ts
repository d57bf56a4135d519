// What draws, uploads and reads depend on and change of the GL state: saved, set, and put back. Others draw on the same
// context between our calls, and leave it as they like.

import { type PolygonMode, Watch } from './watch.ts';

/**
 * Each of these, switched on, keeps fragments from being written as they were computed. Dithering does not: it is for
 * colours of few bits.
 */
const capabilities = [
  'SCISSOR_TEST',
  'BLEND',
  'CULL_FACE',
  'DEPTH_TEST',
  'STENCIL_TEST',
  'RASTERIZER_DISCARD',
  'SAMPLE_COVERAGE',
  'SAMPLE_ALPHA_TO_COVERAGE',
] as const;

/** Rows of bytes are a multiple of four long (masks.ts), those of floats of sixteen. */
const unpacked = {
  UNPACK_ALIGNMENT: 4,
  UNPACK_ROW_LENGTH: 0,
  UNPACK_SKIP_ROWS: 0,
  UNPACK_SKIP_PIXELS: 0,
  UNPACK_FLIP_Y_WEBGL: false,
  UNPACK_PREMULTIPLY_ALPHA_WEBGL: false,
} as const;

const packed = {
  PACK_ALIGNMENT: 4,
  PACK_ROW_LENGTH: 0,
  PACK_SKIP_ROWS: 0,
  PACK_SKIP_PIXELS: 0,
} as const;

interface ClipDistances {
  readonly CLIP_DISTANCE0_WEBGL: GLenum;
}

export class GLState {
  readonly #watch: Watch;
  readonly #gl: WebGL2RenderingContext;
  readonly #polygonMode: PolygonMode | null;
  readonly #capabilities: readonly GLenum[];
  /** WEBGL_clip_cull_distance's: each cuts off all that our vertices do not say to keep. */
  readonly #clipDistances: readonly GLenum[];
  /** What has been saved since `begin`. */
  readonly #saved = new Set<string>();
  /** The way back: the last goes first. */
  readonly #undo: (() => void)[] = [];

  constructor(gl: WebGL2RenderingContext) {
    this.#gl = gl;
    this.#watch = new Watch(gl);
    this.#polygonMode = gl.getExtension('WEBGL_polygon_mode') as PolygonMode | null;
    const clip = gl.getExtension('WEBGL_clip_cull_distance') as ClipDistances | null;
    const distances =
      clip === null ? [] : Array.from({ length: 8 }, (_, k) => clip.CLIP_DISTANCE0_WEBGL + k);
    this.#capabilities = capabilities.map((name) => gl[name]);
    this.#clipDistances = distances;
  }

  /** From here to `unwatch` somebody uses the context. */
  watch(): void {
    this.#watch.start(this.#polygonMode);
  }

  unwatch(): void {
    this.#watch.stop();
  }

  begin(): void {
    const gl = this.#gl;
    this.#watch.enter();
    const unit = gl.getParameter(gl.ACTIVE_TEXTURE) as GLenum;
    const drawn = gl.getParameter(gl.DRAW_FRAMEBUFFER_BINDING) as WebGLFramebuffer | null;
    const read = gl.getParameter(gl.READ_FRAMEBUFFER_BINDING) as WebGLFramebuffer | null;
    this.#undo.push(() => {
      gl.activeTexture(unit);
      gl.bindFramebuffer(gl.DRAW_FRAMEBUFFER, drawn);
      gl.bindFramebuffer(gl.READ_FRAMEBUFFER, read);
    });
  }

  /** For draws that write every fragment. A query of the page's that counts samples goes on, and counts them too. */
  forDraws(): void {
    if (this.#isSaved('draws')) return;
    const gl = this.#gl;
    this.#pauseTransformFeedback();
    const program = gl.getParameter(gl.CURRENT_PROGRAM) as WebGLProgram | null;
    const vertexArray = gl.getParameter(gl.VERTEX_ARRAY_BINDING) as WebGLVertexArrayObject | null;
    const viewport = gl.getParameter(gl.VIEWPORT) as Box;
    this.#undo.push(() => {
      gl.useProgram(program);
      gl.bindVertexArray(vertexArray);
      gl.viewport(...viewport);
    });
    for (const capability of this.#capabilities) {
      if (gl.isEnabled(capability)) this.#undo.push(() => gl.enable(capability));
      else if (capability !== gl.BLEND) continue;
      // Blending also where it is on for other targets than the first, which no query tells.
      gl.disable(capability);
    }
    for (const distance of this.#clipDistances) {
      if (this.#watch.get(distance) !== true) continue;
      gl.disable(distance);
      this.#undo.push(() => gl.enable(distance));
    }
    this.#setColorMask();
    this.#setPolygonMode();
  }

  /** For textures that are filled from arrays. */
  forUploads(): void {
    if (this.#isSaved('uploads')) return;
    const gl = this.#gl;
    this.#unbindBuffer(gl.PIXEL_UNPACK_BUFFER, gl.PIXEL_UNPACK_BUFFER_BINDING);
    this.#setPixelStore(unpacked);
  }

  /** For pixels that are read into an array, or into a buffer, and for a buffer that is read. */
  forReads(): void {
    if (this.#isSaved('reads')) return;
    const gl = this.#gl;
    this.#unbindBuffer(gl.PIXEL_PACK_BUFFER, gl.PIXEL_PACK_BUFFER_BINDING);
    this.#setPixelStore(packed);
  }

  /** For what tfjs does when it is asked for a texture: draws and uploads on units that it chooses. */
  forGuests(): void {
    if (this.#isSaved('guests')) return;
    this.forDraws();
    this.forUploads();
    const gl = this.#gl;
    const scissor = gl.getParameter(gl.SCISSOR_BOX) as Box;
    const vertices = gl.getParameter(gl.ARRAY_BUFFER_BINDING) as WebGLBuffer | null;
    this.#undo.push(() => {
      gl.scissor(...scissor);
      gl.bindBuffer(gl.ARRAY_BUFFER, vertices);
    });
    const units = gl.getParameter(gl.MAX_TEXTURE_IMAGE_UNITS) as number;
    for (let unit = 0; unit < units; unit++) this.#saveUnit(unit, gl.TEXTURE_2D);
  }

  /** Binds a texture to a unit, to be sampled as the texture itself says. */
  bind(unit: number, target: GLenum, texture: WebGLTexture | null): void {
    this.#saveUnit(unit, target);
    this.#gl.bindTexture(target, texture);
  }

  restore(): void {
    for (let undo = this.#undo.pop(); undo !== undefined; undo = this.#undo.pop()) undo();
    this.#saved.clear();
    this.#watch.leave();
  }

  #isSaved(what: string): boolean {
    if (this.#saved.has(what)) return true;
    this.#saved.add(what);
    return false;
  }

  /** Makes a unit active; what is bound there is saved the first time. */
  #saveUnit(unit: number, target: GLenum): void {
    const gl = this.#gl;
    gl.activeTexture(gl.TEXTURE0 + unit);
    if (this.#isSaved(`${unit} ${target}`)) return;
    const binding = target === gl.TEXTURE_2D ? gl.TEXTURE_BINDING_2D : gl.TEXTURE_BINDING_2D_ARRAY;
    const texture = gl.getParameter(binding) as WebGLTexture | null;
    const sampler = gl.getParameter(gl.SAMPLER_BINDING) as WebGLSampler | null;
    if (sampler !== null) gl.bindSampler(unit, null);
    this.#undo.push(() => {
      gl.activeTexture(gl.TEXTURE0 + unit);
      gl.bindTexture(target, texture);
      if (sampler !== null) gl.bindSampler(unit, sampler);
    });
  }

  /** Under one that is active no other program may be used. */
  #pauseTransformFeedback(): void {
    const gl = this.#gl;
    if (this.#watch.get(gl.TRANSFORM_FEEDBACK_ACTIVE) !== true) return;
    if (this.#watch.get(gl.TRANSFORM_FEEDBACK_PAUSED) === true) return;
    gl.pauseTransformFeedback();
    this.#undo.push(() => gl.resumeTransformFeedback());
  }

  /** Of every target, also where they differ: only the first can be asked for, and is what all get back. */
  #setColorMask(): void {
    const gl = this.#gl;
    const mask = this.#watch.get(gl.COLOR_WRITEMASK) as ColorMask;
    gl.colorMask(true, true, true, true);
    if (!mask.every(Boolean)) this.#undo.push(() => gl.colorMask(...mask));
  }

  #setPolygonMode(): void {
    const extension = this.#polygonMode;
    if (extension === null) return;
    const mode = this.#watch.get(extension.POLYGON_MODE_WEBGL) as GLenum;
    if (mode === extension.FILL_WEBGL) return;
    const face = this.#gl.FRONT_AND_BACK;
    extension.polygonModeWEBGL(face, extension.FILL_WEBGL);
    this.#undo.push(() => extension.polygonModeWEBGL(face, mode));
  }

  #unbindBuffer(target: GLenum, binding: GLenum): void {
    const gl = this.#gl;
    const buffer = gl.getParameter(binding) as WebGLBuffer | null;
    gl.bindBuffer(target, null);
    this.#undo.push(() => gl.bindBuffer(target, buffer));
  }

  #setPixelStore(settings: Readonly<Record<string, number | boolean>>): void {
    const gl = this.#gl;
    for (const name in settings) {
      const parameter = gl[name as keyof typeof unpacked | keyof typeof packed];
      const value = this.#watch.get(parameter) as number | boolean;
      if (value === settings[name]) continue;
      gl.pixelStorei(parameter, settings[name] as number | boolean);
      this.#undo.push(() => gl.pixelStorei(parameter, value));
    }
  }
}

type ColorMask = readonly [boolean, boolean, boolean, boolean];
type Box = readonly [number, number, number, number];
