import { subjectWords } from '../../../contract/alerts/words.ts';
import type { MachinePage } from '../../../contract/console/machines.ts';
import { type Fact, Facts } from '../../kit/facts.tsx';
import { Panel } from '../../kit/page.tsx';
import { StateWord } from '../../kit/state-word.tsx';
import { type Formats, useFormats } from '../../texts/formats.ts';
import { useLanguage, useWords } from '../../texts/use-words.ts';
import { commandTexts } from '../commands/command-texts.ts';
import { machinePageTexts } from './machine-texts.ts';
import type { MachinePageWords } from './reason-words.ts';

type MachineFacts = MachinePage['facts'];

/** What the last heartbeat said of the machine's run. What its release does not say is left out, never shown as zero. */
export function RunningPanel({ facts }: { readonly facts: MachineFacts }) {
  const words = useWords(machinePageTexts);
  const { of: ofCommands } = useWords(commandTexts);
  const { language } = useLanguage();
  const formats = useFormats();
  const names: Names = {
    part: (part) => subjectWords(part, language),
    notice: ({ reason, until }) => {
      const said = ofCommands('notice.', reason);
      return until === null ? said : words('noticeUntil', { reason: said, time: formats.time(until) });
    },
  };
  return (
    <Panel title={words('running')}>
      <Facts facts={[...workFacts(facts, names, words, formats), ...bodyFacts(facts, words, formats)]} />
    </Panel>
  );
}

/** Words for what machines say in codes. */
interface Names {
  readonly part: (part: string) => string;
  readonly notice: (notice: NonNullable<MachineFacts['notice']>) => string;
}

/** What it has done. */
function workFacts(facts: MachineFacts, names: Names, words: MachinePageWords, formats: Formats): readonly Fact[] {
  const { startedAt, sessions, prints, crashes, touches, isBusy, selfTest, notice } = facts;
  const all: readonly (Fact | false)[] = [
    startedAt !== undefined && { label: words('started'), value: formats.time(startedAt) },
    isBusy !== undefined && { label: words('busy'), value: words(isBusy ? 'yes' : 'no') },
    sessions !== undefined && { label: words('sessions'), value: words('sessionsValue', sessions) },
    prints !== undefined && {
      label: words('prints'),
      value:
        prints.failed > 0 ? (
          <StateWord tone="waiting">{words('printsValue', prints)}</StateWord>
        ) : (
          words('printsValue', prints)
        ),
    },
    touches !== undefined && { label: words('touches'), value: formats.number(touches) },
    crashes !== undefined && {
      label: words('crashes'),
      value: crashes > 0 ? <StateWord tone="attention">{formats.number(crashes)}</StateWord> : '0',
    },
    selfTest !== undefined && {
      label: words('selfTest'),
      value:
        selfTest.failed.length === 0 ? (
          <StateWord tone="done">{words('selfTestPassed', { at: formats.time(selfTest.at) })}</StateWord>
        ) : (
          <StateWord tone="attention">
            {words('selfTestFailed', {
              at: formats.time(selfTest.at),
              parts: selfTest.failed.map(names.part).join(', '),
            })}
          </StateWord>
        ),
    },
    notice != null && { label: words('notice'), value: names.notice(notice) },
  ];
  return all.filter((fact) => fact !== false);
}

/** How it is itself. */
function bodyFacts(facts: MachineFacts, words: MachinePageWords, formats: Formats): readonly Fact[] {
  const { renderer, rssMiB, temperatureC, storage, clock, durability, metadataAgeMs, certificateDays, door } = facts;
  const { withoutMetadataMs } = facts;
  const all: readonly (Fact | false)[] = [
    renderer !== undefined && {
      label: words('renderer'),
      value: `${words('rendererValue', { frames: renderer.frames === null ? '–' : formats.number(renderer.frames), restarts: renderer.restarts })} ${renderer.isSoftware ? words('software') : ''}`,
    },
    rssMiB !== undefined && { label: words('memory'), value: `${formats.number(rssMiB)} MiB` },
    temperatureC !== undefined && { label: words('temperature'), value: `${temperatureC} °C` },
    storage?.usedPercent != null && { label: words('storage'), value: `${storage.usedPercent} %` },
    clock !== undefined && {
      label: words('clock'),
      value: words('clockValue', {
        trust: words.of('clock.', clock.trust),
        offset: clock.offsetMs === null ? '—' : `${formats.number(clock.offsetMs)} ms`,
      }),
    },
    durability !== undefined && {
      label: words('durability'),
      value: (
        <StateWord tone={durability === 'ok' ? 'done' : 'attention'}>{words.of('durability.', durability)}</StateWord>
      ),
    },
    metadataAgeMs !== undefined && {
      label: words('metadata'),
      value: words('metadataValue', { span: formats.span(metadataAgeMs) }),
    },
    withoutMetadataMs !== undefined && {
      label: words('metadata'),
      value: words('metadataNone', { span: formats.span(withoutMetadataMs) }),
    },
    certificateDays !== undefined && { label: words('certificate'), value: words('days', { count: certificateDays }) },
    door !== undefined && { label: words('door'), value: words.of('door.', door) },
  ];
  return all.filter((fact) => fact !== false);
}
