import type { FocusedControl } from '../../contract/speech/controls.ts';

/** The control behind a focused element, by the names that pages give to theirs; null for what is no control (the heading of a new page). */
export function focusedControl(element: Element): FocusedControl | null {
  // An option's own input lies inside of it, so names go before kinds.
  const control = element.closest<HTMLElement>(named) ?? element.closest<HTMLElement>('button, input');
  if (control === null) return null;
  return controlOf(control.dataset, control.getAttribute('aria-label') ?? control.textContent);
}

/** What a control is by the marks that it carries. Pure. */
export function controlOf(marks: Readonly<Partial<Record<string, string>>>, name: string): FocusedControl {
  const { action, option, tile, key, language, candidate, act, sounds, strokes } = marks;
  if (option !== undefined) return { kind: 'option', id: option };
  if (tile !== undefined) return { kind: 'tile', id: tile };
  if (language !== undefined) return { kind: 'language', id: language };
  // What is about to be written: a key by its name (a stroke, three letters), a reading, a candidate with the word that tells it apart.
  const writes = candidate !== undefined || act === 'reading' || (key !== undefined && [...key].length === 1);
  if (writes && sounds !== undefined && sounds !== '') {
    return {
      ...{ kind: 'typing', name, sounds: sounds.split('|').map((phrase) => phrase.split(' ')) },
      ...(strokes === undefined ? {} : { strokes: Number(strokes) }),
    };
  }
  if (writes) return { kind: 'typing', name };
  if (action !== undefined && !kitActions.has(action)) return { kind: 'action', id: action };
  return { kind: 'other', name };
}

const named = '[data-action], [data-option], [data-tile], [data-key], [data-language], [data-candidate]';

/** Buttons of the kit itself: no page knows them. */
const kitActions: ReadonlySet<string> = new Set([
  'search.open',
  'search.close',
  'keyboard.open',
  'page.up',
  'page.down',
]);
