// The GL context with what every kernel needs of it: programs, targets, bindings, and the way back to the state before.

import { DeviceLostError } from '@gatefold/contract';
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
  upload: 11,
} as const;

export type Unit = keyof typeof units;

export class Device {
  readonly gl: WebGL2RenderingContext;
  /** Numbers along the side of the largest texture. */
  readonly textureSize: number;
  /** Textures that one draw can write: 4 at least, by the standard, and used up to 8. */
  readonly targets: number;
  readonly #programs = new Map<string, Program>();
  readonly #state: GLState;
  readonly #vertexArray: WebGLVertexArrayObject;
  readonly #vertexShader: WebGLShader;
  #depth = 0;

  constructor(gl: WebGL2RenderingContext) {
    this.gl = gl;
    this.textureSize = gl.getParameter(gl.MAX_TEXTURE_SIZE) as number;
    const attachments = gl.getParameter(gl.MAX_COLOR_ATTACHMENTS) as number;
    this.targets = Math.min(gl.getParameter(gl.MAX_DRAW_BUFFERS) as number, attachments, 8);
    this.#state = new GLState(gl);
    this.#vertexArray = gl.createVertexArray();
    this.#vertexShader = Program.vertexShader(gl);
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
   * Runs GL calls, and puts back what they change of the state that tfjs relies on.
   *
   * @throws {DeviceLostError} when the context is lost
   */
  use<T>(where: string, work: () => T): T {
    if (this.gl.isContextLost()) throw lostError(where);
    if (this.#depth > 0) return work();
    this.#depth++;
    this.#state.save();
    const { gl } = this;
    gl.bindVertexArray(this.#vertexArray);
    gl.disable(gl.SCISSOR_TEST);
    gl.disable(gl.BLEND);
    try {
      return work();
    } finally {
      this.#state.restore();
      this.#depth--;
    }
  }

  /** Binds a texture to a unit. */
  bind(unit: Unit, target: GLenum, texture: WebGLTexture | null): void {
    this.#state.bind(units[unit], target, texture);
  }

  /** Draws a rectangle of fragments into the framebuffer that is bound. */
  draw(program: Program, { width, height }: { width: number; height: number }): void {
    const { gl } = this;
    gl.viewport(0, 0, width, height);
    gl.useProgram(program.handle);
    gl.drawArrays(gl.TRIANGLES, 0, 3);
  }

  dispose(): void {
    const { gl } = this;
    for (const program of this.#programs.values()) gl.deleteProgram(program.handle);
    gl.deleteShader(this.#vertexShader);
    gl.deleteVertexArray(this.#vertexArray);
    this.#programs.clear();
  }
}

export function lostError(where: string): DeviceLostError {
  return new DeviceLostError({
    where,
    expected: 'the GL context was lost, and all that lay on it',
    remedy: 'make a new backend on a new canvas, and its layers again',
  });
}
