/**
 * The touch panel as something that can fail (F-15). The page sees touches and judges each contact (`renderer/touch-panel/`), since a bad contact has to be
 * kept from acting before it is lifted; the terminal service judges the panel (`terminal/touch-panel/`), since it outlives pages, and knows visits, cards and
 * keys.
 */

/** `stuck`: one contact that no hand makes is never lifted. `ghost`: touches in one small spot that no finger makes. `dead`: people are there and no touch arrives. */
export const panelFaults = ['stuck', 'ghost', 'dead'] as const;
export type PanelFault = (typeof panelFaults)[number];

/**
 * What the page tells of the panel: `touch` a short touch as people make them; `keys` somebody uses the key pad; `stuck`, `ghost` once when it begins; `over`
 * when the page sees neither any more.
 */
export const panelSigns = ['touch', 'keys', 'stuck', 'ghost', 'over'] as const;
export type PanelSign = (typeof panelSigns)[number];

/** A place on the panel, millimetres from its top left corner. */
export interface Place {
  readonly xMm: number;
  readonly yMm: number;
}

/** What the session knows of the panel. `isOff`: restarting the page did not help, or the panel is gone: nobody is invited to touch. */
export interface PanelView {
  readonly fault: PanelFault | null;
  readonly isOff: boolean;
}

export const soundPanel: PanelView = { fault: null, isOff: false };

/** Distance of two places on the glass in millimetres. */
export function distanceMm(a: Place, b: Place): number {
  return Math.hypot(a.xMm - b.xMm, a.yMm - b.yMm);
}
