import { describe, expect, it } from 'vitest';
import { pageUrl } from './assets.ts';
import { isPageSpeaking, type SpeakingFrame } from './page-speaking.ts';

const gone = (): never => {
  throw new TypeError('Object has been destroyed');
};
const page = (frame: SpeakingFrame) => ({ isDestroyed: () => false, mainFrame: frame });

describe('a message of a page that is just being destroyed is dropped, it does not end the shell', () => {
  const frame = { url: pageUrl };

  it('listens to the main frame of the present page', () => {
    const contents = page(frame);
    expect(isPageSpeaking({ sender: contents, senderFrame: frame }, contents)).toBe(true);
  });

  it('drops it when the contents are destroyed', () => {
    const contents = {
      isDestroyed: () => true,
      get mainFrame() {
        return gone();
      },
    };
    expect(isPageSpeaking({ sender: contents, senderFrame: frame }, contents)).toBe(false);
  });

  it('drops it when the window is destroyed: it has no contents then', () => {
    expect(isPageSpeaking({ sender: page(frame), senderFrame: frame }, undefined)).toBe(false);
  });

  it('drops it when the frame is disposed between delivery and look', () => {
    const disposed = {
      get url() {
        return gone();
      },
    };
    const contents = page(disposed);
    expect(isPageSpeaking({ sender: contents, senderFrame: disposed }, contents)).toBe(false);
    expect(isPageSpeaking({ sender: contents, senderFrame: null }, contents)).toBe(false);
  });

  it('drops it when it comes from another frame, another window or another page', () => {
    const contents = page(frame);
    expect(isPageSpeaking({ sender: contents, senderFrame: { url: pageUrl } }, contents)).toBe(false);
    expect(isPageSpeaking({ sender: page(frame), senderFrame: frame }, contents)).toBe(false);
    const foreign = { url: 'https://example.org/' };
    expect(isPageSpeaking({ sender: contents, senderFrame: foreign }, page(foreign))).toBe(false);
  });
});
