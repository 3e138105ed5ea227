import { readFileSync, watch } from 'node:fs';

/** Where Linux lists what one can touch or type on, and where the nodes of these devices come and go. */
const linuxInput = { listFile: '/proc/bus/input/devices', nodeDir: '/dev/input' } as const;

/**
 * Whether a device of this name is listed; null = there is no list here, so nobody knows.
 * Source: the kernel's Documentation/input/input_uapi and `input_devices_seq_show`: one `N: Name="…"` line a device.
 */
export function isListed(name: string, listFile: string): boolean | null {
  try {
    return namesIn(readFileSync(listFile, 'utf8')).includes(name);
  } catch {
    return null; // not Linux, or a container without it
  }
}

/** Names of the input devices in the kernel's list. Pure. */
export function namesIn(list: string): readonly string[] {
  return list.split('\n').flatMap((line) => /^N: Name="(.*)"$/.exec(line)?.[1] ?? []);
}

/**
 * Tells whether the panel is listed, once and at every change. The kernel's list cannot be watched, the folder of its nodes can: nodes come after the entry and go
 * before it, under the same lock, so a look at that moment sees the new list. Returns the end of watching.
 */
export function watchInputDevice(
  name: string,
  report: (isThere: boolean) => void,
  { listFile, nodeDir }: { readonly listFile: string; readonly nodeDir: string } = linuxInput,
): () => void {
  let known: boolean | null = null;
  const look = () => {
    const isThere = isListed(name, listFile);
    if (isThere === null || isThere === known) return;
    known = isThere;
    report(isThere);
  };
  let stop: () => void = () => undefined;
  try {
    const watcher = watch(nodeDir, look);
    // The folder goes with the last device on some systems: what is known stays.
    watcher.on('error', () => watcher.close());
    stop = () => watcher.close();
  } catch {
    // No folder: looked at once.
  }
  look();
  return stop;
}
