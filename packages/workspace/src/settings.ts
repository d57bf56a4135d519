// The addresses of the project, which stand nowhere else: a move is a change of this file.

export interface Settings {
  /** Where the sources are, without a slash at the end. */
  readonly repository: string;
  /** The branch that links to sources follow. */
  readonly branch: string;
  /** Where the docs are, without a slash at the end. */
  readonly site: string;
}

export const settings: Settings = {
  repository: 'https://github.com/gatefold/gatefold',
  branch: 'main',
  site: 'https://gatefold.dev',
};
