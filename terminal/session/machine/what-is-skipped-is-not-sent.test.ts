import { expect, it } from 'vitest';
import { newVisit, noSections, type SessionContext } from '../context.ts';
import { party } from '../testing/session-fixtures.ts';
import { sessionRig, shippedItems } from '../testing/session-rig.ts';
import { afterAnswer, onPress } from './answering.ts';

const shipped = shippedItems.find(({ id }) => id === 'prop.search');
if (shipped === undefined) throw new Error('no item with rows');
/** Family members of whom the relation may be left out. */
const item = {
  ...shipped,
  fields: shipped.fields.map((field) =>
    field.key === 'family' && field.fields !== undefined
      ? {
          ...field,
          fields: field.fields.map((row) => (row.key === 'agree' ? row : { ...row, required: 'never' as const })),
        }
      : field,
  ),
};

/** The row of a relative is opened once more, at the field that was answered before and may be left out. */
function editing(): SessionContext {
  const group = item.fields.find(({ key }) => key === 'family');
  const step = item.steps.findIndex((one) => one.page === 'question' && one.field === 'family');
  const at = group?.fields?.findIndex(({ key }) => key === 'relation') ?? -1;
  const row = { who: { name: 'x', idNumber: '440199199107040150' }, relation: 'spouse', agree: 'yes' };
  const visit = newVisit('v', item, {
    ...{ actor: party, step, partial: row, answers: { family: [row] }, touched: ['family'] },
    sections: { ...noSections, row: { index: 0, field: at } },
  });
  return { ...sessionRig().service.context(), visit };
}

it('what is skipped when a row is changed is gone from the row', () => {
  const context = editing();
  const { change, isDone } = onPress(context, 'skip', '2026-11-23T06:03:12.000Z');
  expect(isDone).toBe(true);
  const next = { ...context, ...change };
  expect(next.visit?.partial).not.toHaveProperty('relation');
  const after = afterAnswer(next).visit;
  expect(after?.partial).toMatchObject({ agree: 'yes' });
  expect(after?.partial).not.toHaveProperty('relation');
});
