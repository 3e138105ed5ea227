import { never } from '../result.ts';
import type { Action, Block, BlockOf, Screen } from '../screen.ts';
import type { Text } from '../text.ts';
import type { Privacy, Said } from './pieces.ts';

/**
 * What a screen says, in reading order: name of the page, position, what stands on it with the state of its controls, then what can be pressed
 * (docs/domain/screens.md §8). Pure; texts come resolved with the snapshot, words of speech itself are named by their key (`own`).
 */
export interface Describing {
  readonly screen: Screen;
  /** A word of speech itself (`kiosk-config/texts/speech.json`) in the language of the page. */
  own(key: OwnWord): Text;
}

export type OwnWord =
  | 'speech.selected'
  | 'speech.disabled'
  | 'speech.current'
  | 'speech.error'
  | 'speech.choices'
  | 'speech.actions'
  | 'speech.empty'
  | 'speech.code'
  | 'speech.hidden'
  | 'speech.name'
  | 'speech.headsetOnly'
  | 'speech.on'
  | 'speech.off';

export function screenSaid({ screen, own }: Describing): readonly Said[] {
  const say = sayingOf(screen);
  const { back, main, other } = screen.actions;
  const buttons = [main, ...other, back].filter((action) => action !== undefined);
  return [
    say(screen.heading),
    ...(screen.step === undefined ? [] : [say(screen.step.label, position)]),
    ...(screen.lead === undefined ? [] : [say(screen.lead)]),
    ...screen.blocks.flatMap((block) => blockSaid({ screen, own }, block)),
    ...(buttons.length === 0 ? [] : [say(own('speech.actions')), ...buttons.map((action) => say(action.label))]),
  ];
}

/** How texts of a page are said: values of a page with personal data go to the headset, whether they are marked or not. */
export function sayingOf(screen: Screen): (text: Text, as?: Partial<Said>) => Said {
  return (text, as = {}) => {
    const values: Privacy = text.speak ?? (text.personal === true || screen.personal ? 'headset' : 'any');
    return { text, values, ...(text.speak === 'never' ? { words: 'never' as const } : {}), ...as };
  };
}

/** A bare string of the screen: a value under the key of its block. */
const bare = (key: string, text: string): Text => ({ key: `value.${key}`, text });

export function blockSaid({ screen, own }: Describing, block: Block): readonly Said[] {
  const say = sayingOf(screen);
  const all = (...texts: readonly (Text | undefined)[]) =>
    texts.filter((text) => text !== undefined).map((text) => say(text));
  const pager = 'pager' in block && block.pager !== undefined ? [say(block.pager.words, position)] : [];
  const error = 'error' in block ? errorSaid({ screen, own }, block) : [];
  switch (block.type) {
    case 'paragraph':
      return all(block.text);
    case 'notice':
      return all(block.title, block.text);
    case 'facts':
      return [
        ...all(block.title),
        ...block.rows.flatMap((row) => rowSaid({ screen, own }, block, row)),
        ...all(block.source),
      ];
    case 'choice':
    case 'multi':
      return [
        ...error,
        say(own('speech.choices')),
        ...block.options.flatMap((option) => optionSaid({ screen, own }, block, option.id)),
        ...pager,
      ];
    case 'date':
      return [
        ...error,
        ...all(block.label),
        block.value === null ? say(own('speech.empty')) : say(bare('date', dayText(block.value)), typed),
      ];
    case 'text':
      return [
        ...error,
        ...all(block.label, block.why),
        block.value === '' ? say(own('speech.empty')) : say(bare('typed', block.value), typed),
        ...block.phrases.map((phrase) => say(phrase.text)),
      ];
    case 'counter':
      return [...error, ...all(block.label), say(bare('counter', String(block.value)), typed), ...all(block.unit)];
    case 'digits':
      return [...error, ...all(block.label, block.why)];
    case 'search':
      return [
        ...all(block.label, block.query === '' ? block.hint : undefined, block.none),
        ...block.words.map((word) => say(word.label)),
      ];
    case 'table':
      return [
        ...all(block.title),
        ...block.rows.flatMap((cells) => cells.flatMap((cell, i) => [...all(block.columns[i]), say(cell)])),
        ...pager,
        ...all(block.source),
      ];
    case 'board':
      // Whether somebody meets a condition is told to them alone.
      return block.lines.flatMap((line) => [
        say(line.text),
        say({ key: `kit.holds.${line.holds}`, text: '' }, { words: 'headset', values: 'headset' }),
        ...(line.reason === undefined ? [] : [say(line.reason, { words: 'headset', values: 'headset' })]),
      ]);
    case 'lanes':
      return [
        ...all(block.title),
        ...block.lanes.flatMap((lane) => all(lane.title, lane.department, lane.state, lane.days, lane.note)),
      ];
    case 'tasks':
      return block.tasks.flatMap((task) => all(task.title, task.word, task.detail));
    case 'pay':
      return [
        ...all(block.what),
        say(block.amount, { values: 'headset' }),
        ...all(block.label),
        say(own('speech.code')),
      ];
    case 'code':
      return [...all(block.caption), say(own('speech.code'))];
    case 'camera':
      return all(block.caption);
    case 'pin':
      return all(block.label);
    case 'preview':
      return [...all(block.pageWords), ...block.lines.map((line) => say(bare('preview', line), typed))];
    case 'tiles':
      return [...all(block.title), ...block.tiles.flatMap((tile) => tileSaid({ screen, own }, tile)), ...pager];
    case 'machine':
      return all(block.caption);
    case 'steps':
      return block.steps.flatMap((step) => [say(step.label), say({ key: `kit.state.${step.state}`, text: '' })]);
    case 'receipt':
      return [
        ...all(block.label),
        say(bare('receipt', block.number), { values: 'headset', spell: true }),
        say(own('speech.code')),
      ];
    case 'hotlines':
      return block.lines.flatMap((line) => [
        say(line.label),
        say(bare('hotline', line.number), { values: 'any', spell: true }),
      ]);
    case 'checklist':
      return block.items.flatMap((item) => [say(item.label), say({ key: `kit.state.${item.state}`, text: '' })]);
    case 'paper':
      return all(block.label);
    default:
      return never(block, 'blockSaid');
  }
}

