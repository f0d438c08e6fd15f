export type ReleasedManifest = {
  name: string;
  version: string;
  repository?: unknown;
  homepage?: unknown;
  bugs?: unknown;
};
export function releaseProblems(state: {
  manifests: readonly ReleasedManifest[];
  changes: string;
  branch: string;
}): string[];
export function replaceVersion(text: string, before: string, after: string): string;
