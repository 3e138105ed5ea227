import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Clock, sleep } from '../../contract/clock.ts';
import { writeDurably } from '../../contract/durable-file.ts';
import type { Log } from '../../contract/log.ts';
import { isSealingKey, seal } from '../../contract/suites/seal.ts';
import { codeKeyAad, isOneTimeCode } from '../../contract/technician/one-time-code.ts';
import { fitsPinHash, nobodysHash } from '../../contract/technician/pin-hash.ts';
import {
  CodeKeyReply,
  type StaffMember,
  StaffReply,
  type StaffRole,
  staffRoles,
} from '../../contract/technician/staff.ts';
import { cardDigest, cardMark, isSameMark } from '../../contract/technician/staff-card.ts';
import { parse } from '../../contract/validate.ts';
import { codeOf } from '../config/disk.ts';
import type { Random } from '../crypto/random.ts';
import type { Store } from '../store/store.ts';
import type { HubClient } from '../sync/hub-client.ts';
import { refusesMember } from '../sync/older-hub.ts';

/** Meta key: the last list, with hashes of PINs; the store's file belongs to the account of the service. */
const listKey = 'technician.staff';
export const codeKeyFile = 'staff-code.key';
const secretBytes = 32;

const bookTimes = {
  /** Whoever comes in waits no longer than this for the hub's word. */
  confirmMs: 3_000,
  /** Between two looks while nobody is at the machine. */
  everyMs: 10 * 60_000,
  /** One question while somebody is: answered at once when the staff changes, seconds. */
  waitS: 25,
  /** After a question that failed while somebody is at the machine. */
  pauseMs: 5_000,
  /** After one that was answered: a hub that does not wait is not asked without end. */
  breathMs: 1_000,
} as const;

export interface StaffBookOptions {
  readonly store: Pick<Store, 'meta' | 'identity'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly random: Random;
  readonly dataDir: string;
  /** Null = not enrolled yet. */
  client(): Pick<HubClient, 'service'> | null;
  online(): boolean;
  /** The list has changed, or was confirmed. */
  changed(): void;
}

/** A card as this machine knows it: whose it is, and its keyed hash. */
export interface StaffCard {
  readonly staffId: string;
  readonly mark: string;
}

interface Question {
  readonly wait: number;
  readonly budgetMs: number;
  readonly signal?: AbortSignal;
  /** The hub was given the secret just now. */
  readonly isAgain?: boolean;
}

/**
 * Who may work at this machine: as the hub said last, in a reply that it signed, kept over restarts. A list that was never heard of lets nobody in by PIN. It also holds the secret for
 * one-time codes, which this machine makes once and seals to the hub.
 */
export class StaffBook {
  readonly #o: StaffBookOptions;
  readonly #stopping = new AbortController();
  #list: StaffReply | null;
  #heardAtMs: number | null = null;
  #present: AbortController | null = null;
  #secret: Buffer | null = null;
  /** A hub of an earlier release knows no cards, and refuses who asks for them. */
  #knowsCards = true;

  constructor(options: StaffBookOptions) {
    this.#o = options;
    this.#list = readKept(options.store.meta.get(listKey));
    void this.#look();
  }

  members(): readonly StaffMember[] | null {
    return this.#list?.members ?? null;
  }

  /** When the hub said so, monotonic; null = not since the start. */
  heardAtMs(): number | null {
    return this.#heardAtMs;
  }

  /** Asks the hub now. True = it has answered within `confirmMs`, so what `members` says is so. */
  async confirm(): Promise<boolean> {
    return await this.#ask({ wait: 0, budgetMs: bookTimes.confirmMs });
  }

  /** The link is up (again): the list and the secret are looked at, perhaps by a hub that was renewed. */
  now(): void {
    this.#knowsCards = true;
    void this.#ask({ wait: 0, budgetMs: bookTimes.confirmMs });
  }

  /** In the same time for numbers that nobody has. */
  async isPin(staffId: string, pin: string): Promise<boolean> {
    const member = this.#list?.members.find((candidate) => candidate.staffId === staffId);
    return await fitsPinHash(pin, member?.pinHash ?? nobodysHash);
  }

  /** Whose card it is that says this; null = nobody's at this machine. Looks at every card, in the same time. */
  cardOf(content: string): StaffCard | null {
    const secret = this.#secretOnce();
    if (secret === null) return null;
    const digest = cardDigest(content);
    const mark = cardMark(secret, digest);
    digest.fill(0);
    let found: StaffCard | null = null;
    for (const { staffId, cards = [] } of this.#list?.members ?? [])
      for (const card of cards) if (isSameMark(card, mark)) found = { staffId, mark };
    return found;
  }

  /** The role for which this is the right answer to the challenge; null = for none. */
  roleOfCode(staffId: string, challenge: string, typed: string): StaffRole | null {
    const kiosk = this.#o.store.identity()?.kiosk;
    if (kiosk === undefined) return null;
    const secret = this.#secretOnce();
    if (secret === null) return null;
    return staffRoles.find((role) => isOneTimeCode(secret, { kiosk, staffId, role, challenge }, typed)) ?? null;
  }

  /** Somebody is at the machine, or has left: meanwhile a change of the staff arrives at once. */
  attend(isHere: boolean): void {
    if (!isHere) {
      this.#present?.abort();
      this.#present = null;
    } else if (this.#present === null) {
      this.#present = new AbortController();
      void this.#follow(AbortSignal.any([this.#present.signal, this.#stopping.signal]));
    }
  }

  stop(): void {
    this.#stopping.abort();
    this.#present?.abort();
  }

  async #follow(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const isHeard =
        this.#o.online() &&
        (await this.#ask({ wait: bookTimes.waitS, budgetMs: bookTimes.waitS * 1000 + bookTimes.confirmMs, signal }));
      await sleep(this.#o.clock, isHeard ? bookTimes.breathMs : bookTimes.pauseMs, signal);
    }
  }

  async #look(): Promise<void> {
    const { clock, online } = this.#o;
    const { signal } = this.#stopping;
    while (await sleep(clock, bookTimes.everyMs, signal)) if (online()) await this.confirm();
  }

