import { type Clock, sleep } from '../../../contract/clock.ts';
import { err, ok, type Result } from '../../../contract/result.ts';
import type { Link } from '../../core/connection.ts';
import type { CardMotion, ChipIdentity, DispenserCapabilities } from '../card-dispenser.ts';
import type { DispenserWire, MotionReport, Seen, WireFailure } from '../dispenser-wire.ts';
import { bodyText, textBody } from './codec.ts';
import { type CardKind, cardErrorCode, cardKinds, cardSteps, decodeCardReply, type K720Command } from './commands.ts';
import { type Goal, MotionWatch, type Shows } from './motion-watch.ts';
import { defaultK720Profile, type K720Profile, k720ProfileFault } from './profile.ts';
import { K720Protocol, type NoAnswer } from './protocol.ts';
import {
  binLevel,
  channelFaultsOf,
  decodeStatus,
  faultsOf,
  hopperLevel,
  isMoving,
  type K720Status,
  positionOf,
  vendorText,
} from './status.ts';

type Motion = CardMotion | 'recover';

const failures = {
  silent: { code: 'E_IO_TIMEOUT' },
  damaged: { code: 'E_PROTOCOL' },
  nak: { code: 'E_PROTOCOL', vendor: 'NAK' },
  foreign: { code: 'E_PROTOCOL', vendor: 'reply' },
  lost: { code: 'E_LINK_LOST' },
} as const satisfies Record<NoAnswer, WireFailure>;

/** The kinds of card that are looked for, in this order: almost every blank stock is one of them. */
const soughtKinds = ['typeA', 's50'] as const satisfies readonly CardKind[];
/** UID sizes of ISO 14443 type A, bytes. */
const uidSizes: readonly number[] = [4, 7, 10];

/** The K720 family for the common facade. Source of the sequences: docs/protocols/card-dispenser.md, 5.4. */
export function createK720Wire(o: { readonly clock: Clock; readonly profile?: Partial<K720Profile> }): K720Wire {
  return new K720Wire({ clock: o.clock, profile: { ...defaultK720Profile, ...o.profile } });
}

export class K720Wire implements DispenserWire {
  readonly capabilities: DispenserCapabilities;
  readonly #clock: Clock;
  readonly #profile: K720Profile;
  readonly #protocol: K720Protocol;
  #lastLookMs = Number.NEGATIVE_INFINITY;
  /** The card in the channel was pushed in by somebody while another was moved; until the channel is seen empty. */
  #isCardForeign = false;
  /** A motion bit was seen: from then on one that is missing means something. */
  #hasShownMotion = false;
  /** What the last look from outside saw: what the act that follows has begun with. */
  #looked: K720Status | null = null;
  /** Whether sensor 2 is seen to be passed; the last card that was watched on its way out of the hopper tells. */
  #showsPassage = true;

