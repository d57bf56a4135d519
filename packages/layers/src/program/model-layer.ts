// A model as a layer of another one, as files have models within models.

import type { GraphArgument, GraphTensor, ModelGraph } from '@gatefold/importers';
import { inferShapes } from '../graph/infer-shapes.ts';
import type { ModelSource, Plan } from '../graph/plan.ts';
import { checkShape } from '../layers/check-layer.ts';
import type { LayerShapes, OpenShape } from '../layers/layer-class.ts';
import { ProgramLayer } from './program-layer.ts';
import { snakeCase } from './snake-case.ts';

export function layerOfModel(source: ModelSource, plan: Plan): ProgramLayer<unknown> {
  const { name, className } = source.graph;
  const count = plan.inputs.length;
  const layer: LayerShapes = {
    inputCount: { least: count, most: count },
    outputShapes: (inputs) => {
      for (const [index, { name: input, shape }] of plan.inputs.entries()) {
        if (shape !== undefined)
          checkShape(`${name} (${className}): ${input}`, shape, inputs[index]);
      }
      const shapes = inferShapes(plan, inputs);
      return plan.outputs.map(({ key }) => shapes.get(key) as OpenShape);
    },
  };
  // What nobody named is counted as other layers are.
  const given = name === snakeCase(className) ? undefined : name;
  return new ProgramLayer(className, { layer, source }, {}, given, undefined);
}

/** The same model with all its names behind that of the layer that it is: `encoder/lstm`. */
export function placedUnder(path: string, { graph, layers }: ModelSource): ModelSource {
  const under = (name: string): string => `${path}/${name}`;
  const tensorUnder = (tensor: GraphTensor): GraphTensor => ({
    ...tensor,
    layer: under(tensor.layer),
  });
  const allUnder = <T extends Readonly<Record<string, GraphArgument>>>(entries: T): T =>
    Object.fromEntries(
      Object.entries(entries).map(([key, value]) => [key, argumentUnder(value)]),
    ) as T;
  const argumentUnder = (argument: GraphArgument): GraphArgument => {
    if (Array.isArray(argument)) return argument.map(argumentUnder);
    if ('tensor' in argument)
      return { tensor: tensorUnder((argument as { tensor: GraphTensor }).tensor) };
    return 'entries' in argument
      ? { entries: allUnder(argument.entries as Readonly<Record<string, GraphArgument>>) }
      : argument;
  };
  const graphUnder = (model: ModelGraph): ModelGraph => ({
    ...model,
    layers: new Map(
      [...model.layers].map(([key, layer]) => [
        under(key),
        {
          ...layer,
          path: under(layer.path),
          ...(layer.graph === undefined ? {} : { graph: graphUnder(layer.graph) }),
        },
      ]),
    ),
    calls: model.calls.map((call) => ({
      ...call,
      layer: under(call.layer),
      args: call.args.map(argumentUnder),
      kwargs: allUnder(call.kwargs),
    })),
    inputs: model.inputs.map(tensorUnder),
    outputs: model.outputs.map(tensorUnder),
  });
  return {
    graph: graphUnder(graph),
    layers: new Map([...layers].map(([key, layer]) => [under(key), layer])),
  };
}
