import { useEffect, useMemo, useRef, useState } from 'react';
import type { WindowBridge } from '../../contract/channel.ts';
import type { IntentBody } from '../../contract/intent.ts';
import type { Snapshot } from '../../contract/snapshot.ts';
import { choiceHold } from '../kit/choice-list.tsx';
import { tellsPresence } from '../kit/presence.ts';
import { type Held, heldOn, hold, holdMs } from '../kit/press-lock.ts';
import type { Touch } from '../kit/touch.ts';

/**
 * Turns touches into intents of the page that is shown. What could act twice (press, choose, type) holds the page until the next revision;
 * what means the same on every page (exit, help, language, mode, stay, finish) is always sent.
 */
export function useTouchOf(bridge: WindowBridge, snapshot: Snapshot): Touch {
  const { epoch, revision } = snapshot;
  const isWarned = snapshot.warning !== null;
  const [held, setHeld] = useState<Held>(null);
  // The state above is for drawing; two touches may come before it is drawn.
  const heldNow = useRef<Held>(null);
  const presentAt = useRef<number | null>(null);
  const heldId = heldOn(held, { epoch, revision });

  useEffect(() => {
    if (held === null) return;
    const timer = setTimeout(() => {
      heldNow.current = null;
      setHeld(null);
    }, holdMs);
    return () => clearTimeout(timer);
  }, [held]);

  return useMemo<Touch>(() => {
    const page = { epoch, revision };
    const send = (body: IntentBody) => {
      presentAt.current = performance.now();
      bridge.sendIntent({ ...body, ...page });
    };
    const once = (id: string, body: IntentBody) => {
      const answer = hold(heldNow.current, page, id);
      if (!answer.granted) return;
      heldNow.current = answer.held;
      setHeld(answer.held);
      send(body);
    };
    return {
      press: (id) => once(id, { kind: 'press', id }),
      choose: (name, option) => once(choiceHold(name, option), { kind: 'choose', name, option }),
      type: (name, value) => once(name, { kind: 'type', name, value }),
      // Not held: letters follow each other faster than pages do.
      search: (query) => send({ kind: 'search', query }),
      frame: (name, jpeg) => send({ kind: 'frame', name, jpeg }),
      // Nobody touched anything: it says nothing about who is there.
      cameraAway: (name) => bridge.sendIntent({ kind: 'cameraAway', name, ...page }),
      exit: () => send({ kind: 'exit' }),
      language: (language) => send({ kind: 'language', language }),
      mode: (mode) => send({ kind: 'mode', mode }),
      speech: (act) => send({ kind: 'speech', act }),
      help: () => send({ kind: 'help' }),
      present: () => {
        // It answers the warning, so none is left out.
        if (isWarned || tellsPresence(presentAt.current, performance.now())) send({ kind: 'present' });
      },
      stay: () => send({ kind: 'stay' }),
      finish: () => send({ kind: 'finish' }),
      held: heldId,
    };
  }, [bridge, epoch, revision, isWarned, heldId]);
}
