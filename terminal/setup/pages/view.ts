import type { TechnicianView } from '../../../contract/technician/view.ts';
import type { Language } from '../../../contract/text.ts';
import type { Texts } from '../../catalogue/texts.ts';
import { framed } from '../../technician/pages/frame.ts';
import { type SetupSight, setupKit, stepsBlock } from './kit.ts';
import { setupPages } from './pages.ts';

/** The page of the step that the set-up stands at, in its frame. */
export function setupView(texts: Texts, language: Language, sight: SetupSight): TechnicianView {
  const { progress, said } = sight;
  const kit = setupKit(texts, language, sight);
  const page = setupPages[progress.step](kit);
  const blocks = [
    stepsBlock(kit),
    ...(said === null ? [] : [{ type: 'notice' as const, tone: said.tone, text: kit.t(said.key) }]),
    ...page.blocks,
  ];
  const { by } = progress;
  return framed(
    { name: `set-up/${progress.step}`, ...page, blocks },
    {
      ...(by === null ? {} : { person: kit.t('tech.person.technician', { id: by }) }),
      citizens: { tone: 'waiting', text: kit.t('tech.citizens.off') },
      leavesAt: null,
      nav: [],
      leave: kit.t(by === null ? 'setup.leave.restart' : 'setup.leave.giveUp'),
    },
  );
}
