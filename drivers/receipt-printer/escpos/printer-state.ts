import type { ActiveFault, Condition, ErrorCode, PathState, SupplyLevel } from '../../../contract/device.ts';
import type { PrinterBits } from './codec.ts';

/**
 * What the bits mean together, worst first. `near-end` prints like `ok`; `head-hot` ends by itself.
 * `jam`: recoverable mechanical error; `failed`: unrecoverable.
 */
export type PrinterState =
  | 'failed'
  | 'jam'
  | 'cutter'
  | 'cover-open'
  | 'paper-out'
  | 'head-hot'
  | 'offline'
  | 'near-end'
  | 'ok';

/** Nothing told yet, nothing wrong. */
export const quietBits: PrinterBits = {
  offline: false,
  waiting: false,
  feedButton: false,
  cover: false,
  feedByButton: false,
  paperEndStop: false,
  error: false,
  recoverable: false,
  cutter: false,
  unrecoverable: false,
  autoRecoverable: false,
  nearEnd: false,
  end: false,
};

/** The state that decides; several may be true at once. `offline`: offline for a reason that the printer does not tell. */
export function printerState(bits: PrinterBits): PrinterState {
  if (bits.unrecoverable) return 'failed';
  if (bits.recoverable) return 'jam';
  if (bits.cutter) return 'cutter';
  if (bits.cover) return 'cover-open';
  if (bits.end || bits.paperEndStop) return 'paper-out';
  if (bits.autoRecoverable) return 'head-hot';
  if (bits.offline || bits.waiting || bits.error) return 'offline';
  return bits.nearEnd ? 'near-end' : 'ok';
}

/** True where a print job may begin. */
export function canPrint(state: PrinterState): state is 'ok' | 'near-end' {
  return state === 'ok' || state === 'near-end';
}

/** The error code of a state that cannot print. */
export function faultCode(state: Exclude<PrinterState, 'ok' | 'near-end'>): ErrorCode {
  return stateFaults[state];
}

const stateFaults = {
  failed: 'E_HARDWARE',
  jam: 'E_MEDIA_JAM',
  cutter: 'E_CUTTER',
  'cover-open': 'E_COVER_OPEN',
  'paper-out': 'E_SUPPLY_OUT',
  'head-hot': 'E_OVERHEAT',
  offline: 'E_NOT_READY',
} as const satisfies Record<Exclude<PrinterState, 'ok' | 'near-end'>, ErrorCode>;

/** A jam in the printer, or behind its knife. */
export const jamFault = stateFaults.jam;

/** Every fault that this driver opens and closes from status bits. */
export const statusFaults = Object.values(stateFaults);

/** The axes of the device status, and every fault that is open now: cover and paper may both be wrong. */
export function statusAxes(bits: PrinterBits): {
  readonly condition: Condition;
  readonly path: PathState;
  readonly paper: SupplyLevel;
  readonly faults: readonly ActiveFault['code'][];
} {
  const isPaperOut = bits.end || bits.paperEndStop;
  const faults: ErrorCode[] = [];
  if (bits.unrecoverable) faults.push(stateFaults.failed);
  if (bits.recoverable) faults.push(stateFaults.jam);
  if (bits.cutter) faults.push(stateFaults.cutter);
  if (bits.cover) faults.push(stateFaults['cover-open']);
  if (isPaperOut) faults.push(stateFaults['paper-out']);
  if (bits.autoRecoverable) faults.push(stateFaults['head-hot']);
  if (printerState(bits) === 'offline') faults.push(stateFaults.offline);
  const state = printerState(bits);
  const isFaulted = state === 'failed' || state === 'jam' || state === 'cutter' || state === 'offline';
  return {
    condition: isFaulted ? 'faulted' : faults.length > 0 ? 'degraded' : 'ok',
    path: bits.cover ? 'coverOpen' : bits.recoverable || bits.cutter ? 'jammed' : 'clear',
    paper: isPaperOut ? 'out' : bits.nearEnd ? 'low' : 'ok',
    faults,
  };
}
