import type { CheckLine } from '../../contract/checks.ts';
import type { CheckFacts, OpenStoreFacts, OutboxFacts } from './facts.ts';
import { checkLimits, dayMs } from './limits.ts';
import { line, measured, notLooked } from './line.ts';

const part = 'store';
const hourMs = 3_600_000;
const days = (ms: number) => Math.max(0, Math.floor(ms / dayMs));

/** The database and the disk below it. */
export function storeLines({ store }: CheckFacts): readonly CheckLine[] {
  if (store === null) return [notLooked('store.open', part, 'nameData')];
  if (store.fault !== null) {
    const { code, detail } = store.fault;
    const todo = code === 'corrupt' ? 'restoreStore' : code === 'noDatabase' ? 'startService' : 'faultEngineer';
    return [line('store.open', part, 'fail', { word: 'cannotOpen', todo, detail: `${code}: ${detail}` })];
  }
  return [
    line('store.open', part, 'pass', { word: 'opens' }),
    durabilityLine(store),
    'fault' in store.probe
      ? line('store.probe', part, 'fail', { word: 'writeLost', todo: 'replaceDisk', detail: store.probe.fault })
      : measured('store.probe', part, Math.round(store.probe.ms), 'ms', checkLimits.probeMs, 'slowDisk'),
    damageLine(store),
    store.diskUsed === null
      ? notLooked('store.disk', part, 'lookAgain')
      : measured(
          'store.disk',
          part,
          Math.round(store.diskUsed * 1000) / 10,
          'percent',
          checkLimits.diskPercent,
          'freeDisk',
        ),
    ballastLine(store),
    store.backupAgeMs === null
      ? line('store.backup', part, 'warn', { word: 'never', todo: 'waitIdle' })
      : measured('store.backup', part, days(store.backupAgeMs), 'days', checkLimits.backupDays, 'waitIdle'),
    ...auditLines(store),
  ];
}

/** Asserted after a first read (terminal/store/durability.ts); a service whose disk refused one write says so until its next start. */
function durabilityLine({ synchronous, journalMode, health }: OpenStoreFacts): CheckLine {
  if (synchronous !== 2 || journalMode !== 'wal') {
    const detail = `synchronous ${synchronous}, journal_mode ${journalMode}`;
    return line('store.durability', part, 'fail', { word: 'notDurable', todo: 'stopAndCall', detail });
  }
  if (health === 'failed') return line('store.durability', part, 'fail', { word: 'writeLost', todo: 'stopAndCall' });
  return line('store.durability', part, 'pass', { word: 'durable', detail: 'synchronous FULL, WAL' });
}

function damageLine({ damage, checkAgeMs }: OpenStoreFacts): CheckLine {
  if (damage !== null && damage !== 'none')
    return line('store.damage', part, 'fail', { word: 'damaged', todo: 'restoreStore', detail: damage.found });
  if (damage === 'none') return line('store.damage', part, 'pass', { word: 'whole' });
  if (checkAgeMs === null) return line('store.damage', part, 'warn', { word: 'never', todo: 'waitIdle' });
  return measured('store.damage', part, days(checkAgeMs), 'days', checkLimits.checkDays, 'waitIdle');
}

function ballastLine({ ballast, isBallastWanted }: OpenStoreFacts): CheckLine {
  if (ballast === 'released') return line('store.ballast', part, 'fail', { word: 'released', todo: 'freeDisk' });
  if (!isBallastWanted) return line('store.ballast', part, 'notFitted');
  if (ballast === 'none') return line('store.ballast', part, 'warn', { word: 'notYet', todo: 'waitIdle' });
  return line('store.ballast', part, 'pass', { word: 'kept' });
}

function auditLines({ auditChain }: OpenStoreFacts): readonly CheckLine[] {
  if (auditChain === null) return [];
  const isWhole = auditChain === 'ok';
  return [
    line('store.audit', part, isWhole ? 'pass' : 'fail', {
      word: isWhole ? 'whole' : 'damaged',
      todo: isWhole ? null : 'stopAndCall',
      detail: isWhole ? null : auditChain,
    }),
  ];
}

/** What waits for the hub. */
export function outboxLines({ outbox }: Pick<CheckFacts, 'outbox'>): readonly CheckLine[] {
  return outbox === null ? [] : linesOf(outbox);
}

function linesOf({ pending, oldestAgeMs, dead, missing, isGapFree }: OutboxFacts): readonly CheckLine[] {
  const whose = 'outbox';
  const hours = oldestAgeMs === null ? 0 : Math.round((Math.max(0, oldestAgeMs) / hourMs) * 10) / 10;
  const nothing = (id: 'outbox.dead' | 'outbox.missing', count: number, todo: string) =>
    measured(id, whose, count, 'count', { warn: 1, fail: 1 }, todo);
  return [
    measured('outbox.depth', whose, pending, 'count', checkLimits.outboxDepth, 'lookAtLink'),
    measured('outbox.oldest', whose, hours, 'h', checkLimits.outboxHours, 'lookAtLink'),
    nothing('outbox.dead', dead, 'deadLetters'),
    ...(isGapFree === null
      ? []
      : [
          line('outbox.sequence', whose, isGapFree ? 'pass' : 'fail', {
            word: isGapFree ? 'whole' : 'gaps',
            todo: isGapFree ? null : 'stopAndCall',
          }),
        ]),
    nothing('outbox.missing', missing, 'missingAtHub'),
  ];
}
