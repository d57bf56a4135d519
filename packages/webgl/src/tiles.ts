// Where the state of each step lies in a history: tiles of one step, side by side and above each other.

import type { Fold } from './textures.ts';

const historyWidth = 1024;

export interface Origin {
  readonly x: number;
  readonly y: number;
}

/**
 * The places of steps in a history: step `since` of a chunk has tile (since + 1) >> 1 of the array of its parity.
 *
 * Tile 0 of the odd array is left for the initial state.
 */
export class Tiles {
  readonly perLine: number;
  readonly width: number;
  readonly height: number;
  readonly #tile: Fold;

  constructor(tile: Fold, steps: number) {
    const slots = (steps >> 1) + 1;
    this.#tile = tile;
    this.perLine = Math.max(1, Math.min(slots, Math.floor(historyWidth / tile.width)));
    this.width = this.perLine * tile.width;
    this.height = Math.ceil(slots / this.perLine) * tile.height;
  }

  get uniforms(): Readonly<Record<string, number>> {
    const { width, height } = this.#tile;
    return { tilesPerLine: this.perLine, tileWidth: width, tileHeight: height };
  }

  at(slot: number): Origin {
    const x = (slot % this.perLine) * this.#tile.width;
    return { x, y: Math.floor(slot / this.perLine) * this.#tile.height };
  }
}
