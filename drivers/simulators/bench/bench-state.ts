import { type Static, Type } from 'typebox';
import { oneOf, strict } from '../../../contract/closed-shapes.ts';
import { DispenserState } from './dispenser-state.ts';
import { IoBoardState } from './io-board-state.ts';
import { DocumentPrinterState, PersonaliserState, SmartCardState } from './optional-states.ts';
import { ScannerState } from './scanner-state.ts';
import { lineFields, orNull } from './schema-parts.ts';

/** Devices on serial lines: their cables can be pulled. */
export const deviceNames = ['idReader', 'receiptPrinter', 'cardDispenser', 'scanner', 'ioBoard'] as const;
export type DeviceName = (typeof deviceNames)[number];

/** Everything of which something can happen. */
export const logSubjects = [...deviceNames, 'documentPrinter', 'smartCard', 'personaliser'] as const;
export type LogSubject = (typeof logSubjects)[number];

/** What the security module says of itself: 90, 60 (self-test failed), 66 (not authorised). */
export const sdtHealths = ['ok', 'selfTestFailed', 'notAuthorised'] as const;
export type SdtHealth = (typeof sdtHealths)[number];

/** What can stand in the bench's list of happenings. */
export const happenings = [
  'plugged',
  'unplugged',
  'hostCame',
  'hostWent',
  'cableFaultArmed',
  'cableFaultsCleared',
  'cardPlaced',
  'cardLifted',
  'cardAsked',
  'faultArmed',
  'faultUsed',
  'faultsCleared',
  'healthSet',
  'slipCut',
  'slipTorn',
  'paperOk',
  'paperNearEnd',
  'paperEnd',
  'coverOpened',
  'coverClosed',
  'cutterFaultSet',
  'cutterJammed',
  'cutterFreed',
  'headHot',
  'headCool',
  'silenceSet',
  'paperProblem',
  'slipsAtExit',
  'slipsTaken',
  'slipsRetracted',
  'presenterJammed',
  'presenterFreed',
  'cardFed',
  'cardAtExit',
  'cardTaken',
  'cardCaptured',
  'cardRecycled',
  'cardJammed',
  'cardPushedIn',
  'cardRemoved',
  'mishapArmed',
  'mishapHappened',
  'hopperFilled',
  'hopperEmptied',
  'binFilled',
  'binEmptied',
  'motorBroken',
  'motorWorks',
  'powerOff',
  'powerOn',
  'lightOn',
  'lightOff',
  'codeHeld',
  'codeGone',
  'codeSent',
  'moodSet',
  'silent',
  'speaksAgain',
  'lampSet',
  'lampWireSet',
  'lampStuck',
  'lampCured',
  'contactMoved',
  'tamperCleared',
  'beeped',
  'rebooted',
  'eventsLost',
  'pageOut',
  'pageJammed',
  'jobCame',
  'jobGone',
  'trayFilled',
  'jamFreed',
  'tonerOut',
  'tonerOk',
  'offline',
  'online',
  'chipIn',
  'chipOut',
] as const;
export type Happening = (typeof happenings)[number];

/**
 * One line of the list. `detail`: a persona's id, a fault's name, the number of a slip or of a blank card, a lamp and its colour; never a byte of a
 * card, never what a code says.
 */
export const BenchLine = Type.Object(
  {
    n: Type.Integer(),
    at: Type.String(),
    device: oneOf(logSubjects),
    what: oneOf(happenings),
    detail: Type.String(),
  },
  strict,
);
export type BenchLine = Static<typeof BenchLine>;

/** A receipt that has come off. `n` counts from 1 and never changes; `lines` is its text. */
export const BenchSlip = Type.Object(
  {
    n: Type.Integer(),
    at: Type.String(),
    cut: oneOf(['full', 'partial', 'torn'] as const),
    lines: Type.Array(Type.String()),
  },
  strict,
);
export type BenchSlip = Static<typeof BenchSlip>;

/** Everything that stands on the bench at one moment; newest slips and lines first. Whole snapshots, `revision` rises with each change. */
export const BenchState = Type.Object(
  {
    revision: Type.Integer(),
    idReader: Type.Object(
      {
        ...lineFields,
        card: orNull(Type.String()),
        health: oneOf(sdtHealths),
        /** `times` null: until cleared. `on` null: whatever is asked next. */
        faults: Type.Array(
          Type.Object({ type: Type.String(), on: orNull(Type.String()), times: orNull(Type.Integer()) }, strict),
        ),
      },
      strict,
    ),
    receiptPrinter: Type.Object(
      {
        ...lineFields,
        isCoverOpen: Type.Boolean(),
        paper: oneOf(['ok', 'nearEnd', 'end'] as const),
        paperLines: Type.Integer(),
        cutterFault: oneOf(['none', 'clears', 'stays'] as const),
        isCutterJammed: Type.Boolean(),
        isHot: Type.Boolean(),
        silence: oneOf(['none', 'in-order', 'all'] as const),
        /** Text of what hangs in the exit, not cut off yet. */
        hanging: Type.Array(Type.String()),
        /** What would look wrong on real paper; the newest five. */
        problems: Type.Array(Type.String()),
        /** Where cut slips are, in pieces. Without a presenter they stand at the exit at once; without a sensor only the bench knows. */
        exit: Type.Object(
          {
            presenter: Type.String(),
            sensor: Type.String(),
            inside: Type.Integer(),
            atExit: Type.Integer(),
            taken: Type.Integer(),
            retracted: Type.Integer(),
            isJammed: Type.Boolean(),
          },
          strict,
        ),
      },
      strict,
    ),
    cardDispenser: DispenserState,
    scanner: ScannerState,
    ioBoard: IoBoardState,
    /** Null: the bench was started without it. */
    documentPrinter: orNull(DocumentPrinterState),
    smartCard: orNull(SmartCardState),
    personaliser: orNull(PersonaliserState),
    slips: Type.Array(BenchSlip),
    log: Type.Array(BenchLine),
  },
  strict,
);
export type BenchState = Static<typeof BenchState>;
