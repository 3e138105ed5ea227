import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { releaseLimits } from '../../contract/release/manifest.ts';
import { metadataBytes } from '../../contract/release/metadata.ts';
import { sha256Of } from '../../contract/sha256.ts';
import { expectRefused } from '../testing/expect-refused.ts';
import { appName, TrustFixture } from '../testing/trust-fixture.ts';
import { usualRefreshLimits } from './trust.ts';

let machine: TrustFixture;
beforeEach(async () => {
  machine = new TrustFixture();
  await machine.refresh();
});
afterEach(() => machine[Symbol.dispose]());

/** Answers one file in another way, the others as ever. */
const instead =
  (file: RegExp, answer: () => Response | Promise<Response>): typeof fetch =>
  (input) =>
    file.test(String(input)) ? Promise.resolve(answer()) : machine.repository.fetch(input);

/** A body that never ends; counts the bytes that were read of it. */
function endless(onBytes: (count: number) => void): ReadableStream<Uint8Array> {
  return new ReadableStream({
    pull(controller) {
      controller.enqueue(new Uint8Array(1024).fill(32));
      onBytes(1024);
    },
  });
}

/** A server that says it has begun, and never goes on. */
const hanging = () =>
  new Response(new ReadableStream({ start: (controller) => controller.enqueue(new Uint8Array(1)) }));

const files: readonly (readonly [string, RegExp, number])[] = [
  ['the next root', /2\.root\.json$/, metadataBytes.root],
  ['timestamp', /timestamp\.json$/, metadataBytes.timestamp],
  ['snapshot', /3\.snapshot\.json$/, 4096],
  ['targets', /3\.targets\.json$/, 4096],
  ['a role below it', /3\.app\.json$/, 4096],
];

describe('endless data', () => {
  beforeEach(() => machine.repository.publish());

  test.each(files)('%s is left after what it may have', async (_, file, most) => {
    let read = 0;
    const before = machine.kept();
    const fetch = instead(file, () => new Response(endless((count) => (read += count))));
    expect(await machine.refresh({ fetch })).toBe('tooLarge');
    expect(read).toBeLessThan(most + 64 * 1024);
    expect(machine.kept()).toBe(before);
    expect(machine.target()).toBe('ok');
  });

  test('a length that a stolen key has signed is no licence', async () => {
    machine.repository.publishTimestamp({
      change: (part) => ({ ...part, meta: { 'snapshot.json': { version: 3, length: 2 ** 40 } } }),
    });
    let read = 0;
    const fetch = instead(/3\.snapshot\.json$/, () => new Response(endless((count) => (read += count))));
    expect(await machine.refresh({ fetch })).toBe('tooLarge');
    expect(read).toBeLessThan(metadataBytes.snapshot + 64 * 1024);
  });

  test('roots without end are not followed for ever', async () => {
    let asked = 0;
    for (let n = 0; n < 260; n += 1) machine.repository.publishRoot();
    const fetch: typeof globalThis.fetch = (input) => {
      if (String(input).endsWith('.root.json')) asked += 1;
      return machine.repository.fetch(input);
    };
    expect(await machine.refresh({ fetch })).toBe('ok');
    expect(asked).toBe(256);
    // And goes on where it was.
    expect(await machine.refresh({ fetch })).toBe('ok');
    expect(machine.kept()).toMatch(/^root 261,/);
  });

  test('a manifest that is larger than any may be is not fetched, though it is promised so', async () => {
    machine.repository.publishRole('app', {
      change: (part) => ({
        ...part,
        targets: { [appName]: { length: releaseLimits.manifestBytes + 1, hashes: { sha256: sha256Of('x') } } },
      }),
    });
    machine.repository.publishSnapshot();
    machine.repository.publishTimestamp();
    await machine.refresh();
    expect(await machine.manifest()).toMatchObject({ ok: false, error: { code: 'tooLarge' } });
  });
});

describe('slow data', () => {
  beforeEach(() => machine.repository.publish());

  test.each(files)('%s that hangs in the middle is given up', async (_, file) => {
    const before = machine.kept();
    const done = machine.refresh({ fetch: instead(file, hanging) });
    await machine.clock.advance(usualRefreshLimits.fileMs);
    expect(await done).toBe('tooSlow');
    expect(machine.kept()).toBe(before);
    expect(machine.target()).toBe('ok');
    expect(machine.clock.pending).toBe(0);
  });

  test('a server that never answers is given up', async () => {
    const done = machine.refresh({ fetch: () => new Promise(() => undefined) });
    await machine.clock.advance(usualRefreshLimits.fileMs);
    expect(await done).toBe('tooSlow');
  });

  test('files that are each just quick enough do not make a refresh without end', async () => {
    const limits = { fileMs: 100_000, refreshMs: 150_000 };
    const late: typeof fetch = (input) =>
      new Promise((resolve) => {
        machine.clock.after(90_000, () => resolve(machine.repository.fetch(input)));
      });
    const done = machine.refresh({ fetch: late, limits });
    await machine.clock.advance(150_000);
    expect(await done).toBe('tooSlow');
  });

  test('is given up when the program ends', async () => {
    const controller = new AbortController();
    const done = machine.refresh({ fetch: () => new Promise(() => undefined), signal: controller.signal });
    controller.abort();
    expect(await done).toBe('unreachable');
    expect(machine.clock.pending).toBe(0);
  });
});

describe('a server that answers something else', () => {
  test.each([301, 302, 307, 308])('a redirect (%i) is not followed', async (status) => {
    machine.repository.publish();
    // Over a real line: tests/integration/releases-over-http.
    const modes: unknown[] = [];
    const fetch: typeof globalThis.fetch = (_, init) => {
      modes.push(init?.redirect);
      return Promise.resolve(new Response(null, { status, headers: { location: 'https://evil.test/timestamp.json' } }));
    };
    expect(await machine.refresh({ fetch })).toBe('unreachable');
    expect(modes).toEqual(['manual']);
  });

  test.each([500, 503, 429, 204, 206])('status %i is no answer', async (status) => {
    const body = status === 204 ? null : '{}';
    expect(await machine.refresh({ fetch: instead(/./, () => new Response(body, { status })) })).toBe('unreachable');
    expect(machine.target()).toBe('ok');
  });

  test.each([403, 404])('status %i for the next root says that there is none', async (status) => {
    const fetch = instead(/root\.json$/, () => new Response('', { status }));
    expect(await machine.refresh({ fetch })).toBe('ok');
  });

  const pages: readonly [string, Buffer][] = [
    ['the page of a network that wants a password', Buffer.from('\n<html>Sign in to the network</html>')],
    ['such a page that is longer than any metadata', Buffer.alloc(8_000_000, '<html>')],
    ['the plain text of a proxy', Buffer.from('upstream timed out')],
    ['an empty file', Buffer.alloc(0)],
    ['no text', Buffer.from([0xff, 0xfe, 0x00])],
    ['a part', Buffer.from('{"signed":')],
  ];
  test.each(pages)('%s is as good as no network: nobody is told of an attack', async (_, bytes) => {
    for (const file of ['2.root.json', 'timestamp.json']) {
      const before = machine.repository.files.get(`metadata/${file}`);
      machine.repository.files.set(`metadata/${file}`, bytes);
      await expectRefused(machine, 'unreachable');
      if (before === undefined) machine.repository.files.delete(`metadata/${file}`);
    }
  });
});
