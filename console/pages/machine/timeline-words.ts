import type { TimelineRow } from '../../../contract/console/machines.ts';
import { meaningOf } from '../../../contract/technician/work-causes.ts';
import type { Language, Words } from '../../texts/define-texts.ts';
import type { machineTexts } from '../../texts/machine-texts.ts';
import { type UpdateCauseWords, updateCauseWords } from '../../texts/update-cause-texts.ts';
import type { workTexts } from '../../texts/work-texts.ts';
import { standingOf } from '../commands/acts.ts';
import type { commandTexts } from '../commands/command-texts.ts';
import { type MachinePageWords, reasonWords } from './reason-words.ts';

/** Words of the areas that a machine's history takes from. */
export interface TimelineAreas {
  readonly language: Language;
  readonly page: MachinePageWords;
  readonly machine: Words<keyof (typeof machineTexts)['en']>;
  readonly work: Words<keyof (typeof workTexts)['en']>;
  readonly command: Words<keyof (typeof commandTexts)['en']>;
  readonly causes: UpdateCauseWords;
}

/** What happened, and more of it ('' = nothing), in words; a code that the page does not know stands as it is. Pure. */
export function timelineWords(
  row: TimelineRow,
  areas: TimelineAreas,
): { readonly title: string; readonly detail: string } {
  const { page } = areas;
  const said = (word: string, detail = row.detail) => ({ title: page(`event.${row.kind}`, { word }), detail });
  switch (row.kind) {
    case 'state': {
      const reasons = row.detail.split(' ').filter((code) => code !== '');
      const inWords = reasons.map((code) => reasonWords(page, areas.command, areas.language, code));
      return said(areas.machine.of('state.', row.word), inWords.join(' · '));
    }
    case 'orderOpened':
    case 'orderClosed':
      return said(
        areas.work(`cause.${meaningOf(row.word).cause}`),
        row.detail === 'verified' ? areas.work('verified') : row.detail,
      );
    case 'outcome':
      return said(page.of('assignment.', row.word), outcomeDetail(areas.causes, row.detail));
    case 'command':
      return said(areas.command.of('kind.', row.word), commandDetail(areas.command, row.detail));
    case 'boot':
    case 'version':
    case 'assigned':
      return said(row.word);
  }
}

/** Release, and why it was given up. */
function outcomeDetail(causes: UpdateCauseWords, detail: string): string {
  const [release = '', cause] = detail.split(' ');
  return cause === undefined ? detail : `${release} · ${updateCauseWords(causes, null, cause)}`;
}

/** How a command stands by its state and code, as the list of commands tells it: an end that nobody knows is not called a failure. */
function commandDetail(command: TimelineAreas['command'], detail: string): string {
  const [state = '', code = null] = detail.split(' ');
  return command.of('state.', standingOf({ state, code } as Parameters<typeof standingOf>[0]));
}
