import { expect, test } from 'vitest';
import { subjectWords } from '../../contract/alerts/words.ts';
import { commandStates } from '../../contract/command-states.ts';
import { switchReasons } from '../../contract/console/catalogue.ts';
import { fleetStates } from '../../contract/console/fleet-state.ts';
import { foundCauses } from '../../contract/console/rollouts.ts';
import { passwordFaults } from '../../contract/console/session.ts';
import { taskKinds } from '../../contract/console/tasks.ts';
import { conditions, links, outcomes } from '../../contract/device.ts';
import { districtLetters } from '../../contract/district.ts';
import { topics } from '../../contract/envelope.ts';
import { HeartbeatRequest, intakeStates } from '../../contract/hub-api.ts';
import { caseStates } from '../../contract/pulls/cases.ts';
import { AssignmentRow } from '../../contract/release/fleet.ts';
import { refusalCauses, returnCauses } from '../../contract/release/update-outcome.ts';
import { commandCodes, remoteActKinds } from '../../contract/remote-command.ts';
import { faultReasons } from '../../contract/technician/staff.ts';
import { commandTexts } from '../pages/commands/command-texts.ts';
import { machinePageTexts } from '../pages/machine/machine-texts.ts';
import { reasonWords } from '../pages/machine/reason-words.ts';
import { catalogueTexts } from './catalogue-texts.ts';
import { languages, type Texts, wordsOf } from './define-texts.ts';
import { machineTexts } from './machine-texts.ts';
import { passwordTexts } from './password-texts.ts';
import { supplyTexts } from './supply-texts.ts';
import { transactionTexts } from './transaction-texts.ts';
import { unknownActTexts } from './unknown-act-texts.ts';
import { updateCauseTexts, updateCauseWords } from './update-cause-texts.ts';

/** Words of a schema that is a choice of them. */
const wordsIn = (schema: object): readonly string[] => (schema as { readonly enum: readonly string[] }).enum;
const { clock, durability, door } = HeartbeatRequest.properties;

/**
 * Codes of the contract that pages ask `of` for, which shows one without a name as it is, for a newer hub or machine. What pages ask for by a fixed key the compiler sees to. Codes of errors (`E_MEDIA_JAM`)
 * and acts of the audit (`rollout.paused`) are shown as they are: manuals and filters know them by that.
 */
const asked: readonly (readonly [texts: Texts, prefix: string, codes: readonly string[]])[] = [
  [machineTexts, 'state.', fleetStates],
  [machineTexts, 'district.', districtLetters],
  [transactionTexts, 'topic.', topics],
  [transactionTexts, 'state.', [...caseStates, 'received', 'applied', 'unreadable']],
  [machinePageTexts, 'assignment.', wordsIn(AssignmentRow.properties.state)],
  [machinePageTexts, 'clock.', wordsIn(clock.properties.trust)],
  [machinePageTexts, 'durability.', wordsIn(durability)],
  [machinePageTexts, 'door.', wordsIn(door)],
  [machinePageTexts, 'link.', links],
  [machinePageTexts, 'condition.', conditions],
  [machinePageTexts, 'reason.', ['durability', 'silent', 'neverHeard', 'update']],
  [commandTexts, 'kind.', remoteActKinds],
  [commandTexts, 'state.', commandStates],
  [commandTexts, 'code.', commandCodes],
  [commandTexts, 'notice.', faultReasons],
  [unknownActTexts, 'outcome.', outcomes],
  [catalogueTexts, 'reason.', switchReasons],
  [supplyTexts, 'task.', taskKinds],
  [passwordTexts, 'fault.', passwordFaults],
];

test('no code of the contract is shown as a word of the program', () => {
  // A name may be the word of the code itself: "up".
  const bare = languages.flatMap((language) =>
    asked.flatMap(([texts, prefix, codes]) =>
      codes
        .filter((code) => !Object.hasOwn(texts[language], prefix + code))
        .map((code) => `${language} ${prefix}${code}`),
    ),
  );
  expect(asked.every(([, , codes]) => codes.length > 1)).toBe(true);
  expect(bare).toEqual([]);
});

test('why a machine serves nobody is told in words, a notice of its keeper too', () => {
  const [page, commands] = [wordsOf(machinePageTexts, 'zh-CN'), wordsOf(commandTexts, 'zh-CN')];
  for (const [family, codes] of [
    ['notice', faultReasons],
    ['intake', intakeStates.filter((state) => state !== 'open')],
  ] as const)
    for (const code of codes) expect(reasonWords(page, commands, 'zh-CN', `${family}:${code}`)).toMatch(/^[^a-zA-Z]+$/);
  expect(subjectWords('cabinet', 'zh-CN')).toBe('机柜');
});

test('why a machine of a roll-out stands where it does is told in words, what the hub itself has found too: a machine from which a release was taken back had an unknown cause', () => {
  const told = [...returnCauses, ...refusalCauses];
  const found = Object.entries(foundCauses).flatMap(([state, codes]) => codes.map((code) => [state, code] as const));
  for (const language of languages) {
    const words = wordsOf(updateCauseTexts, language);
    for (const code of told)
      expect(updateCauseWords(words, 'refused', code)).not.toMatch(new RegExp(`^${code}$|\\(|（`));
    for (const [state, code] of found) expect(words.of(`hub.${state}.`, code)).not.toBe(code);
    expect(updateCauseWords(words, 'superseded', 'solarFlare')).toContain('solarFlare');
  }
  // The same code of the machine and of the hub are two things.
  const english = wordsOf(updateCauseTexts, 'en');
  expect([updateCauseWords(english, 'superseded', 'expired'), updateCauseWords(english, 'refused', 'expired')]).toEqual(
    ['offer has run out', 'metadata has run out'],
  );
});
