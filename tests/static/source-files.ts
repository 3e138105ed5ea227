import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSync } from 'vite';
import { root } from '../../build/project.mjs';

/** Every file of the project that git knows or would take, with its path from the root. */
export function projectFiles(): readonly string[] {
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  });
  return listed.split('\0').filter((path) => path !== '' && existsSync(join(root, path)));
}

/** Files that hold code. */
export function codeFiles(): readonly string[] {
  return projectFiles().filter((path) => /\.(m|c)?(ts|js)x?$/.test(path) && !path.endsWith('.d.mts'));
}

export function readText(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

/**
 * Everything that a file imports, in whatever form: import, export … from, `import()` (also in types), `require`.
 * Throws on a file that does not parse.
 */
export function importsOf(path: string, source: string): readonly string[] {
  const parsed = parseSync(path, source);
  const [problem] = parsed.errors;
  if (problem !== undefined) throw new Error(`${path}: ${problem.message}`);
  const found = new Set<string>();
  for (const entry of parsed.module.staticImports) found.add(entry.moduleRequest.value);
  for (const exported of parsed.module.staticExports) {
    for (const entry of exported.entries) {
      if (entry.moduleRequest !== null) found.add(entry.moduleRequest.value);
    }
  }
  // The parser gives no text for these two forms; a word in a comment that looks like one does no harm.
  for (const match of source.matchAll(/\b(?:import|require)\(\s*['"]([^'"]+)['"]/g)) found.add(match[1] ?? '');
  return [...found];
}
