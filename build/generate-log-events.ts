import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Generates `contract/log-events.gen.ts` and `docs/log-events.md` from `contract/log-events.json`. */
interface EventEntry {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly audience: readonly string[];
  readonly keepDays: number;
  readonly meaning: string;
  readonly do: string;
  readonly fields: Readonly<Record<string, string>>;
}

interface Catalogue {
  /** Area, the first word of an event's name, and what it is about. */
  readonly areas: Readonly<Record<string, string>>;
  readonly events: Readonly<Record<string, EventEntry>>;
}

const fieldTypes: Readonly<Record<string, string>> = { text: 'string', count: 'number', ms: 'number', flag: 'boolean' };

const tableHead = [
  '| event | level | for | meaning | what to do | fields | kept |',
  '|---|---|---|---|---|---|---|',
] as const;

/** Pure: catalogue text in, the two generated files out. Throws on an unknown class, type or area, and on an area without events: a broken catalogue is a bug. */
export function generateLogEvents(json: string): { readonly types: string; readonly markdown: string } {
  const { areas, events } = JSON.parse(json) as Catalogue;
  const ids = Object.keys(events).sort();
  const lines = [
    '// Generated from contract/log-events.json by build/generate-log-events.ts. Do not edit.',
    '',
    'export interface LogEvents {',
  ];
  const rows = new Map<string, string[]>(Object.keys(areas).map((area) => [area, []]));
  for (const id of ids) {
    const event = events[id];
    if (event === undefined) continue;
    if (!/^[a-z]+(\.[a-zA-Z]+){2}$/.test(id)) throw new Error(`event id ${id} is not area.noun.verb`);
    const fields = Object.entries(event.fields).map(([name, spec]) => {
      const [cls, type] = spec.split(':');
      const tsType = type === undefined ? undefined : fieldTypes[type];
      if ((cls !== 'public' && cls !== 'operational') || tsType === undefined) {
        throw new Error(`field ${name} of ${id}: "${spec}" is not class:type`);
      }
      return { name, cls, type: type ?? '', tsType };
    });
    lines.push(`  readonly '${id}': {`, ...fields.map((f) => `    readonly ${f.name}: ${f.tsType};`), '  };');
    const fieldList = fields.map((f) => `\`${f.name}\` (${f.type}, ${f.cls})`).join(', ');
    const area = rows.get(id.split('.')[0] ?? '');
    if (area === undefined) throw new Error(`the area of ${id} is not one of "areas"`);
    area.push(
      `| \`${id}\` | ${event.level} | ${event.audience.join(', ')} | ${event.meaning} | ${event.do} | ${fieldList} | ${event.keepDays} d |`,
    );
  }
  lines.push('}', '', 'export const logLevels = {');
  for (const id of ids) lines.push(`  '${id}': '${events[id]?.level}',`);
  lines.push('} as const;', '');
  const markdown = [
    '# Log events',
    '',
    'Generated from `contract/log-events.json` by `npm run generate`. Do not edit.',
    '',
    'Commands are called as on a machine, where root types `sudo yitiji …`; in a clone of the project it is `npx yitiji …`.',
    '',
    `By area: ${[...rows.keys()].map((area) => `[${area}](#${area})`).join(' · ')}.`,
    '',
    ...[...rows].flatMap(([area, own]) => {
      if (own.length === 0) throw new Error(`no event is of the area ${area}`);
      return [`## ${area}`, '', areas[area] ?? '', '', ...tableHead, ...own, ''];
    }),
  ].join('\n');
  return { types: lines.join('\n'), markdown };
}

if (import.meta.main) {
  const root = join(import.meta.dirname, '..');
  const { types, markdown } = generateLogEvents(readFileSync(join(root, 'contract/log-events.json'), 'utf8'));
  writeFileSync(join(root, 'contract/log-events.gen.ts'), types);
  writeFileSync(join(root, 'docs/log-events.md'), markdown);
}
