import { describe, expect, it } from 'vitest';
import { UsageError } from './command.ts';
import { choiceOption, givenOption, numberOption, textOption, wordsOption } from './command-options.ts';

const bounds = { min: 1, max: 5, unit: 's' };

describe('options of a command', () => {
  it.each([undefined, '', true])('%j is no text: an empty one is told, never taken as a path or a name', (value) => {
    expect(givenOption({ x: value }, 'x')).toBeUndefined();
    expect(wordsOption({ x: value }, 'x')).toEqual([]);
    expect(() => textOption({ x: value }, 'x')).toThrow(new UsageError('--x needs a value'));
  });

  it('words have commas between, and an empty one is none', () => {
    expect(wordsOption({ x: 'a,, b' }, 'x')).toEqual(['a', 'b']);
  });

  it.each(['0', '6', 'two', 'Infinity'])('%s is told with the bounds and their unit', (x) => {
    expect(() => numberOption({ x }, 'x', bounds)).toThrow(`--x must be 1 to 5 s, not ${x}`);
  });

  it('takes both bounds', () => {
    expect(['1', '5'].map((x) => numberOption({ x }, 'x', bounds))).toEqual([1, 5]);
  });

  it('a word that is not on the list is told with the list', () => {
    expect(() => choiceOption({ x: 'c' }, 'x', ['a', 'b'])).toThrow('--x must be one of a, b, not c');
    expect(choiceOption({ x: 'b' }, 'x', ['a', 'b'])).toBe('b');
  });
});
