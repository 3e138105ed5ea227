import type { Action } from './blocks/parts.ts';
import { fitsDeviceTest } from './technician/device-blocks.ts';
import { panelMeasureOf } from './technician/set-up-blocks.ts';
import type { TechnicianBlock } from './technician/view.ts';

/** What the blocks of a page offer to a touch. Pure; the same for the pages of citizens and of technicians. */
export type Offers = ReadonlyMap<string, 'enabled' | 'disabled'>;

/** Everything that can be pressed, with whether it is greyed. */
export function offersOf(actions: readonly (Action | undefined)[], blocks: readonly TechnicianBlock[]): Offers {
  const offers = new Map<string, 'enabled' | 'disabled'>();
  const add = (...more: readonly (Action | undefined)[]) => {
    for (const action of more) if (action !== undefined) offers.set(action.id, 'enabled');
  };
  add(...actions);
  for (const block of blocks) {
    if (block.type === 'tiles') {
      for (const tile of block.tiles) offers.set(tile.id, tile.unavailable === undefined ? 'enabled' : 'disabled');
    } else if (block.type === 'facts') {
      for (const row of block.rows) add(row.change, row.reveal);
    } else if (block.type === 'tasks') {
      for (const task of block.tasks) offers.set(`task:${task.id}`, task.state === 'blocked' ? 'disabled' : 'enabled');
    } else if (block.type === 'search') {
      for (const word of block.words) offers.set(word.id, 'enabled');
    } else if (block.type === 'checks') {
      add(...block.lines.map((line) => line.action));
    } else if (
      block.type === 'devices' ||
      block.type === 'supplies' ||
      block.type === 'ports' ||
      block.type === 'testResults' ||
      block.type === 'settings'
    ) {
      add(...block.rows.map((row) => row.action));
    }
    if (block.type === 'touchGrid') add(block.giveUp);
    if (block.type === 'table') add(block.reveal);
    if ('pager' in block) add(block.pager?.previous, block.pager?.next);
  }
  return offers;
}

/** An option of a choice: greyed, offered, or not there. */
export function optionOf(
  blocks: readonly TechnicianBlock[],
  name: string,
  option: string,
): 'enabled' | 'disabled' | undefined {
  for (const block of blocks) {
    if (block.type !== 'choice' && block.type !== 'multi' && block.type !== 'roles') continue;
    if (block.name !== name) continue;
    const found = block.options.find((candidate) => candidate.id === option);
    return found === undefined ? undefined : found.disabledBecause === undefined ? 'enabled' : 'disabled';
  }
  return undefined;
}

const deviceTestTypes = ['touchGrid', 'cameraTest', 'soundTest', 'keyTest'] as const;
const fieldTypes = ['digits', 'date', 'text', 'counter', 'secret', 'codePad', 'ruler', ...deviceTestTypes] as const;
type Field = Extract<TechnicianBlock, { readonly type: (typeof fieldTypes)[number] }>;

const isField = (block: TechnicianBlock): block is Field => (fieldTypes as readonly string[]).includes(block.type);

/** Shape of a typed value, as far as the page says it; whether it is right is decided by the field's own rules. Undefined = no such field. */
export function fitsField(blocks: readonly TechnicianBlock[], name: string, value: string): boolean | undefined {
  const field = blocks.filter(isField).find((block) => block.name === name);
  return field === undefined ? undefined : fits(field, value);
}

function fits(field: Field, value: string): boolean {
  switch (field.type) {
    case 'digits':
      return value.length <= field.maxLength && (field.allowX ? /^[0-9Xx]*$/ : /^[0-9]*$/).test(value);
    case 'date':
      return (field.unit === 'day' ? /^\d{4}-\d{2}-\d{2}$/ : /^\d{4}-\d{2}$/).test(value);
    case 'counter':
      return /^-?\d{1,9}$/.test(value);
    case 'text':
      return [...value].length <= field.maxLength;
    case 'touchGrid':
    case 'cameraTest':
    case 'soundTest':
    case 'keyTest':
      return fitsDeviceTest(field, value);
    case 'secret':
      return value.length >= field.minLength && value.length <= field.maxLength && /^[0-9]*$/.test(value);
    case 'ruler':
      return panelMeasureOf(value) !== undefined;
    case 'codePad': {
      const length = field.groups.reduce((sum, group) => sum + group, 0);
      return value.length === length && [...value].every((sign) => field.alphabet.includes(sign));
    }
  }
}
