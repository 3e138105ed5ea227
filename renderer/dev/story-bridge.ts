import type { PaintedInput, WindowBridge } from '../../contract/channel.ts';
import { checkIntent, type Intent } from '../../contract/intent.ts';
import type { Screen } from '../../contract/screen.ts';
import type { Snapshot } from '../../contract/snapshot.ts';
import { languages } from '../../contract/text.ts';
import type { PanelProfile } from '../kit/tokens.ts';
import { type Showing, type Story, snapshotOf } from './fixtures/make.ts';
import { machineOf } from './machines.ts';

/**
 * Stands in for shell and terminal service: shows one story, answers language, modes, choices and the warning, and keeps what was sent in
 * `sent`, which a test may read from `window.storyBridge`.
 */
export class StoryBridge implements WindowBridge {
  readonly sent: Intent[] = [];
  readonly paintedRevisions: number[] = [];
  private readonly listeners = new Set<(snapshot: Snapshot | null) => void>();
  private readonly story: Story | null;
  private showing: Showing;
  private revision = 1;
  private selected: string | undefined;
  private warned: boolean;

  constructor(story: Story | null, query: URLSearchParams, panel: PanelProfile) {
    this.story = story;
    const theme = query.get('theme');
    this.showing = {
      language: languages.find((language) => language === query.get('lang')) ?? 'zh-CN',
      theme: theme === 'contrast-dark' || theme === 'contrast-light' ? theme : 'light',
      largeText: query.get('large') === '1',
      reach: query.get('reach') === '1',
      machine: machineOf(query.get('machine'), panel),
    };
    this.warned = story?.warning === true;
    Object.assign(window, { storyBridge: this });
  }

  onSnapshot(listener: (snapshot: Snapshot | null) => void): () => void {
    this.listeners.add(listener);
    listener(this.current());
    return () => this.listeners.delete(listener);
  }

  sendIntent(intent: Intent): void {
    this.sent.push(intent);
    const current = this.current();
    if (current === null || !checkIntent(current, intent).ok) return;
    if (intent.kind === 'language') this.showing = { ...this.showing, language: intent.language };
    else if (intent.kind === 'mode' && intent.mode === 'largeText') {
      this.showing = { ...this.showing, largeText: !this.showing.largeText };
    } else if (intent.kind === 'mode' && intent.mode === 'reach') {
      this.showing = { ...this.showing, reach: this.showing.reach !== true };
    } else if (intent.kind === 'mode' && intent.mode !== 'speech') {
      const theme = intent.mode === 'contrastDark' ? 'contrast-dark' : 'contrast-light';
      this.showing = { ...this.showing, theme: this.showing.theme === theme ? 'light' : theme };
    } else if (intent.kind === 'choose') this.selected = intent.option;
    else if (intent.kind === 'stay') this.warned = false;
    else return;
    this.revision += 1;
    for (const listener of this.listeners) listener(this.current());
  }

  painted(input: PaintedInput): void {
    this.paintedRevisions.push(input.revision);
  }

  private current(): Snapshot | null {
    if (this.story === null) return null;
    const snapshot = snapshotOf(this.story, this.showing, this.revision);
    return {
      ...snapshot,
      screen: this.withSelection(snapshot.screen),
      warning: this.warned ? snapshot.warning : null,
    };
  }

  private withSelection(screen: Screen): Screen {
    const selected = this.selected;
    if (selected === undefined) return screen;
    return {
      ...screen,
      blocks: screen.blocks.map((block) => (block.type === 'choice' ? { ...block, selected } : block)),
    };
  }
}
