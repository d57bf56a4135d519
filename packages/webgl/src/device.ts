// A GL context with what every kernel needs of it: programs, bindings, the way back to the state before. The backends
// of a context share it.

import type { Choice } from './layouts.ts';
import { lostError } from './lost-error.ts';
import { Program } from './program.ts';
import { GLState } from './state.ts';

/** The texture unit of each sampler, the same in every program; no program samples where textures are made and filled. */
export const units = {
  weights: 0,
  x: 1,
  mask: 2,
  projected: 3,
  even: 4,
  odd: 5,
  gates: 6,
  h: 7,
  c: 8,
  backwardH: 9,
  backwardC: 10,
  sums: 11,
  upload: 12,
} as const;

export type Unit = keyof typeof units;

interface Size {
  readonly width: number;
  readonly height: number;
}

const devices = new WeakMap<WebGL2RenderingContext, Device>();

/**
 * The device of a context, for one more backend. What every backend needs stays for the context's life: made and
 * deleted with each, it cost the next one its context on NVIDIA's Vulkan driver.
 */
export function openDevice(gl: WebGL2RenderingContext): Device {
  let device = devices.get(gl);
  // A context that was restored is a new one, on which nothing of the old one lives.
  if (device === undefined || device.isLost) {
    device = new Device(gl);
    devices.set(gl, device);
  }
  device.open();
  return device;
}

export class Device {
  readonly gl: WebGL2RenderingContext;
  /** Numbers along the side of the largest texture. */
  readonly textureSize: number;
  /** Textures that one draw can write: 4 at least, by the standard, and used up to 8. */
  readonly targets: number;
  /** Measured on this context, for whichever of its backends comes first. */
  readonly measured: Map<string, Choice> = new Map();
  readonly #programs = new Map<string, Program>();
  readonly #state: GLState;
  readonly #vertexArray: WebGLVertexArrayObject;
  readonly #vertexShader: WebGLShader;
  #depth = 0;
  #backends = 0;
  #lost = false;
  /** Deletions that wait until nothing of ours is bound. */
  readonly #deletions: (() => void)[] = [];

  constructor(gl: WebGL2RenderingContext) {
    this.gl = gl;
    this.textureSize = gl.getParameter(gl.MAX_TEXTURE_SIZE) as number;
    const attachments = gl.getParameter(gl.MAX_COLOR_ATTACHMENTS) as number;
    this.targets = Math.min(gl.getParameter(gl.MAX_DRAW_BUFFERS) as number, attachments, 8);
    this.#state = new GLState(gl);
    this.#vertexArray = gl.createVertexArray();
    this.#vertexShader = Program.vertexShader(gl);
    const onLoss = (): void => {
      this.#lost = true;
      this.#state.unwatch();
    };
    gl.canvas.addEventListener('webglcontextlost', onLoss, { once: true });
  }

  /** For good: what lay on the context does not come back with it. */
  get isLost(): boolean {
    if (this.gl.isContextLost()) this.#lost = true;
    return this.#lost;
  }

  open(): void {
    if (this.#backends++ === 0) this.#state.watch();
  }

  close(): void {
    if (--this.#backends === 0) this.#state.unwatch();
  }

  /** Linked on first use and kept: the sizes of layers are uniforms, so that few sources exist. */
  program(source: string): Program {
    const known = this.#programs.get(source);
    if (known !== undefined) return known;
    const program = new Program(this.gl, this.#vertexShader, source);
    this.#programs.set(source, program);
    // A sampler that is never set would share unit 0 with one of another type.
    this.gl.useProgram(program.handle);
    for (const [name, unit] of Object.entries(units)) program.setInt(name, unit);
    return program;
  }

  /**
   * Runs GL calls, draws among them, and puts back all that they change of the state.
   *
   * @throws {DeviceLostError} when the context is lost, or was
   */
  use<T>(where: string, work: () => T): T {
    return this.#guard(where, () => {
      this.#state.forDraws();
      this.gl.bindVertexArray(this.#vertexArray);
      return work();
    });
  }

  /** Lets tfjs draw and upload as if nobody had left anything behind, and puts back what that changes. */
  useAsGuest<T>(where: string, work: () => T): T {
    return this.#guard(where, () => {
      this.#state.forGuests();
      return work();
    });
  }

  /** Binds a texture to a unit. */
  bind(unit: Unit, target: GLenum, texture: WebGLTexture | null): void {
    this.#state.bind(units[unit], target, texture);
  }

  /** Fills the 2D texture that is bound from an array, texel by texel. */
  upload(
    { width, height }: Size,
    format: 'RGBA' | 'RED_INTEGER',
    data: Float32Array | Uint8Array,
  ): void {
    const { gl } = this;
    this.#state.forUploads();
    const type = data instanceof Float32Array ? gl.FLOAT : gl.UNSIGNED_BYTE;
    gl.texSubImage2D(gl.TEXTURE_2D, 0, 0, 0, width, height, gl[format], type, data);
  }

  /** Within `use`: nothing that the page has set changes where pixels go to from here on. */
  beginReading(): void {
    this.#state.forReads();
  }

  /** Draws a rectangle of fragments into the framebuffer that is bound. */
  draw(program: Program, { width, height }: Size): void {
    const { gl } = this;
    gl.viewport(0, 0, width, height);
    gl.useProgram(program.handle);
    gl.drawArrays(gl.TRIANGLES, 0, 3);
  }

  /** Deletes something once nothing of ours is bound; on a lost context it is gone already. */
  discard(deletion: () => void): void {
    if (this.#depth > 0) this.#deletions.push(deletion);
    else if (!this.isLost) deletion();
  }

  #within<T>(work: () => T): T {
    try {
      return work();
    } finally {
      this.#state.restore();
    }
  }

  #guard<T>(where: string, work: () => T): T {
    if (this.isLost) throw lostError(where);
    if (this.#depth > 0) return work();
    this.#depth++;
    this.#state.begin();
    try {
      return this.#within(work);
    } catch (error) {
      // A context that is lost on the way answers null to all that is asked.
      throw this.isLost ? lostError(where) : error;
    } finally {
      this.#depth--;
      for (const deletion of this.#deletions.splice(0)) this.discard(deletion);
    }
  }
}
