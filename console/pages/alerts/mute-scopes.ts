import type { AlertRow, MuteRequest } from '../../../contract/console/alerts.ts';

export const muteScopes = ['machine', 'machineAll', 'place', 'code'] as const;
export type MuteScope = (typeof muteScopes)[number];

export const muteHours = ['1', '4', '24', '168'] as const;

/** What can be muted from here, the narrowest first: an alert of a site has no machine of its own. Pure. */
export function scopesOf({ kiosk }: Pick<AlertRow, 'kiosk'>): readonly MuteScope[] {
  return kiosk === null ? ['place', 'code'] : muteScopes;
}

/** @param nowMs wall clock, ms */
export function muteRequest(
  { kiosk, place, code }: Pick<AlertRow, 'kiosk' | 'place' | 'code'>,
  scope: MuteScope,
  hours: number,
  nowMs: number,
  reason: string,
): MuteRequest {
  const until = new Date(nowMs + hours * 3_600_000).toISOString();
  switch (scope) {
    case 'machine':
      return { ...(kiosk === null ? { place } : { kiosk }), code, until, reason };
    case 'machineAll':
      return { ...(kiosk === null ? { place } : { kiosk }), until, reason };
    case 'place':
      return { place, until, reason };
    case 'code':
      return { code, until, reason };
  }
}
