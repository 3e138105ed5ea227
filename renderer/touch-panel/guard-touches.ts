import type { PanelSign, Place } from '../../contract/touch-panel.ts';
import { type ContactEvent, faultAt, faultSeen, judgeContact, nextLookMs, noContacts } from './contacts.ts';
import { DroppedContacts } from './dropped-contacts.ts';

export interface TouchGuardPorts {
  /** Millimetres of one pixel of the panel. */
  readonly pitchMm: number;
  /** Name of the page that stands. */
  page(): string;
  tell(sign: PanelSign, at: Place): void;
}

/** Where something answers a touch. */
const live = 'button:not(:disabled), label, input:not(:disabled)';
const nowhere: Place = { xMm: 0, yMm: 0 };

/**
 * Stands before everything that listens to touches: tells what the contacts say of the panel, and keeps a contact that was judged bad from acting. Fingers, pens
 * and panels that speak as a mouse are judged alike. Returns the end of guarding.
 */
export function guardTouches(world: Window, { pitchMm, page, tell }: TouchGuardPorts): () => void {
  let contacts = noContacts;
  let told: ReturnType<typeof faultSeen> = null;
  let timer: ReturnType<Window['setTimeout']> | undefined;
  const dropped = new DroppedContacts();
  const pressedOn = new Map<number, EventTarget>();

  const step = (event: ContactEvent) => {
    const judged = judgeContact(contacts, event, performance.now());
    contacts = judged.contacts;
    for (const id of judged.drop) drop(id);
    if (judged.sane !== null) tell('touch', judged.sane);
    const seen = faultSeen(contacts);
    if (seen !== told) {
      tell(seen ?? 'over', faultAt(contacts) ?? nowhere);
      told = seen;
    }
    world.clearTimeout(timer);
    const next = nextLookMs(contacts);
    if (next !== null) timer = world.setTimeout(() => step({ type: 'look' }), Math.max(0, next - performance.now()));
  };

  /** Whatever the contact holds pressed lets go without acting; the browser itself has no way to end a contact. */
  const drop = (id: number) => {
    dropped.add(id);
    const target = pressedOn.get(id);
    pressedOn.delete(id);
    target?.dispatchEvent(new PointerEvent('pointercancel', { pointerId: id, bubbles: true }));
  };

  const onPointer = (event: PointerEvent) => {
    // Our own "let go" is for the pieces of the page.
    if (!event.isTrusted) return;
    const { pointerId: id } = event;
    const at = { xMm: event.clientX * pitchMm, yMm: event.clientY * pitchMm };
    switch (event.type) {
      case 'pointerdown': {
        dropped.forget(id);
        const isLive = event.target instanceof Element && event.target.closest(live) !== null;
        if (event.target !== null) pressedOn.set(id, event.target);
        step({ type: 'down', id, at, page: page(), isLive });
        break;
      }
      case 'pointermove':
        if (contacts.down.some((contact) => contact.id === id)) step({ type: 'move', id, at });
        break;
      case 'pointerup':
        step({ type: 'up', id, page: page() });
        pressedOn.delete(id);
        break;
      default:
        step({ type: 'cancel', id });
        pressedOn.delete(id);
    }
    // A contact that is cancelled is told on: that is how things let go.
    if (dropped.has(id) && event.type !== 'pointercancel') event.stopImmediatePropagation();
  };

  const onClick = (event: MouseEvent) => {
    if (!event.isTrusted || !(event instanceof PointerEvent) || !dropped.has(event.pointerId)) return;
    event.stopImmediatePropagation();
    event.preventDefault();
  };

  const pointers = ['pointerdown', 'pointermove', 'pointerup', 'pointercancel'] as const;
  for (const name of pointers) world.addEventListener(name, onPointer, { capture: true });
  world.addEventListener('click', onClick, { capture: true });
  return () => {
    world.clearTimeout(timer);
    for (const name of pointers) world.removeEventListener(name, onPointer, { capture: true });
    world.removeEventListener('click', onClick, { capture: true });
  };
}
