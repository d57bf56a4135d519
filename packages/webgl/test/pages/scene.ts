// A scene of three.js, a model of TensorFlow.js and Gatefold take turns on one context, frame after frame; a second
// canvas shows the same scene drawn by three.js alone.

import * as tf from '@tensorflow/tfjs-core';
import { setWebGLContext } from '@tensorflow/tfjs-backend-webgl';
import * as tfl from '@tensorflow/tfjs-layers';
import * as THREE from 'three';
import { cpu } from '@gatefold/cpu';
import { type Backend, gru, lstm, type Tensor, webgl } from '../../src/index.ts';
import { drawInput, drawTensor, drawWeights, type Sizes } from './draw-layer.ts';

const sizes: Sizes = { kind: 'lstm', units: 12, inputDim: 4, batch: 1, timeSteps: 1 };
const sequence: Sizes = { kind: 'gru', units: 6, inputDim: 4, batch: 5, timeSteps: 7 };

/** What Gatefold computes: a stream, frame by frame, and a masked sequence every tenth frame. */
class Nets {
  readonly stream;
  readonly sequence;

  constructor(backend: Backend) {
    const first = backend.layer(lstm({ units: 12 }), drawWeights(sizes, 1));
    this.stream = first.stream({ batch: 1 });
    this.sequence = backend.layer(
      gru({ units: 6, returnSequences: true }),
      drawWeights(sequence, 2),
    );
  }
}

/** Shadows, blending, a stencil, and a texture whose upload flips it and multiplies its alpha, each frame. */
class Scene {
  readonly renderer: THREE.WebGLRenderer;
  readonly #scene = new THREE.Scene();
  readonly #camera = new THREE.PerspectiveCamera(50, 4 / 3, 0.1, 20);
  readonly #knot: THREE.Mesh;
  readonly #glass: THREE.Mesh;
  readonly #picture: CanvasRenderingContext2D;
  readonly #texture: THREE.CanvasTexture;

  constructor(canvas: HTMLCanvasElement) {
    const attributes = { antialias: true, stencil: true, preserveDrawingBuffer: true };
    const context = canvas.getContext('webgl2', attributes) as WebGL2RenderingContext;
    this.renderer = new THREE.WebGLRenderer({ canvas, context });
    this.renderer.setSize(160, 120, false);
    this.renderer.shadowMap.enabled = true;
    this.#camera.position.set(0, 1.5, 5);
    this.#camera.lookAt(0, 0, 0);
    this.#scene.background = new THREE.Color(0x20242c);
    const light = new THREE.DirectionalLight(0xffffff, 3);
    light.position.set(2, 4, 3);
    light.castShadow = true;
    const picture = document.createElement('canvas');
    picture.width = picture.height = 32;
    this.#picture = picture.getContext('2d') as CanvasRenderingContext2D;
    this.#texture = new THREE.CanvasTexture(picture);
    this.#texture.premultiplyAlpha = true;
    this.#knot = new THREE.Mesh(
      new THREE.TorusKnotGeometry(0.8, 0.28, 64, 12),
      new THREE.MeshStandardMaterial({ map: this.#texture, side: THREE.FrontSide }),
    );
    this.#knot.castShadow = true;
    const floor = new THREE.Mesh(
      new THREE.PlaneGeometry(8, 8),
      new THREE.MeshStandardMaterial({ color: 0x6f7f8f }),
    );
    floor.rotation.x = -Math.PI / 2;
    floor.position.y = -1.4;
    floor.receiveShadow = true;
    this.#glass = new THREE.Mesh(
      new THREE.BoxGeometry(1.2, 1.2, 1.2),
      new THREE.MeshBasicMaterial({
        color: 0x44ccff,
        transparent: true,
        opacity: 0.4,
        blending: THREE.AdditiveBlending,
        stencilWrite: true,
        stencilFunc: THREE.AlwaysStencilFunc,
        colorWrite: true,
      }),
    );
    this.#glass.position.set(1.4, 0, 0.8);
    this.#scene.add(light, new THREE.AmbientLight(0xffffff, 0.4), this.#knot, floor, this.#glass);
  }

