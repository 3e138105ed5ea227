import type { StaffMember, StaffRole } from '../../contract/technician/staff.ts';
import type { WaitCode } from '../../contract/update-gate.ts';
import type { LockOut } from './lock-out.ts';
import type { StaffCard } from './staff-book.ts';

/** `door`: the cabinet was opened, so the page stands as long as it is open. */
export type Trigger = 'knock' | 'serviceKey' | 'door';

/** What may be done: `emergency` = post or lift the notice, and restart, since nobody could confirm the person now (docs/domain/technician-and-operations.md §2.3). */
export type Scope = 'whole' | 'emergency';

export interface Person {
  readonly staffId: string;
  readonly role: StaffRole;
  readonly scope: Scope;
  /** `card` = card and PIN. */
  readonly how: 'pin' | 'card' | 'code';
  /** Mark of the card by which he came in: where that is revoked, he is out; null = by none. */
  readonly card: string | null;
}

export type EnterError = 'wrong' | 'wrongCard' | 'codeWrong' | 'codeOver';

/** Signs that are read out by phone. */
export interface Challenge {
  readonly signs: string;
  readonly endsAtMs: number;
  /** Wrong answers so far. */
  readonly wrong: number;
}

export type Stage =
  | { readonly at: 'closed' }
  /** Something of a citizen's is still here. `isTaken`: the machine serves nobody new. */
  | { readonly at: 'waiting'; readonly by: Trigger; readonly touchedAtMs: number; readonly isTaken: boolean }
  | {
      readonly at: 'entering';
      readonly by: Trigger;
      readonly touchedAtMs: number;
      readonly step: 'number' | 'pin' | 'checking' | 'code';
      /** `everybodyElse` after a card that nobody has here: it is asked for a PIN as any other, and none is right. */
      readonly staffId: string | null;
      /** Mark of the card that was shown; null = none, or nobody's. */
      readonly card: string | null;
      readonly byCard: boolean;
      readonly error: EnterError | null;
      readonly challenge: Challenge | null;
    }
  | {
      readonly at: 'open';
      readonly by: Trigger;
      readonly touchedAtMs: number;
      readonly openedAtMs: number;
      readonly person: Person;
    };

export interface AccessState {
  readonly stage: Stage;
  readonly lock: LockOut;
  /** A challenge that somebody who is in asks for, to be let in whole. */
  readonly challenge: Challenge | null;
}

export interface Moment {
  readonly monoMs: number;
  readonly blockers: readonly WaitCode[];
  /** Eight random signs; used when a challenge is made. */
  readonly newChallenge: string;
  /** Who may work here, as far as this machine knows; null = it has never been told. */
  readonly members: readonly StaffMember[] | null;
  /** When the hub has last said so, monotonic; null = not since the start. */
  readonly membersAtMs: number | null;
  /** An act is running: nobody has to touch anything meanwhile. */
  readonly isBusy: boolean;
}

/** `remote`: an operator has signed out whoever had left the machine open. */
export type ExitReason = 'leave' | 'idle' | 'keyOff' | 'doorClosed' | 'revoked' | 'restart' | 'remote';

export type AccessEvent =
  | { readonly type: 'ask'; readonly by: Trigger }
  | { readonly type: 'touch' }
  | { readonly type: 'number'; readonly staffId: string }
  /** A staff card was shown; null = nobody's here. */
  | { readonly type: 'card'; readonly card: StaffCard | null }
  | { readonly type: 'pin'; readonly pin: string }
  /** What became of `check`. `isConfirmed`: the hub has said so just now. */
  | { readonly type: 'checked'; readonly isRight: boolean; readonly isConfirmed: boolean }
  | { readonly type: 'askCode' }
  /** A code was typed; `role`: the one for which it is right, null = for none. */
  | { readonly type: 'code'; readonly role: StaffRole | null }
  /** The PIN of a second person, for what one may not do alone. */
  | { readonly type: 'second'; readonly staffId: string; readonly isRight: boolean }
  | { readonly type: 'back' }
  | { readonly type: 'leave'; readonly reason: Exclude<ExitReason, 'idle' | 'revoked'> }
  /** The cabinet was shut. Before anybody is in this ends only what its opening began: it may be shut to reach the panel. */
  | { readonly type: 'doorShut' }
  /** Time has passed, a fact or the list of staff has changed. */
  | { readonly type: 'look' };

export type AccessEffect =
  | { readonly type: 'check'; readonly staffId: string; readonly pin: string }
  | { readonly type: 'saveLock' }
  | { readonly type: 'opened'; readonly person: Person }
  | { readonly type: 'widened'; readonly person: Person }
  | { readonly type: 'left'; readonly person: Person; readonly reason: ExitReason }
  | { readonly type: 'failed'; readonly staffId: string; readonly how: Person['how']; readonly lockMs: number }
  | { readonly type: 'asked'; readonly by: Trigger }
  | { readonly type: 'waits'; readonly for: readonly WaitCode[] }
  | { readonly type: 'challenged'; readonly staffId: string };

export interface AccessStep {
  readonly state: AccessState;
  readonly effects: readonly AccessEffect[];
}
