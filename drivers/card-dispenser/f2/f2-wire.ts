import type { Clock } from '../../../contract/clock.ts';
import type { BinLevel } from '../../../contract/device.ts';
import { err, ok, type Result } from '../../../contract/result.ts';
import type { Link } from '../../core/connection.ts';
import type { CardMotion, CardPosition, ChipIdentity, DispenserCapabilities } from '../card-dispenser.ts';
import type { DispenserWire, Identified, MotionReport, Seen, WireFailure } from '../dispenser-wire.ts';
import { RecoveryBudget } from '../recovery-budget.ts';
import type { F2Command, F2Reply } from './codec.ts';
import { f2Error, provesNoMotion, vendorText } from './codes.ts';
import { defaultF2Profile, type F2Profile } from './profile.ts';
import { F2Protocol, type NoAnswer } from './protocol.ts';

export interface F2WireOptions {
  readonly clock: Clock;
  readonly profile?: Partial<F2Profile> | undefined;
}

/** The F2 family for the common facade. */
export function createF2Wire(options: F2WireOptions): DispenserWire {
  return new F2Wire(options);
}

const positions: Readonly<Record<string, CardPosition>> = { 0: 'none', 1: 'exit', 2: 'inside' };
const hopperLevels: Readonly<Record<string, BinLevel>> = { 0: 'empty', 1: 'low', 2: 'ok' };
const binLevels: Readonly<Record<string, BinLevel>> = { 0: 'ok', 1: 'full' };
/** RF activate, try type A then type B. Source: docs/protocols/card-dispenser.md, 2.3. */
const typeAThenB = Uint8Array.of(0x41, 0x42);
/** Cold reset at 5 V by ISO 7816: the EMV default refuses cards that are not bank cards (error 69). */
const fiveVoltIso = Uint8Array.of(0x33);

/**
 * What a unit may not know, or refuse: asked once, and not waited for as long as for what matters, so that it is usable within 3 s all the same.
 * A decision of this project.
 */
const optional = { repeats: 0, limitMs: 1_000 } as const;

class F2Wire implements DispenserWire {
  readonly capabilities: DispenserCapabilities;
  readonly #profile: F2Profile;
  readonly #protocol: F2Protocol;
  /** ST0 of the last look: a motion may be sent again only while STATUS still shows it. */
  #lastSt0: string | null = null;
  /** INITIALISEs without success: a unit that is not cured by three is left alone for a while. */
  readonly #initialising: RecoveryBudget;

  constructor(o: F2WireOptions) {
    this.#profile = { ...defaultF2Profile, ...o.profile };
    this.#protocol = new F2Protocol({ clock: o.clock, profile: this.#profile });
    this.#initialising = new RecoveryBudget(o.clock);
    this.capabilities = {
      feedsTo: 'inside',
      hasRetract: this.#profile.canRetract,
      chip: this.#profile.chipReader === 'built-in' ? 'uid' : 'none',
      hasBinCounter: this.#profile.hasBinCounter,
      hasTakenSensor: true,
    };
  }

  get dropped(): number {
    return this.#protocol.dropped;
  }

  receive(bytes: Uint8Array): void {
    this.#protocol.receive(bytes);
  }

  reset(): void {
    this.#protocol.reset();
    this.#lastSt0 = null;
  }

  async identify(link: Link): Promise<Result<Identified, WireFailure>> {
    const junkBefore = this.dropped;
    let status = await this.#protocol.query(link, 'status', { repeats: 0 });
    const isMute = !status.ok && status.error === 'unheard' && this.dropped === junkBefore;
    const mustInitialise = status.ok ? errorOf(status.value) === 'B0' : isMute && this.#profile.initialiseWhenSilent;
    let wasRestarted = false;
    if (mustInitialise && !this.#initialising.isSpent) {
      wasRestarted = true;
      const unit = await this.#initialise(link);
      if (unit !== null) return ok(unit);
      status = await this.#protocol.query(link, 'status', { repeats: 0 });
    }
    if (!status.ok) {
      const isOther = status.error !== 'lost' && this.dropped > junkBefore;
      return err(isOther ? { code: 'E_WRONG_DEVICE' } : failureOf(status.error));
    }
    if (errorOf(status.value) === 'B0') return err({ code: 'E_NOT_READY', vendor: vendorText('B0') });
    // A slot that another program left open: a card pushed in there would look like one from the hopper. INITIALISE closes it by itself.
    const closed = await this.#protocol.query(link, 'entryForbid', optional);
    if (!closed.ok && closed.error === 'lost') return err(failureOf('lost'));
    const firmware = await this.#protocol.query(link, 'firmware', optional);
    if (!firmware.ok && firmware.error === 'lost') return err(failureOf('lost'));
    const isKnown = firmware.ok && firmware.value.type === 'positive';
    return ok({ firmware: isKnown ? printable(firmware.value.data) : null, wasRestarted });
  }

