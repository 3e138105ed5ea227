import type { Trace, TraceEntry } from './trace-file.ts';

/** A trace as lines for people: seconds since the beginning, arrow, the message in words, its bytes (at most 24 shown). */
export function showTrace({ header, entries }: Trace): readonly string[] {
  const { driver, transport, startedAt, firmware } = header;
  return [
    `${driver} at ${transport}, ${startedAt}${firmware === null ? '' : `, ${firmware}`}; personal bytes are blanked`,
    ...entries.map(showEntry),
  ];
}

const arrows = { tx: '→', rx: '←', event: '·' } as const;
const shownBytes = 24;

function showEntry(entry: TraceEntry): string {
  const time = (entry.us / 1_000_000).toFixed(6).padStart(12);
  if (entry.dir === 'event') return `${time} ${arrows.event} ${entry.name}`;
  const pairs = entry.hex.match(/../g) ?? [];
  const more = pairs.length > shownBytes ? ` … ${pairs.length} bytes` : '';
  const mark = entry.valid === false ? ' (damaged)' : '';
  return `${time} ${arrows[entry.dir]} ${entry.text}${mark}  ${pairs.slice(0, shownBytes).join(' ')}${more}`;
}