  async #ask(o: Question): Promise<boolean> {
    const { clock, store, log, changed } = this.#o;
    const client = this.#o.client();
    if (client === null || this.#stopping.signal.aborted) return false;
    const query = new URLSearchParams({
      ...(o.wait === 0 ? {} : { version: String(this.#list?.version ?? 0), wait: String(o.wait) }),
      ...(this.#knowsCards ? { cards: '1' } : {}),
    });
    const path = query.size === 0 ? 'staff' : `staff?${query.toString()}`;
    const askedAtMs = clock.monoMs();
    const signal = o.signal ?? this.#stopping.signal;
    const reply = await client.service({
      ...{ method: 'GET', path, schema: StaffReply, budgetMs: o.budgetMs, signal },
    });
    if (this.#stopping.signal.aborted) return false;
    if (!reply.ok) {
      if (!this.#knowsCards || !refusesMember(reply.error)) return false;
      this.#knowsCards = false;
      return await this.#ask(o);
    }
    // An answer that was on its way while a newer one was taken: what was heard behind the question is so.
    if (reply.value.version < (this.#list?.version ?? 0) && this.#heardAtMs !== null) {
      if (this.#heardAtMs > askedAtMs) return true;
      if (o.wait > 0) return false;
    }
    const { hubTime: _, ...list } = reply.value;
    const { hubTime: __, ...kept } = this.#list ?? reply.value;
    const isSame = this.#list !== null && JSON.stringify(kept) === JSON.stringify(list);
    if (!isSame) {
      const stored = store.meta.set(listKey, JSON.stringify(reply.value));
      // A list that is not on disk would be forgotten with the program, a revocation too: it counts now all the same.
      log('technician.staff.changed', { version: list.version, members: list.members.length, stored: stored.ok });
    }
    this.#list = reply.value;
    this.#heardAtMs = clock.monoMs();
    changed();
    const secret = this.#secretOnce();
    // Without one nobody comes in by card or code; PINs and the word of the hub count all the same.
    if (secret === null || o.isAgain === true || list.codeKey === fingerprintOf(secret)) return true;
    // Cards are named with the secret: the list is asked for once more as soon as the hub has it.
    const isGiven = await this.#giveSecret(client, secret);
    return isGiven ? await this.#ask({ ...o, wait: 0, isAgain: true }) : true;
  }

  /** @returns whether the hub has it now */
  async #giveSecret(client: Pick<HubClient, 'service'>, secret: Buffer): Promise<boolean> {
    const identity = this.#o.store.identity();
    if (identity === null || !isSealingKey(identity.sealing)) return false;
    const { sealing } = identity;
    const { enc, ct } = await seal(sealing, secret, codeKeyAad(identity.deviceId));
    const body = { kid: sealing.kid, enc: Buffer.from(enc).toString('base64'), ct: Buffer.from(ct).toString('base64') };
    const reply = await client.service({
      ...{ method: 'POST', path: 'staff/code-key', body, schema: CodeKeyReply, budgetMs: bookTimes.confirmMs },
      signal: this.#stopping.signal,
    });
    return reply.ok;
  }

  /** Made once, durably before anybody hears of it; null = the disk did not give or take it, asked again at the next use. */
  #secretOnce(): Buffer | null {
    if (this.#secret !== null) return this.#secret;
    const path = join(this.#o.dataDir, codeKeyFile);
    try {
      const found = existsSync(path) ? Buffer.from(readFileSync(path, 'utf8').trim(), 'base64url') : null;
      // Half a secret is none: a new one is made, and the hub hears of it.
      const secret = found?.byteLength === secretBytes ? found : Buffer.from(this.#o.random(secretBytes));
      if (secret !== found) writeDurably(path, `${secret.toString('base64url')}\n`, 0o600);
      this.#secret = secret;
      return secret;
    } catch (cause) {
      this.#o.log('technician.secret.failed', { code: codeOf(cause) });
      return null;
    }
  }
}

function fingerprintOf(secret: Uint8Array): string {
  return createHash('sha256').update(secret).digest('hex').slice(0, 16);
}

function readKept(text: string | null): StaffReply | null {
  if (text === null || text === '') return null;
  try {
    const kept = parse(StaffReply, JSON.parse(text));
    return kept.ok ? kept.value : null;
  } catch {
    return null; // of another version: asked again
  }
}
