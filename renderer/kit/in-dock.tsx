import { type ReactNode, useContext } from 'react';
import { createPortal } from 'react-dom';
import { DockContext } from './touch.ts';

/** Puts a keyboard at the foot of the sheet; without a dock (a story of one piece) it stands where it is. */
export function InDock({ children }: { readonly children: ReactNode }): ReactNode {
  const dock = useContext(DockContext);
  return dock === null ? children : createPortal(children, dock);
}
