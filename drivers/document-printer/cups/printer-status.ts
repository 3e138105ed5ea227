import type { DeviceStatus, ErrorCode, PathState, SupplyLevel } from '../../../contract/device.ts';
import type { PrinterView } from '../ipp/operations.ts';
import { printerReasons, type Reason, reasonOf } from './printer-reasons.ts';

/** Everything that the queue's attributes say, in the words of the device model. Pure. */
export interface PrinterState {
  /** `offOrAbsent`: cupsd answers, the printer behind it does not. */
  readonly link: 'up' | 'offOrAbsent';
  readonly condition: DeviceStatus['condition'];
  readonly path: PathState;
  readonly supplies: Readonly<Record<string, SupplyLevel>>;
  readonly faults: readonly ErrorCode[];
  /** The first reason that lets no job out; null = it prints. */
  readonly stoppedBy: { readonly code: ErrorCode; readonly keyword: string; readonly reason: Reason | null } | null;
  /** A sheet is in the path. */
  readonly isMotionSeen: boolean;
  /** An empty or missing tray stops it, and nothing else does: no new sheet is fed, and one in the path comes out. */
  readonly isOnlyUnfed: boolean;
  /** The backend of a job runs: its last word about the printer is still to come. */
  readonly isBusy: boolean;
}

/** Fault codes that this file opens; those not in `faults` are to be closed. */
export const statusFaults: readonly ErrorCode[] = [
  ...new Set(Object.values(printerReasons).flatMap(({ code }) => (code === null ? [] : [code]))),
];

const worst: readonly SupplyLevel[] = ['unknown', 'full', 'ok', 'low', 'out'];

/** State of the printer from the reasons that it gives (RFC 8011 §5.4.12). A reason that stops it and is not known counts as a fault, never as ready. */
export function printerState(view: PrinterView): PrinterState {
  const reasons = view.reasons.map(reasonOf);
  const stopping = reasons.filter(({ effect }) => effect === 'stops');
  const faults: ErrorCode[] = stopping.flatMap(({ code }) => (code === null ? [] : [code]));
  const stop = (code: ErrorCode, keyword: string) => {
    faults.push(code);
    return { code, keyword, reason: null };
  };
  const [first] = stopping.filter(({ isOffline }) => isOffline === true).concat(stopping);
  let stoppedBy: PrinterState['stoppedBy'] =
    first?.code == null ? null : { code: first.code, keyword: first.keyword, reason: first };
  if (isWrongQueue(view) !== null) stoppedBy = stop('E_WRONG_DEVICE', isWrongQueue(view) ?? '');
  else if (stoppedBy === null && view.state === 'stopped') stoppedBy = stop('E_DISABLED', 'printer-state stopped');
  else if (stoppedBy === null && !view.isAccepting) stoppedBy = stop('E_DISABLED', 'not accepting jobs');

  const supplies: Record<string, SupplyLevel> = { paper: paperLevel(reasons) };
  for (const { name, level } of [...markerLevels(view), ...reasons.flatMap(({ supply }) => supply ?? [])]) {
    const known = supplies[name] ?? 'unknown';
    supplies[name] = worst.indexOf(level) > worst.indexOf(known) ? level : known;
  }
  const path = reasons.find(({ path }) => path !== undefined)?.path;
  return {
    link: first?.isOffline === true ? 'offOrAbsent' : 'up',
    // A low supply is a warning on its own axis; the printer is as good as before.
    condition: stoppedBy !== null ? 'faulted' : reasons.some(isHalfBroken) || isRisky(view) ? 'degraded' : 'ok',
    path: path ?? 'clear',
    supplies,
    faults: [...new Set(faults)],
    stoppedBy,
    isMotionSeen: reasons.some(({ isMotion }) => isMotion === true),
    isOnlyUnfed:
      stoppedBy?.reason?.isBeforeFeed === true &&
      stopping.every(({ isBeforeFeed }) => isBeforeFeed === true) &&
      view.state !== 'stopped',
    isBusy: view.state === 'processing',
  };
}

/**
 * A queue that must not be used: a class prints anywhere; `retry-current-job` prints a failed job again before anybody can stop it. Null = the queue
 * is fit. The backend `yitiji-once` makes any policy harmless.
 */
function isWrongQueue(view: PrinterView): string | null {
  if (view.isClass) return 'a class, not a printer';
  const repeats = view.errorPolicy === 'retry-current-job' && !isOnce(view);
  return repeats ? 'printer-error-policy retry-current-job' : null;
}

/** Repeats a failed job after half a minute: the driver cancels it by then, but not if it has died. */
function isRisky(view: PrinterView): boolean {
  return view.errorPolicy === 'retry-job' && !isOnce(view);
}

/** The queue's backend lets a job begin only once. */
export const isOnce = (view: PrinterView) => view.deviceUri.startsWith(onceScheme);

/** The queue's URI begins with it where `yitiji-once.sh` stands before the real backend. */
const onceScheme = 'yitiji-once:/';

/** Reasons that the queue itself gives; all others come from the printer through its backend. */
export function isOfQueue(keyword: string): boolean {
  return /^(paused|moving-to-paused|hold-new-jobs|cups-)/.test(keyword);
}

/**
 * Who counts, by the backend (measured: README.md, "Who counts pages"). `ipp` asks the printer for its own count; every other backend hands the
 * document on, and what CUPS then shows was counted by filters. `kiosktest` is the project's test backend.
 */
export function evidenceOf(view: PrinterView): 'printer' | 'filter' {
  const uri = isOnce(view) ? view.deviceUri.slice(onceScheme.length) : view.deviceUri;
  return /^(ipps?|kiosktest):/.test(uri) ? 'printer' : 'filter';
}

function isHalfBroken({ effect, supply }: Reason): boolean {
  return effect === 'low' && supply === undefined;
}

/** No reason about paper = paper is there: RFC 8011 has no word for it. */
function paperLevel(reasons: readonly Reason[]): SupplyLevel {
  const levels = reasons.flatMap(({ supply }) => (supply?.name === 'paper' ? [supply.level] : []));
  return levels.includes('out') ? 'out' : levels.includes('low') ? 'low' : 'ok';
}

/** Levels in per cent; negative ones say "unknown" or "some" (CUPS `marker-levels`). Waste counts the other way round. */
function markerLevels(view: PrinterView): { readonly name: string; readonly level: SupplyLevel }[] {
  return view.markers.flatMap(({ type, level, lowLevel }) => {
    const isWaste = /waste/i.test(type);
    const name = isWaste ? 'waste' : /toner|ink/i.test(type) ? 'toner' : /opc|drum/i.test(type) ? 'drum' : null;
    if (name === null || level < 0) return [];
    const left = isWaste ? 100 - level : level;
    // An empty marker stops the printer by its own reason, not by its level: many print on for hundreds of pages at 0 %.
    return [{ name, level: left <= Math.max(1, lowLevel ?? 10) ? 'low' : ('ok' as const) }];
  });
}