/** Where in a journey or a list one is tells nothing about a person. */
const position = { values: 'any' } as const;

/** Typed characters are for the headset only, wherever they stand. */
const typed = { values: 'headset' } as const;

/** An error with the name of its field; the question itself where the field has no name of its own. */
function errorSaid({ screen, own }: Describing, block: Block): readonly Said[] {
  if (!('error' in block) || block.error === undefined) return [];
  const say = sayingOf(screen);
  return [say(own('speech.error')), say('label' in block ? block.label : screen.heading), say(block.error)];
}

type Facts = BlockOf<'facts'>;
function rowSaid({ screen, own }: Describing, block: Facts, row: Facts['rows'][number]): readonly Said[] {
  const say = sayingOf(screen);
  const isOwnName = block.title?.key === 'found.person' && row.id === 'name';
  return [say(row.label), isOwnName ? say(own('speech.name'), { words: 'headset' }) : say(row.value)];
}

/** One option of a choice with its state. */
export function optionSaid(
  { screen, own }: Describing,
  block: BlockOf<'choice'> | BlockOf<'multi'>,
  id: string,
): readonly Said[] {
  const say = sayingOf(screen);
  const option = block.options.find((candidate) => candidate.id === id);
  if (option === undefined) return [];
  const isSelected = block.type === 'multi' ? block.selected.includes(id) : block.selected === id;
  // What somebody has chosen is as private as the page.
  const state: Partial<Said> = screen.personal ? { words: 'headset' } : {};
  return [
    say(option.label),
    ...(option.detail === undefined ? [] : [say(option.detail)]),
    ...(option.disabledBecause !== undefined
      ? [say(own('speech.disabled')), say(option.disabledBecause)]
      : isSelected
        ? [say(own('speech.selected'), state)]
        : []),
  ];
}

type Tile = BlockOf<'tiles'>['tiles'][number];
export function tileSaid({ screen, own }: Describing, tile: Tile): readonly Said[] {
  const say = sayingOf(screen);
  return [
    say(tile.title),
    ...(tile.current === true ? [say(own('speech.current'))] : []),
    ...(tile.unavailable === undefined ? [] : [say(tile.unavailable)]),
  ];
}

export const actionSaid = ({ screen }: Describing, action: Action): readonly Said[] => [sayingOf(screen)(action.label)];

/** `2026-11-23` as people say it in Chinese; the pieces of the other languages are made from the same figures. */
const dayText = (value: string): string => {
  const [year, month, day] = value.split('-').map(Number);
  return day === undefined ? `${year}年${month}月` : `${year}年${month}月${day}日`;
};
