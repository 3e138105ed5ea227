import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, test } from 'vitest';
import { machinePartStates, machineParts } from '../../contract/blocks/things.ts';
import { type MachineFront, withParts } from '../../contract/machine-model.ts';
import { referenceMachine } from '../../contract/reference-machine.ts';
import wall from '../../kiosk-config/models/yitiji-wall-21.5-landscape.json' with { type: 'json' };
import { MachineContext } from './machine-context.ts';
import { MachinePicture } from './machine-picture.tsx';

type Part = (typeof machineParts)[number];

function draw(front: MachineFront, part: Part, state: (typeof machinePartStates)[number] = 'place'): string {
  const block = { type: 'machine', part, state, caption: { key: 'k', text: '请看亮起的地方' } } as const;
  return renderToStaticMarkup(
    <MachineContext value={front}>
      <MachinePicture block={block} />
    </MachineContext>,
  );
}

const drawnParts = (html: string) => [...html.matchAll(/data-drawn="(\w+)"/g)].map(([, part]) => part);
const litParts = (html: string) => [...html.matchAll(/data-drawn="(\w+)" data-lit="true"/g)].map(([, part]) => part);

describe('the picture of the machine', () => {
  test.each(machineParts)('lights %s and nothing else, in every state', (part) => {
    for (const state of machinePartStates) {
      const html = draw(referenceMachine.front, part, state);
      expect(litParts(html), state).toEqual([part]);
      expect(html).not.toContain('NaN');
    }
  });

  test('draws no slot that the machine does not have', () => {
    const { front } = withParts(referenceMachine, (part) => part !== 'cardDispenser' && part !== 'pinPad');
    expect(drawnParts(draw(front, 'idReader')).toSorted()).toEqual(
      machineParts.filter((part) => part !== 'cardDispenser' && part !== 'pinPad').toSorted(),
    );
  });

  test('points nowhere when the part is not there: the words stand alone', () => {
    const html = draw(wall.front as MachineFront, 'documentPrinter');
    expect(html).not.toContain('<svg');
    expect(html.replaceAll(/<[^>]*>/g, '')).toBe('请看亮起的地方');
  });

  test('lights the pad where this model has it, not where the reference has it', () => {
    const at = (front: MachineFront) => /data-lit="true"[^>]*><rect x="([\d.]+)"/.exec(draw(front, 'idReader'))?.[1];
    expect(at(wall.front as MachineFront)).toBe('562');
    expect(at(referenceMachine.front)).toBe('42');
  });

  test('draws no arrow over another slot: a card would be pushed in there', () => {
    expect(draw(referenceMachine.front, 'idReader')).toContain('data-way="up"');
    expect(draw(wall.front as MachineFront, 'idReader')).not.toContain('data-way');
  });
});
