import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from '../../contract/command.ts';
import { checkFolder } from '../catalogue/check/check-folder.ts';
import { type Finding, findingText, isError } from '../catalogue/check/finding.ts';
import type { CatalogueConfig } from '../catalogue/check/read-config.ts';
import type { Walked } from '../catalogue/check/walk/walk-item.ts';

/** Validates items, texts, themes and receipts of a configuration folder and walks every path of every item. */
export const catalogueCheck: Command = {
  name: 'catalogue check',
  summary: 'Validates the service items, texts and receipts of a configuration folder; walks every path of every item.',
  positionals: ['DIR'],
  options: {
    shipped: {
      type: 'string',
      help: 'DIR is a bundle with a catalogue for machines with this folder kiosk-config: its texts stand above those of it, receipts come from it',
    },
  },
  run: ({ positionals, options }) => {
    const dir = positionals[0] ?? '';
    const catalogue = join(dir, 'catalogue');
    if (!existsSync(catalogue)) {
      const reason = `there is no folder ${catalogue}`;
      return Promise.resolve({ exit: 1, json: { ok: false, findings: [], error: reason }, text: reason });
    }
    const shipped = typeof options.shipped === 'string' ? options.shipped : null;
    const { config, walked, findings } = checkFolder(dir, shipped);
    const ok = !findings.some(isError);
    return Promise.resolve({
      exit: ok ? 0 : 1,
      json: asJson(ok, config, walked, findings),
      text: asText(ok, config, walked, findings),
    });
  },
};

/** Numbers of paths pass 2^53: they stand as text. */
function asJson(ok: boolean, config: CatalogueConfig, walked: readonly Walked[], findings: readonly Finding[]) {
  return {
    ok,
    items: walked.map(({ item, steps, states, paths, longest }) => ({
      item,
      steps,
      states,
      paths: String(paths),
      longest,
    })),
    paths: String(totalPaths(walked)),
    texts: config.texts.size,
    receipts: config.receipts.length,
    errors: findings.filter(isError).length,
    findings,
  };
}

function asText(ok: boolean, config: CatalogueConfig, walked: readonly Walked[], findings: readonly Finding[]): string {
  const errors = findings.filter(isError);
  const warnings = findings.filter((finding) => !isError(finding));
  const rows = walked.map(({ item, steps, states, paths, longest }) => [
    item,
    String(steps),
    String(states),
    grouped(paths),
    String(longest),
  ]);
  const table = columns([['item', 'steps', 'states', 'paths', 'longest'], ...rows]);
  const total = `${walked.length} item(s), ${grouped(totalPaths(walked))} paths, ${config.texts.size} texts, ${config.receipts.length} receipts`;
  return [
    ...table,
    ...(warnings.length === 0 ? [] : ['', ...warnings.map(findingText)]),
    ...(errors.length === 0 ? [] : ['', ...errors.map(findingText)]),
    '',
    ok ? `${total}: every path ends.` : `${total}: ${errors.length} error(s).`,
  ].join('\n');
}

const totalPaths = (walked: readonly Walked[]): bigint => walked.reduce((sum, { paths }) => sum + paths, 0n);
const grouped = (count: bigint): string => String(count).replace(/\B(?=(\d{3})+$)/g, ',');

/** The first column left, numbers right. */
function columns(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)));
  return rows.map((row) =>
    row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join('  '),
  );
}
