import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { endProcesses, root, simulate, yitiji } from '../support/yitiji-process.ts';

let dir = '';
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'yitiji-cli-'));
});
afterEach(endProcesses);
afterAll(() => rmSync(dir, { recursive: true, force: true }));

describe('npx yitiji', () => {
  it('lists every command, and each one has --help', async () => {
    const all = await yitiji(['--help'], undefined, ['npx', 'yitiji']);
    expect(all.code).toBe(0);
    for (const name of [
      'device list',
      'device status',
      'device read-id',
      'device print',
      'device dispense',
      'device trace',
      'device replay',
      'outbox list',
      'outbox show',
      'outbox replay',
      'outbox waive',
      'outbox export',
      'outbox fill',
      'hub',
      'simulate sdt',
    ]) {
      expect(all.lines.join('\n')).toContain(name);
    }
    const one = await yitiji(['device', 'read-id', '--help']);
    expect(one.code).toBe(0);
    expect(one.lines.join('\n')).toContain('--timeout');
  });

  it('answers wrong usage with exit code 2 and says what is wrong', async () => {
    for (const args of [
      ['device', 'frobnicate'],
      ['device', 'read-id', '--driver', 'sdt', '--json'],
      ['device', 'read-id', '--driver', 'nosuch', '--port', 'x', '--json'],
      ['device', 'read-id', '--driver', 'sdt', '--port', 'x', '--timeout', 'soon', '--json'],
      ['outbox', 'fill', '--data', dir, '--count', '-1', '--json'],
      ['device', 'status', '--driver', 'sdt', '--port', 'x', '--colour', 'red'],
    ]) {
      const ended = await yitiji(args);
      expect(ended.code, args.join(' ')).toBe(2);
      expect(ended.stderr, args.join(' ')).not.toBe('');
      if (args.includes('--json')) expect(ended.last).toHaveProperty('error', 'usage');
    }
  });

  it('device read-id: prints the card that is placed, once, as JSON', async () => {
    const link = join(dir, 'id-1');
    await simulate('sdt', ['--link', link, '--persona', 'li-yun']);
    const read = await yitiji(['device', 'read-id', '--driver', 'sdt', '--port', link, '--timeout', '10', '--json']);
    expect(read.code).toBe(0);
    expect(read.last).toMatchObject({
      outcome: 'done',
      card: {
        type: 'resident',
        name: '黎赟',
        sex: 'female',
        ethnicity: '汉族',
        birthDate: '1992-03-15',
        number: '440199199203150026',
        address: '广东省广州市天河区测试路1号',
        validFrom: '2018-05-10',
        validTo: '2038-05-10',
      },
    });
  });

  it("device read-id --photo: the keeper's decoder makes the picture; without one the command says so and fails", async () => {
    const link = join(dir, 'id-photo');
    await simulate('sdt', ['--link', link, '--persona', 'li-yun']);
    const file = join(dir, 'photo.bmp');
    const decoder = join(import.meta.dirname, '../../drivers/id-reader/photo-program.test-data.ts');
    const settings = JSON.stringify({ photoDecoder: { path: process.execPath, args: [decoder, 'picture'] } });
    const read = (...more: string[]) =>
      yitiji([
        'device',
        'read-id',
        '--driver',
        'sdt',
        '--port',
        link,
        '--timeout',
        '10',
        '--json',
        '--photo',
        file,
        ...more,
      ]);
    const none = await read();
    expect(none).toMatchObject({ code: 1, last: { outcome: 'done', photo: 'noDecoder' } });
    expect(existsSync(file)).toBe(false);
    await simulate('sdt', ['--link', `${link}-2`, '--persona', 'li-yun']);
    const good = await yitiji([
      'device',
      'read-id',
      '--driver',
      'sdt',
      '--port',
      `${link}-2`,
      '--timeout',
      '10',
      '--json',
      '--photo',
      file,
      '--settings',
      settings,
    ]);
    expect(good).toMatchObject({ code: 0, last: { photo: 'written' } });
    expect(readFileSync(file).subarray(0, 2).toString('latin1')).toBe('BM');
  });

  it('device read-id: nobody comes, then no device: exit 1 with a typed fault', async () => {
    const link = join(dir, 'id-2');
    await simulate('sdt', ['--link', link]);
    const nobody = await yitiji(['device', 'read-id', '--driver', 'sdt', '--port', link, '--timeout', '1', '--json']);
    expect(nobody.code).toBe(1);
    expect(nobody.last).toMatchObject({ outcome: 'notDone', card: null, fault: { code: 'E_TIMEOUT' } });
    const nothing = await yitiji([
      'device',
      'read-id',
      '--driver',
      'sdt',
      '--port',
      join(dir, 'none'),
      '--timeout',
      '1',
      '--json',
    ]);
    expect(nothing.code).toBe(1);
    expect(nothing.last).toMatchObject({ outcome: 'notStarted' });
  });

  it('device print: done only when all of it is on paper; without paper not started', async () => {
    const receipt = join(dir, 'slip.receipt');
    writeFileSync(receipt, '^^^办理回执\n-\n姓名 | 林㛃\n=\n');
    const link = join(dir, 'printer-1');
    const lines = await simulate('escpos', ['--link', link]);
    const printed = await yitiji([
      'device',
      'print',
      '--driver',
      'escpos',
      '--port',
      link,
      '--receipt',
      receipt,
      '--json',
    ]);
    expect(printed.stderr).toBe('');
    expect(printed.last).toMatchObject({ outcome: 'done' });
    expect(printed.code).toBe(0);
    expect(lines.join('\n')).toContain('办理回执');
    const empty = join(dir, 'printer-2');
    await simulate('escpos', ['--link', empty, '--paper', '0']);
    const refused = await yitiji([
      'device',
      'print',
      '--driver',
      'escpos',
      '--port',
      empty,
      '--receipt',
      receipt,
      '--json',
    ]);
    expect(refused.code).toBe(1);
    expect(refused.last).toMatchObject({ outcome: 'notStarted', fault: { code: 'E_SUPPLY_OUT', action: 'replenish' } });
    const status = await yitiji(['device', 'status', '--driver', 'escpos', '--port', empty, '--json']);
    expect(status.last).toMatchObject({ link: 'up', supplies: expect.anything(), faults: [{ code: 'E_SUPPLY_OUT' }] });
  });

  it('device list: names the driver that answers', async () => {
    const reader = join(dir, 'id-3');
    const printer = join(dir, 'printer-3');
    await simulate('sdt', ['--link', reader]);
    await simulate('escpos', ['--link', printer]);
    const listed = await yitiji(['device', 'list', '--probe', `${reader},${printer}`, '--json']);
    expect(listed.code).toBe(0);
    expect(listed.last.devices).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ port: reader, driver: 'sdt' }),
        expect.objectContaining({ port: printer, driver: 'escpos' }),
      ]),
    );
  });

  it('outbox fill, killed in the middle: every ACK that was printed is there, without a gap', async () => {
    const data = join(dir, 'outbox');
    const acks: string[] = [];
    await new Promise<void>((resolve) => {
      const child = spawn(
        process.execPath,
        [join(root, 'bin/yitiji.mjs'), 'outbox', 'fill', '--data', data, '--count', '5000'],
        {
          stdio: ['ignore', 'pipe', 'ignore'],
        },
      );
      let rest = '';
      child.stdout.on('data', (chunk: Buffer) => {
        const parts = (rest + chunk.toString()).split('\n');
        rest = parts.pop() ?? '';
        for (const line of parts) if (line.startsWith('ACK ')) acks.push(line.slice(4));
        if (acks.length >= 40) child.kill('SIGKILL');
      });
      child.once('close', () => resolve());
    });
    expect(acks.length).toBeGreaterThanOrEqual(40);
    const listed = await yitiji(['outbox', 'list', '--data', data, '--json']);
    expect(listed.code).toBe(0);
    const ids = new Set((listed.last.messages as readonly { readonly id: string }[]).map((message) => message.id));
    expect(acks.filter((id) => !ids.has(id))).toEqual([]);
    expect(listed.last).toMatchObject({ integrity: { ok: true } });
  });
});
