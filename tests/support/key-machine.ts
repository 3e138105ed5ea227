import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { enrolMachine } from '../../build/demo/enrol-machine.ts';
import { systemClock } from '../../contract/clock.ts';
import type { Suite } from '../../contract/envelope.ts';
import type { CaseReply, HubKeyOffer } from '../../contract/hub-api.ts';
import { noLog } from '../../contract/log.ts';
import { loadDeviceKey, loadNextKey, promoteNextKey } from '../../terminal/crypto/device-key.ts';
import { systemRandom } from '../../terminal/crypto/random.ts';
import { enrol } from '../../terminal/enrolment/enrolment.ts';
import { rotateKey } from '../../terminal/enrolment/rotate-key.ts';
import { openStore } from '../../terminal/store/open-store.ts';
import type { Store } from '../../terminal/store/store.ts';
import { submitOk, takeAll } from '../../terminal/store/testing/temporary-store.ts';
import { type HubLink, makeHubLink } from '../../terminal/sync/sync.ts';
import { takeOverKeys } from '../../terminal/sync/take-over-keys.ts';

/** A machine with the real store, key files and sync of the terminal service, without devices: for what becomes of its keys at a real hub. */
export interface KeyMachine {
  readonly store: Store;
  readonly publicKey: string;
  /** @param failAt request that breaks off, counted from 0; `before` = it never leaves, `after` = its reply is lost */
  rotate(
    failAt?: { readonly request: number; readonly side: 'before' | 'after' } | null,
    suite?: Suite,
  ): ReturnType<typeof rotateKey>;
  /** Whether the hub takes a request that is signed with the key in the folder. */
  isTaken(): Promise<boolean>;
  /** What the hub offers in the reply to one heartbeat. */
  offered(): Promise<HubKeyOffer | undefined>;
  /** Takes such an offer over, as the service does. */
  takeOver(offer: HubKeyOffer): void;
  /** One application, committed and sent; what the hub said of it and what became of it. */
  sendOne(): Promise<{
    readonly suites: readonly string[];
    readonly verdicts: readonly string[];
    readonly state: CaseReply;
  }>;
  /** The sync of the service, until `stop`. */
  link(): HubLink;
  /** `yitiji enrol --again`. */
  enrolAgain(onCode: (code: string) => void): ReturnType<typeof enrol>;
  close(): void;
}

export async function keyMachine(url: string, operatorToken: string, kiosk: string): Promise<KeyMachine> {
  const dir = mkdtempSync(join(tmpdir(), 'yitiji-keys-'));
  await enrolMachine(url, dir, operatorToken, { kiosk, place: '示例街道政务服务站', keeperPhone: '020-00000000' });
  const opened = openStore({ dir, clock: systemClock, log: noLog, random: systemRandom });
  if (!opened.ok) throw new Error(opened.error.code);
  const store = opened.value;
  const common = { store, clock: systemClock, log: noLog, random: systemRandom, baseUrl: url };
  const link = () => {
    const identity = store.identity();
    if (identity === null) throw new Error('not enrolled');
    return makeHubLink({
      ...common,
      key: loadDeviceKey(dir),
      version: '1',
      identity,
      devices: () => [],
      intake: () => 'open',
    });
  };
  const beat = () =>
    link().client.heartbeat({
      ...{ version: '1', bootId: store.bootId, wallMs: 0, monoMs: 0, devices: [], durability: 'ok' },
      outbox: { pending: 0, dead: 0, oldestAgeMs: null },
    });
  return {
    store,
    get publicKey() {
      return loadDeviceKey(dir).publicKey;
    },
    rotate(failAt, suite) {
      let count = 0;
      const breaking: typeof fetch = async (input, init) => {
        const isBroken = count === failAt?.request;
        count += 1;
        if (isBroken && failAt.side === 'before') throw new TypeError('fetch failed');
        const reply = await fetch(input, init);
        if (isBroken) throw new TypeError('fetch failed');
        return reply;
      };
      return rotateKey({ ...common, dir, fetch: breaking, ...(suite === undefined ? {} : { suite }) });
    },
    isTaken: async () => (await beat()).ok,
    offered: async () => {
      const reply = await beat();
      return reply.ok ? reply.value.keys : undefined;
    },
    takeOver: (offer) => takeOverKeys(store, noLog, offer),
    async sendOne() {
      const { receiptNo } = await submitOk(store, { kiosk });
      const messages = [...takeAll(store)];
      const { client } = link();
      const reply = await client.batch({ storeEpoch: store.epoch, messages });
      if (!reply.ok) throw new Error(reply.error.detail);
      const state = await client.caseState(receiptNo, 10);
      if (!state.ok) throw new Error(state.error.detail);
      return {
        suites: messages.map(({ suite }) => suite),
        verdicts: reply.value.verdicts.map(({ verdict }) => verdict),
        state: state.value,
      };
    },
    link,
    async enrolAgain(onCode) {
      const enrolled = await enrol({
        ...common,
        key: loadNextKey(dir),
        isAgain: true,
        model: 'test',
        version: '1',
        onCode: (code) => {
          if (code !== null) onCode(code.code);
        },
      });
      if (enrolled.ok) promoteNextKey(dir);
      return enrolled;
    },
    close() {
      store.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
