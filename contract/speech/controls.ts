import type { Action } from '../blocks/parts.ts';
import type { Screen } from '../screen.ts';
import type { Snapshot } from '../snapshot.ts';
import type { Text } from '../text.ts';
import { type Describing, optionSaid, sayingOf, tileSaid } from './describe.ts';
import type { Said } from './pieces.ts';

/**
 * The control that has the focus, as the page names it: an action, an option, a tile; `typing`: a key or a candidate that writes characters; `other`: a control of the kit by
 * its accessible name; `leaf`: the leaf of the page that was turned to, in the words that stand between the buttons.
 */
export type FocusedControl =
  | { readonly kind: 'action'; readonly id: string }
  | { readonly kind: 'option'; readonly id: string }
  | { readonly kind: 'tile'; readonly id: string }
  | { readonly kind: 'language'; readonly id: string }
  | { readonly kind: 'typing'; readonly name: string; readonly sounds?: Said['sounds']; readonly strokes?: number }
  | { readonly kind: 'leaf'; readonly words: string }
  | { readonly kind: 'other'; readonly name: string };

/** What is said of a control when the focus comes to it. Empty: the page has no such control any more. */
export function controlSaid(describing: Describing, snapshot: Snapshot, control: FocusedControl): readonly Said[] {
  const { screen, own } = describing;
  const say = sayingOf(screen);
  switch (control.kind) {
    case 'action': {
      const action = actionsOf(snapshot).find(({ id }) => id === control.id);
      if (action === undefined) return [];
      const state = stateOf(snapshot, control.id);
      return [say(action.label), ...(state === null ? [] : [say(own(state))])];
    }
    case 'option':
      return screen.blocks.flatMap((block) => {
        if (block.type === 'choice' || block.type === 'multi') return optionSaid(describing, block, control.id);
        if (block.type !== 'text') return [];
        return block.phrases.filter(({ id }) => id === control.id).map(({ text }) => say(text));
      });
    case 'tile':
      return screen.blocks.flatMap((block) => {
        if (block.type === 'tiles') {
          return block.tiles.filter(({ id }) => id === control.id).flatMap((tile) => tileSaid(describing, tile));
        }
        return [];
      });
    case 'language':
      return snapshot.bars.languageNames
        .filter(({ language }) => language === control.id)
        .map(({ language, name }) => say({ key: `language.${language}`, text: name }));
    case 'typing':
      return [
        say(named(control.name), {
          ...{ values: 'headset', words: 'headset', spell: true },
          ...(control.sounds === undefined ? {} : { sounds: control.sounds }),
          ...(control.strokes === undefined ? {} : { strokes: control.strokes }),
        }),
      ];
    case 'leaf':
      return [say({ key: 'kit.leaf', text: control.words }, { values: 'any' })];
    case 'other':
      return control.name === '' ? [] : [say(named(control.name), { values: screen.personal ? 'headset' : 'any' })];
  }
}

const named = (text: string): Text => ({ key: 'value.control', text });

/** Everything on the window that is pressed by an id, with its label. */
export function actionsOf(snapshot: Snapshot): readonly Action[] {
  const { screen, bars, warning } = snapshot;
  const { modeLabels } = bars;
  return [
    ...(warning === null
      ? []
      : [
          { id: 'warning.stay', label: warning.stay },
          { id: 'warning.finish', label: warning.finish },
        ]),
    ...screenActions(screen),
    { id: 'exit', label: bars.exit },
    { id: 'mode.largeText', label: modeLabels.largeText },
    { id: 'mode.contrastDark', label: modeLabels.contrastDark },
    { id: 'mode.contrastLight', label: modeLabels.contrastLight },
    { id: 'mode.reach', label: modeLabels.reach },
    { id: 'mode.reach.offer', label: bars.reachOffer },
    { id: 'mode.speech', label: modeLabels.speech },
    { id: 'help', label: modeLabels.help },
  ];
}

function screenActions(screen: Screen): readonly Action[] {
  const { back, main, other } = screen.actions;
  const list = [back, main, ...other];
  for (const block of screen.blocks) {
    if ('submit' in block) list.push(block.submit);
    if ('pager' in block) list.push(block.pager?.previous, block.pager?.next);
    if (block.type === 'facts') list.push(...block.rows.flatMap((row) => [row.change, row.reveal]));
    if (block.type === 'table') list.push(block.reveal);
    if (block.type === 'search') list.push(...block.words);
    if (block.type === 'tasks') list.push(...block.tasks.map((task) => ({ id: `task:${task.id}`, label: task.title })));
  }
  return list.filter((action) => action !== undefined);
}

function stateOf({ modes }: Snapshot, id: string): 'speech.on' | 'speech.off' | null {
  if (id === 'mode.largeText') return modes.largeText ? 'speech.on' : 'speech.off';
  if (id === 'mode.contrastDark') return modes.theme === 'contrast-dark' ? 'speech.on' : 'speech.off';
  if (id === 'mode.contrastLight') return modes.theme === 'contrast-light' ? 'speech.on' : 'speech.off';
  if (id === 'mode.reach') return modes.reach ? 'speech.on' : 'speech.off';
  if (id === 'mode.speech') return modes.speech.output === 'off' ? 'speech.off' : 'speech.on';
  return null;
}
