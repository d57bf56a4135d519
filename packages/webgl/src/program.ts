// A linked program and its uniforms. Values are kept here, so that only what changes is sent.

import { lostError } from './lost-error.ts';

const vertexSource = `#version 300 es
void main() {
  // One triangle that covers the viewport; no buffers are needed.
  gl_Position = vec4(gl_VertexID == 1 ? 3.0 : -1.0, gl_VertexID == 2 ? 3.0 : -1.0, 0.0, 1.0);
}`;

export class Program {
  readonly handle: WebGLProgram;
  readonly #gl: WebGL2RenderingContext;
  readonly #locations = new Map<string, WebGLUniformLocation | null>();
  readonly #values = new Map<string, number>();

  constructor(gl: WebGL2RenderingContext, vertexShader: WebGLShader, source: string) {
    this.#gl = gl;
    this.handle = gl.createProgram();
    const fragmentShader = compile(gl, gl.FRAGMENT_SHADER, source);
    gl.attachShader(this.handle, vertexShader);
    gl.attachShader(this.handle, fragmentShader);
    gl.linkProgram(this.handle);
    gl.deleteShader(fragmentShader);
    if (!gl.getProgramParameter(this.handle, gl.LINK_STATUS) && !gl.isContextLost()) {
      const log = gl.getShaderInfoLog(fragmentShader) ?? '';
      throw new Error(`webgl: a program did not link\n${log}${gl.getProgramInfoLog(this.handle)}`);
    }
  }

  static vertexShader(gl: WebGL2RenderingContext): WebGLShader {
    return compile(gl, gl.VERTEX_SHADER, vertexSource);
  }

  location(name: string): WebGLUniformLocation | null {
    let location = this.#locations.get(name);
    if (location === undefined) {
      location = this.#gl.getUniformLocation(this.handle, name);
      this.#locations.set(name, location);
    }
    return location;
  }

  /** Sets an integer uniform of this program, which must be in use; one that the program lacks is left out. */
  setInt(name: string, value: number): void {
    if (this.#values.get(name) === value) return;
    const location = this.location(name);
    if (location !== null) this.#gl.uniform1i(location, value);
    this.#values.set(name, value);
  }

  setInts(values: Readonly<Record<string, number>>): void {
    for (const name in values) this.setInt(name, values[name] as number);
  }
}

function compile(gl: WebGL2RenderingContext, type: GLenum, source: string): WebGLShader {
  const shader = gl.createShader(type);
  // Only a lost context has none to give.
  if (shader === null) throw lostError('webgl');
  gl.shaderSource(shader, source);
  gl.compileShader(shader);
  return shader;
}
