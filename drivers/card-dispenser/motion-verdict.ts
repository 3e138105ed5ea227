import type { ErrorCode, Outcome } from '../../contract/device.ts';
import type { CardMotion, CardPosition, DispenserCapabilities } from './card-dispenser.ts';
import type { MotionReport, Seen } from './dispenser-wire.ts';

/** What was seen before a motion, as far as it decides anything. */
export type Before = Pick<Seen, 'position' | 'binCount'>;

/** Which row decided; goes into the evidence, so that a person can follow the decision later. */
export type VerdictRow =
  | 'seenWhereItBelongs'
  | 'seenOnTheWay'
  | 'unchanged'
  | 'counterMoved'
  | 'counterContradicts'
  | 'takenByHand'
  | 'nothingSeen'
  | 'reportContradicts'
  | 'reportOnly'
  | 'restarted'
  | 'notLooked';

export interface Verdict {
  readonly outcome: Outcome;
  /** Null exactly when the outcome is `done`. */
  readonly code: ErrorCode | null;
  readonly position: CardPosition | 'bin';
  readonly row: VerdictRow;
}

type FeedsTo = DispenserCapabilities['feedsTo'];

const targets: Readonly<Record<Exclude<CardMotion, 'feed'> | 'recover', CardPosition>> = {
  present: 'exit',
  capture: 'none',
  retract: 'inside',
  recover: 'none',
};

/** Where the sensors show the card when a motion has succeeded. */
function targetOf(motion: CardMotion | 'recover', feedsTo: FeedsTo): CardPosition {
  return motion === 'feed' ? feedsTo : targets[motion];
}

/** With one of these a card that stands in the right place is not fit to go on. */
const spoiling: ReadonlySet<ErrorCode> = new Set(['E_MEDIA_JAM', 'E_HARDWARE', 'E_MEDIA_INVALID']);

/**
 * What a motion came to: the table of docs/design/device-model.md, section 7, on the positions of docs/protocols/card-dispenser.md, 5.2–5.5. Pure.
 * The device's report alone never makes `done` against the sensors, and silence never makes anything but what the sensors show.
 * @param after what was seen afterwards, null when nobody could look
 * @param wasRestarted the unit lost its power in between: a card that is seen now has an unknown history (rule D4)
 * @param feedsTo where this unit brings a card from the hopper
 */
export function motionVerdict(
  motion: CardMotion | 'recover',
  before: Before,
  report: MotionReport,
  after: Seen | null,
  wasRestarted = false,
  feedsTo: FeedsTo = 'inside',
): Verdict {
  if (report.type === 'refused') return refusedVerdict(before, report.code, after);
  const code = report.type === 'ended' ? 'E_HARDWARE' : report.code;
  if (after === null) {
    if (report.type !== 'ended') return verdict('indeterminate', code, 'unknown', 'notLooked');
    return endedUnseen(motion, before, report.position, targetOf(motion, feedsTo));
  }
  // A fault that the device shows now explains more than the silence before it.
  const cause = report.type === 'unknown' ? (after.faults[0] ?? code) : code;
  if (after.position === 'unknown') return verdict('indeterminate', after.faults[0] ?? cause, 'unknown', 'nothingSeen');
  if (motion === 'capture' || motion === 'recover') return clearingVerdict(motion, before, report, after, cause);
  // One that had been stuck unseen looks like the one that was fed just now.
  if (motion === 'feed' && after.position === feedsTo && wasRestarted) {
    return verdict('partial', cause, after.position, 'restarted');
  }
  return movingVerdict(motion, before, report, after, cause, targetOf(motion, feedsTo));
}

/** The device proves that it did not begin. A card that has gone from the exit all the same went with a hand. */
function refusedVerdict(before: Before, code: ErrorCode, after: Seen | null): Verdict {
  if (after === null) return verdict('notDone', code, before.position, 'unchanged');
  if (after.position === before.position || before.position === 'unknown') {
    return verdict('notDone', code, after.position, 'unchanged');
  }
  if (before.position === 'exit' && after.position === 'none') {
    return verdict('notDone', 'E_NO_MEDIA', 'none', 'takenByHand');
  }
  return verdict('indeterminate', code, after.position, 'reportContradicts');
}

/** The device reported success and then could not be asked: its own word for the position has to do. */
function endedUnseen(
  motion: CardMotion | 'recover',
  before: Before,
  position: CardPosition | undefined,
  target: CardPosition,
): Verdict {
  if (position !== undefined && position !== target) {
    return verdict('indeterminate', 'E_HARDWARE', 'unknown', 'reportContradicts');
  }
  return verdict('done', null, binOr(motion, before, target), 'reportOnly');
}

