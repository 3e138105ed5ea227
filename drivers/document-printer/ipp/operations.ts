import { type AttributeReader, attributes, readers } from './attributes.ts';
import { groupTags, type IppAttribute, type IppMessage } from './codec.ts';

/** Operation ids, RFC 8011, section 5.4.15. */
export const operationIds = {
  'Create-Job': 0x0005,
  'Send-Document': 0x0006,
  'Cancel-Job': 0x0008,
  'Get-Job-Attributes': 0x0009,
  'Get-Jobs': 0x000a,
  'Get-Printer-Attributes': 0x000b,
} as const;
export type OperationName = keyof typeof operationIds;

/** Status codes that this driver tells apart, RFC 8011, appendix B. */
export const statusCodes = {
  ok: 0x0000,
  badRequest: 0x0400,
  forbidden: 0x0401,
  notAuthenticated: 0x0402,
  notAuthorized: 0x0403,
  notPossible: 0x0404,
  timeout: 0x0405,
  notFound: 0x0406,
  gone: 0x0407,
  documentFormatNotSupported: 0x040a,
  attributesNotSupported: 0x040b,
  internalError: 0x0500,
  operationNotSupported: 0x0501,
  serviceUnavailable: 0x0502,
  deviceError: 0x0504,
  temporaryError: 0x0505,
  notAcceptingJobs: 0x0506,
  busy: 0x0507,
} as const;

/** 0000–00FF: done, perhaps with attributes ignored or substituted. */
export const isSuccessful = (status: number) => status >= 0 && status < 0x0100;

/** `client-error 0406`: for logs and `vendor.code`. */
export function statusText(status: number): string {
  const known = Object.entries(statusCodes).find(([, code]) => code === status)?.[0];
  const hex = status.toString(16).toUpperCase().padStart(4, '0');
  return known === undefined ? `ipp-${hex}` : `ipp-${hex} ${known}`;
}

/** Who asks whom. `userName` owns our jobs: cupsd lets only the owner cancel them. */
export interface IppTarget {
  /** For example `ipp://localhost/printers/A4`. */
  readonly printerUri: string;
  readonly userName: string;
}

/** `job-state`, RFC 8011, section 5.3.7. */
export const jobStates = {
  3: 'pending',
  4: 'held',
  5: 'processing',
  6: 'stopped',
  7: 'canceled',
  8: 'aborted',
  9: 'completed',
} as const;
export type JobState = (typeof jobStates)[keyof typeof jobStates];

/** Whether the job has ended, in whatever way (RFC 8011 §5.3.7). */
export const isFinal = (state: JobState) => state === 'canceled' || state === 'aborted' || state === 'completed';

/** One job as the server tells it. */
export interface JobView {
  readonly id: number;
  readonly name: string;
  readonly user: string;
  /** Null: a state that RFC 8011 does not know. */
  readonly state: JobState | null;
  /** Sides of paper counted so far; null = the server counts none. */
  readonly impressions: number | null;
  readonly sheets: number | null;
  /** Server's clock in seconds when the server began to hand it on; null = never. A later value on the second look: it began again. */
  readonly processingAt: number | null;
  /** Documents that the server has got; null = it does not say. */
  readonly documents: number | null;
  readonly reasons: readonly string[];
}

/** The queue as the server tells it. */
export interface PrinterView {
  readonly state: 'idle' | 'processing' | 'stopped' | null;
  readonly reasons: readonly string[];
  readonly isAccepting: boolean;
  readonly queuedJobs: number;
  /** cupsd: what it does after a failed job: `abort-job`, `stop-printer`, `retry-job`, `retry-current-job`. */
  readonly errorPolicy: string | null;
  /** CUPS `printer-type` bit 0: a class, whose jobs may come out of any printer. */
  readonly isClass: boolean;
  readonly makeAndModel: string;
  /** Where the queue sends its jobs, for example `ipp://…`, `usb://…`; cupsd leaves out user and password. */
  readonly deviceUri: string;
  readonly markers: readonly { readonly type: string; readonly level: number; readonly lowLevel: number | null }[];
}

const jobAttributes = [
  'job-id',
  'job-name',
  'job-originating-user-name',
  'job-state',
  'job-state-reasons',
  'job-impressions-completed',
  'job-media-sheets-completed',
  'time-at-processing',
  'number-of-documents',
] as const;

const printerAttributes = [
  'printer-state',
  'printer-state-reasons',
  'printer-is-accepting-jobs',
  'queued-job-count',
  'printer-error-policy',
  'printer-type',
  'printer-make-and-model',
  'device-uri',
  'marker-types',
  'marker-levels',
  'marker-low-levels',
] as const;

/** Asks what the printer can and how it is (RFC 8011 §4.2.5). */
export function getPrinterAttributes(target: IppTarget): IppMessage {
  return request('Get-Printer-Attributes', target, [attributes.keyword('requested-attributes', ...printerAttributes)]);
}

/** What a job asks for. `noFilterPages`: the filters of cups-filters stay silent, so that only the printer's own count remains. */
export interface JobTicket {
  readonly name: string;
  readonly sides: 'one-sided' | 'two-sided-long-edge' | 'two-sided-short-edge';
  readonly media: string;
  readonly noFilterPages: boolean;
  /** Seconds of processing after which cupsd itself cancels the job, should this program have died (CUPS extension). */
  readonly cancelAfterS: number;
  /** This start of the machine: `yitiji-once` lets no job of an earlier one begin. Null = the spooler is on another machine, or nobody knows. */
  readonly boot: string | null;
}

