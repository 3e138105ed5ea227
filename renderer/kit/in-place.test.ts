import { isValidElement, type ReactPortal } from 'react';
import { afterEach, expect, test, vi } from 'vitest';
import { inPlace } from './in-place.tsx';
import type { Place } from './touch.ts';

afterEach(() => vi.unstubAllGlobals());

/** What React asks of an element before it draws into it. */
const place = { nodeType: 1 } as HTMLElement;

function inWindow(where: Place) {
  vi.stubGlobal('document', {});
  return inPlace('keys', where);
}

test('a keyboard stands in its place on the page, not where its field is', () => {
  const portal = inWindow(place) as ReactPortal & { readonly containerInfo: unknown };
  expect(isValidElement(portal)).toBe(false);
  expect(portal.containerInfo).toBe(place);
  expect(portal.children).toBe('keys');
});

test('a keyboard is not drawn twice while its place is still being drawn', () => {
  expect(inWindow(null)).toBeNull();
});

test('a piece without a page around it keeps its keyboard', () => {
  expect(inWindow(undefined)).toBe('keys');
});

test('a page that is drawn to text keeps its keyboard', () => {
  expect(inPlace('keys', place)).toBe('keys');
  expect(inPlace('keys', null)).toBe('keys');
});
