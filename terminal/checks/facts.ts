import type { DeviceFact, LiveFacts } from '../../contract/checks.ts';

/** What the verdicts are made from. Null anywhere = nobody could look, which is never a pass. */
export interface CheckFacts {
  readonly program: ProgramFacts;
  /** Fitted devices as they stand; null = nobody asked them. */
  readonly devices: readonly DeviceFact[] | null;
  /** Roles of the configuration without a port. */
  readonly notFitted: readonly string[];
  /** Contacts of the cabinet; null = no board, or nobody asked. */
  readonly cabinet: LiveFacts['cabinet'];
  readonly store: StoreFacts | null;
  readonly outbox: OutboxFacts | null;
  readonly hub: HubFacts;
  readonly keys: KeyFacts;
  /** Null = the folder of the page is not known. */
  readonly speech: SpeechFacts | null;
  readonly system: SystemFacts;
}

export interface ProgramFacts {
  /** The terminal service answers on its local channel. */
  readonly isRunning: boolean;
  readonly config: { readonly model: string } | { readonly fault: string };
  readonly version: string;
  /** `TH0017`; null = no operator has claimed this machine. */
  readonly kiosk: string | null;
  /** `open`, or why nothing new is taken in; null = the service does not say. */
  readonly intake: string | null;
}

export type StoreFacts = { readonly fault: { readonly code: string; readonly detail: string } } | OpenStoreFacts;

export interface OpenStoreFacts {
  readonly fault: null;
  /** Asked of a connection with our settings, **after** a first read of a table: before it the answer is worth nothing. 2 = FULL. */
  readonly synchronous: number;
  readonly journalMode: string;
  /** Whether the disk took every write since the service started; null = no service. */
  readonly health: 'ok' | 'failed' | null;
  /** Write, sync, read back, compare. */
  readonly probe: { readonly ms: number } | { readonly fault: string };
  /** What a check of the whole database says now; null = not made now. */
  readonly damage: 'none' | { readonly found: string } | null;
  /** Age of the last nightly check, milliseconds; null = never made. */
  readonly checkAgeMs: number | null;
  /** Age of the newest daily backup; null = none. */
  readonly backupAgeMs: number | null;
  /** 0–1; null = the file system does not say. */
  readonly diskUsed: number | null;
  readonly ballast: 'kept' | 'released' | 'none';
  readonly isBallastWanted: boolean;
  /** `ok`, or fault and place; null = not walked now. */
  readonly auditChain: string | null;
}

export interface OutboxFacts {
  readonly pending: number;
  readonly oldestAgeMs: number | null;
  readonly dead: number;
  readonly missing: number;
  /** Every number that was given out is here, but for stubs removed after their time; null = not counted now. */
  readonly isGapFree: boolean | null;
}

export interface HubFacts {
  readonly isReachable: boolean | null;
  /** Why not, in words of the system. */
  readonly fault: string | null;
  readonly isKeyRefused: boolean;
  readonly roundTripMs: number | null;
  /** Hub time minus wall clock; null = the hub has not told the time. */
  readonly offsetMs: number | null;
}

export type CertificateFacts =
  /** `isHere`: the hub is on this machine. */
  | { readonly kind: 'plain'; readonly isHere: boolean }
  | { readonly kind: 'tls'; readonly endsInMs: number; readonly fault: string | null }
  | { readonly kind: 'unknown' };

export interface KeyFacts {
  readonly machine: 'ok' | 'absent' | 'readableByOthers' | 'unreadable' | null;
  /** Kid of the key that messages are sealed to; null = none. */
  readonly sealingKid: string | null;
  readonly certificate: CertificateFacts;
}

export interface SpeechFacts {
  /** Recordings that the active texts need, over all voices, and how many of them are there. */
  readonly wanted: number;
  readonly there: number;
  /** Voices without any recording. */
  readonly silent: readonly string[];
}

export interface SystemFacts {
  /** 0–1; null = the system does not say. */
  readonly memoryFree: number | null;
  /** Hottest zone, degrees Celsius; null = no sensor. */
  readonly celsius: number | null;
}
