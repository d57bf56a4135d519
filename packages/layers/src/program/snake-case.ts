// Keras's names of classes and options. keras/src/utils/naming.py to_snake_case

/** `SimpleRNN` is `simple_rnn`, `returnSequences` is `return_sequences`. */
export function snakeCase(name: string): string {
  return name
    .replaceAll(/(.)([A-Z][a-z]+)/g, '$1_$2')
    .replaceAll(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase();
}

/** Options under Keras's keys. */
export function snakeCased(options: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(options).map(([key, value]) => [snakeCase(key), value]));
}

/** `return_sequences` is `returnSequences`. */
export function camelCase(name: string): string {
  return name.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}
