// What a run changes of the GL state, and the way back: tfjs sets most of it for each draw, but not all.

/** Every query here is answered from the browser's own books; none waits for the GPU. */
export class GLState {
  readonly #gl: WebGL2RenderingContext;
  readonly #bound = new Map<
    string,
    { unit: number; target: GLenum; before: WebGLTexture | null }
  >();
  #restore: (() => void) | null = null;

  constructor(gl: WebGL2RenderingContext) {
    this.#gl = gl;
  }

  save(): void {
    const gl = this.#gl;
    const program = gl.getParameter(gl.CURRENT_PROGRAM) as WebGLProgram | null;
    const vertexArray = gl.getParameter(gl.VERTEX_ARRAY_BINDING) as WebGLVertexArrayObject | null;
    const drawn = gl.getParameter(gl.DRAW_FRAMEBUFFER_BINDING) as WebGLFramebuffer | null;
    const read = gl.getParameter(gl.READ_FRAMEBUFFER_BINDING) as WebGLFramebuffer | null;
    const viewport = gl.getParameter(gl.VIEWPORT) as Int32Array;
    const unit = gl.getParameter(gl.ACTIVE_TEXTURE) as GLenum;
    const scissor = gl.isEnabled(gl.SCISSOR_TEST);
    const blend = gl.isEnabled(gl.BLEND);
    this.#restore = (): void => {
      for (const { unit: index, target, before } of this.#bound.values()) {
        gl.activeTexture(gl.TEXTURE0 + index);
        gl.bindTexture(target, before);
      }
      this.#bound.clear();
      gl.activeTexture(unit);
      gl.useProgram(program);
      gl.bindVertexArray(vertexArray);
      gl.bindFramebuffer(gl.DRAW_FRAMEBUFFER, drawn);
      gl.bindFramebuffer(gl.READ_FRAMEBUFFER, read);
      gl.viewport(viewport[0] ?? 0, viewport[1] ?? 0, viewport[2] ?? 0, viewport[3] ?? 0);
      if (scissor) gl.enable(gl.SCISSOR_TEST);
      if (blend) gl.enable(gl.BLEND);
    };
  }

  /** Binds a texture to a unit, and remembers what was there before the first time. */
  bind(unit: number, target: GLenum, texture: WebGLTexture | null): void {
    const gl = this.#gl;
    gl.activeTexture(gl.TEXTURE0 + unit);
    const key = `${unit} ${target}`;
    if (!this.#bound.has(key)) {
      const binding =
        target === gl.TEXTURE_2D ? gl.TEXTURE_BINDING_2D : gl.TEXTURE_BINDING_2D_ARRAY;
      const before = gl.getParameter(binding) as WebGLTexture | null;
      this.#bound.set(key, { unit, target, before });
    }
    gl.bindTexture(target, texture);
  }

  restore(): void {
    this.#restore?.();
    this.#restore = null;
  }
}
