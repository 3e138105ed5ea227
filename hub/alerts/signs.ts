import { type AlertCode, alertKinds, isAlertCode } from '../../contract/alerts/catalogue.ts';
import type { HeartbeatRequest } from '../../contract/hub-api.ts';
import { alertLimits } from './limits.ts';

/** One thing that a heartbeat says is wrong now. Values are rounded, so that a sign changes rarely. */
export interface Sign {
  readonly code: AlertCode;
  readonly subject: string;
  readonly value: number | null;
}

/** What the text of signs says besides: staff is at the machine; a keeper's notice stands. */
export const maintenanceSign = '~maintenance';
export const noticeSign = '~notice';

const isName = (text: string): boolean => /^[A-Za-z0-9-]{1,64}$/.test(text);
const dayMs = 86_400_000;
const hourMs = 3_600_000;

/**
 * All that a heartbeat says is wrong, as one text: `code[:subject][=value]`, sorted, with spaces between; '' = nothing. Two heartbeats with the same text cost nothing but a comparison. Pure.
 */
export function signsOf(beat: HeartbeatRequest): string {
  const words = [...machineSigns(beat), ...deviceSigns(beat)].map(signText);
  const { notice } = beat;
  if (notice !== undefined && notice !== null) {
    words.push(noticeSign);
    if (notice.reason === 'maintenance' || notice.reason === 'cleaning') words.push(maintenanceSign);
  }
  return [...new Set(words)].sort().join(' ');
}

function signText({ code, subject, value }: Sign): string {
  // Beyond it a number is written with an exponent, which `readSigns` takes for a sign that it does not know.
  const shown = value === null ? '' : `=${Math.min(value, Number.MAX_SAFE_INTEGER)}`;
  return `${code}${subject === '' ? '' : `:${subject}`}${shown}`;
}

/** The other way round; what this hub does not know (a row that a newer one wrote) is left out. Pure. */
export function readSigns(text: string): readonly Sign[] {
  return text.split(' ').flatMap((word) => {
    const match = /^([A-Za-z]+)(?::([^=]+))?(?:=(-?\d+))?$/.exec(word);
    const [, code = '', subject = '', value] = match ?? [];
    if (!isAlertCode(code) || alertKinds[code].readings === 0) return [];
    return [{ code, subject, value: value === undefined ? null : Number(value) }];
  });
}

function* machineSigns(beat: HeartbeatRequest): Generator<Sign> {
  const sign = (code: AlertCode, value: number | null = null, subject = ''): Sign => ({ code, subject, value });
  const { outbox, clock, storage, intake, selfTest } = beat;
  const offMs = Math.abs(clock?.offsetMs ?? 0);
  if (offMs > alertLimits.clockMs) yield sign('clockOff', rounded(offMs / 1000));
  const deafMs = beat.metadataAgeMs ?? beat.withoutMetadataMs ?? 0;
  if (deafMs > alertLimits.metadataMs) yield sign('metadataOld', Math.floor(deafMs / dayMs));
  const days = beat.certificateDays;
  if (days !== undefined && days < alertLimits.certificateDays) yield sign('certificateEnds', days);

  if ((outbox.oldestAgeMs ?? 0) > alertLimits.messageMs)
    yield sign('messageOld', Math.floor((outbox.oldestAgeMs ?? 0) / hourMs));
  if (outbox.pending >= alertLimits.queue) yield sign('queueDeep', rounded(outbox.pending));
  if (outbox.dead > 0) yield sign('deadLetter', outbox.dead);
  if ((outbox.missing ?? 0) > 0) yield sign('acknowledgedMissing', outbox.missing ?? 0);
  if (beat.durability === 'failed') yield sign('durabilityFailed');
  const used = storage?.usedPercent ?? 0;
  if (used > alertLimits.diskPercent) yield sign('diskFull', used);
  if (storage?.ballast === 'released') yield sign('ballastUsed');
  if (intake !== undefined && intake !== 'open') yield sign('intakeClosed', null, intake);

  for (const part of selfTest?.failed ?? []) if (isName(part)) yield sign('selfTestFailed', null, part);
  const heat = beat.temperature;
  if (heat !== undefined && heat >= alertLimits.temperature) yield sign('overheated', Math.floor(heat / 5) * 5);
  if (beat.renderer?.isSoftware === true) yield sign('softwareRendering');
  if (beat.door === 'open') yield sign('doorOpen');
}

