import { globSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Subject } from './subject.ts';

const driversDir = dirname(dirname(fileURLToPath(import.meta.url)));

export interface SubjectFile {
  /** From the folder `drivers`. */
  readonly path: string;
  readonly subjects: readonly Subject[];
  /** The file could not be loaded: the others are tested all the same. */
  readonly failure: unknown;
}

/** Every `conformance.test-data.ts` under `drivers`, with the subjects that it exports (alone or in arrays). */
export async function loadSubjectFiles(): Promise<readonly SubjectFile[]> {
  const paths = globSync('**/conformance.test-data.ts', { cwd: driversDir }).sort();
  return await Promise.all(
    paths.map(async (path) => {
      try {
        const exported: Record<string, unknown> = await import(pathToFileURL(join(driversDir, path)).href);
        return { path, subjects: Object.values(exported).flat().filter(isSubject), failure: null };
      } catch (failure) {
        return { path, subjects: [], failure };
      }
    }),
  );
}

/** Every subject of the project, by name; the first one of a name wins. */
export async function loadSubjects(): Promise<readonly Subject[]> {
  const byName = new Map<string, Subject>();
  for (const { subjects } of await loadSubjectFiles()) {
    for (const subject of subjects) if (!byName.has(subject.name)) byName.set(subject.name, subject);
  }
  return [...byName.values()].sort((a, b) => a.name.localeCompare(b.name));
}

/** Names of drivers by the file that announces them: arrays called `…Drivers` in `drivers/<class>/drivers.ts`. */
export async function announcedDrivers(): Promise<readonly { readonly path: string; readonly name: string }[]> {
  const found: { path: string; name: string }[] = [];
  for (const path of globSync('*/drivers.ts', { cwd: driversDir }).sort()) {
    const exported: Record<string, unknown> = await import(pathToFileURL(join(driversDir, path)).href);
    for (const [key, value] of Object.entries(exported)) {
      if (!key.endsWith('Drivers') || !Array.isArray(value)) continue;
      for (const name of value) if (typeof name === 'string') found.push({ path, name });
    }
  }
  return found;
}

function isSubject(value: unknown): value is Subject {
  return (
    typeof value === 'object' &&
    value !== null &&
    'name' in value &&
    typeof value.name === 'string' &&
    'rig' in value &&
    typeof value.rig === 'function' &&
    'codec' in value
  );
}
