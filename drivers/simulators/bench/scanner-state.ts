import { type Static, Type } from 'typebox';
import { oneOf, strict } from '../../../contract/closed-shapes.ts';
import { lineFields } from './schema-parts.ts';

/** What goes wrong with the next code. */
export const scanFaults = ['double', 'gaps', 'noSuffix', 'cut', 'noise', 'replyInMiddle'] as const;
export type BenchScanFault = (typeof scanFaults)[number];

export const scannerMoods = ['ok', 'badValue', 'unknownCommand', 'noReply'] as const;
export const scanCharsets = ['utf-8', 'gb18030'] as const;

/** What is in a code is nobody's business here: only its length is told. */
export const ScannerState = Type.Object(
  {
    ...lineFields,
    model: Type.String(),
    /** It looks for codes now. */
    isLit: Type.Boolean(),
    /** Bytes of the code that is held in front of it; 0 = none. */
    heldBytes: Type.Integer(),
    /** Codes sent to the software. */
    scans: Type.Integer(),
    faults: Type.Array(oneOf(scanFaults)),
    mood: oneOf(scannerMoods),
    isSilent: Type.Boolean(),
  },
  strict,
);
export type ScannerState = Static<typeof ScannerState>;
