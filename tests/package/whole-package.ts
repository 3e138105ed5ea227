import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectNode, root } from '../../build/project.mjs';
import { metadataOf } from '../../release/metadata/shapes.ts';
import { firstRoot } from '../../release/testing/ceremony.ts';

/** Makes a whole package of this clone as `npm run package` does, in `dir/out`, without compressing it. @returns that folder */
function packageOfClone(dir: string, out: string, more: readonly string[] = []): string {
  const rootJson = join(dir, 'root.json');
  const options = ['--version', '1.0', '--root-json', rootJson, '--out', join(dir, out), '--development'];
  execFileSync(
    projectNode,
    ['--no-warnings', join(root, 'build/package/package.ts'), ...options, '--no-compression', ...more],
    { stdio: 'pipe' },
  );
  return join(dir, out);
}

/** The same twice, of one root of trust. @returns the folder of the first, and both manifests; the second is not kept */
export function packagedTwice(dir: string, more: readonly string[] = []) {
  writeFileSync(join(dir, 'root.json'), metadataOf(firstRoot(Date.now())).toString());
  const [one, two] = ['one', 'two'].map((out) => packageOfClone(dir, out, more)) as [string, string];
  const [first, second] = [one, two].map((out) => readFileSync(join(out, 'release/manifest.json'), 'utf8'));
  rmSync(two, { recursive: true, force: true });
  return { packages: one, first, second };
}
