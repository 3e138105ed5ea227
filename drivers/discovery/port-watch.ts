import { existsSync, type FSWatcher, watch } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Folders in which ports of this path come and go. The link folders of udev vanish with the last adapter and come back with the next, so their
 * parents are watched too.
 */
function foldersOf(path: string): readonly string[] {
  const own = dirname(path);
  return own.startsWith('/dev/') ? [own, '/dev/serial', '/dev'] : [own];
}

/**
 * Resolves when something comes or goes next to `path`, or when `signal` is aborted; never rejects. Where the system cannot watch (a folder that
 * does not exist, no inotify handles left), it only resolves on abort: the caller's own back-off stays the backstop.
 */
export function portsChange(path: string, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const watchers: FSWatcher[] = [];
    const finish = () => {
      signal.removeEventListener('abort', finish);
      for (const watcher of watchers) watcher.close();
      resolve();
    };
    signal.addEventListener('abort', finish, { once: true });
    for (const folder of foldersOf(path)) {
      if (!existsSync(folder)) continue;
      try {
        // `rename` = an entry came or went; `change` would be every byte of every terminal.
        const watcher = watch(folder, { persistent: false }, (event) => {
          if (event === 'rename') finish();
        });
        watcher.on('error', finish);
        watchers.push(watcher);
      } catch {
        // No watch here (limit reached, folder gone in between): the back-off looks again by itself.
      }
    }
  });
}
