import { existsSync, realpathSync, watch } from 'node:fs';
import { basename, dirname } from 'node:path';

/** Tells of every change of these files, made and removed ones included; `failed` where a folder cannot be watched. Returns the end of it. */
export type WatchFiles = (
  files: readonly string[],
  changed: () => void,
  failed: (folder: string, detail: string) => void,
) => () => void;

/** Watches the folders and not the files, since a file that is replaced is another file. Of a link, the folder of what it names as well. */
export const watchFiles: WatchFiles = (files, changed, failed) => {
  const named = files.flatMap((file) => (existsSync(file) ? [file, realpathSync(file)] : [file]));
  const folders = new Map<string, Set<string>>();
  for (const file of named) {
    const names = folders.get(dirname(file)) ?? new Set();
    folders.set(dirname(file), names.add(basename(file)));
  }
  const ends = [...folders].map(([folder, names]) => {
    try {
      const watcher = watch(folder, { persistent: false }, (_, name) => {
        if (name === null || names.has(name)) changed();
      });
      watcher.on('error', (cause) => {
        watcher.close();
        failed(folder, codeOf(cause));
      });
      return () => watcher.close();
    } catch (cause) {
      failed(folder, codeOf(cause));
      return () => undefined;
    }
  });
  return () => {
    for (const end of ends) end();
  };
};

const codeOf = (cause: unknown): string => (cause as NodeJS.ErrnoException).code ?? 'unknown';
