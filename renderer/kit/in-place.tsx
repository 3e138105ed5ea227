import { type ReactNode, useContext } from 'react';
import { createPortal } from 'react-dom';
import { DockContext, type Place } from './touch.ts';

/**
 * Puts something in a place elsewhere on the page. Without such a place (a story of one piece) it stands where it is. While the place is being drawn there is nothing of it yet: drawn
 * here first, it would be built twice, and the leaves around it would be divided for what does not stay on them.
 */
export function inPlace(children: ReactNode, place: Place): ReactNode {
  // Drawn to text there are no elements to be a place.
  if (place === undefined || typeof document === 'undefined') return children;
  return place === null ? null : createPortal(children, place);
}

/** Puts a keyboard at the foot of the sheet. */
export function InDock({ children }: { readonly children: ReactNode }): ReactNode {
  return inPlace(children, useContext(DockContext));
}
