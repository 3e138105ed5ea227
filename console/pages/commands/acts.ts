import type { CommandState } from '../../../contract/command-states.ts';
import type { CommandRow } from '../../../contract/console/commands.ts';
import type { BusyRule, RemoteAct, RemoteActKind } from '../../../contract/remote-command.ts';
import type { FaultReason } from '../../../contract/technician/staff.ts';
import type { Tone } from '../../kit/tone.ts';
import { commandTexts } from './command-texts.ts';

/** Lists of the contract whose files know Node; each is complete or does not compile. */
const kinds: Readonly<Record<RemoteActKind, true>> = {
  selfTest: true,
  collectBundle: true,
  restartApp: true,
  restartDevice: true,
  postNotice: true,
  liftNotice: true,
  lockItem: true,
  unlockItem: true,
  refreshPacks: true,
  replayDeadLetter: true,
  endMaintenance: true,
  rotateKey: true,
};
const reasons: Readonly<Record<FaultReason, true>> = {
  paper: true,
  printer: true,
  cardReader: true,
  network: true,
  power: true,
  cleaning: true,
  maintenance: true,
  other: true,
};
const rules: Readonly<Record<BusyRule, true>> = { wait: true, refuse: true };

const namesOf = <K extends string>(table: Readonly<Record<K, true>>): readonly K[] => Object.keys(table) as K[];

/** Harmless ones first. */
export const actKinds = namesOf(kinds);
export const noticeReasons = namesOf(reasons);
export const busyChoices = namesOf(rules);

/** What people have filled in for an act; not every act needs all of it. */
export interface ActFields {
  readonly kind: RemoteActKind;
  readonly device: string;
  readonly item: string;
  readonly notice: FaultReason;
  /** Local time as a browser's field gives it (`2026-11-30T18:00`); '' = nobody knows. */
  readonly until: string;
}

/** The act as it is sent; null = something is missing that it needs. Pure. */
export function actOf({ kind, device, item, notice, until }: ActFields): RemoteAct | null {
  switch (kind) {
    case 'restartDevice':
      return device.trim() === '' ? null : { kind, device: device.trim() };
    case 'lockItem':
    case 'unlockItem':
      return item.trim() === '' ? null : { kind, item: item.trim() };
    case 'postNotice': {
      const at = until === '' ? null : new Date(until);
      if (at !== null && Number.isNaN(at.getTime())) return null;
      return { kind, reason: notice, until: at === null ? null : at.toISOString() };
    }
    case 'replayDeadLetter':
      return { kind, message: null };
    default:
      return { kind };
  }
}

/** Part of an act beside its kind: device, item, reason of a notice; '' = nothing. Pure. */
export function objectOf(act: RemoteAct): string {
  if (act.kind === 'restartDevice') return act.device;
  if (act.kind === 'lockItem' || act.kind === 'unlockItem') return act.item;
  return '';
}

/** Codes that say that nobody knows how it ended: the machine was cut while it ran it, lost the record of it, or fell silent. */
const unknownEnds: readonly CommandRow['code'][] = ['cut', 'memoryLost', 'noWord'];

/** Whether this release has words for a code; a newer machine may give others. Pure. */
export const isKnownCode = (code: string): boolean => Object.hasOwn(commandTexts.en, `code.${code}`);

/**
 * How a command of one machine stands, in a word. The contract files an end that nobody knows under `failed` or `refused`: it may have been done, and so it may with a code of a newer machine. Pure.
 */
export const standingOf = ({ state, code }: Pick<CommandRow, 'state' | 'code'>): CommandState | 'unknown' =>
  unknownEnds.includes(code) || (code !== null && !isKnownCode(code) && (state === 'failed' || state === 'refused'))
    ? 'unknown'
    : state;

export const toneOfCommand: Readonly<Record<CommandState | 'unknown', Tone>> = {
  unknown: 'attention',
  offered: 'quiet',
  accepted: 'information',
  running: 'information',
  done: 'done',
  refused: 'waiting',
  expired: 'waiting',
  failed: 'attention',
};
