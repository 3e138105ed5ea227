import type { RuleGroup } from './measure/main.ts';

/** A page of the session with a fault that the rule must find, made by a style or in the document. */
export const faults: readonly (readonly [rule: string, group: RuleGroup, screen: string, spoil: string])[] = [
  ['tofu', 'layout', 'U4', 'document.querySelector("h1").append("\\u{E0A1}")'],
  ['target-size', 'layout', 'U4', 'css("[data-action=help] { min-height: 0; height: 60px }")'],
  ['target-gap', 'layout', 'A1-home', 'css("footer button { margin-inline: -4px }")'],
  ['target-overlap', 'layout', 'A1-home', 'css("footer button { margin-inline: -40px }")'],
  ['target-outside', 'layout', 'U4', 'css("footer { translate: 0 300px }")'],
  ['text-clipped', 'layout', 'U4', 'css("h1 { overflow: hidden; width: 2em; white-space: nowrap }")'],
  ['text-on-text', 'layout', 'U4', 'css("h1 { margin-bottom: -1.4em }")'],
  ['font-floor', 'layout', 'U4', 'css("h1 { font-size: 14px !important }")'],
  ['cap-height', 'layout', 'U4', 'css("h1 { font-size: 26px !important }")'],
  ['contrast-text', 'contrast', 'U4', 'css("h1 { color: #aaaaaa !important }")'],
  ['contrast-icon', 'contrast', 'A1-home', 'css("footer svg { color: #cccccc !important }")'],
  ['one-h1', 'structure', 'U4', 'document.body.append(document.createElement("h1"))'],
  ['lang', 'structure', 'U4', 'document.documentElement.lang = "fr"'],
  ['focus-ring', 'focus', 'U4', 'css("* { outline: none !important }")'],
  ['focus-cut', 'focus', 'U4', 'css("footer > div { overflow: hidden }")'],
];
