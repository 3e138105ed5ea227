import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { CommandIo } from '../../contract/command.ts';
import { catalogueCheck } from '../cli/catalogue-check.ts';
import type { Finding } from './check/finding.ts';

const io: CommandIo = { out: () => undefined, note: () => undefined, signal: new AbortController().signal };
const check = (dir: string) => catalogueCheck.run({ options: {}, positionals: [dir] }, io);

interface Report {
  readonly ok: boolean;
  readonly items: readonly { readonly item: string; readonly states: number; readonly paths: string }[];
  readonly paths: string;
  readonly findings: readonly Finding[];
}

describe('the shipped catalogue', () => {
  let report: Report;
  let text = '';
  beforeAll(async () => {
    const result = await check(join(import.meta.dirname, '../../kiosk-config'));
    report = JSON.parse(JSON.stringify(result.json)) as Report;
    text = result.text;
  });

  it('has no mistake and no text that nobody uses: every path of every item ends', () => {
    expect(report.findings).toEqual([]);
    expect(report.ok).toBe(true);
    expect(text).toMatch(/[\d,]+ paths, .*every path ends\.$/);
  });

  it('is walked item by item, all 24 and the four utilities', () => {
    expect(report.items).toHaveLength(28);
    for (const { item, paths } of report.items) expect([item, BigInt(paths) > 1n]).toEqual([item, true]);
    expect(report.items.reduce((sum, { paths }) => sum + BigInt(paths), 0n)).toBe(BigInt(report.paths));
  });

  it('stays small enough to be walked while somebody waits', () => {
    for (const { item, states } of report.items) expect([item, states < 20_000]).toEqual([item, true]);
  });
});

it('a folder that is no configuration is said, not thrown', async () => {
  const { exit, text } = await check('/nowhere');
  expect(exit).toBe(1);
  expect(text).toContain('/nowhere');
});
