import type { ServiceItem } from '../../../contract/catalogue/item.ts';
import { type PullPath, pullSchemas } from '../../../contract/pulls/pulls.ts';
import { regionLevels } from '../../session/rules/field-types.ts';
import { isPullPath } from '../../session/rules/ref.ts';
import type { RowSource } from './item-uses.ts';
import { resultStates } from './result-states.ts';

/** What stands behind a reference, as far as a schema can say. */
export interface Shape {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly pattern?: string;
  readonly minLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly required?: readonly string[];
  readonly items?: Shape;
  readonly maxItems?: number;
  readonly anyOf?: readonly Shape[];
  /** Codes of a list of our own: texts `list.<codes>.<code>`. */
  readonly codes?: string;
}

type Field = Omit<ServiceItem['fields'][number], 'fields' | 'sums' | 'rowLabel'>;

const text: Shape = { type: 'string' };
const person: Shape = {
  type: 'object',
  properties: { name: text, idNumber: text, by: text, birthDate: text, docType: text },
};
const party: Shape = {
  type: 'object',
  properties: {
    name: text,
    idNumber: text,
    birthDate: { type: 'string', pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' },
    sex: { type: 'string', enum: ['male', 'female', 'unknown', 'unspecified'] },
    docType: text,
    age: { type: 'integer' },
  },
};
/** Anything of the application's data: the hub's words, which only the department knows. */
const anyText: Shape = { type: 'string' };

/** Shape behind a reference, or the reason why it can never lead anywhere. */
export function shapeOf(item: ServiceItem, row: RowSource | null, ref: string): Shape | string {
  const [root = '', ...path] = ref.split('/');
  switch (root) {
    case 'today':
      return path.length === 0 ? { type: 'string', pattern: 'day' } : 'today has no parts';
    case 'answer': {
      const [key = '', ...rest] = path;
      const field = item.fields.find((candidate) => candidate.key === key);
      if (field === undefined) return `there is no field ${key}`;
      return descend(answerShape(item, field), rest, ref);
    }
    case 'chosen': {
      const [key = '', ...rest] = path;
      const field = item.fields.find((candidate) => candidate.key === key);
      if (field === undefined) return `there is no field ${key}`;
      if (field.options === undefined) return `${key} is not chosen from a pulled list`;
      const entry = entryShape(item, null, field.options.from);
      return typeof entry === 'string'
        ? entry
        : descend(field.type === 'multi' ? { type: 'array', items: entry } : entry, rest, ref);
    }
    case 'pull': {
      const [name = '', ...rest] = path;
      if (!isPullPath(name)) return `there is no pull ${name}`;
      return descend(pullShape(name), rest, ref);
    }
    case 'actor':
    case 'subject':
      return descend(party, path, ref);
    case 'row': {
      if (row === null) return 'row means nothing here';
      if (row.kind === 'entry') {
        const entry = entryShape(item, row.outer, row.of);
        return typeof entry === 'string' ? entry : descend(entry, path, ref);
      }
      const group = item.fields.find((field) => field.key === row.field);
      return group === undefined ? `there is no field ${row.field}` : descend(recordShape(item, group), path, ref);
    }
    case 'result':
      return resultShape(path);
    case 'machine':
      return descend({ type: 'object', properties: { kiosk: text, place: text, keeperPhone: text } }, path, ref);
    default:
      return `${root} is no root of a reference`;
  }
}

/** Shape of an entry of a list. */
function entryShape(item: ServiceItem, row: RowSource | null, ref: string): Shape | string {
  const list = shapeOf(item, row, ref);
  if (typeof list === 'string') return list;
  return list.type === 'array' ? (list.items ?? {}) : `${ref} is no list`;
}

/** What a department answers to this question. */
export const pullShape = (path: PullPath): Shape => pullSchemas[path] as unknown as Shape;

/** The branch of a union that is not null, so that `Type.Union([X, Null])` is an X that may be missing. */
export function notNull(shape: Shape): Shape {
  if (shape.anyOf === undefined) return shape;
  return shape.anyOf.find((branch) => branch.type !== 'null') ?? shape;
}

/** Whether the value may be missing. */
export const mayBeNull = (shape: Shape): boolean => shape.anyOf?.some((branch) => branch.type === 'null') === true;

function descend(from: Shape, path: readonly string[], ref: string): Shape | string {
  let shape = notNull(from);
  for (const key of path) {
    if (shape.type === 'array') {
      if (!/^\d+$/.test(key)) return `${ref}: an entry of a list is named by its position, not ${key}`;
      shape = notNull(shape.items ?? {});
      continue;
    }
    const next = shape.properties?.[key];
    if (next === undefined) {
      const known = Object.keys(shape.properties ?? {});
      return `${key} is not there${known.length === 0 ? ': the value has no parts' : `; known: ${known.join(', ')}`}`;
    }
    shape = notNull(next);
  }
  return shape;
}

function answerShape(item: ServiceItem, field: Field & { readonly fields?: readonly Field[] | undefined }): Shape {
  const codes = field.list === undefined ? {} : { codes: field.list.name, enum: field.list.codes };
  switch (field.type) {
    case 'select':
    case 'constant':
      return { type: 'string', ...codes };
    case 'multi':
      return { type: 'array', items: { type: 'string', ...codes } };
    case 'records':
      return { type: 'array', items: recordShape(item, field) };
    case 'person':
      return person;
    case 'region5':
    case 'address':
      return {
        type: 'object',
        properties: Object.fromEntries([...regionLevels, 'names', 'detail'].map((key) => [key, text])),
      };
    case 'yesno':
      return { type: 'string', enum: ['yes', 'no'], pattern: 'yesno' };
    case 'int':
    case 'money':
    case 'percent':
      return { type: 'integer' };
    case 'date':
      return { type: 'string', pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' };
    case 'month':
      return { type: 'string', pattern: '^[0-9]{4}-[0-9]{2}$' };
    default:
      return text;
  }
}

function recordShape(item: ServiceItem, group: { readonly fields?: readonly Field[] | undefined }): Shape {
  return {
    type: 'object',
    properties: Object.fromEntries((group.fields ?? []).map((field) => [field.key, answerShape(item, field)])),
  };
}

function resultShape(path: readonly string[]): Shape | string {
  const [key = '', ...rest] = path;
  if (key === 'data') return rest.length === 1 ? anyText : 'result/data is named with one key';
  if (rest.length > 0) return `result/${key} has no parts`;
  if (key === 'state') return { type: 'string', enum: resultStates };
  const known = ['receiptNo', 'dueOn', 'at', 'existingReceipt', 'reason'];
  return known.includes(key) ? anyText : `result/${key} is not there; known: state, data, ${known.join(', ')}`;
}
