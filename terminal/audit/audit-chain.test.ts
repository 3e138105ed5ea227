import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { databaseFile } from '../store/open-store.ts';
import { openSqlite } from '../store/sqlite.ts';
import { makeHubSide, submitOk, temporaryStore } from '../store/testing/temporary-store.ts';
import { type AuditRecord, auditGenesis, auditHash, auditRecords, verifyAudit } from './audit-chain.ts';

const hub = await makeHubSide();
const genesis = auditGenesis('TH0017', 'nonce');

function chain(length: number): AuditRecord[] {
  const records: AuditRecord[] = [];
  for (let seq = 1; seq <= length; seq += 1) {
    const record = {
      seq,
      kiosk: 'TH0017',
      bootId: 'b',
      monoMs: seq,
      wallMs: seq,
      offsetMs: null,
      session: 's',
      type: 'erase',
      data: `{"count":${seq}}`,
      prevHash: records.at(-1)?.hash ?? genesis,
    };
    records.push({ ...record, hash: auditHash(record) });
  }
  return records;
}

const places = fc.integer({ min: 0, max: 9 });

describe('audit chain', () => {
  test('an untouched chain verifies', () => {
    expect(verifyAudit(chain(10), genesis)).toMatchObject({ ok: true, records: 10 });
    expect(verifyAudit([], genesis)).toMatchObject({ ok: true, records: 0, head: genesis });
  });

  test('an edit of any field of any record is found at its place', () => {
    const fields = fc.constantFrom(
      'kiosk',
      'bootId',
      'monoMs',
      'wallMs',
      'offsetMs',
      'session',
      'type',
      'data',
      'hash',
    );
    fc.assert(
      fc.property(places, fields, (at, field) => {
        const records = chain(10);
        const texts: Readonly<Record<string, string>> = { data: '{"count":999}', hash: 'ff'.repeat(32) };
        const changed = texts[field] ?? (field.endsWith('Ms') ? 999 : 'other');
        records[at] = { ...chain(10)[at], [field]: changed } as AuditRecord;
        expect(verifyAudit(records, genesis)).toMatchObject({ ok: false, seq: at + 1 });
      }),
    );
  });

  test('data that is no JSON any more is an edit', () => {
    const records = chain(3);
    records[1] = { ...chain(3)[1], data: '{' } as AuditRecord;
    expect(verifyAudit(records, genesis)).toEqual({ ok: false, seq: 2, fault: 'edit' });
  });

  test('a record taken out is a gap, also with the numbers mended', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 8 }), (at) => {
        const cut = chain(10).toSpliced(at, 1);
        expect(verifyAudit(cut, genesis)).toMatchObject({ ok: false, fault: 'gap', seq: at + 1 });
        const mended = cut.map((record, i) => ({ ...record, seq: i + 1 }));
        expect(verifyAudit(mended, genesis)).toMatchObject({ ok: false });
      }),
    );
  });

  test('two records exchanged are found, also with the numbers mended', () => {
    const records = chain(4);
    const [a, b, c, d] = records;
    if (!(a && b && c && d)) throw new Error('chain too short');
    expect(verifyAudit([a, c, b, d], genesis)).toMatchObject({ ok: false, fault: 'gap', seq: 2 });
    expect(verifyAudit([a, { ...c, seq: 2 }, { ...b, seq: 3 }, d], genesis)).toMatchObject({
      ok: false,
      fault: 'link',
      seq: 2,
    });
  });

  test('a cut tail shows against a checkpoint kept elsewhere, and only there', () => {
    const records = chain(10);
    const head = records.at(-1);
    if (head === undefined) throw new Error('chain too short');
    expect(verifyAudit(records.slice(0, 7), genesis)).toMatchObject({ ok: true });
    expect(verifyAudit(records.slice(0, 7), genesis, head)).toMatchObject({ ok: false, fault: 'truncated' });
    expect(verifyAudit(records, genesis, head)).toMatchObject({ ok: true });
  });

  test('a chain whose beginning was removed begins where it says, and nowhere else', () => {
    fc.assert(
      fc.property(places, places, fc.boolean(), (last, cut, isOtherHash) => {
        const whole = chain(10);
        const { seq: lastSeq, hash } = whole[last] as AuditRecord;
        const lastHash = isOtherHash ? 'ff'.repeat(32) : hash;
        const said = { ...(whole[9] as AuditRecord), seq: 11, prevHash: whole[9]?.hash ?? '' };
        const data = `{"count":${lastSeq},"kind":"audit","lastHash":"${lastHash}","lastSeq":${lastSeq}}`;
        const left = [...whole, { ...said, data, hash: auditHash({ ...said, data }) }].slice(cut + 1);
        const verdict = verifyAudit(left, genesis);
        if (cut === last && !isOtherHash) expect(verdict).toMatchObject({ ok: true, records: 11 - lastSeq });
        else expect(verdict).toEqual({ ok: false, seq: lastSeq + 1, fault: cut === last ? 'link' : 'gap' });
      }),
    );
  });

  test('a chain of another machine does not verify here', () => {
    expect(verifyAudit(chain(3), auditGenesis('TH0018', 'nonce'))).toMatchObject({ ok: false, fault: 'link', seq: 1 });
  });
});

describe('audit records of the store', () => {
  test('submit writes one; fields outside the list are refused at run time too', async () => {
    using temporary = temporaryStore(hub.identity);
    const { receiptNo } = await submitOk(temporary.store);
    temporary.store.audit('erase', { kind: 'session', count: 3 }, 's-1');
    const sneaky = { kind: 'session', name: '欧阳淼' };
    expect(() => temporary.store.audit('erase', sneaky, 's-1')).toThrow(/may not carry name/);
    const db = openSqlite(join(temporary.dir, databaseFile), 'read');
    const records = [...auditRecords(db)];
    db.close();
    expect(records.map(({ type }) => type)).toEqual(['submit', 'erase']);
    expect(JSON.parse(records[0]?.data ?? '')).toEqual({ receipt: receiptNo, item: 'ss.card.loss', mode: 'online' });
    expect(records[0]).toMatchObject({ kiosk: 'TH0017', session: 's-1', bootId: temporary.store.bootId });
  });
});