  /**
   * "Keep": the card stays where it is, whoever it belongs to; with an empty channel the motor turns a little. Sent once.
   * @returns null when the unit did not say that it is ready
   */
  async #initialise(link: Link): Promise<Identified | null> {
    const { initialiseKeepMs } = this.#profile;
    const reply = await this.#protocol.query(link, 'initialiseKeep', { limitMs: initialiseKeepMs, repeats: 0 });
    if (reply.ok && reply.value.type === 'positive') {
      this.#initialising.restore();
      return { firmware: printable(reply.value.data), wasRestarted: true };
    }
    // What was not even heard wore nothing: a unit without power may be looked for as long as it takes.
    if (reply.ok || (reply.error !== 'unheard' && reply.error !== 'lost')) this.#initialising.spend();
    return null;
  }

  async look(link: Link): Promise<Result<Seen, WireFailure>> {
    const status = await this.#protocol.query(link, 'status');
    if (!status.ok) return err(failureOf(status.error));
    const reply = status.value;
    if (reply.type === 'negative') {
      this.#lastSt0 = null;
      const error = f2Error(reply.error);
      const vendor = vendorText(reply.error);
      if (error.class === 'init' || error.class === 'host') return err({ code: error.code, vendor });
      const seen = { position: 'unknown', hopper: 'unknown', bin: 'unknown', binCount: null, isMoving: false } as const;
      return ok({ ...seen, faults: [error.code], raw: vendor });
    }
    const { st0, st1, st2 } = reply;
    const position = positions[st0];
    // Characters that no text names: something else answers, or the bytes are damaged in a way that the BCC does not see.
    if (position === undefined) return err({ code: 'E_PROTOCOL', vendor: 'ST0' });
    const binCount = this.#profile.hasBinCounter ? await this.#binCount(link) : null;
    if (link.signal.aborted) return err(failureOf('lost'));
    this.#lastSt0 = st0;
    return ok({
      position,
      hopper: hopperLevels[st1] ?? 'unknown',
      bin: binLevels[st2] ?? 'unknown',
      binCount,
      isMoving: false,
      faults: [],
      raw: `ST=${st0}${/^[\x20-\x7e]{2}$/.test(st1 + st2) ? st1 + st2 : '??'}`,
    });
  }

  async move(link: Link, motion: CardMotion | 'recover'): Promise<MotionReport> {
    const { motionMs, initialiseMs } = this.#profile;
    const before = this.#lastSt0;
    // Whatever this motion does, the look before it proves nothing for the next one.
    this.#lastSt0 = null;
    const answer = await this.#protocol.motion(
      link,
      this.#commandFor(motion),
      motion === 'recover' ? initialiseMs : motionMs,
      (status) => status.type === 'positive' && status.st0 === before,
    );
    if (answer.type !== 'answered') {
      return { type: answer.type === 'notBegun' ? 'refused' : 'unknown', ...failureOf(answer.why) };
    }
    const { reply } = answer;
    if (reply.type === 'positive') {
      // INITIALISE succeeds without a card, too: one that stood within reach may have gone with a hand, and nobody saw it go in.
      const wasInReach = motion === 'recover' && positions[before ?? ''] === 'exit';
      if (wasInReach && positions[reply.st0] === 'none') return { type: 'unknown', code: 'E_NO_MEDIA' };
      return { type: 'ended', position: positions[reply.st0] ?? 'unknown' };
    }
    return {
      type: provesNoMotion(reply.error) ? 'refused' : 'failed',
      code: f2Error(reply.error).code,
      vendor: vendorText(reply.error),
    };
  }

  attended(): void {
    this.#initialising.restore();
  }

  async chip(link: Link): Promise<Result<ChipIdentity, WireFailure>> {
    const isContact = this.#profile.medium === 'contact';
    const [wake, data, sleepCommand] = isContact
      ? (['cpuReset', fiveVoltIso, 'cpuOff'] as const)
      : (['rfActivate', typeAThenB, 'rfOff'] as const);
    const answer = await this.#protocol.query(link, wake, { data, limitMs: this.#profile.cardMs, repeats: 0 });
    if (!answer.ok && answer.error !== 'lost') await this.#protocol.cancel(link);
    if (answer.ok || answer.error !== 'lost') await this.#protocol.query(link, sleepCommand, { repeats: 0 });
    if (!answer.ok) return err(failureOf(answer.error));
    const reply = answer.value;
    if (reply.type === 'negative') {
      return err({ code: f2Error(reply.error).code, vendor: vendorText(reply.error) });
    }
    const id = isContact ? atrOf(reply.data) : uidOf(reply.data);
    if (id === null) return err({ code: 'E_CHIP' });
    return ok({ interface: isContact ? 'contact' : 'contactless', id });
  }

  #commandFor(motion: CardMotion | 'recover'): F2Command {
    switch (motion) {
      // With an empty channel MOVE to a reading position feeds; with a card at the gate it draws it in.
      case 'feed':
      case 'retract':
        return this.#profile.medium === 'contact' ? 'moveIc' : 'moveRf';
      case 'present':
        return this.#profile.presentParam === '39' ? 'moveOut' : 'moveGate';
      case 'capture':
        return 'moveBin';
      case 'recover':
        return 'initialiseToBin';
    }
  }

  /** Null when the unit does not know the command or says nothing usable: then the position alone decides. */
  async #binCount(link: Link): Promise<number | null> {
    const reply = await this.#protocol.query(link, 'binCount');
    if (!reply.ok || reply.value.type !== 'positive') return null;
    const digits = String.fromCharCode(...reply.value.data);
    return /^\d{3}$/.test(digits) ? Number(digits) : null;
  }
}

