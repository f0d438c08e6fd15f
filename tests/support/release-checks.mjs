// What has to be so before a release, and the one edit that it makes beside the manifests.

/** Why the packages cannot be released, one sentence each, with what to do; empty where nothing is in the way. */
export function releaseProblems({ manifests, changes, branch }) {
  const problems = [];
  for (const field of ['repository', 'homepage', 'bugs']) {
    const without = manifests.filter((manifest) => !manifest[field]).map(({ name }) => name);
    if (without.length > 0) {
      const which =
        without.length === manifests.length ? 'No manifest has' : `${without.join(', ')}: without`;
      const why = field === 'repository' ? ' The registry gives provenance only with it.' : '';
      problems.push(`${which} "${field}". Write the public address into packages/*/package.json.${why}`);
    }
  }
  const versions = new Set(manifests.map(({ version }) => version));
  if (versions.size !== 1) {
    problems.push(`The packages have the versions ${[...versions].join(', ')}. Give all of them one.`);
  }
  if (changes !== '') problems.push('There are changes that are not committed. Commit or put them aside.');
  if (branch !== 'main')
    problems.push(`This is the branch ${branch || '(none)'}. Releases are made on main.`);
  return problems;
}

/** Text with the version of this project's packages replaced: in a manifest, and in addresses such as `@frameloom/three@0.1.0`. */
export function replaceVersion(text, before, after) {
  return text
    .replaceAll(/(@frameloom\/\w+@)([\d.]+\w*)/g, (whole, name, version) =>
      version === before ? name + after : whole,
    )
    .replace(`"version": "${before}"`, `"version": "${after}"`);
}
