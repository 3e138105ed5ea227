import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { PullReply, PullRequest } from '../../../contract/hub-api.ts';
import { err, ok, type Result } from '../../../contract/result.ts';
import { newSigningKeyPem, signingKeyFromPem, verifyText } from '../../../contract/signing.ts';
import { deviceKey } from '../../crypto/device-key.ts';
import { temporaryStore } from '../../store/testing/temporary-store.ts';
import type { HubCallError } from '../../sync/hub-call-error.ts';
import type { PullAsk } from '../context.ts';
import { pullPort } from './pull-port.ts';
import { ReferenceCache } from './reference-cache.ts';
import { actor, away, itemWith, portRig, visitAt } from './testing/port-rig.test-data.ts';

type Answer = Result<PullReply, HubCallError> | 'never';
const banks = { banks: [{ code: 'icbc', nameZh: '示例银行', nameEn: 'Sample Bank', hotline: '95xxx' }] };
const reply = (status: PullReply['status'], data: unknown): Answer =>
  ok({ status, source: 'gz.hrss', asOf: '2026-11-22', data, hubTime: '2026-11-23T06:03:12.000Z' });

const key = deviceKey(signingKeyFromPem(newSigningKeyPem()));
const cacheIn = (dir: string) =>
  new ReferenceCache({
    dir,
    sign: key.sign,
    verify: (text, signature) => verifyText(key.publicKey, text, signature),
  });

async function pull(
  asking: readonly PullAsk[],
  answers: Readonly<Record<string, Answer>>,
  cache: ReferenceCache | null = null,
) {
  using temporary = temporaryStore(null);
  const rig = portRig(temporary);
  const requests: PullRequest[] = [];
  const port = pullPort({
    ...temporary,
    cache,
    client: () => ({
      pull: (request) => {
        requests.push(request);
        const answer = answers[request.path] ?? err(away);
        return answer === 'never' ? new Promise(() => undefined) : Promise.resolve(answer);
      },
    }),
  });
  port(visitAt(itemWith('ss.card.loss'), 'found', { asking }), rig.send);
  await temporary.clock.advance(10_000);
  return { events: rig.events, requests };
}

describe('pulls', () => {
  it('no answer is "away" and only the department’s word is "none"', async () => {
    const { events } = await pull(
      [
        { path: 'hrss.cards', params: {} },
        { path: 'med.cover', params: {} },
      ],
      { 'hrss.cards': reply('none', null) },
    );
    expect(events).toEqual([
      expect.objectContaining({
        type: 'PULLED',
        path: 'hrss.cards',
        pulled: expect.objectContaining({ status: 'none' }),
      }),
      { type: 'PULLED', path: 'med.cover', pulled: { status: 'away' } },
      { type: 'PULLS_DONE' },
    ]);
  });

  it('one that never answers holds up nothing for longer than 8 s, and the others stand', async () => {
    const { events } = await pull(
      [
        { path: 'hrss.cards', params: {} },
        { path: 'ref.banks', params: {} },
      ],
      { 'hrss.cards': 'never', 'ref.banks': reply('found', banks) },
    );
    expect(events.map((event) => ('pulled' in event ? `${event.path} ${event.pulled.status}` : event.type))).toEqual([
      'ref.banks found',
      'hrss.cards away',
      'PULLS_DONE',
    ]);
  });

  it('data that do not fit are not shown', async () => {
    const { events } = await pull([{ path: 'ref.banks', params: {} }], {
      'ref.banks': reply('found', { banks: 'all' }),
    });
    expect(events[0]).toMatchObject({ pulled: { status: 'timeout', data: null } });
  });

  it('reference lists are asked for nobody, the rest about the person, with the parameters of the page', async () => {
    const { requests } = await pull(
      [
        { path: 'ref.banks', params: {} },
        { path: 'hrss.contrib', params: { from: '2025-01', to: '2025-12' } },
      ],
      {},
    );
    expect(requests).toEqual([
      { path: 'ref.banks', person: null, params: {} },
      {
        path: 'hrss.contrib',
        person: { idNumber: actor.idNumber, name: actor.name },
        params: { from: '2025-01', to: '2025-12' },
      },
    ]);
  });
});

describe('reference lists on the disk', () => {
  it('are there when the hub is away, with their date; a changed file is as if it were not there; nobody’s data is ever written', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'yitiji-reference-'));
    try {
      const cache = cacheIn(dir);
      const asking: PullAsk[] = [
        { path: 'ref.banks', params: {} },
        { path: 'bank.ssAccount', params: {} },
      ];
      await pull(asking, { 'ref.banks': reply('found', banks), 'bank.ssAccount': reply('none', null) }, cache);
      expect(readdirSync(dir)).toHaveLength(1);
      const later = await pull(asking, {}, cache);
      expect(later.events.slice(0, 2)).toEqual([
        {
          type: 'PULLED',
          path: 'ref.banks',
          pulled: { status: 'found', source: 'gz.hrss', asOf: '2026-11-22', data: banks },
          at: expect.any(String),
        },
        { type: 'PULLED', path: 'bank.ssAccount', pulled: { status: 'away' } },
      ]);
      // A department that is too slow, and an answer that does not fit, take away no list that is there.
      for (const answer of [reply('timeout', null), reply('found', { banks: 'all' })]) {
        const slow = await pull(asking.slice(0, 1), { 'ref.banks': answer }, cache);
        expect(slow.events[0]).toMatchObject({ pulled: { status: 'found', asOf: '2026-11-22', data: banks } });
      }
      const [name = ''] = readdirSync(dir);
      const text = readFileSync(join(dir, name), 'utf8');
      writeFileSync(join(dir, name), text.replace('95xxx', '12345'));
      expect(cache.get('ref.banks', {})).toBeNull();
      writeFileSync(join(dir, name), text.slice(0, 40));
      expect(cache.get('ref.banks', {})).toBeNull();
    } finally {
      rmSync(dir, { recursive: true, force: true });
    }
  });

  it('take no more room than the catalogue needs, whatever is asked, and leave nothing half written', () => {
    const dir = mkdtempSync(join(tmpdir(), 'yitiji-reference-'));
    try {
      const cache = cacheIn(dir);
      const put = (kind: string) =>
        cache.put({ path: 'ref.banks', params: { kind }, source: 'gz.hrss', asOf: '2026-11-22', data: banks });
      for (let n = 0; n < 80; n += 1) put(String(n));
      expect(readdirSync(dir)).toHaveLength(64);
      expect(cache.get('ref.banks', { kind: '3' })).toMatchObject({ data: banks });
      // A list that was put in the place of another one is signed, and is not that one.
      const [one = '', two = ''] = readdirSync(dir);
      writeFileSync(join(dir, one), readFileSync(join(dir, two)));
      const kinds = Array.from({ length: 64 }, (_, n) => cache.get('ref.banks', { kind: String(n) }));
      expect(kinds.filter((list) => list === null)).toHaveLength(1);
      // A folder where the file would be: the list cannot be put in its place.
      const [name = ''] = readdirSync(dir);
      rmSync(join(dir, name));
      mkdirSync(join(dir, name, 'x'), { recursive: true });
      for (let n = 0; n < 80; n += 1) put(String(n));
      expect(readdirSync(dir).filter((one) => one.endsWith('.new'))).toEqual([]);
    } finally {
      rmSync(dir, { recursive: true, force: true });
    }
  });
});
