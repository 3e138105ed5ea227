import type { Clock } from '../../contract/clock.ts';
import type { DeviceError, ErrorCode } from '../../contract/device.ts';
import type { Result } from '../../contract/result.ts';
import type { Link } from '../core/connection.ts';
import type { ScanDecoder } from './scan-decoder.ts';
import type { CommandReply } from './serial/command-replies.ts';

/** Makes an error of the device; `vendor` = its own word for it. Nothing physical ever happens, so the outcome is `notDone`. */
export type MakeError = (code: ErrorCode, vendor?: string) => DeviceError;

/** Longest time that the operating system may take for a command, milliseconds: a few bytes. */
const writeLimitMs = 1_000;

/** `refused` = the scanner's answer when it did not take one of the settings; it works, but perhaps not as wished. Null = it took them all. */
export interface SetUp {
  readonly refused: string | null;
}

/** What differs between the ways in which scanners are attached: how commands are sent and answered. Holds no caller and no status. */
export interface ScannerWire {
  readonly decoder: ScanDecoder;
  readonly hasTrigger: boolean;
  readonly provesLink: boolean;
  readonly tellsSymbology: boolean;
  /**
   * Right after opening: asks who is there (where the model can answer), sets it up, trigger off.
   */
  identify(link: Link): Promise<Result<SetUp, DeviceError>>;
  /** Sets it up and puts the trigger off, once more; never while a window is open. Null where no setting can be refused. */
  readonly setUp: ((link: Link) => Promise<Result<SetUp, DeviceError>>) | null;
  /** @param settled aborted when nobody waits any more: the answer is no longer of interest */
  triggerOn(link: Link, settled: AbortSignal): Promise<Result<void, DeviceError>>;
  triggerOff(link: Link): Promise<Result<void, DeviceError>>;
  /** Asks whether the scanner is still there; null where it cannot answer. */
  readonly ping: ((link: Link) => Promise<Result<void, DeviceError>>) | null;
  /** An answer that the decoder found. */
  replied(reply: CommandReply): void;
}

/** Writes a short command; a port that does not take it within a second is given up, so that nobody hangs on it. */
export async function writeCommand(clock: Clock, link: Link, bytes: Uint8Array): Promise<Result<void, DeviceError>> {
  const cancel = clock.after(writeLimitMs, () =>
    link.abandon(new Error(`a command was not taken in ${writeLimitMs} ms`)),
  );
  try {
    return await link.write(bytes);
  } finally {
    cancel();
  }
}
