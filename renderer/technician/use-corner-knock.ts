import { useEffect } from 'react';
import type { WindowBridge } from '../../contract/channel.ts';
import type { Snapshot } from '../../contract/snapshot.ts';
import { type PanelProfile, pxOf } from '../kit/tokens.ts';
import { isInCorner, type Knock, knockCornerMm, knocked, noKnock } from './corner-knock.ts';

/**
 * Listens for the hidden sign in the corner of a page that belongs to no visit. A touch there begins nothing: elsewhere on the idle page each does, and the page
 * would have gone before the fifth. Whether somebody may come in is the terminal service's to judge.
 */
export function useCornerKnock(bridge: WindowBridge, panel: PanelProfile, snapshot: Snapshot): void {
  const { epoch, revision, screen } = snapshot;
  const isNobodys = !screen.canExit && snapshot.technician === undefined;
  const cornerPx = pxOf(panel, knockCornerMm);
  useEffect(() => {
    if (!isNobodys) return;
    const place = ({ clientX, clientY }: MouseEvent) => ({ xPx: clientX, yPx: clientY, widthPx: innerWidth, cornerPx });
    const onPointer = (event: PointerEvent) => {
      const next = knocked(touches, { ...place(event), atMs: performance.now() });
      touches = next.knock;
      if (next.isWhole) bridge.sendIntent({ kind: 'knock', epoch, revision });
    };
    const onClick = (event: MouseEvent) => {
      if (!isInCorner(place(event))) return;
      if (event.target instanceof Element && event.target.closest('button, label, input') !== null) return;
      event.stopPropagation();
    };
    document.addEventListener('pointerdown', onPointer, { capture: true });
    document.addEventListener('click', onClick, { capture: true });
    return () => {
      document.removeEventListener('pointerdown', onPointer, { capture: true });
      document.removeEventListener('click', onClick, { capture: true });
    };
  }, [bridge, isNobodys, cornerPx, epoch, revision]);
}

/** Outside of the page that is drawn: it changes several times a second while devices come up. */
let touches: Knock = noKnock;