/** Feed, present, retract: the card shall stand somewhere afterwards. */
function movingVerdict(
  motion: CardMotion,
  before: Before,
  report: Exclude<MotionReport, { type: 'refused' }>,
  after: Seen,
  code: ErrorCode,
  target: CardPosition,
): Verdict {
  const { position } = after;
  const wasAtExit = report.type === 'ended' && (report.position === undefined || report.position === 'exit');
  if (position === target) {
    // The exit was seen empty on the way: what stands inside now may be another card, fed because the channel was empty.
    if (motion === 'retract' && report.type === 'unknown' && report.code === 'E_NO_MEDIA') {
      return verdict('indeterminate', code, position, 'reportContradicts');
    }
    const isSpoilt = report.type === 'failed' && spoiling.has(code);
    return isSpoilt
      ? verdict('partial', code, position, 'seenOnTheWay')
      : verdict('done', null, position, 'seenWhereItBelongs');
  }
  if (motion === 'feed') {
    if (position === 'exit') return verdict('partial', code, position, 'seenOnTheWay');
    // It was to come out and stopped inside: how this unit presents a card nobody has found out yet.
    if (position === 'inside') {
      return verdict('partial', report.type === 'ended' ? 'E_NOT_READY' : code, position, 'seenOnTheWay');
    }
    if (target === 'exit' && wasAtExit) return verdict('done', null, 'none', 'takenByHand');
    // Nothing is seen, and no counter proves that the card is still in the hopper: it may stick where no sensor is.
    const isEmpty = report.type === 'failed' && code === 'E_SUPPLY_OUT';
    return isEmpty
      ? verdict('notDone', code, 'none', 'unchanged')
      : verdict('indeterminate', code, 'none', 'nothingSeen');
  }
  if (position === before.position) return verdict('notDone', code, position, 'unchanged');
  if (position !== 'none') return verdict('partial', code, position, 'seenOnTheWay');
  const isByHand = report.type === 'failed' && report.code === 'E_NO_MEDIA';
  if (motion === 'present') {
    if (isByHand || wasAtExit) return verdict('done', null, 'none', 'takenByHand');
  } else if (isByHand) {
    return verdict('notDone', 'E_NO_MEDIA', 'none', 'takenByHand');
  }
  return verdict('indeterminate', report.type === 'ended' ? 'E_NO_MEDIA' : code, 'none', 'nothingSeen');
}

/** Capture and recover: the channel shall be empty afterwards, and the card in the bin. */
function clearingVerdict(
  motion: 'capture' | 'recover',
  before: Before,
  report: Exclude<MotionReport, { type: 'refused' }>,
  after: Seen,
  code: ErrorCode,
): Verdict {
  const { position } = after;
  if (position !== 'none') {
    if (before.position === 'none') return verdict('indeterminate', code, position, 'reportContradicts');
    // It was seen to go; what stands there now was pushed in since.
    const wasGone = report.type === 'ended' && (report.position === undefined || report.position === 'none');
    if (wasGone) return verdict('indeterminate', 'E_OCCUPIED', position, 'reportContradicts');
    if (report.type !== 'ended' && report.mayBeAnother === true) {
      return verdict('indeterminate', code, position, 'nothingSeen');
    }
    // Nobody knows where it stood, nor whether the unit heard anything.
    if (report.type === 'unknown' && before.position === 'unknown') {
      return verdict('indeterminate', code, position, 'nothingSeen');
    }
    // A reset that brings a stuck card to a known place has moved it; a fault alone may have hidden where it stood all the time.
    const isWhere = position === before.position || (motion === 'capture' && before.position === 'unknown');
    return isWhere
      ? verdict('notDone', code, position, 'unchanged')
      : verdict('partial', code, position, 'seenOnTheWay');
  }
  const moved = before.binCount === null || after.binCount === null ? null : after.binCount - before.binCount;
  if (moved !== null && (moved > 1 || moved < 0)) {
    return verdict('indeterminate', code, 'none', 'counterContradicts');
  }
  if (moved === 1) return verdict('done', null, 'bin', 'counterMoved');
  if (report.type === 'ended' && (moved === null || before.position === 'none')) {
    return verdict('done', null, binOr(motion, before, 'none'), 'seenWhereItBelongs');
  }
  if (before.position === 'none') {
    if (motion === 'capture') return verdict('notDone', 'E_NO_MEDIA', 'none', 'unchanged');
    // There was nothing to clear away; whether the unit was reset, an empty channel does not tell.
    const outcome = report.type === 'unknown' ? 'indeterminate' : 'notDone';
    return verdict(outcome, code, 'none', 'unchanged');
  }
  const isByHand = (report.type === 'failed' && report.code === 'E_NO_MEDIA') || moved === 0;
  if (isByHand && before.position === 'exit') return verdict('notDone', 'E_NO_MEDIA', 'none', 'takenByHand');
  return verdict('indeterminate', code, 'none', 'nothingSeen');
}

/** A recovery with nothing seen in the channel before it puts nothing into the bin. */
function binOr(motion: CardMotion | 'recover', before: Before, position: CardPosition): CardPosition | 'bin' {
  if (motion === 'capture') return 'bin';
  return motion === 'recover' && (before.position === 'inside' || before.position === 'exit') ? 'bin' : position;
}

function verdict(outcome: Outcome, code: ErrorCode | null, position: CardPosition | 'bin', row: VerdictRow): Verdict {
  return { outcome, code, position, row };
}
