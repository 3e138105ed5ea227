import { addDays, cityDay, isWorkingDay, type WorkingCalendar } from '../working-days.ts';

/**
 * What the kind of a work order means to whoever mends the machine (docs/domain/technician-and-operations.md §7). Hubs open orders by kind: `low:<device>.<supply>`,
 * `test:<part>`, `asked:<part>` (an operator), `fault:<device>.<code>`, `intake:<why>`, `notice:<reason>`, `cards:mismatch`, or the reason of a rating. Pure; both sides say the same.
 */
export const workCauses = [
  'paper',
  'blankCards',
  'bin',
  'toner',
  'printer',
  'documentPrinter',
  'cardPath',
  'cardMismatch',
  'idReader',
  'scanner',
  'camera',
  'touchPanel',
  'hub',
  'clock',
  'cabinet',
  'queue',
  'store',
  'keys',
  'board',
  'program',
  'notice',
  'rated',
  'other',
] as const;
export type WorkCause = (typeof workCauses)[number];

/** stop = the machine serves nobody, or nothing may be lost any more; limit = some items are off; watch = at the next visit. */
export const workSeverities = ['stop', 'limit', 'watch'] as const;
export type WorkSeverity = (typeof workSeverities)[number];

export interface WorkMeaning {
  readonly cause: WorkCause;
  /** Role of a device or part of the machine whose checks say whether it is mended; null = nothing measures it. */
  readonly part: string | null;
  readonly severity: WorkSeverity;
}

const severities: Readonly<Record<WorkCause, WorkSeverity>> = {
  ...{ paper: 'watch', blankCards: 'watch', bin: 'limit', toner: 'watch', printer: 'limit', documentPrinter: 'limit' },
  ...{ cardPath: 'limit', cardMismatch: 'limit', idReader: 'limit', scanner: 'limit', camera: 'limit' },
  ...{
    touchPanel: 'stop',
    hub: 'limit',
    clock: 'limit',
    cabinet: 'stop',
    queue: 'limit',
    store: 'stop',
    keys: 'limit',
    board: 'limit',
  },
  ...{ program: 'limit', notice: 'stop', rated: 'watch', other: 'watch' },
};

/** Cause of a part that fails its check. */
const causeOfPart: Readonly<Record<string, WorkCause>> = {
  ...{ receiptPrinter: 'printer', documentPrinter: 'documentPrinter', cardDispenser: 'cardPath' },
  ...{ personaliser: 'cardPath', idReader: 'idReader', smartCard: 'idReader', scanner: 'scanner', camera: 'camera' },
  ...{ touchPanel: 'touchPanel', hub: 'hub', clock: 'clock', cabinet: 'cabinet', outbox: 'queue', store: 'store' },
  ...{ keys: 'keys', ioBoard: 'board', program: 'program', system: 'program', speech: 'program', devices: 'program' },
};
/** Why intake is closed: cause and part. */
const intake: Readonly<Record<string, readonly [WorkCause, string]>> = {
  ...{ queue: ['queue', 'outbox'], disk: ['store', 'store'], clock: ['clock', 'clock'] },
  ...{ deadline: ['clock', 'clock'], key: ['hub', 'hub'] },
};
/** What a rating names. */
const rated: Readonly<Record<string, string | null>> = { device: null, print: 'receiptPrinter', card: 'cardDispenser' };

/** What the kind of a work order means: cause, part and severity. A kind that is not known is `other`. */
export function meaningOf(kind: string): WorkMeaning {
  const [family = '', ...rest] = kind.split(':');
  const name = rest.join(':');
  const [part = '', detail = ''] = name.split('.', 2);
  const as = (cause: WorkCause, of: string | null): WorkMeaning => ({ cause, part: of, severity: severities[cause] });
  switch (family) {
    case 'low':
      return as(causeOfSupply(part, detail), part);
    case 'test':
    case 'fault':
    case 'asked':
      return as(own(causeOfPart, part) ?? 'other', part);
    case 'intake': {
      const [cause, of] = own(intake, name) ?? (['other', null] as const);
      return as(cause, of);
    }
    case 'sync':
      return name === 'clone' ? as('other', null) : as('queue', 'outbox');
    case 'notice':
      return as('notice', null);
    case 'cards':
      return as(name === 'mismatch' ? 'cardMismatch' : 'other', 'cardDispenser');
    default:
      return Object.hasOwn(rated, family) ? as('rated', own(rated, family) ?? null) : as('other', null);
  }
}

function causeOfSupply(device: string, supply: string): WorkCause {
  if (device === 'cardDispenser') return supply === 'retain' || supply === 'reject' ? 'bin' : 'blankCards';
  return supply === 'toner' ? 'toner' : supply === 'paper' ? 'paper' : 'other';
}

/** Hours until a machine that serves nobody has to be seen to. */
const stopHours = 4;
const hourMs = 3_600_000;

/** Until when it has to be done, milliseconds since 1970; null = at the next visit. limit = the same hour of the next working day. */
export function dueMs(severity: WorkSeverity, openedMs: number, calendar: WorkingCalendar): number | null {
  if (severity === 'watch') return null;
  if (severity === 'stop') return openedMs + stopHours * hourMs;
  const day = cityDay(openedMs);
  let next = addDays(day, 1);
  // A calendar has a working day in any fortnight; nothing hangs where it has none.
  for (let i = 0; i < 30 && !isWorkingDay(calendar, next); i += 1) next = addDays(next, 1);
  return openedMs + (Date.parse(`${next}T00:00:00Z`) - Date.parse(`${day}T00:00:00Z`));
}

/** Kinds come from a hub: `constructor` names nothing of ours. */
function own<T>(table: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}
