import { Type } from 'typebox';
import { oneOf } from '../../../contract/closed-shapes.ts';
import { type Act, act, doneOr } from './act.ts';
import { scanCharsets, scanFaults, scannerMoods } from './scanner-state.ts';

/** A QR code holds 2,953 bytes at most; no Chinese character is longer than three of them. */
const code = {
  text: Type.String({ minLength: 1, maxLength: 1_200 }),
  charset: Type.Optional(oneOf(scanCharsets)),
} as const;

export const scannerActs: Readonly<Record<string, Act>> = {
  holdCode: act(code, ({ scanner }, { text, charset = 'utf-8' }) =>
    doneOr(scanner.holdCode({ text, charset }), 'cannotBeWritten'),
  ),
  takeCodeAway: act({}, ({ scanner }) => scanner.takeCodeAway()),
  pressScanButton: act(code, ({ scanner }, { text, charset = 'utf-8' }) =>
    doneOr(scanner.pressButton({ text, charset }), 'cannotBeWritten'),
  ),
  injectScan: act({ fault: oneOf(scanFaults) }, ({ scanner }, { fault }) => scanner.injectFault(fault)),
  clearScanFaults: act({}, ({ scanner }) => scanner.clearFaults()),
  setScannerMood: act({ mood: oneOf(scannerMoods) }, ({ scanner }, { mood }) => scanner.setMood(mood)),
  setScannerSilent: act({ isSilent: Type.Boolean() }, ({ scanner }, { isSilent }) => scanner.setSilent(isSilent)),
};
