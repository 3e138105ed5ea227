import { errorCodes } from '../../../contract/device.ts';
import type { TechnicianBlockOf } from '../../../contract/technician/view.ts';
import { type DeviceTest, type DeviceTestId, deviceTests } from '../device-tests.ts';
import { mayTest } from '../rights.ts';
import type { Found, LastTest } from '../test-result.ts';
import { cityMinute, type DeskKit, type DeskPage } from './desk.ts';
import { faultWords } from './device-pages.ts';

type CheckLine = TechnicianBlockOf<'checks'>['lines'][number];

/** Guided tests, each one touch: what it does, how the last one ended, when and who it was. */
export function testsPage(kit: DeskKit): DeskPage {
  const { t, desk, person } = kit;
  const tests = deviceTests.filter((test) => mayTest(person, test.id) && isFitted(kit, test));
  return {
    heading: t('tech.tests'),
    lead: t('tech.tests.lead'),
    blocks: [{ type: 'checks', lines: tests.map((test) => testLine(kit, test)) }],
    ...(desk.running === null
      ? {}
      : { waiting: t('tech.running'), other: [{ id: 'test.stop', label: t('tech.action.stop') }] }),
  };
}

/** What is not fitted has no line: a machine of the house has few of these parts. */
function isFitted({ facts }: DeskKit, { device }: DeviceTest): boolean {
  const parts: ReadonlySet<string> = facts.parts();
  return parts.has(device) || facts.devices().some(({ role }) => role === device);
}

/** One test: what to do, or what was found the last time. */
export function testLine(kit: DeskKit, { id, device }: DeviceTest): CheckLine {
  const { t, desk, facts } = kit;
  const label = t(`tech.test.${keyOf(id)}`);
  const todo = t(`tech.test.${keyOf(id)}.todo`);
  if (desk.running === id) return { id, label, verdict: 'running', word: t('tech.word.running'), todo };
  const role = facts.devices().find((candidate) => candidate.role === device);
  const canStart = !kit.isBusy && (role === undefined || role.holding === 'ours');
  const action = canStart ? { action: { id: `test:${id}`, label: t('tech.action.start') } } : {};
  const last = desk.results[id];
  if (last === undefined) return { id, label, verdict: 'waiting', word: t('tech.word.notRun'), todo, ...action };
  return { id, label, ...resultWords(kit, id, last), ...action };
}

/** How a test ended, in words: the number measured, when and who, and what to do where it did not pass. */
function resultWords(kit: DeskKit, id: DeviceTestId, last: LastTest): Omit<CheckLine, 'id' | 'label' | 'action'> {
  const { t, value } = kit;
  const { verdict, outcome, code, found, atMs, by } = last;
  const when = t('tech.test.last', { at: cityMinute(new Date(atMs).toISOString()), by }).text;
  const measured = [foundWords(kit, found), ...(code === null ? [] : [codeWords(kit, code)]), when].filter(
    (part) => part !== '',
  );
  const isDone = verdict === 'pass';
  return {
    verdict,
    word: isDone ? t('tech.word.pass') : outcome === 'done' ? t(`tech.word.${verdict}`) : t(`tech.outcome.${outcome}`),
    measured: value(`measured.${id}`, measured.join('　')),
    todo: isDone ? t(`tech.test.${keyOf(id)}.done`) : todoOf(kit, id, last),
  };
}

/** What was measured, in one sentence. */
function foundWords({ t, has }: DeskKit, found: Found | null): string {
  if (found === null || !has(found.key)) return '';
  const { list, values } = found;
  const names = (list?.names ?? []).map((name) => {
    const key = `${list?.prefix}.${name}`;
    return has(key) ? t(key).text : name;
  });
  return t(found.key, { ...values, ...(list === undefined ? {} : { list: names.join('、') }) }).text;
}

const codeWords = (kit: DeskKit, code: string): string => `${faultWords(kit, code, 'none').text.text}　${code}`;

/** What to do: the word of what was found goes before that of the code. */
function todoOf(kit: DeskKit, id: DeviceTestId, { found, code, outcome }: LastTest) {
  const { t, has } = kit;
  const own = found === null ? '' : `${found.key}.do`;
  if (has(own)) return t(own);
  if (outcome === 'indeterminate' || code === null) return t('tech.outcome.look');
  const action = code in errorCodes ? errorCodes[code as keyof typeof errorCodes].action : 'engineer';
  const ofTest = `tech.test.${keyOf(id)}.${code === 'E_TIMEOUT' || code === 'E_CANCELLED' ? 'again' : 'bad'}`;
  if (has(ofTest)) return t(ofTest);
  return action === 'none' ? t('tech.outcome.look') : faultWords(kit, code, action).todo;
}

/** Names of texts have no colon. */
export const keyOf = (test: string): string => test.replace(':', '.');
