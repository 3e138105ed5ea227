import type { Root } from 'react-dom/client';
import type { Snapshot } from '../../contract/snapshot.ts';
import { App } from '../citizen/app.tsx';
import type { PanelProfile } from '../kit/tokens.ts';
import { StageBridge } from './stage-bridge.ts';

declare global {
  interface Window {
    /** Stands on the page `?stage=1`: shows one snapshot after the other without a reload. Resolves when the page is at rest. */
    /** Kinds of what the page has sent. */
    stageSent?: readonly string[];
    storyStage?: (snapshot: Snapshot, panel: PanelProfile, afresh?: boolean) => Promise<void>;
  }
}

/**
 * Opens the stage: a page that shows what a test pushes, on the panel that it names. `afresh`: as if nothing had stood there before, so that a picture is the
 * same whatever came before it.
 */
export function openStage(root: Root): void {
  let bridge = new StageBridge();
  let drawn = '';
  let times = 0;
  window.storyStage = async (snapshot, panel, afresh = false) => {
    const wanted = JSON.stringify(panel);
    if (wanted !== drawn || afresh) {
      drawn = wanted;
      times += 1;
      bridge = new StageBridge();
      window.stageSent = bridge.sent;
      root.render(<App key={times} bridge={bridge} panel={panel} />);
    }
    await bridge.show(snapshot);
    await document.fonts.ready;
  };
}
