import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { hubCommand } from './hub-command.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'yitiji-hub-command-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const io = { out: () => undefined, note: () => undefined, signal: AbortSignal.abort() };

test.each(['garbage', 'gateway.example', '10.0.0.0/99', '127.0.0.1,x'])(
  '--trust-proxy %s is told before a database is started, not by the innards of the program behind it',
  async (gateway) => {
    const options = { data: dir, port: '0', 'retention-days': '400', 'drain-seconds': '0', 'trust-proxy': gateway };
    await expect(hubCommand.run({ options, positionals: [] }, io)).rejects.toThrow(
      '--trust-proxy is the address of a gateway',
    );
    expect(readdirSync(dir)).toEqual([]);
  },
);
