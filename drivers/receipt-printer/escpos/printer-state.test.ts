import { expect, test } from 'vitest';
import { errorCodes } from '../../../contract/device.ts';
import { canPrint, faultCode, printerState, quietBits, statusAxes } from './printer-state.ts';

test.each([
  [{}, 'ok', 'ok', 'clear', 'ok', []],
  [{ nearEnd: true }, 'near-end', 'ok', 'clear', 'low', []],
  [{ nearEnd: true, end: true }, 'paper-out', 'degraded', 'clear', 'out', ['E_SUPPLY_OUT']],
  [{ paperEndStop: true }, 'paper-out', 'degraded', 'clear', 'out', ['E_SUPPLY_OUT']],
  [{ cover: true, offline: true }, 'cover-open', 'degraded', 'coverOpen', 'ok', ['E_COVER_OPEN']],
  [{ cover: true, end: true }, 'cover-open', 'degraded', 'coverOpen', 'out', ['E_COVER_OPEN', 'E_SUPPLY_OUT']],
  [{ cutter: true, error: true }, 'cutter', 'faulted', 'jammed', 'ok', ['E_CUTTER']],
  [{ recoverable: true }, 'jam', 'faulted', 'jammed', 'ok', ['E_MEDIA_JAM']],
  [{ unrecoverable: true }, 'failed', 'faulted', 'clear', 'ok', ['E_HARDWARE']],
  [{ autoRecoverable: true, offline: true }, 'head-hot', 'degraded', 'clear', 'ok', ['E_OVERHEAT']],
  [{ offline: true }, 'offline', 'faulted', 'clear', 'ok', ['E_NOT_READY']],
] as const)('%o is %s', (set, state, condition, path, paper, faults) => {
  const bits = { ...quietBits, ...set };
  expect(printerState(bits)).toBe(state);
  expect(statusAxes(bits)).toEqual({ condition, path, paper, faults });
});

test('every state that cannot print has a code of the catalogue', () => {
  for (const state of ['failed', 'jam', 'cutter', 'cover-open', 'paper-out', 'head-hot', 'offline'] as const) {
    expect(canPrint(state)).toBe(false);
    expect(errorCodes).toHaveProperty(faultCode(state));
  }
});
