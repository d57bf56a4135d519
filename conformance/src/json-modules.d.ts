// JSON as modules, of unknown shape: TypeScript would infer the type of every number of the goldens.

declare module '*.json' {
  const content: unknown;
  export default content;
}
