import { never } from '../result.ts';
import type { Block, BlockOf, Screen } from '../screen.ts';
import type { Text } from '../text.ts';
import type { Privacy, Said } from './pieces.ts';

/**
 * What a screen says, in reading order: name of the page, position, what stands on it with the state of its controls, then what can be pressed
 * (docs/domain/screens.md §8). Pure; texts come resolved with the snapshot, words of speech itself are named by their key (`own`).
 */
export interface Describing {
  readonly screen: Screen;
  /** Wall clock of the page, ISO 8601. */
  readonly now: string;
  /** A word of speech itself (`kiosk-config/texts/speech.json`, words of the kit) in the language that is spoken. */
  own(key: OwnWord, values?: Readonly<Record<string, number>>): Text;
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
  | 'speech.off'
  | 'speech.keeperNote'
  | 'speech.minutesLeft'
  | 'speech.secondsLeft'
  | 'kit.entered';

/** One thing that is heard together: a row with its label, an option with its state. When a part of it changes, the whole of it is news. */
export type SaidLine = readonly Said[];

/** What is spoken of a whole page: title, lead, blocks and buttons in the order in which they are read. */
export function screenSaid(describing: Describing): readonly SaidLine[] {
  const { screen, own } = describing;
  const say = sayingOf(screen);
  const { back, main, other } = screen.actions;
  // Some pieces bring the main button of their page.
  const submits = screen.blocks.flatMap((block) => ('submit' in block ? [block.submit] : []));
  const buttons = [main, ...submits, ...other, back].filter((action) => action !== undefined);
  const lines: SaidLine[] = [
    [say(screen.heading)],
    ...(screen.step === undefined ? [] : [[say(screen.step.label, position)]]),
    ...(screen.lead === undefined ? [] : [[say(screen.lead)]]),
    ...screen.blocks.flatMap((block) => blockSaid(describing, block)),
    ...(screen.keeperNote === undefined
      ? []
      : [[say(own('speech.keeperNote')), say(bare('keeperNote', screen.keeperNote), { values: 'any', spell: true })]]),
    ...(buttons.length === 0 ? [] : [[say(own('speech.actions'))]]),
    ...buttons.map((action) => [say(action.label)]),
  ];
  return lines.filter((line) => line.length > 0);
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

function blockSaid(describing: Describing, block: Block): readonly SaidLine[] {
  const { screen, own } = describing;
  const say = sayingOf(screen);
  /** Each text for itself. */
  const all = (...texts: readonly (Text | undefined)[]): readonly SaidLine[] =>
    texts.filter((text) => text !== undefined).map((text) => [say(text)]);
  const together = (...texts: readonly (Text | undefined)[]): SaidLine => all(...texts).flat();
  const pager = 'pager' in block && block.pager !== undefined ? [[say(block.pager.words, position)]] : [];
  const error = [errorSaid(describing, block)];
  switch (block.type) {
    case 'paragraph':
      return all(block.text);
    case 'notice':
      return [together(block.title, block.text)];
    case 'facts':
      return [...all(block.title), ...block.rows.map((row) => rowSaid(describing, block, row)), ...all(block.source)];
    case 'choice':
    case 'multi':
      return [
        ...error,
        [say(own('speech.choices'))],
        ...block.options.map((option) => optionSaid(describing, block, option.id)),
        ...pager,
      ];
    case 'date':
      return [
        ...error,
        [
          say(block.label),
          block.value === null ? say(own('speech.empty')) : say(bare('date', dayText(block.value)), typed),
        ],
      ];
    case 'text':
      return [
        ...error,
        [say(block.label), block.value === '' ? say(own('speech.empty')) : say(bare('typed', block.value), typed)],
        ...all(block.why),
        ...block.phrases.map((phrase) => [say(phrase.text)]),
      ];
    case 'counter':
      return [...error, [say(block.label), say(bare('counter', String(block.value)), typed), ...together(block.unit)]];
    case 'digits':
      return [...error, ...all(block.label, block.why)];
    case 'search':
      return [
        ...all(block.label, block.query === '' ? block.hint : undefined, block.none),
        ...block.words.map((word) => [say(word.label)]),
      ];
    case 'table':
      return [
        ...all(block.title),
        ...block.rows.map((cells) => cells.flatMap((cell, i) => [...together(block.columns[i]), say(cell)])),
        ...pager,
        ...all(block.source),
      ];
    case 'board':
      // Whether somebody meets a condition is told to them alone.
      return block.lines.map((line) => [
        say(line.text),
        say({ key: `kit.holds.${line.holds}`, text: '' }, { words: 'headset', values: 'headset' }),
        ...(line.reason === undefined ? [] : [say(line.reason, { words: 'headset', values: 'headset' })]),
      ]);
    case 'lanes':
      return [
        ...all(block.title),
        ...block.lanes.map((lane) =>
          together(lane.title, lane.department, lane.state, lane.date, lane.days, lane.note),
        ),
      ];
    case 'tasks':
      return block.tasks.map((task) => together(task.title, task.word, task.detail));
    case 'pay':
      return [
        [...together(block.what), say(block.amount, { values: 'headset' })],
        ...all(block.label),
        [say(block.qr.label), say(own('speech.code'))],
        leftSaid(describing, block.endsAt),
      ];
    case 'code':
      return [
        ...all(block.caption),
        [say(own('speech.code'))],
        ...(block.endsAt === undefined ? [] : [leftSaid(describing, block.endsAt)]),
      ];
    case 'camera':
      return all(block.caption);
    case 'pin':
      // How many are in is no secret, and somebody who sees nothing has no other way to know.
      return [...all(block.label), [say(own('kit.entered', { n: block.entered, of: block.of }), { values: 'any' })]];
    case 'preview':
      return [...all(block.pageWords), ...block.lines.map((line) => [say(bare('preview', line), typed)])];
    case 'tiles':
      return [...all(block.title), ...block.tiles.map((tile) => tileSaid(describing, tile)), ...pager];
    case 'machine':
      return all(block.caption);
    case 'steps':
      return block.steps.map((step) => [say(step.label), say({ key: `kit.state.${step.state}`, text: '' })]);
    case 'receipt':
      return [
        [say(block.label), say(bare('receipt', block.number), { values: 'headset', spell: true })],
        ...(block.qr === undefined ? [] : [[say(block.qr.label), say(own('speech.code'))]]),
        // What the paper says besides: whoever cannot read it has no other way to check it (EN 301 549 5.1.3.16).
        ...(block.paper ?? []).map(({ label, value }) => [say(label), say(value, { values: 'headset' })]),
      ];
    case 'hotlines':
      return block.lines.map((line) => [
        say(line.label),
        say(bare('hotline', line.number), { values: 'any', spell: true }),
      ]);
    case 'checklist':
      return block.items.map((item) => [say(item.label), say({ key: `kit.state.${item.state}`, text: '' })]);
    case 'paper':
      return all(block.label);
    default:
      return never(block, 'blockSaid');
  }
}

/** How long a code may be used, in whole minutes, the last one in seconds. Nothing where it is over. */
function leftSaid({ screen, own, now }: Describing, endsAt: string): SaidLine {
  const seconds = Math.round((Date.parse(endsAt) - Date.parse(now)) / 1000);
  if (!(seconds > 0)) return [];
  const minutes = Math.floor(seconds / 60);
  const left = minutes === 0 ? own('speech.secondsLeft', { n: seconds }) : own('speech.minutesLeft', { n: minutes });
  return [sayingOf(screen)(left, { values: 'any' })];
}

/** Where in a journey or a list one is tells nothing about a person. */
const position = { values: 'any' } as const;

/** Typed characters are for the headset only, wherever they stand. */
const typed = { values: 'headset' } as const;

/** An error with the name of its field; the question itself where the field has no name of its own. */
function errorSaid({ screen, own }: Describing, block: Block): SaidLine {
  if (!('error' in block) || block.error === undefined) return [];
  const say = sayingOf(screen);
  return [say(own('speech.error')), say('label' in block ? block.label : screen.heading), say(block.error)];
}

type Facts = BlockOf<'facts'>;
function rowSaid({ screen, own }: Describing, block: Facts, row: Facts['rows'][number]): SaidLine {
  const say = sayingOf(screen);
  const isOwnName = block.title?.key === 'found.person' && row.id === 'name';
  return [say(row.label), isOwnName ? say(own('speech.name'), { words: 'headset' }) : say(row.value)];
}

/** One option of a choice with its state. */
export function optionSaid(
  { screen, own }: Describing,
  block: BlockOf<'choice'> | BlockOf<'multi'>,
  id: string,
): SaidLine {
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
/** What is spoken of one tile of the home page: its name, and why it cannot be used now. */
export function tileSaid({ screen, own }: Describing, tile: Tile): SaidLine {
  const say = sayingOf(screen);
  // The official name of a service behind its everyday one tells nothing more.
  const isMore =
    tile.detail !== undefined && tile.unavailable === undefined && !/^item\..+\.title$/.test(tile.detail.key);
  return [
    say(tile.title),
    ...(isMore && tile.detail !== undefined ? [say(tile.detail)] : []),
    ...(tile.current === true ? [say(own('speech.current'))] : []),
    ...(tile.unavailable === undefined ? [] : [say(tile.unavailable)]),
  ];
}

/** `2026-11-23` as people say it in Chinese; the pieces of the other languages are made from the same figures. */
const dayText = (value: string): string => {
  const [year, month, day] = value.split('-').map(Number);
  return day === undefined ? `${year}年${month}月` : `${year}年${month}月${day}日`;
};
