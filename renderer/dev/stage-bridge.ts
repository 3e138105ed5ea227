import type { PaintedInput, WindowBridge } from '../../contract/channel.ts';
import type { Intent } from '../../contract/intent.ts';
import type { Snapshot } from '../../contract/snapshot.ts';

/**
 * A window bridge whose snapshots are given from outside, for tests that show many screens on one page that stays loaded. What the page sends goes nowhere.
 */
export class StageBridge implements WindowBridge {
  readonly sent: string[] = [];
  private readonly listeners = new Set<(snapshot: Snapshot | null) => void>();
  private readonly waiting = new Map<number, () => void>();
  private current: Snapshot | null = null;
  private revision = 0;

  onSnapshot(listener: (snapshot: Snapshot | null) => void): () => void {
    this.listeners.add(listener);
    listener(this.current);
    return () => this.listeners.delete(listener);
  }

  /** Kept for whoever measures: what has the page sent, though nobody touched it? How a sound went is told when it has ended, whatever happens on the page meanwhile. */
  sendIntent(intent: Intent): void {
    const isSoundEnd = intent.kind === 'type' && (intent.value === 'played' || intent.value === 'silent');
    if (!isSoundEnd) this.sent.push(intent.kind);
  }

  painted({ revision }: PaintedInput): void {
    for (const [waited, shown] of this.waiting) {
      if (waited > revision) continue;
      this.waiting.delete(waited);
      shown();
    }
  }

  /** Shows a snapshot under a revision of its own. Resolves when it stands on the screen. */
  show(snapshot: Snapshot): Promise<void> {
    this.revision += 1;
    const next = { ...snapshot, revision: this.revision, epoch: 'stage' };
    const shown = new Promise<void>((resolve) => this.waiting.set(next.revision, resolve));
    this.current = next;
    for (const listener of this.listeners) listener(next);
    return shown;
  }
}
