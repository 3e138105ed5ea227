import type { TimelineRow } from '../../../contract/console/machines.ts';
import { isKnownCause } from '../../../contract/release/update-outcome.ts';
import { meaningOf } from '../../../contract/technician/work-causes.ts';
import type { Language, Words } from '../../texts/define-texts.ts';
import type { machineTexts } from '../../texts/machine-texts.ts';
import type { workTexts } from '../../texts/work-texts.ts';
import type { commandTexts } from '../commands/command-texts.ts';
import { type MachinePageWords, reasonWords } from './reason-words.ts';

/** Words of the areas that a machine's history takes from. */
export interface TimelineAreas {
  readonly language: Language;
  readonly page: MachinePageWords;
  readonly machine: Words<keyof (typeof machineTexts)['en']>;
  readonly work: Words<keyof (typeof workTexts)['en']>;
  readonly command: Words<keyof (typeof commandTexts)['en']>;
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
      const inWords = reasons.map((code) => reasonWords(page, areas.language, code));
      return said(areas.machine.of('state.', row.word), inWords.join(' · '));
    }
    case 'orderOpened':
    case 'orderClosed':
      return said(
        areas.work(`cause.${meaningOf(row.word).cause}`),
        row.detail === 'verified' ? areas.work('verified') : row.detail,
      );
    case 'outcome':
      return said(page.of('assignment.', row.word), outcomeDetail(page, row.detail));
    case 'command':
      return said(areas.command.of('kind.', row.word), areas.command.of('state.', row.detail));
    case 'boot':
    case 'version':
    case 'assigned':
      return said(row.word);
  }
}

/** Release, and why it was given up; a cause of a newer machine is told as one that this release does not know. */
function outcomeDetail(page: MachinePageWords, detail: string): string {
  const [release = '', cause] = detail.split(' ');
  return cause === undefined || isKnownCause(cause) ? detail : `${release} ${page('causeUnknown', { code: cause })}`;
}