  /** Throws on a profile that cannot be meant: configuration is checked before a driver is made. */
  constructor({ clock, profile }: { readonly clock: Clock; readonly profile: K720Profile }) {
    const fault = k720ProfileFault(profile);
    if (fault !== null) throw new RangeError(`profile: ${fault.key}`);
    this.#clock = clock;
    this.#profile = profile;
    this.#protocol = new K720Protocol({ clock, profile });
    this.capabilities = {
      feedsTo: profile.holdParam === null ? 'exit' : 'inside',
      hasRetract: true,
      // Card data may hold 03: without a length field the end of a card reply would be a guess.
      chip: profile.chipReader === 'built-in' && profile.lengthField ? 'uid' : 'none',
      hasBinCounter: false,
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
    this.#lastLookMs = Number.NEGATIVE_INFINITY;
    this.#looked = null;
  }

  /**
   * What this unit cannot do until somebody configures it; null = it can. Pure, nothing is sent.
   * E_NOT_READY, vendor `holdParam`: FC0 and FC4 have not been tried on this unit (section 4), and a wrong guess throws the card out.
   */
  refusal(motion: Motion): WireFailure | null {
    const isUnset = motion === 'present' && this.#profile.holdParam === null;
    return isUnset ? { code: 'E_NOT_READY', vendor: 'holdParam' } : null;
  }

  /** AP must answer in this family's words; the version (GV) is asked once and may be missing. Sends nothing that moves or changes anything. */
  async identify(link: Link): Promise<Result<{ readonly firmware: string | null }, WireFailure>> {
    const status = await this.#status(link, this.#profile.queries);
    if (!status.ok) return err(status.error === 'foreign' ? { code: 'E_WRONG_DEVICE' } : failures[status.error]);
    const { replyMs } = this.#profile;
    const version = await this.#protocol.query(link, textBody('GV'), { read: versionText, replyMs, exchanges: 1 });
    if (!version.ok && version.error === 'lost') return err(failures.lost);
    return ok({ firmware: version.ok ? version.value : null });
  }

  async look(link: Link): Promise<Result<Seen, WireFailure>> {
    const status = await this.#status(link, this.#profile.queries);
    this.#looked = status.ok ? status.value : null;
    if (!status.ok) return err(failures[status.error]);
    const seen = seenOf(status.value);
    // Nothing may be built on a card that nobody can vouch for: it is not the one that was moved.
    return ok(this.#isCardForeign && seen.position !== 'none' ? { ...seen, position: 'unknown' } : seen);
  }

  /**
   * One motion: looks, compares (rule D3), commands once, and watches. Nothing is commanded unless the card stands where the motion begins, since FC
   * commands with an empty channel take a card out of the hopper. At most 12 s for each of its commands, plus 12 s for an earlier motion to end.
   */
  async move(link: Link, motion: Motion): Promise<MotionReport> {
    const refusal = this.refusal(motion);
    if (refusal !== null) return refused(refusal);
    const before = await this.#settled(link);
    if (!before.ok) return refused(before.error);
    if (motion === 'recover') return this.#recover(link, before.value);
    const wrong = wrongStart(motion, before.value);
    if (wrong !== null) return refused({ code: wrong, vendor: vendorText(before.value) });
    switch (motion) {
      case 'feed':
        return this.#feed(link, before.value);
      case 'present':
        return (await this.#run(link, this.#profile.holdParam === '0' ? 'FC0' : 'FC4', 'exit', before.value)).report;
      case 'capture':
        return (await this.#run(link, 'CP', 'bin', before.value)).report;
      case 'retract':
        return (await this.#run(link, 'FC7', 'inside', before.value)).report;
    }
  }

  /** Finds the card and asks its UID. Errors: E_UNSUPPORTED (no such reader), E_CHIP (no card answers, or its answer is no UID), and of the wire. */
  async chip(link: Link): Promise<Result<ChipIdentity, WireFailure>> {
    if (this.capabilities.chip === 'none') return err({ code: 'E_UNSUPPORTED' });
    let failure: WireFailure | null = null;
    for (const kind of soughtKinds) {
      const uid = await this.#uidOf(link, kind);
      if (uid.ok) return ok({ interface: 'contactless', id: uid.value });
      if (uid.error.code !== 'E_CHIP' && uid.error.code !== 'E_UNSUPPORTED') return uid;
      if (failure === null || uid.error.code === 'E_CHIP') failure = uid.error;
    }
    return err(failure ?? { code: 'E_CHIP' });
  }

  /**
   * DC stops at the mouth on some models, at the read position on others; only then FC7, and only with the card still there. Without `holdParam` DC is
   * all there is: what it brings to the mouth is handed out, what it leaves inside stays there (`ended` says where).
   */
  async #feed(link: Link, before: K720Status): Promise<MotionReport> {
    if (this.capabilities.feedsTo === 'exit') return (await this.#run(link, 'DC', 'fed', before)).report;
    const { feedBy } = this.#profile;
    const fed = await this.#run(link, feedBy, feedBy === 'DC' ? 'fed' : 'fedInside', before);
    if (fed.report.type !== 'ended' || fed.last === null || positionOf(fed.last) === 'inside') return fed.report;
    // FC7 that stopped at the mouth is not sent again: it would be the same motion twice.
    if (feedBy === 'FC7') return failed({ code: 'E_HARDWARE', vendor: vendorText(fed.last) });
    const drawn = (await this.#run(link, 'FC7', 'inside', fed.last)).report;
    // The card has left the hopper: even if FC7 was refused, the act has begun.
    if (drawn.type === 'refused') return failed(drawn);
    // Gone from the mouth, and FC7 fetched a second one: what stands inside is not the card of this act.
    const isOther = drawn.type === 'unknown' && drawn.code === 'E_NO_MEDIA';
    return isOther ? failed({ ...drawn, code: 'E_MEDIA_INVALID' }) : drawn;
  }

  /** RS once. A card that then stands in the way goes to the bin, never to the citizen: its history is unknown (rules D4, D6). */
  async #recover(link: Link, before: K720Status): Promise<MotionReport> {
    // A card that has gone since the look before was not taken away by this act, although the reset ends well.
    const begun = positionOf(before) === 'none' ? (this.#looked ?? before) : before;
    const reset = await this.#run(link, 'RS', 'calm', begun);
    if (reset.report.type !== 'ended' || reset.last === null || positionOf(reset.last) === 'none') return reset.report;
    if (reset.last.isBinFull === true) return failed({ code: 'E_BIN_FULL', vendor: vendorText(reset.last) });
    const cleared = (await this.#run(link, 'CP', 'bin', reset.last)).report;
    return cleared.type === 'refused' ? failed(cleared) : cleared;
  }

  /** Gives one command and polls until its end is known. The command never leaves a second time after its ENQ. */
  async #run(
    link: Link,
    command: K720Command,
    goal: Goal,
    before: K720Status,
  ): Promise<{ readonly report: MotionReport; readonly last: K720Status | null }> {
    const run = await this.#ordered(link, command, goal, before);
    const { report, last } = run;
    if (report.type === 'failed' || report.type === 'unknown') {
      // What the watch saw to be gone, or never to come, no motor brings any more: a card that the next look sees was pushed in since.
      const isEmpty = last !== null && !isMoving(last) && positionOf(last) === 'none';
      this.#isCardForeign = report.code === 'E_OCCUPIED' || isEmpty;
    }
    return run;
  }

  async #ordered(
    link: Link,
    command: K720Command,
    goal: Goal,
    before: K720Status,
  ): Promise<{ readonly report: MotionReport; readonly last: K720Status | null }> {
    const ordered = await this.#protocol.order(link, textBody(command));
    if (ordered.type === 'refused') return { report: refused(failures[ordered.why]), last: before };
    if (ordered.type === 'lost') return { report: { type: 'unknown', ...failures.lost }, last: null };
    const { pollMs, motionMs } = this.#profile;
    const startMs = this.#clock.monoMs();
    const watch = new MotionWatch(goal, before, startMs, this.#shows());
    const endMs = startMs + motionMs;
    this.#lastLookMs = startMs;
    while (this.#clock.monoMs() < endMs) {
      await sleep(this.#clock, pollMs, link.signal);
      // A missing answer is no verdict: motors make noise, and the next poll is the repetition.
      const status = await this.#status(link, 1);
      if (!status.ok && status.error === 'lost') return { report: { type: 'unknown', ...failures.lost }, last: null };
      const verdict = status.ok ? watch.see(status.value, this.#clock.monoMs()) : null;
      if (verdict === null) continue;
      if (goal === 'fed' && verdict.type === 'ended') this.#showsPassage = watch.sawPassage;
      return { report: verdict, last: watch.last };
    }
    return { report: watch.giveUp(), last: watch.last };
  }

  #shows(): Shows {
    const { showsMotion, holdParam } = this.#profile;
    return {
      motion: showsMotion ?? (this.#hasShownMotion || holdParam !== null),
      passage: this.#showsPassage,
      arrivesWhilePreparing: this.capabilities.feedsTo === 'exit',
    };
  }

  /** A look at which nothing moves; waits for a motion that is under way, for example the preparing of the next card. */
  async #settled(link: Link): Promise<Result<K720Status, WireFailure>> {
    const endMs = this.#clock.monoMs() + this.#profile.motionMs;
    for (;;) {
      const status = await this.#status(link, this.#profile.queries);
      if (!status.ok) return err(failures[status.error]);
      if (!isMoving(status.value)) return ok(status.value);
      if (this.#clock.monoMs() >= endMs) return err({ code: 'E_MEDIA_JAM', vendor: vendorText(status.value) });
      await sleep(this.#clock, this.#profile.pollMs, link.signal);
    }
  }

  async #status(link: Link, exchanges: number): Promise<Result<K720Status, NoAnswer>> {
    const { statusGapMs, replyMs } = this.#profile;
    const waitMs = this.#lastLookMs + statusGapMs - this.#clock.monoMs();
    if (waitMs > 0) await sleep(this.#clock, waitMs, link.signal);
    const read = (body: Uint8Array) => {
      const status = decodeStatus(body, this.#profile);
      return status.ok ? status.value : null;
    };
    const status = await this.#protocol.query(link, textBody('AP'), { read, replyMs, exchanges });
    this.#lastLookMs = this.#clock.monoMs();
    if (status.ok && isMoving(status.value)) this.#hasShownMotion = true;
    if (status.ok && !isMoving(status.value) && positionOf(status.value) === 'none') this.#isCardForeign = false;
    return status;
  }

  async #uidOf(link: Link, kind: CardKind): Promise<Result<string, WireFailure>> {
    for (const step of ['find', 'serial'] as const) {
      const [cm, pm] = [cardKinds[kind], cardSteps[step]];
      const reply = await this.#protocol.query(link, Uint8Array.of(cm, pm), {
        read: (body) => {
          const card = decodeCardReply(body);
          return card.ok && card.value.cm === cm && card.value.pm === pm ? card.value : null;
        },
        replyMs: this.#profile.cardReplyMs,
        exchanges: this.#profile.queries,
      });
      if (!reply.ok) return err(failures[reply.error]);
      const { error, data } = reply.value;
      if (error !== null) return err({ code: cardErrorCode(error), vendor: `${hex([cm, pm])} N${hex([error])}` });
      // Some firmware gives the UID with the find already.
      if (uidSizes.includes(data.length)) return ok(hex([...data]));
    }
    return err({ code: 'E_CHIP', vendor: `${hex([cardKinds[kind]])} no UID` });
  }
}

/** The version text: printable, with or without the command's two letters in front. Null when the body is a status or binary. */
function versionText(body: Uint8Array): string | null {
  const text = bodyText(body);
  if (text === null || text.startsWith('SF')) return null;
  return text.replace(/^GV/, '').trim() || null;
}

function seenOf(status: K720Status): Seen {
  const position = positionOf(status);
  return {
    position,
    hopper: hopperLevel(status),
    bin: binLevel(status),
    binCount: null,
    isMoving: isMoving(status),
    // While a card is in the channel, what ails the hopper can wait: it must not keep the card from its owner.
    faults: position === 'none' ? faultsOf(status) : channelFaultsOf(status),
    raw: status.raw,
  };
}

/** Why this motion must not begin here; null = it may. */
function wrongStart(motion: CardMotion, status: K720Status): WireFailure['code'] | null {
  const [fault] = motion === 'feed' ? faultsOf(status) : channelFaultsOf(status);
  if (fault !== undefined) return fault;
  const position = positionOf(status);
  switch (motion) {
    case 'feed':
      if (position !== 'none') return 'E_OCCUPIED';
      return status.isHopperEmpty ? 'E_SUPPLY_OUT' : null;
    case 'present':
      if (position === 'none') return 'E_NO_MEDIA';
      return position === 'inside' ? null : 'E_SEQUENCE';
    case 'retract':
      if (position === 'none') return 'E_NO_MEDIA';
      return position === 'exit' ? null : 'E_SEQUENCE';
    case 'capture':
      if (position === 'none') return 'E_NO_MEDIA';
      return status.isBinFull === true ? 'E_BIN_FULL' : null;
  }
}

function refused(failure: WireFailure): MotionReport {
  return { type: 'refused', ...withVendor(failure) };
}

function failed(failure: WireFailure): MotionReport {
  return { type: 'failed', ...withVendor(failure) };
}

function withVendor({ code, vendor }: WireFailure): WireFailure {
  return vendor === undefined ? { code } : { code, vendor };
}

function hex(bytes: readonly number[]): string {
  return bytes.map((byte) => byte.toString(16).toUpperCase().padStart(2, '0')).join('');
}
