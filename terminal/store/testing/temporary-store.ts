import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Aes256Gcm, CipherSuite, DhkemX25519HkdfSha256, HkdfSha256 } from '@hpke/core';
import { type Envelope, type SubmitBody, sealAad, sealInfo } from '../../../contract/envelope.ts';
import { noLog } from '../../../contract/log.ts';
import { VirtualClock } from '../../../contract/virtual-clock.ts';
import type { Random } from '../../crypto/random.ts';
import { type OpenStoreOptions, openStore } from '../open-store.ts';
import type { Identity, Store, SubmitInput } from '../store.ts';

const hpke = new CipherSuite({ kem: new DhkemX25519HkdfSha256(), kdf: new HkdfSha256(), aead: new Aes256Gcm() });

/** Repeatable bytes (mulberry32). Not for secrets. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return (count) =>
    Uint8Array.from({ length: count }, () => {
      state = (state + 0x6d2b79f5) >>> 0;
      let t = state;
      t = Math.imul(t ^ (t >>> 15), t | 1);
      t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
      return ((t ^ (t >>> 14)) >>> 0) % 256;
    });
}

export interface HubSide {
  readonly identity: Identity;
  /** Opens a sealed body as the hub's worker does; throws when it was sealed for another place. */
  open(envelope: Envelope, storeEpoch: string): Promise<unknown>;
}

/** An identity whose private sealing key the test holds. */
export async function makeHubSide(kiosk = 'TH0017'): Promise<HubSide> {
  const pair = await hpke.kem.generateKeyPair();
  const raw = await hpke.kem.serializePublicKey(pair.publicKey);
  const identity: Identity = {
    deviceId: 'device-1',
    kiosk,
    place: '天河街政务服务中心',
    keeperPhone: '020-00000000',
    sealing: { suite: 'intl-1', kid: 'seal-1', publicKey: Buffer.from(raw).toString('base64url') },
    replyKey: { kid: 'reply-1', publicKey: Buffer.alloc(32, 1).toString('base64url') },
  };
  return {
    identity,
    open: async (envelope, storeEpoch) => {
      const recipient = await hpke.createRecipientContext({
        recipientKey: pair.privateKey,
        enc: bytes(envelope.enc),
        info: new TextEncoder().encode(sealInfo),
      });
      const aad = sealAad({ ...envelope, deviceId: identity.deviceId, storeEpoch });
      return JSON.parse(
        new TextDecoder().decode(await recipient.open(bytes(envelope.ct), new TextEncoder().encode(aad))),
      );
    },
  };
}

function bytes(base64: string): ArrayBuffer {
  return new Uint8Array(Buffer.from(base64, 'base64')).buffer;
}

export interface TemporaryStore {
  readonly dir: string;
  readonly clock: VirtualClock;
  readonly store: Store;
  /** Closes and opens again; `store` of the result is the new one. */
  reopen(options?: Partial<OpenStoreOptions>): Store;
  [Symbol.dispose](): void;
}

/** A real store in a folder of its own, on virtual time; `using` removes it. */
export function temporaryStore(identity: Identity | null, options: Partial<OpenStoreOptions> = {}): TemporaryStore {
  const dir = mkdtempSync(join(tmpdir(), 'yitiji-store-'));
  const clock = new VirtualClock();
  const open = (more: Partial<OpenStoreOptions>) => {
    const opened = openStore({ dir, clock, log: noLog, random: seededRandom(Date.now()), ...options, ...more });
    if (!opened.ok) throw new Error(`${opened.error.code}: ${opened.error.detail}`);
    return opened.value;
  };
  let store = open({});
  if (identity !== null) store.setIdentity(identity);
  return {
    dir,
    clock,
    store,
    reopen: (more = {}) => {
      store.close();
      store = open(more);
      return store;
    },
    [Symbol.dispose]: () => {
      store.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** A synthetic person: the region 440199 is not assigned. */
export const canary = { name: '欧阳淼', idNumber: '440199196701150017' } as const;

export function submitInput(more: Partial<SubmitInput> = {}): SubmitInput {
  return {
    kiosk: 'TH0017',
    itemId: 'ss.card.loss',
    itemVersion: 1,
    prio: 0,
    offline: false,
    session: 's-1',
    body: submitBody,
    ...more,
  };
}

export function submitBody(receiptNo: string): SubmitBody {
  const person = { docType: 'resident', ...canary, level: 'L1', at: '2026-11-23T14:03:12+08:00' } as const;
  return {
    format: 'yitiji-submit/1',
    receiptNo,
    itemId: 'ss.card.loss',
    itemVersion: 1,
    actor: person,
    subject: person,
    answers: { card: 'card-1' },
    consents: [],
    offline: false,
    capturedAt: '2026-11-23T14:05:00+08:00',
  };
}

/** Submits and unwraps; a failure fails the test. */
export async function submitOk(store: Store, more: Partial<SubmitInput> = {}) {
  const submitted = await store.submitCase(submitInput(more));
  if (!submitted.ok) throw new Error(`${submitted.error.code}: ${submitted.error.detail}`);
  return submitted.value;
}

/** The sealed envelope of every message that waits, taken into flight. */
export function takeAll(store: Store): readonly Envelope[] {
  const taken = store.outbox.take([...store.outbox.candidates()].map(({ id }) => id));
  if (!taken.ok) throw new Error(taken.error.detail);
  return taken.value;
}

/** Every byte of every file below a folder: what a thief of the disk can read. */
export function allBytes(dir: string): Buffer {
  return Buffer.concat(
    readdirSync(dir, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(join(entry.parentPath, entry.name))),
  );
}
