import type { BlockOf, Screen } from '../../../contract/screen.ts';
import { speechPresses } from '../machine/speech.ts';
import { calls } from './machine-pages.ts';
import { notice, type PageKit, page } from './page-kit.ts';
import { hasSpeechPage } from './speech-page.ts';

/** Help lies over any page; nothing is lost by opening it, and nothing of the visit stands on it: whoever helps may look. */
export function helpPage(kit: PageKit): Screen {
  const { context, t } = kit;
  const { devices, modes } = context;
  const byKeys = devices.navPad.availability === 'ready' || modes.speech.output !== 'off';
  return page('N1', 'help', t('help.title'), {
    tone: 'information',
    lead: t('help.lead'),
    blocks: [
      ...(byKeys ? [{ type: 'paragraph' as const, text: t('help.keys') }] : []),
      calls(kit),
      ...keeperRows(kit),
      notice('information', t('help.staff'), t('help.staff.title')),
      notice(
        'information',
        t(context.visit === null ? 'help.meanwhile.idle' : 'help.meanwhile'),
        t('help.meanwhile.title'),
      ),
    ],
    actions: {
      main: kit.action('help.close', 'action.close'),
      other: hasSpeechPage(context) ? [kit.action(speechPresses.open, 'speech.page')] : [],
    },
    canExit: context.visit !== null,
  });
}

/** Who looks after this machine, as the operator has entered it: name, hours, when they come by. */
export function keeperRows(kit: PageKit): BlockOf<'facts'>[] {
  const { keeper } = kit.settings;
  const { language } = kit.context;
  if (keeper === undefined) return [];
  const rows: BlockOf<'facts'>['rows'] = [
    // A name is never put into other characters.
    ...(keeper.name === undefined
      ? []
      : [{ id: 'name', label: kit.t('help.keeper.name'), value: kit.value('name', keeper.name) }]),
    ...(keeper.hours === undefined
      ? []
      : [{ id: 'hours', label: kit.t('help.keeper.hours'), value: kit.value('hours', keeper.hours[language]) }]),
    ...(keeper.visits === undefined
      ? []
      : [{ id: 'visits', label: kit.t('help.keeper.visits'), value: kit.value('visits', keeper.visits[language]) }]),
  ];
  return rows.length === 0 ? [] : [{ type: 'facts', title: kit.t('help.keeper.title'), rows }];
}
