import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';

/**
 * Content hash of files and folders: equal trees give equal hashes on every machine.
 * @param {string} root paths enter the hash relative to it
 * @param {readonly string[]} inputs files and folders, relative to `root`; absent ones count as absent
 * @param {(path: string) => boolean} [accept] which files count (path relative to `root`)
 */
export function treeHash(root, inputs, accept = () => true) {
  const hash = createHash('sha256');
  for (const input of inputs) {
    for (const file of filesOf(join(root, input)).sort()) {
      const path = relative(root, file);
      if (!accept(path)) continue;
      const content = readFileSync(file);
      hash.update(`${path}\0${content.length}\0`).update(content);
    }
  }
  return hash.digest('hex');
}

/** @param {string} path @returns {string[]} */
function filesOf(path) {
  if (!existsSync(path)) return [];
  if (statSync(path).isFile()) return [path];
  return readdirSync(path, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}
