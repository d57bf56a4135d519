// What may happen on a backend before a call, or between the call and the reading of its numbers, without changing what
// an honest backend answers.

import { type LayerConfig, tensorsOf } from '@gatefold/contract';
import { leavesIn } from '@gatefold/contract/author';
import { drawWeights, distinct, type Random } from '../random.ts';
import { type LooseBackend, untyped, type UntypedLayer } from '../untyped.ts';
import type { Values } from '../values.ts';
import { maskOf } from './numbers.ts';
import type { Question } from './question.ts';

/** What a happening has to work with. */
export interface Scene {
  readonly backend: LooseBackend;
  readonly question: Question;
  readonly config: LayerConfig;
  /** What it is made of. */
  readonly weights: ReturnType<typeof drawWeights>;
  readonly x: Values;
  readonly random: Random;
}

/** The same, with the layer that is asked. */
export interface FullScene extends Scene {
  readonly layer: UntypedLayer;
}

/** What happens, as it follows `right by itself, wrong …`, and when. */
type Happening = { readonly says: string } & (
  | {
      /** Before the layer is made. */
      readonly when: 'first';
      readonly happens: (scene: Scene) => Promise<void>;
    }
  | {
      /** Before it is asked, or after it has answered and before that is read. */
      readonly when: 'before' | 'after';
      readonly happens: (scene: FullScene) => Promise<void>;
    }
);

/** Runs a layer, reads what comes of it and frees it. */
async function runOf(layer: UntypedLayer, x: unknown, options?: object): Promise<void> {
  const result = layer.run(x, options);
  for (const tensor of tensorsOf(result)) {
    await tensor.data();
    tensor.dispose();
  }
}

async function runOfAnother(scene: Scene): Promise<void> {
  const { batch, timeSteps, inputDim } = scene.question;
  const weights = drawWeights(scene.random, scene.config, inputDim);
  const other = untyped(scene.backend).layer(scene.config, weights);
  await runOf(other, drawn(scene, batch, timeSteps));
  other.dispose();
}

const drawn = ({ random, question }: Scene, batch: number, timeSteps: number): Values =>
  distinct(random, [batch, timeSteps, question.inputDim]);

/** Another run of the layer on other numbers. */
const sized = (
  says: string,
  of: (q: Question) => [batch: number, timeSteps: number],
): Happening => ({
  says,
  when: 'before',
  happens: (scene) => runOf(scene.layer, drawn(scene, ...of(scene.question))),
});

/** What can happen, the commonest mistakes first. */
export const earlierOnes = [
  'another x',
  'a layer before',
  'a layer between',
  'masked',
  'a larger batch',
  'a batch of 1',
  'more steps',
  'fewer steps',
  'another split',
  'two other shapes',
  'a refused call',
  'changed arrays',
  'many runs',
  'runs before the reading',
] as const;

export type Earlier = 'nothing' | (typeof earlierOnes)[number];

const happenings: Readonly<Record<Exclude<Earlier, 'nothing'>, Happening>> = {
  'another x': sized('after a run of the same layer on another x', (q) => [q.batch, q.timeSteps]),
  'a layer before': {
    says: 'after a run of another layer of the same sizes and other weights',
    when: 'first',
    happens: runOfAnother,
  },
  'a layer between': {
    says: 'where another layer of the same sizes is made and run before it runs',
    when: 'before',
    happens: runOfAnother,
  },
  masked: {
    says: 'after a run with a mask',
    when: 'before',
    happens: async (scene) => {
      if (!scene.backend.supports.masking) return;
      const { batch, timeSteps } = scene.question;
      const mask = maskOf('gaps', batch, timeSteps);
      await runOf(scene.layer, drawn(scene, batch, timeSteps), { mask });
    },
  },
  'a larger batch': sized('after a run with a larger batch', (q) => [q.batch + 3, q.timeSteps]),
  'a batch of 1': sized('after a run with a batch of 1', (q) => [1, q.timeSteps]),
  'more steps': sized('after a run with more steps', (q) => [q.batch, q.timeSteps + 5]),
  'fewer steps': sized('after a run of one step', (q) => [q.batch, 1]),
  'another split': sized('after a run with as many rows and steps in all, split otherwise', (q) => [
    q.timeSteps,
    q.batch,
  ]),
  'two other shapes': {
    says: 'after runs with two other shapes',
    when: 'before',
    happens: async (scene) => {
      const { batch, timeSteps } = scene.question;
      await runOf(scene.layer, drawn(scene, batch + 1, timeSteps + 1));
      await runOf(scene.layer, drawn(scene, batch + 2, timeSteps + 2));
    },
  },
  'a refused call': {
    says: 'after a call that is refused',
    when: 'before',
    happens: async ({ layer, x }) => {
      try {
        const wrong = { shape: [x.shape[0], x.shape[1]], data: x.data };
        for (const tensor of tensorsOf(layer.run(wrong))) tensor.dispose();
      } catch {
        // A refusal is what is wanted here.
      }
    },
  },
  'changed arrays': {
    says: 'after another layer was made of the same arrays, which held other numbers then',
    when: 'first',
    happens: async (scene) => {
      const arrays = leavesIn(scene.weights).map(([, leaf]) => leaf as Values);
      const kept = arrays.map(({ data }) => data.slice());
      for (const { data } of arrays) for (let k = 0; k < data.length; k++) data[k]! *= -0.5;
      const other = untyped(scene.backend).layer(scene.config, scene.weights);
      await runOf(other, drawn(scene, scene.question.batch, scene.question.timeSteps));
      other.dispose();
      for (const [index, { data }] of arrays.entries()) data.set(kept[index]!);
    },
  },
  'many runs': {
    says: 'after many runs',
    when: 'before',
    happens: async (scene) => {
      for (let count = 0; count < 120; count++) await runOf(scene.layer, drawn(scene, 1, 1));
    },
  },
  'runs before the reading': {
    says: 'where it is read only after five more runs',
    when: 'after',
    happens: async (scene) => {
      const { batch, timeSteps } = scene.question;
      const results = Array.from({ length: 5 }, () =>
        scene.layer.run(drawn(scene, batch, timeSteps)),
      );
      for (const result of results) for (const tensor of tensorsOf(result)) tensor.dispose();
    },
  },
};

/** `after a run with a mask` */
export function sayEarlier(earlier: Exclude<Earlier, 'nothing'>): string {
  return happenings[earlier].says;
}

function happeningOf({ earlier }: Question): Happening | undefined {
  return earlier === 'nothing' ? undefined : happenings[earlier];
}

/** Lets happen what happens before there is the layer. */
export async function happenFirst(scene: Scene): Promise<void> {
  const happening = happeningOf(scene.question);
  if (happening?.when === 'first') await happening.happens(scene);
}

/** Lets happen what happens before the layer is asked, or after. */
export async function happen(when: 'before' | 'after', scene: FullScene): Promise<void> {
  const happening = happeningOf(scene.question);
  if (happening?.when === when) await happening.happens(scene);
}
