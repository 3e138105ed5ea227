import type { ShapeProblem } from './check-shape.ts';
import type { Json } from './json-text.ts';
import { pointer } from './json-text.ts';
import { isObject } from './layers.ts';
import { said } from './reasons.ts';

/**
 * What a configuration bundle of a fleet may set (docs/updates.md): what counts without a restart and can do no more than words, times, what is offered and the suite of the machine’s own key. A list of what may and not of what must
 * not: a setting that is added is out of reach until somebody decides otherwise. Never a program (`faceVerifier`), a hub or its certificates, a device, a port or a folder.
 */
export const fleetSettings = [
  '/signatureSuite',
  '/cityHotline',
  '/closedItems',
  '/keeper',
  '/keys',
  '/personaliser/takeSeconds',
  '/phoneService',
  '/store/backups',
  '/store/historyDays',
  '/store/stubDays',
  '/updates',
] as const;

/** Everything in a layer that a fleet does not set; taking something out is setting it. Pure. */
export function checkFleet(value: Json, path = ''): ShapeProblem[] {
  const isMay = fleetSettings.some((one) => path === one);
  if (isMay || path === '/$schema') return [];
  const leads = path === '' || fleetSettings.some((one) => one.startsWith(`${path}/`));
  if (!leads || !isObject(value)) return path === '' ? [] : [{ path, ...said('notOfFleet') }];
  return Object.entries(value).flatMap(([key, inner]) => checkFleet(inner, pointer(path, key)));
}
