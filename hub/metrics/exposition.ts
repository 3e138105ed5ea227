/** One value with its labels; label values may be any text. */
export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export interface Metric {
  /** `yitiji_…`, with its unit, `_total` for counters. */
  readonly name: string;
  readonly kind: 'counter' | 'gauge' | 'histogram';
  readonly help: string;
  readonly samples: readonly (Sample & { readonly suffix?: '_bucket' | '_sum' | '_count' })[];
}

/** Content type of the text format that every Prometheus reads. Source: prometheus.io, Exposition formats, text format 0.0.4. */
export const expositionType = 'text/plain; version=0.0.4; charset=utf-8';

/** Metrics in the text format of Prometheus 0.0.4. */
export function writeExposition(metrics: readonly Metric[]): string {
  return metrics
    .map(({ name, kind, help, samples }) =>
      [
        `# HELP ${name} ${help.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')}`,
        `# TYPE ${name} ${kind}`,
        ...samples.map(({ suffix = '', labels, value }) => `${name}${suffix}${labelText(labels)} ${numberText(value)}`),
        '',
      ].join('\n'),
    )
    .join('');
}

function labelText(labels: Readonly<Record<string, string>>): string {
  const parts = Object.entries(labels).map(
    ([name, value]) => `${name}="${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`,
  );
  return parts.length === 0 ? '' : `{${parts.join(',')}}`;
}

function numberText(value: number): string {
  if (value === Number.POSITIVE_INFINITY) return '+Inf';
  return Number.isFinite(value) ? String(value) : 'NaN';
}

/** Counts since the process started, by one label. */
export interface Counter {
  add(label: string, count?: number): void;
  metric(): Metric;
}

/** A counter with one label. It only grows, and begins at 0 with the process. */
export function makeCounter(name: string, help: string, labelName: string): Counter {
  const counts = new Map<string, number>();
  return {
    add: (label, count = 1) => void counts.set(label, (counts.get(label) ?? 0) + count),
    metric: () => ({
      name,
      kind: 'counter',
      help,
      samples: [...counts].map(([label, value]) => ({ labels: { [labelName]: label }, value })),
    }),
  };
}

/** How long something took, by one label. */
export interface Histogram {
  observe(label: string, seconds: number): void;
  metric(): Metric;
}

/** @param bounds upper bounds in seconds, ascending; `+Inf` is added */
export function makeHistogram(name: string, help: string, labelName: string, bounds: readonly number[]): Histogram {
  const rows = new Map<string, { readonly counts: number[]; sum: number; count: number }>();
  return {
    observe(label, seconds) {
      const row = rows.get(label) ?? { counts: bounds.map(() => 0), sum: 0, count: 0 };
      rows.set(label, row);
      row.sum += seconds;
      row.count += 1;
      const at = bounds.findIndex((bound) => seconds <= bound);
      if (at >= 0) row.counts[at] = (row.counts[at] ?? 0) + 1;
    },
    metric: () => ({
      name,
      kind: 'histogram',
      help,
      samples: [...rows].flatMap(([label, { counts, sum, count }]) => {
        let below = 0;
        const buckets = bounds.map((bound, i) => {
          below += counts[i] ?? 0;
          return { suffix: '_bucket' as const, labels: { [labelName]: label, le: String(bound) }, value: below };
        });
        const labels = { [labelName]: label };
        return [
          ...buckets,
          { suffix: '_bucket' as const, labels: { ...labels, le: '+Inf' }, value: count },
          { suffix: '_sum' as const, labels, value: sum },
          { suffix: '_count' as const, labels, value: count },
        ];
      }),
    }),
  };
}
