import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { noLog } from '../../contract/log.ts';
import { migrate, migrations, schemaOf } from './migrate.ts';
import { type Db, openSqlite } from './sqlite.ts';

/** What another process does in the moment before this one takes the right to write. */
function beforeItsTurn(db: Db, run: () => void): Db {
  let isDone = false;
  return new Proxy(db, {
    get: (target, name) => {
      if (name === 'transaction' && !isDone) {
        isDone = true;
        run();
      }
      const value: unknown = Reflect.get(target, name);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

test.each([0, 1, 2, 3])(
  'a second process that opens a database of schema %i while it is brought up to date stops no machine and takes no step twice',
  (from) => {
    const dir = mkdtempSync(join(tmpdir(), 'yitiji-two-'));
    try {
      const path = join(dir, 'yitiji.db');
      const [first, second] = [openSqlite(path, 'write'), openSqlite(path, 'write')];
      expect(migrate(first, path, noLog, migrations.slice(0, from)).ok).toBe(true);
      const late = beforeItsTurn(second, () => expect(migrate(first, path, noLog).ok).toBe(true));
      expect(migrate(late, path, noLog)).toEqual({ ok: true, value: undefined });
      expect([schemaOf(first), schemaOf(second)]).toEqual([migrations.length, migrations.length]);
      first.close();
      second.close();
    } finally {
      rmSync(dir, { recursive: true, force: true });
    }
  },
);
