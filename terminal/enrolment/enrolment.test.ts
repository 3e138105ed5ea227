import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Clock, systemClock } from '../../contract/clock.ts';
import type { EnrolmentClaimed } from '../../contract/hub-api.ts';
import { noLog } from '../../contract/log.ts';
import { newUnopenableKey } from '../../contract/suites/intl-1.ts';
import { deviceKeyFile, loadDeviceKey } from '../crypto/device-key.ts';
import { systemRandom } from '../crypto/random.ts';
import { type TemporaryStore, temporaryStore } from '../store/testing/temporary-store.ts';
import { type Answer, SigningHub } from '../sync/testing/signing-hub.ts';
import { enrol } from './enrolment.ts';

/** Pauses take a millisecond; budgets (longer than a minute of back-off) keep their length. */
const fastClock: Clock = {
  ...systemClock,
  after: (delayMs, fn) => systemClock.after(delayMs < 9_000 ? 1 : delayMs, fn),
};

let hub: SigningHub;
let baseUrl: string;
let temporary: TemporaryStore;
beforeEach(async () => {
  hub = new SigningHub((keyId) => keyId.replace(/^new:/, ''));
  baseUrl = await hub.listen();
  temporary = temporaryStore(null);
});
afterEach(async () => {
  temporary[Symbol.dispose]();
  await hub.close();
});

const begun = (code: string) => ({ enrolmentId: `e-${code}`, code, expiresAt: '2026-11-23T06:18:12.000Z' });
const claimed = (): EnrolmentClaimed => ({
  state: 'claimed',
  deviceId: 'device-1',
  kiosk: 'TH0017',
  place: '天河街政务服务中心',
  keeperPhone: '020-00000000',
  sealing: { suite: 'intl-1', kid: 'seal-1', publicKey: newUnopenableKey() },
  replyKey: { ...hub.replyKey },
});

/** Answers in turn; the last one again and again. */
function script(...answers: readonly Answer[]): void {
  const left = [...answers];
  hub.answer = () => {
    const [next] = left.length > 1 ? left.splice(0, 1) : left;
    return next ?? { status: 500, body: {} };
  };
}

function start(signal?: AbortSignal) {
  const codes: (string | null)[] = [];
  const result = enrol({
    baseUrl,
    key: loadDeviceKey(temporary.dir),
    clock: fastClock,
    random: systemRandom,
    log: noLog,
    store: temporary.store,
    model: 'test',
    version: '0.1.0',
    onCode: (code) => codes.push(code?.code ?? null),
    ...(signal === undefined ? {} : { signal }),
  });
  return { result, codes };
}

const ok = (body: unknown): Answer => ({ status: 200, body });

describe('enrolment', () => {
  test('code, claim, identity on disk; a second run asks nobody', async () => {
    const claim = claimed();
    script(ok(begun('ABCDEFGH')), ok({ state: 'pending' }), ok(claim));
    const { result, codes } = start();
    const { state: _, ...identity } = claim;
    expect(await result).toEqual({ ok: true, value: identity });
    expect(codes).toEqual(['ABCDEFGH', null]);
    expect(hub.requests[0]).toMatchObject({
      url: '/v1/enrolments',
      keyId: `new:${loadDeviceKey(temporary.dir).publicKey}`,
    });
    expect(temporary.reopen().identity()).toEqual(identity);
    const asked = hub.requests.length;
    const again = enrol({ ...optionsOf(temporary.reopen()) });
    expect(await again).toEqual({ ok: true, value: identity });
    expect(hub.requests).toHaveLength(asked);
  });

  test('an expired code is replaced by a new one', async () => {
    script(ok(begun('ABCDEFGH')), ok({ state: 'expired' }), ok(begun('JKLMNPQR')), ok(claimed()));
    const { result, codes } = start();
    expect(await result).toMatchObject({ ok: true });
    expect(codes).toEqual(['ABCDEFGH', null, 'JKLMNPQR', null]);
  });

  test('a network that fails between code and claim does not lose the code', async () => {
    const failing: Answer = { status: 502, body: {}, spoil: 'unsigned' };
    script(ok(begun('ABCDEFGH')), failing, failing, ok({ state: 'pending' }), ok(claimed()));
    const { result, codes } = start();
    expect(await result).toMatchObject({ ok: true });
    expect(codes).toEqual(['ABCDEFGH', null]);
  });

  test('a disk that does not take the identity: what the operator was told is so as soon as it does, and no second code is asked for', async () => {
    script(ok(begun('ABCDEFGH')), ok(claimed()));
    let isFull = true;
    const { store } = temporary;
    const lines: string[] = [];
    const done = enrol({
      ...optionsOf({
        ...store,
        setIdentity: (identity) =>
          isFull ? { ok: false, error: { code: 'full', detail: '' } } : store.setIdentity(identity),
      }),
      log: (name, fields) => {
        lines.push(`${name} ${'code' in fields ? fields.code : ''}`);
        if (lines.filter((line) => line === 'enrolment.attempt.failed full').length === 2) isFull = false;
      },
    });
    expect(await done).toMatchObject({ ok: true, value: { kiosk: 'TH0017' } });
    expect(hub.requests.filter(({ url }) => url === '/v1/enrolments')).toHaveLength(1);
    expect(temporary.reopen().identity()).toMatchObject({ kiosk: 'TH0017' });
  });

  test('no network at first boot: goes on trying', async () => {
    const failing: Answer = { status: 503, body: {}, spoil: 'unsigned' };
    script(failing, failing, failing, ok(begun('ABCDEFGH')), ok(claimed()));
    expect(await start().result).toMatchObject({ ok: true });
  });

  test('a claim that is not signed with the key it names is not taken', async () => {
    const controller = new AbortController();
    script(ok(begun('ABCDEFGH')), { ...ok(claimed()), spoil: 'otherKey' });
    const { result } = start(controller.signal);
    await until(() => hub.requests.length > 4);
    expect(temporary.store.identity()).toBeNull();
    controller.abort();
    expect(await result).toMatchObject({ ok: false, error: { code: 'aborted' } });
  });

  test('a wrong clock is corrected', async () => {
    hub.nowMs = () => Date.now() + 86_400_000;
    script(ok(begun('ABCDEFGH')), ok(claimed()));
    expect(await start().result).toMatchObject({ ok: true });
  });
});

describe('device key', () => {
  test('is made once, for its owner only', () => {
    const dir = mkdtempSync(join(tmpdir(), 'yitiji-key-'));
    const first = loadDeviceKey(dir).publicKey;
    expect(loadDeviceKey(dir).publicKey).toBe(first);
    expect(statSync(join(dir, deviceKeyFile)).mode & 0o777).toBe(0o600);
    rmSync(dir, { recursive: true });
  });

  test('a damaged one is not replaced silently', () => {
    const dir = mkdtempSync(join(tmpdir(), 'yitiji-key-'));
    writeFileSync(join(dir, deviceKeyFile), '');
    expect(() => loadDeviceKey(dir)).toThrow();
    rmSync(dir, { recursive: true });
  });
});

function optionsOf(store: TemporaryStore['store']) {
  return {
    baseUrl,
    key: loadDeviceKey(temporary.dir),
    clock: fastClock,
    random: systemRandom,
    log: noLog,
    store,
    model: 'test',
    version: '0.1.0',
    onCode: () => undefined,
  };
}

/** Turns of the event loop until something holds; the test's time limit is the bound. */
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setImmediate(resolve));
}