/** Two leading figures: 1,234 → 1,200. */
function rounded(value: number): number {
  const step = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, value))) - 1);
  return Math.floor(value / step) * step;
}

/** Where something of a person may be left inside. */
const custodyFaults: readonly string[] = ['E_MEDIA_SWALLOWED', 'E_OCCUPIED'];
/** Said by supplies and bins, by work orders, or nothing that a person has to see to. */
const saidElsewhere: readonly string[] = [
  'E_SUPPLY_OUT',
  'E_BIN_FULL',
  'E_COUNT_DIFFERS',
  'E_NO_MEDIA',
  'E_MEDIA_RETRACTED',
];
const readers: readonly string[] = ['idReader', 'smartCard', 'cardReader'];
const printers: readonly string[] = ['receiptPrinter', 'documentPrinter'];
const dispensers: readonly string[] = ['cardDispenser', 'personaliser'];

function* deviceSigns({ devices, supplies }: HeartbeatRequest): Generator<Sign> {
  const outs = new Set<string>();
  for (const { id, device, state } of supplies ?? []) {
    if (state === 'ok') continue;
    if (state !== 'low') outs.add(device);
    const subject = `${device}.${id}`;
    if (state === 'full') yield { code: 'binFull', subject, value: null };
    else yield { code: supplyCode(device, id, state), subject, value: null };
  }
  for (const { id, link, condition, faults, low = [] } of devices) {
    // What is no name of a role is no device of ours; a database takes not every text.
    if (!isName(id)) continue;
    const sign = (code: AlertCode): Sign => ({ code, subject: id, value: null });
    if (condition === 'tampered' || condition === 'suspectTamper' || faults.includes('E_TAMPER')) yield sign('tamper');
    if (faults.includes('E_MEDIA_JAM')) yield sign('jam');
    if (faults.some((code) => custodyFaults.includes(code))) yield sign('custodyUnsettled');
    // An older machine says no more than that something is low.
    if (supplies === undefined)
      for (const name of low) yield { code: supplyCode(id, name, 'low'), subject: `${id}.${name}`, value: null };
    if (!outs.has(id)) {
      if (faults.includes('E_SUPPLY_OUT')) yield sign(printers.includes(id) ? 'paperOut' : 'supplyOut');
      if (faults.includes('E_BIN_FULL')) yield sign('binFull');
    }
    if (isBroken(link, condition, faults)) yield sign(faultCode(id));
  }
}

function isBroken(link: string, condition: string, faults: readonly string[]): boolean {
  if (['absent', 'poweredOff', 'offOrAbsent', 'lost', 'garbled'].includes(link)) return true;
  const explained = ['E_MEDIA_JAM', 'E_TAMPER', ...custodyFaults, ...saidElsewhere];
  const unexplained = faults.filter((code) => !explained.includes(code));
  // A device that is faulted and names nothing else has a fault; one that goes on in spite of what it names has none yet.
  return condition === 'faulted' && (unexplained.length > 0 || faults.length === 0);
}

function faultCode(id: string): AlertCode {
  if (readers.includes(id)) return 'readerFault';
  if (printers.includes(id)) return 'printerFault';
  return dispensers.includes(id) ? 'dispenserFault' : 'deviceFault';
}

function supplyCode(device: string, id: string, state: 'low' | 'out'): AlertCode {
  const isPaper = printers.includes(device) && id !== 'toner';
  if (state === 'low') return isPaper ? 'paperLow' : 'supplyLow';
  return isPaper ? 'paperOut' : 'supplyOut';
}