  draw(frame: number): void {
    this.#picture.fillStyle = `hsl(${frame % 360} 80% 55%)`;
    this.#picture.fillRect(0, 0, 32, 32);
    this.#picture.clearRect(4, 4, 12, 6);
    this.#texture.needsUpdate = true;
    this.#knot.rotation.set(frame / 60, frame / 45, 0);
    this.#glass.rotation.y = frame / 30;
    this.renderer.render(this.#scene, this.#camera);
  }

  pixels(): Uint8Array {
    const gl = this.renderer.getContext() as WebGL2RenderingContext;
    const pixels = new Uint8Array(160 * 120 * 4);
    gl.bindFramebuffer(gl.FRAMEBUFFER, null);
    gl.readPixels(0, 0, 160, 120, gl.RGBA, gl.UNSIGNED_BYTE, pixels);
    return pixels;
  }
}

export interface TurnsTaken {
  readonly frames: number;
  /** The largest differences from the float64 reference, and of the model from its own sums on the host. */
  readonly streamError: number;
  readonly sequenceError: number;
  readonly modelError: number;
  /** Pixels of the last frame that are other ones than those of the scene alone, and how many are not the background. */
  readonly otherPixels: number;
  readonly drawnPixels: number;
  readonly glError: number;
}

/** Every so many frames all numbers are read and compared. */
const comparedEach = 25;

async function takeTurns(frames: number): Promise<TurnsTaken> {
  const canvas = document.querySelector('#shared') as HTMLCanvasElement;
  const shared = new Scene(canvas);
  const control = new Scene(document.querySelector('#alone') as HTMLCanvasElement);
  setWebGLContext(2, shared.renderer.getContext());
  await tf.setBackend('webgl');
  using ours = await webgl({ tf });
  using reference = await cpu();
  if (ours.gl !== shared.renderer.getContext()) throw new Error('not the same context');
  const [nets, wanted] = [new Nets(ours), new Nets(reference)];
  const kernel = drawTensor([12, 3], 1, 9);
  const model = tfl.sequential({
    layers: [tfl.layers.dense({ units: 3, activation: 'tanh', inputShape: [12], useBias: false })],
  });
  shared.renderer.resetState();
  model.setWeights([tf.tensor(kernel.data, [12, 3])]);
  const errors = { stream: 0, sequence: 0, model: 0 };
  const differ = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
    Math.max(...Array.from(a, (value, k) => Math.abs(value - (b[k] as number))));
  for (let frame = 0; frame < frames; frame++) {
    // Of three.js and Gatefold neither is told of the other.
    shared.draw(frame);
    const { data } = drawInput(sizes, frame + 1);
    const pushed = nets.stream.push({ shape: [1, 4], data });
    const expected = wanted.stream.push({ shape: [1, 4], data });
    shared.draw(frame);
    if (frame % 10 === 0) {
      const x = drawInput(sequence, frame);
      const mask = {
        shape: [5, 7],
        data: x.data.filter((_, k) => k % 4 === 0).map((v) => Number(v > 0)),
      };
      using got = nets.sequence.run(x, {
        mask: { ...mask, data: [...mask.data] },
      }) as never as Held;
      using want = wanted.sequence.run(x, {
        mask: { ...mask, data: [...mask.data] },
      }) as never as Held;
      if (frame % comparedEach === 0) {
        errors.sequence = Math.max(
          errors.sequence,
          differ(await got.output.data(), want.output.dataSync()),
        );
      }
    }
    // tfjs puts nothing back, so three.js is told; and is asked for a clean state, which tfjs takes for granted.
    shared.renderer.resetState();
    tf.tidy(() => {
      const h = ours.toTensor(pushed);
      const y = model.predict(h) as tf.Tensor;
      if (frame % comparedEach !== 0) return;
      const host = expected.dataSync();
      const sums = Array.from({ length: 3 }, (_, u) =>
        Math.tanh(
          host.reduce((sum, value, k) => sum + value * (kernel.data[k * 3 + u] as number), 0),
        ),
      );
      errors.model = Math.max(errors.model, differ(y.dataSync(), sums));
      errors.stream = Math.max(errors.stream, differ(pushed.dataSync(), host));
    });
    shared.renderer.resetState();
    if (frame % 100 === 99) await new Promise((resolve) => setTimeout(resolve));
  }
  shared.draw(frames);
  control.draw(frames);
  const [pixels, alone] = [shared.pixels(), control.pixels()];
  const otherPixels = pixels.filter((value, k) => value !== alone[k]).length;
  const drawnPixels = pixels.filter((value, k) => value !== pixels[k % 4]).length;
  return {
    frames,
    streamError: errors.stream,
    sequenceError: errors.sequence,
    modelError: errors.model,
    otherPixels,
    drawnPixels,
    glError: shared.renderer.getContext().getError(),
  };
}

type Held = Disposable & { readonly output: Tensor };

const scene = { takeTurns };

declare global {
  var scene: { takeTurns(frames: number): Promise<TurnsTaken> };
}

globalThis.scene = scene;