function errorOf(reply: F2Reply): string | null {
  return reply.type === 'negative' ? reply.error : null;
}

function failureOf(why: NoAnswer): WireFailure {
  const codes = {
    ...({ unheard: 'E_IO_TIMEOUT', silent: 'E_IO_TIMEOUT', lost: 'E_LINK_LOST' } as const),
    ...({ refused: 'E_PROTOCOL', damaged: 'E_PROTOCOL' } as const),
  };
  return why === 'refused' ? { code: codes.refused, vendor: 'NAK' } : { code: codes[why] };
}

/** Firmware as text, at most 32 characters; null when it is none. */
function printable(data: Uint8Array): string | null {
  const text = String.fromCharCode(...data).slice(0, 32);
  return /^[\x20-\x7e]+$/.test(text) ? text : null;
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).toUpperCase().padStart(2, '0')).join('');
}

/** Protocol type '0' or '1', then the ATR (2 to 33 bytes). */
function atrOf(data: Uint8Array): string | null {
  const atr = data.subarray(1);
  return atr.length >= 2 && atr.length <= 33 ? hex(atr) : null;
}

/** Type A and M: ATQA 2, length, UID. Type B: the 4 bytes behind the leading 50 of the ATQB (PUPI). Source: 2.3, "RF activate reply". */
function uidOf(data: Uint8Array): string | null {
  const [type, ...rest] = data;
  if (type === 0x42) return rest[0] === 0x50 && rest.length >= 12 ? hex(data.subarray(2, 6)) : null;
  if (type !== 0x41 && type !== 0x4d) return null;
  const size = data[3] ?? 0;
  return [4, 7, 10].includes(size) && data.length >= 4 + size ? hex(data.subarray(4, 4 + size)) : null;
}
