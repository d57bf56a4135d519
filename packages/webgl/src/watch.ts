// State that the browser keeps no book of: Chromium asks its GPU process, which takes 30 to 120 µs, and is within one
// for all else. So it is asked for again only after a call that may have changed it.

type Method = (...methodArguments: unknown[]) => unknown;

/** WEBGL_polygon_mode: triangles as lines or points. */
export interface PolygonMode {
  readonly POLYGON_MODE_WEBGL: GLenum;
  readonly FILL_WEBGL: GLenum;
  polygonModeWEBGL(face: GLenum, mode: GLenum): void;
}

interface Watched {
  /** The context, or an extension of it. */
  readonly owner: Record<string, unknown>;
  readonly name: string;
  readonly method: Method;
  /** The property that it took the place of, if there was one. */
  readonly before: PropertyDescriptor | undefined;
}

/**
 * Remembers parameters of a context until somebody changes them, which it sees by methods of the context object that
 * pass each call on. Where somebody else has replaced one of those since, it remembers nothing.
 */
export class Watch {
  readonly #gl: WebGL2RenderingContext;
  readonly #known = new Map<GLenum, unknown>();
  readonly #watched: Watched[] = [];
  #isOurs = false;

  constructor(gl: WebGL2RenderingContext) {
    this.#gl = gl;
  }

  /** @param polygonMode  WEBGL_polygon_mode, where it is offered */
  start(polygonMode: PolygonMode | null): void {
    const gl = this.#gl;
    for (const name of ['pixelStorei', 'enable', 'disable']) this.#replace(gl, name, []);
    this.#replace(gl, 'colorMask', [gl.COLOR_WRITEMASK]);
    for (const verb of ['begin', 'end', 'pause', 'resume', 'bind']) {
      const changes = [gl.TRANSFORM_FEEDBACK_ACTIVE, gl.TRANSFORM_FEEDBACK_PAUSED];
      this.#replace(gl, `${verb}TransformFeedback`, changes);
    }
    if (polygonMode === null) return;
    this.#replace(polygonMode, 'polygonModeWEBGL', [polygonMode.POLYGON_MODE_WEBGL]);
  }

  /** Puts the methods back, but for those that somebody else has replaced. */
  stop(): void {
    this.#known.clear();
    for (const { owner, name, method, before } of this.#watched.splice(0)) {
      if (owner[name] !== method) continue;
      if (before !== undefined) Object.defineProperty(owner, name, before);
      else delete owner[name];
    }
  }

  /** From here to `leave` all calls are ours, and what they change is put back. */
  enter(): void {
    this.#isOurs = true;
    for (const { owner, name, method } of this.#watched) {
      if (owner[name] !== method) this.#known.clear();
    }
  }

  leave(): void {
    this.#isOurs = false;
  }

  /** What `getParameter` says, or said since nothing has changed it. */
  get(parameter: GLenum): unknown {
    if (!this.#known.has(parameter)) {
      this.#known.set(parameter, this.#gl.getParameter(parameter));
    }
    return this.#known.get(parameter);
  }

  /** @param changes  parameters that a call may change; none where it is the one that is its first argument */
  #replace(target: object, name: string, changes: readonly GLenum[]): void {
    const owner = target as Record<string, unknown>;
    const before = Object.getOwnPropertyDescriptor(owner, name);
    const prototype = Object.getPrototypeOf(owner) as Record<string, unknown>;
    const method = (...methodArguments: unknown[]): unknown => {
      if (!this.#isOurs) {
        for (const parameter of changes) this.#known.delete(parameter);
        if (changes.length === 0) this.#known.delete(methodArguments[0] as GLenum);
      }
      const original = (before === undefined ? prototype[name] : before.value) as Method;
      return original.apply(owner, methodArguments);
    };
    this.#watched.push({ owner, name, method, before });
    Object.defineProperty(owner, name, { configurable: true, writable: true, value: method });
  }
}
