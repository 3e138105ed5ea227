import { expect, test } from 'vitest';
import { fillTemplate, templateFields } from './fill-template.ts';

test('values come in escaped, conditional lines go when there is nothing to say', () => {
  const template = 'a |{{name}}\n{{?extra}}b |{{extra}}\n{{?x}}{{?y}}both\nend\n';
  expect(fillTemplate(template, { name: 'x|y', extra: '', x: '1', y: undefined })).toEqual({
    ok: true,
    value: 'a |x\\x7cy\nend',
  });
  expect(fillTemplate(template, { name: 'n', extra: 'e', x: '1', y: '2' })).toEqual({
    ok: true,
    value: 'a |n\nb |e\nboth\nend',
  });
});

test.each([
  ['a value is missing', 'x\n{{name}}', {}, { code: 'missingField', field: 'name', line: 2 }],
  ['a value has no place', '{{name}}', { name: 'a', nmae: 'b' }, { code: 'unknownField', field: 'nmae' }],
  ['a place is broken', '{{name', {}, { code: 'badPlace', line: 1 }],
  ['a place has a bad name', '{{Name-1}}', {}, { code: 'badPlace', line: 1 }],
  ['a condition stands inside a line', 'a {{?b}}', {}, { code: 'badPlace', line: 1 }],
  ['a code would not be readable', '{code:{{qr}}}', { qr: '黎' }, { code: 'badCodeValue', field: 'qr', line: 1 }],
])('%s: an error value', (_name, template, values, error) => {
  expect(fillTemplate(template, values)).toEqual({ ok: false, error });
});

test('a value cannot bring in a place of its own', () => {
  expect(fillTemplate('{{a}} {{b}}', { a: '{{b}}', b: 'secret' })).toEqual({
    ok: true,
    value: '\\x7b\\x7bb\\x7d\\x7d secret',
  });
});

test('lines of a longer value stand below each other instead of running together', () => {
  expect(fillTemplate('{{?facts}}- {{facts}} {{n}}\nend', { facts: 'a\nb|c', n: '1' })).toEqual({
    ok: true,
    value: '- a 1\n- b\\x7cc 1\nend',
  });
  expect(fillTemplate('{code:{{qr}}}', { qr: 'a\nb' })).toMatchObject({ ok: false, error: { code: 'badCodeValue' } });
});

test('a field is optional when every line with it is conditional on it', () => {
  expect(templateFields('{{a}}\n{{?b}}{{b}}\n{{?c}}x\n{{c}}\n{{?d}}{{e}}')).toEqual([
    { name: 'a', required: true },
    { name: 'b', required: false },
    { name: 'c', required: true },
    { name: 'd', required: false },
    { name: 'e', required: true },
  ]);
});
