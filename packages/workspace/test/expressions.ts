// The expressions of a composite action, `${{ … }}`, by GitHub's own evaluator.

import { data, Evaluator, Lexer, Parser } from '@actions/expressions';

export interface Context {
  readonly inputs: Readonly<Record<string, string>>;
  /** The outputs of those that ran, by id. */
  readonly steps: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** The runner's own folder. */
  readonly temp: string;
  /** Whether no step has failed. */
  readonly ok: boolean;
}

/** A text with its expressions replaced by what they come to. */
export function substituted(text: string, context: Context): string {
  return text.replaceAll(/\$\{\{(.*?)\}\}/g, (_, expression: string) => {
    const status = (name: string, is: boolean) => ({
      name,
      minArgs: 0,
      maxArgs: 0,
      call: () => new data.BooleanData(is),
    });
    const functions = [
      status('success', context.ok),
      status('failure', !context.ok),
      status('always', true),
      status('cancelled', false),
    ];
    const contexts = dictionary({
      inputs: context.inputs,
      steps: Object.fromEntries(
        Object.entries(context.steps).map(([id, outputs]) => [id, { outputs }]),
      ),
      runner: { temp: context.temp },
    });
    const { tokens } = new Lexer(expression.trim()).lex();
    const names = contexts.pairs().map(({ key }) => key);
    const tree = new Parser(tokens, names, functions).parse();
    const known = new Map(functions.map((one) => [one.name, one]));
    return new Evaluator(tree, contexts, known).evaluate().coerceString();
  });
}

interface Nested {
  readonly [name: string]: string | Nested;
}

function dictionary(nested: Nested): data.Dictionary {
  const pairs = Object.entries(nested).map(([key, value]) => ({
    key,
    value: typeof value === 'string' ? new data.StringData(value) : dictionary(value),
  }));
  return new data.Dictionary(...pairs);
}