/** A job without a document: nothing prints before Send-Document. */
export function createJob(target: IppTarget, ticket: JobTicket): IppMessage {
  const { sides, media, noFilterPages, cancelAfterS, boot } = ticket;
  return request(
    'Create-Job',
    target,
    [attributes.name('job-name', ticket.name)],
    [
      attributes.integer('copies', 1),
      attributes.keyword('sides', sides),
      attributes.keyword('media', media),
      // The queue's own defaults may add a banner page or print two pages on one: the certificate would have another number of pages.
      attributes.keyword('job-sheets', 'none'),
      attributes.integer('number-up', 1),
      attributes.integer('job-cancel-after', cancelAfterS),
      ...(noFilterPages ? [attributes.keyword('page-logging', 'off')] : []),
      ...(boot === null ? [] : [attributes.name('yitiji-boot', boot)]),
    ],
  );
}

/** The one document of a job; its bytes follow this message. */
export function sendDocument(target: IppTarget, jobId: number): IppMessage {
  return request('Send-Document', target, [
    attributes.integer('job-id', jobId),
    attributes.mime('document-format', 'application/pdf'),
    attributes.boolean('last-document', true),
  ]);
}

/** Asks how a job stands (RFC 8011 §4.3.4). */
export function getJobAttributes(target: IppTarget, jobId: number): IppMessage {
  return request('Get-Job-Attributes', target, [
    attributes.integer('job-id', jobId),
    attributes.keyword('requested-attributes', ...jobAttributes),
  ]);
}

/** At most 500 jobs, whosever they are. */
export function getJobs(target: IppTarget, which: 'not-completed' | 'completed'): IppMessage {
  return request('Get-Jobs', target, [
    attributes.integer('limit', 500),
    attributes.keyword('which-jobs', which),
    attributes.keyword('requested-attributes', ...jobAttributes),
  ]);
}

/** Cancels a job. `purge` (CUPS extension) also removes its document and its history, finished jobs included. */
export function cancelJob(target: IppTarget, jobId: number, purge: boolean): IppMessage {
  return request('Cancel-Job', target, [
    attributes.integer('job-id', jobId),
    ...(purge ? [attributes.boolean('purge-job', true)] : []),
  ]);
}

/** The printer group of a reply; null when it has none. */
export function printerView(reply: IppMessage): PrinterView | null {
  const [group] = readers(reply, groupTags.printer);
  if (group === undefined) return null;
  const states = { 3: 'idle', 4: 'processing', 5: 'stopped' } as const;
  const state = group.number('printer-state');
  const levels = group.numbers('marker-levels');
  const types = group.texts('marker-types');
  const low = group.numbers('marker-low-levels');
  return {
    state: state === 3 || state === 4 || state === 5 ? states[state] : null,
    reasons: group.texts('printer-state-reasons').filter((reason) => reason !== 'none'),
    isAccepting: group.boolean('printer-is-accepting-jobs') ?? false,
    queuedJobs: group.number('queued-job-count') ?? 0,
    errorPolicy: group.text('printer-error-policy'),
    isClass: ((group.number('printer-type') ?? 0) & 1) !== 0,
    deviceUri: group.text('device-uri') ?? '',
    makeAndModel: group.text('printer-make-and-model') ?? '',
    markers: levels.map((level, index) => ({ type: types[index] ?? '', level, lowLevel: low[index] ?? null })),
  };
}

/** Every job of a reply that has an id. */
export function jobViews(reply: IppMessage): readonly JobView[] {
  return readers(reply, groupTags.job).flatMap((group) => {
    const view = jobView(group);
    return view === null ? [] : [view];
  });
}

function jobView(group: AttributeReader): JobView | null {
  const id = group.number('job-id');
  if (id === null) return null;
  const state = group.number('job-state') ?? 0;
  return {
    id,
    name: group.text('job-name') ?? '',
    user: group.text('job-originating-user-name') ?? '',
    state: state in jobStates ? jobStates[state as keyof typeof jobStates] : null,
    impressions: group.number('job-impressions-completed'),
    sheets: group.number('job-media-sheets-completed'),
    processingAt: group.number('time-at-processing'),
    documents: group.number('number-of-documents'),
    reasons: group.texts('job-state-reasons').filter((reason) => reason !== 'none'),
  };
}

function request(
  operation: OperationName,
  { printerUri, userName }: IppTarget,
  more: readonly IppAttribute[],
  job: readonly IppAttribute[] = [],
): IppMessage {
  const head = [
    attributes.charset('attributes-charset', 'utf-8'),
    attributes.language('attributes-natural-language', 'en'),
    attributes.uri('printer-uri', printerUri),
  ];
  // RFC 8011, section 4.1.5: charset, language and target come first; job-id right behind its printer.
  const jobId = more.filter(({ name }) => name === 'job-id');
  const rest = more.filter(({ name }) => name !== 'job-id');
  const operationGroup = {
    tag: groupTags.operation,
    attributes: [...head, ...jobId, attributes.name('requesting-user-name', userName), ...rest],
  };
  const groups = job.length === 0 ? [operationGroup] : [operationGroup, { tag: groupTags.job, attributes: job }];
  return { version: 0x0200, code: operationIds[operation], requestId: 1, groups };
}
