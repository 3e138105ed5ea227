import { expect, test } from 'vitest';
import { ItemStep } from '../../contract/catalogue/step.ts';
import { usageTexts } from './usage-texts.ts';

/** Pages that are no step of an item (terminal/session/machine.ts). */
const besides = ['reidentify', 'finished', 'helping', 'notice'];

test('where people give up is told in words, not by the name of a state of the program', () => {
  const steps: readonly string[] = ItemStep.anyOf.map(({ properties }) => properties.page.const);
  expect(steps).toContain('question');
  const known = Object.keys(usageTexts.en);
  for (const page of [...steps.filter((one) => one !== 'help'), ...besides]) expect(known).toContain(`step.${page}`);
});
