import { useEffect, useState } from 'react';
import type { WindowBridge } from '../../contract/channel.ts';
import type { Snapshot } from '../../contract/snapshot.ts';
import { isBlankPage } from './blank.ts';
import { inSlices } from './in-slices.ts';

declare global {
  interface Window {
    /** Given by the preload of the shell: three functions, nothing else. */
    readonly yitiji?: WindowBridge;
  }
}

/** A snapshot with the monotonic time at which it came, for clocks that tick on from it. */
export interface Received {
  readonly snapshot: Snapshot;
  readonly atMs: number;
}

/** The snapshot that is to be shown; null while the terminal service is away. Latest wins. */
export function useSnapshot(bridge: WindowBridge): Received | null {
  const [received, setReceived] = useState<Received | null>(null);
  useEffect(
    () =>
      bridge.onSnapshot((snapshot) => {
        const atMs = performance.now();
        inSlices(() => setReceived(snapshot === null ? null : { snapshot, atMs }));
      }),
    [bridge],
  );
  return received;
}

/** A page of which a part is still loading is given this many frames, about two seconds, before it is told to be blank. */
const framesUntilBlank = 120;

/**
 * Tells the shell when a revision stands on the screen. The first frame callback runs before the frame with the new page is painted, the second
 * after it: only then has a citizen been able to see it. A page that nobody can read is looked at again at each frame, and told as blank when it stays so.
 */
export function usePainted(bridge: WindowBridge, epoch: string | undefined, revision: number | undefined): void {
  useEffect(() => {
    if (epoch === undefined || revision === undefined) return;
    let frames = 0;
    const look = () => {
      if (!isBlankPage(epoch, revision)) {
        bridge.painted({ epoch, revision });
        return;
      }
      frames += 1;
      if (frames === framesUntilBlank) bridge.painted({ epoch, revision, isBlank: true });
      frame = requestAnimationFrame(look);
    };
    let frame = requestAnimationFrame(() => {
      frame = requestAnimationFrame(look);
    });
    return () => cancelAnimationFrame(frame);
  }, [bridge, epoch, revision]);
}
