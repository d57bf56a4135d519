// In a page versions come with the bundle: this module stands for src/version-of.ts there.

declare const installedVersions: Readonly<Record<string, string>>;

export function versionOf(name: string): string {
  return installedVersions[name] ?? 'unknown';
}
