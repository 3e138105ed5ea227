import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { databaseFile } from '../store/open-store.ts';
import { type Db, immediate, openSqlite } from '../store/sqlite.ts';
import { temporaryStore } from '../store/testing/temporary-store.ts';
import { appendAudit, auditGenesis, auditRecords, verifyAudit } from './audit-chain.ts';

const genesis = auditGenesis('TH0017', 'nonce');

function append(db: Db, n: number): void {
  appendAudit(db, genesis, {
    ...{ kiosk: 'TH0017', bootId: 'b', monoMs: n, wallMs: n, offsetMs: null, session: null, type: 'erase' },
    data: JSON.stringify({ count: n }),
  });
}

/** `keep`: appends and commits. `drop`: appends up to three and is rolled back. Each by one of two processes' connections. */
const acts = fc.array(
  fc.record({
    by: fc.constantFrom(0, 1),
    what: fc.constantFrom('keep', 'drop'),
    count: fc.integer({ min: 1, max: 3 }),
  }),
  { maxLength: 12 },
);

test('a record that was rolled back, or another process between two records, breaks no chain', () => {
  fc.assert(
    fc.property(acts, (given) => {
      using temporary = temporaryStore(null);
      const path = join(temporary.dir, databaseFile);
      const connections = [openSqlite(path, 'write'), openSqlite(path, 'write')] as const;
      const before = [...auditRecords(connections[0])].length;
      let kept = before;
      let n = 0;
      try {
        for (const { by, what, count } of given) {
          const db = connections[by === 0 ? 0 : 1];
          const one = () => {
            for (let i = 0; i < count; i += 1) {
              n += 1;
              append(db, n);
            }
            if (what === 'drop') throw new Error('rolled back');
          };
          if (what === 'drop') expect(() => immediate(db, one)).toThrow('rolled back');
          else immediate(db, one);
          if (what === 'keep') kept += count;
        }
        expect(verifyAudit(auditRecords(connections[0]), genesis)).toMatchObject({ ok: true, records: kept });
      } finally {
        for (const db of connections) db.close();
      }
    }),
    { numRuns: 40 },
  );
});
