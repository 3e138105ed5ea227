import type { CheckLine, DeviceFact } from '../../contract/checks.ts';
import { type Action, type ErrorCode, errorCodes, type Link } from '../../contract/device.ts';
import type { CheckFacts } from './facts.ts';
import { line, notLooked } from './line.ts';

const linkTodo: Readonly<Record<Exclude<Link, 'up'>, string>> = {
  absent: 'plugIn',
  poweredOff: 'powerOn',
  offOrAbsent: 'powerOrCable',
  connecting: 'waitAndLook',
  lost: 'powerOrCable',
  garbled: 'wrongPort',
};

const verdictOrder = ['pass', 'warn', 'fail'] as const;

/** Devices, one after another: the line, then what the device itself says. Of a device that does not answer nothing else is known. */
export function deviceLines({ devices, notFitted, cabinet, program }: CheckFacts): readonly CheckLine[] {
  const absent = notFitted.map((role) => line('device.link', role, 'notFitted'));
  if (devices === null)
    return [notLooked('device.link', 'devices', program.isRunning ? 'lookAgain' : 'askDevices'), ...absent];
  return [...devices.flatMap(linesOf), ...absent, ...cabinetLines(cabinet)];
}

function linesOf(device: DeviceFact): readonly CheckLine[] {
  const { id, link } = device;
  if (link !== 'up') {
    const verdict = link === 'connecting' ? 'warn' : 'fail';
    return [
      line('device.link', id, verdict, { word: link, todo: linkTodo[link] }),
      // Why a device is away is a fault of its own where the driver knows it (E_ROLE_AMBIGUOUS).
      ...faultLines(device).filter(({ verdict: said }) => said !== 'pass'),
    ];
  }
  return [
    line('device.link', id, 'pass', { word: link }),
    ...faultLines(device),
    ...supplyLines(device),
    ...binLines(device),
  ];
}

/** One line: the worst fault, with the number of the others in it. */
function faultLines({ id, condition, faults }: DeviceFact): readonly CheckLine[] {
  const known = faults.map(({ code }) => ({ code, verdict: verdictOf(code) }));
  const worst = known.toSorted((a, b) => verdictOrder.indexOf(b.verdict) - verdictOrder.indexOf(a.verdict))[0];
  const byCondition = condition === 'ok' ? 'pass' : condition === 'degraded' ? 'warn' : 'fail';
  const isConditionWorse =
    worst === undefined || verdictOrder.indexOf(byCondition) > verdictOrder.indexOf(worst.verdict);
  if (worst === undefined && byCondition === 'pass') return [line('device.fault', id, 'pass', { word: 'noFault' })];
  const codes = known.map(({ code }) => code).join(' ');
  return [
    line('device.fault', id, isConditionWorse ? byCondition : worst.verdict, {
      word: condition === 'ok' ? 'faultOpen' : condition,
      todo: worst === undefined ? 'faultEngineer' : todoOf(worst.code),
      detail: codes === '' ? null : codes,
    }),
  ];
}

function isKnown(code: string): code is ErrorCode {
  return Object.hasOwn(errorCodes, code);
}

/** A code of a newer release is worth a look, and no more is known of it. */
function verdictOf(code: string): 'warn' | 'fail' {
  return isKnown(code) && errorCodes[code].severity === 'alarm' ? 'fail' : 'warn';
}

const actionTodo: Readonly<Record<Action, string>> = {
  none: 'lookAgain',
  retry: 'lookAgain',
  reset: 'faultReset',
  clearMedia: 'faultClear',
  replenish: 'faultReplenish',
  emptyBin: 'faultEmptyBin',
  configure: 'faultConfigure',
  engineer: 'faultEngineer',
  selfRecovering: 'waitAndLook',
};

function todoOf(code: string): string {
  return isKnown(code) ? actionTodo[errorCodes[code].action] : 'faultEngineer';
}

function supplyLines({ id, supplies }: DeviceFact): readonly CheckLine[] {
  return Object.entries(supplies).map(([name, { level }]) => {
    const verdict = level === 'out' ? 'fail' : level === 'low' ? 'warn' : 'pass';
    const todo = verdict === 'pass' ? null : 'faultReplenish';
    // A device that cannot tell how much is left says so, and is not blamed for it.
    return line('device.supply', id, verdict, { word: level, todo, detail: name });
  });
}

function binLines({ id, bins }: DeviceFact): readonly CheckLine[] {
  return Object.entries(bins).map(([name, { kind, health, level, count }]) => {
    const more = { detail: name, ...(count === null ? {} : { measured: count, unit: 'count' as const }) };
    if (health !== 'ok' && health !== 'notConfigured')
      return line('device.bin', id, 'fail', { ...more, word: 'binBroken', todo: 'faultEngineer' });
    const isSupply = kind === 'supply';
    const isEnd = level === (isSupply ? 'empty' : 'full');
    const isNear = level === (isSupply ? 'low' : 'high');
    const todo = isSupply ? 'faultReplenish' : 'faultEmptyBin';
    if (isEnd || isNear) return line('device.bin', id, isEnd ? 'fail' : 'warn', { ...more, word: level, todo });
    return line('device.bin', id, 'pass', { ...more, word: level });
  });
}

function cabinetLines(cabinet: CheckFacts['cabinet']): readonly CheckLine[] {
  if (cabinet === null)
    return [line('cabinet.door', 'cabinet', 'notFitted'), line('cabinet.tamper', 'cabinet', 'notFitted')];
  const { door, tamper } = cabinet;
  return [
    door === null
      ? line('cabinet.door', 'cabinet', 'notFitted')
      : door === 'unknown'
        ? notLooked('cabinet.door', 'cabinet', 'lookAgain')
        : line('cabinet.door', 'cabinet', door === 'open' ? 'warn' : 'pass', {
            word: door,
            todo: door === 'open' ? 'closeDoor' : null,
          }),
    tamper === null
      ? line('cabinet.tamper', 'cabinet', 'notFitted')
      : tamper === 'unknown'
        ? notLooked('cabinet.tamper', 'cabinet', 'lookAgain')
        : line('cabinet.tamper', 'cabinet', tamper === 'open' ? 'fail' : 'pass', {
            word: tamper,
            todo: tamper === 'open' ? 'tamperSeen' : null,
          }),
  ];
}
