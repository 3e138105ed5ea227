import type { ActHooks, DeviceError, Effect, ErrorCode } from '../../contract/device.ts';
import type { Result } from '../../contract/result.ts';
import type { VirtualClock } from '../../contract/virtual-clock.ts';
import type { Device } from '../core/device.ts';
import type { LineDirection, LineFaultKind } from '../transport/line-damage.ts';
import type { LinkedLine } from '../transport/linked-transport.ts';

/**
 * What a driver brings to the conformance suite (docs/design/device-model.md, section 11): the real facade on an in-memory line against its byte
 * simulator, in virtual time. One file per driver: `<driver folder>/conformance.test-data.ts`, exporting one or more subjects.
 */
export interface Subject {
  /** `f2`, `k720`, `sdt`, `sdt-hid-raw`, `escpos`, `serial-scanner`, … */
  readonly name: string;
  /** A fresh device, simulator and clock; nothing is started yet. All randomness comes from `random` (0 ≤ x < 1). */
  rig(o: { readonly random: () => number }): ConformanceRig;
  /** For C1–C3 and the fuzzer: the pure codec. */
  readonly codec: CodecSubject;
  /**
   * `stream` (default): bytes that come in any pieces. `reports`: one `send` or `write` is one HID report, which arrives whole or not at all; the suite
   * then loses, repeats, delays and flips whole reports and never cuts or joins them.
   */
  readonly framing?: 'stream' | 'reports';
  /**
   * Byte faults that the protocol cannot notice by design, since it has no checksum or no sequence number there. After one of them has been injected,
   * outcomes are no longer compared with the world; everything else still is. Say why in a comment beside it.
   */
  readonly undetectable?: Readonly<Partial<Record<LineDirection, readonly LineFaultKind[]>>>;
  /** For C10, where the driver cannot tell which device answers (an unframed one-way scanner, PC/SC): the reason, in words. */
  readonly hasNoIdentity?: string;
  /** For C11: what the driver makes of the codes in which the device reports its faults. */
  readonly vendorCodes?: VendorCodes;
}

/** Fault codes of one maker, as the protocol writes them. */
export interface VendorCodes {
  /** Every documented fault code. */
  readonly documented: readonly string[];
  /** Some that no document names. Empty where every bit has a meaning. */
  readonly unknown: readonly string[];
  /** The mapping of the driver: our code, and the vendor's as it rides along. */
  errorOf(code: string): { readonly code: ErrorCode; readonly vendor: string | undefined };
}

export interface ConformanceRig {
  readonly clock: VirtualClock;
  readonly device: Device;
  /** The line between them, for byte faults, unplugging and counting; null where there is none (PC/SC, CUPS): then `faults` holds such things. */
  readonly line: LinkedLine | null;
  /** Everything that a flow may ask of this device. */
  readonly calls: readonly ConformanceCall[];
  /** Faults of mechanics, power and timing. Byte faults of `line` are added by the suite. */
  readonly faults: readonly ConformanceFault[];
  /** What people do: lay a card down, take it, open the cover, fill paper. */
  readonly moves: readonly { readonly name: string; run(): void }[];
  /** Ends every fault and brings the world into a state in which the device can serve the next citizen. The suite plugs the line itself. */
  heal(): void;
  /** After `heal` and some time: null when the facade's status equals the simulator's world, else what differs, in words. */
  disagreement(): string | null;
  /** After `heal`: one plain use that must succeed, from the first byte to the end (the next citizen is served). Advances the clock itself. */
  serveNext(): Promise<Result<unknown, DeviceError>>;
  /**
   * True while the device still works on something: a motion whose end nobody waits for any more, data that it has not printed yet. The suite starts no
   * call with an effect then, since `watch` could not tell the two apart. Leave it out where `watch` can (each receipt or card has its own mark).
   */
  isMoving?(): boolean;
  /** Everything that the driver logged so far: event ids with fields. For C15. */
  readonly logged?: readonly unknown[];
  /** Personal values of the simulated people: names, numbers, card data. None of them may show in errors, statuses or logs (C15). */
  readonly canaries?: readonly string[];
  /**
   * For C6: true for a write (one array as the driver gave it to the port) that moves, prints and writes nothing: a query, an ACK, a harmless reset.
   * Without it the suite only compares the world before and after `hooks.sent`.
   */
  isHarmless?(bytes: Uint8Array): boolean;
  /** Ends simulator timers, so that the suite can check that none of the driver is left. */
  stop(): void;
}

export interface ConformanceCall {
  readonly name: string;
  readonly effect: Effect;
  /** Longest time until the promise settles, milliseconds of virtual time, with every budget and repetition used up. */
  readonly limitMs: number;
  /** Starts the call. `hooks` for calls with an effect. */
  run(o: { readonly hooks: ActHooks; readonly signal: AbortSignal }): Promise<Result<unknown, DeviceError>>;
  /**
   * Remembers the world now and tells later what really happened to it since, by the simulator's ground truth: `none` nothing, `part`, `whole`,
   * `twice` more than one act may do. Only for calls with an effect. Nothing else with an effect runs in between.
   */
  watch?(): () => 'none' | 'part' | 'whole' | 'twice';
  /**
   * Where `partial` also covers "nothing at all", since no sensor tells how far an act came that a fault stopped after its first byte: the reason, in
   * words. Without it `partial` must mean that something happened.
   */
  readonly partialMayBeNothing?: string;
}

export interface ConformanceFault {
  readonly name: string;
  /** Applies it; returns how it is cured, or null when it passes by itself (a one-shot fault). */
  apply(): (() => void) | null;
}

/** The pure codec of a driver as the suite sees it. */
export interface CodecSubject {
  /** A fresh decoder of what the device sends: takes any bytes, returns how many messages came out. Must never throw. */
  decoder(): { push(chunk: Uint8Array): readonly unknown[]; bufferedBytes(): number };
  /** A valid message of the device, for mutation; all randomness from `random`. */
  sample(random: () => number): Uint8Array;
  /** Upper bound of `bufferedBytes`, from the protocol's longest message. */
  readonly maxBufferedBytes: number;
}
