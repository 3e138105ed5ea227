import { useEffect, useLayoutEffect, useRef } from 'react';
import type { WindowBridge } from '../../contract/channel.ts';
import type { Snapshot } from '../../contract/snapshot.ts';
import type { PanelSign, Place } from '../../contract/touch-panel.ts';
import { type PanelProfile, pitchMm } from '../kit/tokens.ts';
import { guardTouches } from '../touch-panel/guard-touches.ts';

/** That people touch, or use keys, is told at most this often; the terminal service counts in minutes. */
const tellEveryMs = 10_000;

/** Guards the page against contacts that no hand makes (F-15), and tells the terminal service what touches and keys say of the panel. */
export function useTouchPanel(bridge: WindowBridge, panel: PanelProfile, snapshot: Snapshot | null): void {
  const now = useRef(snapshot);
  useLayoutEffect(() => {
    now.current = snapshot;
  }, [snapshot]);
  useEffect(() => {
    const lastMs = { touch: Number.NEGATIVE_INFINITY, keys: Number.NEGATIVE_INFINITY };
    let keysOn = '';
    const tell = (seen: PanelSign, at: Place) => {
      const shown = now.current;
      // Without a terminal service there is nobody to be told, and nothing to press.
      if (shown === null) return;
      if (seen === 'touch' || seen === 'keys') {
        // While the panel is thought bad each touch is news: it may be the one that shows that it is not.
        // Keys mean more time, for each stay anew: they are told on every page.
        const isNews =
          shown.bars.panel !== undefined ||
          (seen === 'keys' && keysOn !== shown.screen.name) ||
          performance.now() - lastMs[seen] >= tellEveryMs;
        if (!isNews) return;
        if (seen === 'keys') keysOn = shown.screen.name;
        lastMs[seen] = performance.now();
      }
      const { epoch, revision } = shown;
      bridge.sendIntent({ kind: 'panel', seen, xMm: wholeMm(at.xMm), yMm: wholeMm(at.yMm), epoch, revision });
    };
    const stop = guardTouches(window, {
      pitchMm: pitchMm(panel),
      page: () => now.current?.screen.name ?? '',
      tell,
    });
    const onKey = (event: KeyboardEvent) => {
      if (event.isTrusted && !event.repeat) tell('keys', { xMm: 0, yMm: 0 });
    };
    window.addEventListener('keydown', onKey, { capture: true });
    return () => {
      stop();
      window.removeEventListener('keydown', onKey, { capture: true });
    };
  }, [bridge, panel]);
}

/** Places beyond the glass (a window larger than its screen by a pixel) are at its edge. */
const wholeMm = (mm: number): number => Math.min(4_000, Math.max(0, Math.round(mm)));
