import { type PointerEvent as TouchEvent, useEffect, useMemo, useRef, useState } from 'react';
import { createPortal } from 'react-dom';
import type { TechnicianBlockOf } from '../../contract/technician/view.ts';
import {
  cellAt,
  cellHeldMs,
  emptyGrid,
  type Grid,
  gridText,
  isGridDone,
  stuckAt,
  touched,
  windowLeadS,
} from '../../contract/technician/window-tests.ts';
import { useSecondsTo } from '../kit/countdown-clock.ts';
import { PressButton } from '../kit/press-button.tsx';
import { useTouch } from '../kit/touch.ts';
import { Words } from '../kit/words.tsx';
import classes from './touch-grid.module.css';

/**
 * Cells over the whole glass, above everything else. A cell counts when a contact was really there: what a fast finger skips stays open. A contact that stays in its cell is a stuck
 * one. Ends when every cell is settled, by its time or by hand, and sends what it has once.
 */
export function TouchGrid({ block }: { readonly block: TechnicianBlockOf<'touchGrid'> }) {
  const { name, long, short, endsAt, giveUp } = block;
  const { type } = useTouch();
  // Drawn without a glass only where stories are written to text.
  const isWide = typeof document !== 'undefined' && innerWidth > innerHeight;
  const [columns, rows] = isWide ? [long, short] : [short, long];
  const [grid, setGrid] = useState<Grid>(() => emptyGrid(columns * rows));
  const isSent = useRef(false);
  const leftS = (useSecondsTo(endsAt) ?? Number.POSITIVE_INFINITY) - windowLeadS;
  const held = useMemo(() => new Map<number, { readonly cell: number; readonly timer: number }>(), []);

  const send = (now: Grid) => {
    if (isSent.current) return;
    isSent.current = true;
    type(name, gridText(columns, now));
  };
  const isOver = leftS <= 0 || isGridDone(grid);
  useEffect(() => {
    if (isOver) send(grid);
  });
  useEffect(
    () => () => {
      for (const { timer } of held.values()) clearTimeout(timer);
    },
    [held],
  );

  const at = (event: Pick<PointerEvent, 'pointerId' | 'clientX' | 'clientY'>) => {
    const cell = cellAt(event.clientX / innerWidth, event.clientY / innerHeight, columns, rows);
    const before = held.get(event.pointerId);
    if (before?.cell === cell) return;
    clearTimeout(before?.timer);
    const timer = window.setTimeout(() => setGrid((now) => stuckAt(now, cell)), cellHeldMs);
    held.set(event.pointerId, { cell, timer });
    setGrid((now) => touched(now, cell));
  };
  const onMove = (event: TouchEvent) => {
    // A mouse that only passes over touches nothing.
    if (!held.has(event.pointerId)) return;
    for (const step of event.nativeEvent.getCoalescedEvents()) at(step);
    at(event);
  };
  const onUp = (event: TouchEvent) => {
    clearTimeout(held.get(event.pointerId)?.timer);
    held.delete(event.pointerId);
  };

  const open = grid.filter((state) => state === '0').length;
  const glass = (
    <div
      className={classes.glass}
      data-testid="touch-grid"
      style={{ gridTemplate: `repeat(${rows}, 1fr) / repeat(${columns}, 1fr)` }}
      onPointerDown={at}
      onPointerMove={onMove}
      onPointerUp={onUp}
      onPointerCancel={onUp}
    >
      <Cells grid={grid} />
      <div className={classes.card}>
        <p className={classes.label}>{block.label.text}</p>
        <p className={classes.left} role="status">
          {open}
          {Number.isFinite(leftS) ? <span className={classes.seconds}>{Math.max(0, leftS)} s</span> : null}
        </p>
        <p className={classes.hint}>
          <Words text={block.hint.text} />
        </p>
        <PressButton action={giveUp} look="plain" onPress={() => send(grid)} />
      </div>
    </div>
  );
  return typeof document === 'undefined' ? glass : createPortal(glass, document.body);
}

/** Open, touched and stuck cells. */
export function Cells({ grid }: { readonly grid: Grid }) {
  return grid.map((state, cell) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: cells are places
    <span key={cell} className={classes.cell} data-cell={cell} data-state={state} />
  ));
}
