import type { ErrorCode, PathState } from '../../../contract/device.ts';

/** What a reason means for this driver. `low` and `note` do not stop a job. */
export interface ReasonMeaning {
  readonly code: ErrorCode | null;
  /** `stops`: no job comes out while it lasts; `low`: warn; `note`: show nothing. */
  readonly effect: 'stops' | 'low' | 'note';
  readonly path?: Exclude<PathState, 'clear' | 'unknown'>;
  readonly supply?: { readonly name: 'paper' | 'toner' | 'drum' | 'waste'; readonly level: 'low' | 'out' };
  /** The sheet never left the tray, or the printer never got to it: not one page is under way because of this. */
  readonly isBeforeFeed?: boolean;
  /** A sheet is in the path: something has moved. */
  readonly isMotion?: boolean;
  /** The printer behind the queue is off or unplugged. */
  readonly isOffline?: boolean;
}

const paper = (level: 'low' | 'out') => ({ name: 'paper', level }) as const;
const toner = (level: 'low' | 'out') => ({ name: 'toner', level }) as const;
const drum = (level: 'low' | 'out') => ({ name: 'drum', level }) as const;

/**
 * `printer-state-reasons`, without the suffix. Sources: RFC 8011, section 5.4.12 (R); PWG 5100.9, table of printer alerts (P); CUPS 2.4: scheduler and
 * backends (C).
 */
export const printerReasons: Readonly<Record<string, ReasonMeaning>> = {
  // R: paper
  'media-empty': { code: 'E_SUPPLY_OUT', effect: 'stops', supply: paper('out'), isBeforeFeed: true },
  'media-needed': { code: 'E_SUPPLY_OUT', effect: 'stops', supply: paper('out'), isBeforeFeed: true },
  'media-low': { code: null, effect: 'low', supply: paper('low') },
  'media-jam': { code: 'E_MEDIA_JAM', effect: 'stops', path: 'jammed', isMotion: true },
  'input-tray-missing': { code: 'E_BIN_FAULT', effect: 'stops', isBeforeFeed: true },
  'output-tray-missing': { code: 'E_BIN_FAULT', effect: 'stops' },
  'output-area-full': { code: 'E_BIN_FULL', effect: 'stops' },
  'output-area-almost-full': { code: null, effect: 'note' },
  // R: doors
  'cover-open': { code: 'E_COVER_OPEN', effect: 'stops', path: 'coverOpen' },
  'door-open': { code: 'E_COVER_OPEN', effect: 'stops', path: 'coverOpen' },
  'interlock-open': { code: 'E_COVER_OPEN', effect: 'stops', path: 'coverOpen' },
  // R: toner, ink, drum
  'toner-low': { code: null, effect: 'low', supply: toner('low') },
  'toner-empty': { code: 'E_SUPPLY_OUT', effect: 'stops', supply: toner('out') },
  'marker-supply-low': { code: null, effect: 'low', supply: toner('low') },
  'marker-supply-empty': { code: 'E_SUPPLY_OUT', effect: 'stops', supply: toner('out') },
  'marker-waste-almost-full': { code: null, effect: 'low', supply: { name: 'waste', level: 'low' } },
  'marker-waste-full': { code: 'E_BIN_FULL', effect: 'stops', supply: { name: 'waste', level: 'out' } },
  'developer-low': { code: null, effect: 'low', supply: toner('low') },
  'developer-empty': { code: 'E_SUPPLY_OUT', effect: 'stops', supply: toner('out') },
  'opc-near-eol': { code: null, effect: 'low', supply: drum('low') },
  'opc-life-over': { code: 'E_HARDWARE', effect: 'stops', supply: drum('out') },
  // P: the same supplies under their alert names
  'marker-ink-low': { code: null, effect: 'low', supply: toner('low') },
  'marker-ink-empty': { code: 'E_SUPPLY_OUT', effect: 'stops', supply: toner('out') },
  'marker-toner-cartridge-missing': { code: 'E_SUPPLY_OUT', effect: 'stops', supply: toner('out') },
  'marker-toner-missing': { code: 'E_SUPPLY_OUT', effect: 'stops', supply: toner('out') },
  // R: heat. The fuser warms up by itself after waking: no fault.
  'fuser-over-temp': { code: 'E_OVERHEAT', effect: 'stops' },
  'fuser-under-temp': { code: null, effect: 'note' },
  'fuser-failure': { code: 'E_HARDWARE', effect: 'stops' },
  'motor-failure': { code: 'E_HARDWARE', effect: 'stops' },
  // R, C: the queue and the way to the printer
  paused: { code: 'E_DISABLED', effect: 'stops' },
  'moving-to-paused': { code: 'E_DISABLED', effect: 'stops' },
  shutdown: { code: 'E_NO_DEVICE', effect: 'stops', isOffline: true },
  offline: { code: 'E_NO_DEVICE', effect: 'stops', isOffline: true },
  'connecting-to-device': { code: null, effect: 'note' },
  'timed-out': { code: 'E_IO_TIMEOUT', effect: 'stops' },
  stopping: { code: null, effect: 'note' },
  'stopped-partly': { code: null, effect: 'low' },
  'spool-area-full': { code: 'E_HARDWARE', effect: 'stops' },
  'interpreter-resource-unavailable': { code: 'E_HARDWARE', effect: 'stops' },
  'cups-missing-filter': { code: 'E_WRONG_DEVICE', effect: 'stops' },
  'cups-insecure-filter': { code: 'E_WRONG_DEVICE', effect: 'stops' },
  'cups-waiting-for-job-completed': { code: null, effect: 'note' },
  // CUPS asks jobs to wait (`cupsdisable --hold`): a job would lie there and print when nobody expects it.
  'hold-new-jobs': { code: 'E_DISABLED', effect: 'stops' },
};

/** A reason as it stands: the keyword and what it means. */
export interface Reason extends ReasonMeaning {
  readonly keyword: string;
}

/**
 * The meaning of one keyword with its suffix. `-warning` and `-report` never stop a printer (RFC 8011: the output is not affected), except that
 * CUPS backends say `offline-report`. Unknown keywords: `-error` is a hardware fault, the others are notes.
 */
export function reasonOf(keyword: string): Reason {
  const suffix = /-(error|warning|report)$/.exec(keyword)?.[1];
  const base = suffix === undefined ? keyword : keyword.slice(0, -suffix.length - 1);
  const known = Object.hasOwn(printerReasons, base) ? printerReasons[base] : undefined;
  if (known === undefined) {
    if (suffix === 'error') return { keyword, code: 'E_HARDWARE', effect: 'stops' };
    return { keyword, code: null, effect: 'note' };
  }
  if (known.effect !== 'stops' || suffix === undefined || suffix === 'error' || known.isOffline) {
    return { keyword, ...known };
  }
  // A tray that is empty while another one feeds: tell, but go on.
  const { supply } = known;
  return {
    keyword,
    code: null,
    effect: supply === undefined ? 'note' : 'low',
    ...(supply === undefined ? {} : { supply: { name: supply.name, level: 'low' as const } }),
  };
}
