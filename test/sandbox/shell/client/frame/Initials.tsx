import * as React from 'react';

/** Pairs of background and text colour, with a contrast of at least 4.5 to 1. */
const COLOURS: readonly (readonly [string, string])[] = [
  ['#cfe9d8', '#0b5a2c'],
  ['#e6dcf0', '#4b2b7f'],
  ['#f6d5c8', '#8a3707'],
  ['#cdd6f7', '#1b3a8a'],
  ['#f9e2b5', '#6b4a00'],
  ['#d5e9f0', '#0a4c63'],
];

/** Two letters that stand for a person or a record, always in the same colour. */
export function Initials({ name, shape }: { name: string; shape: 'square' | 'round' | 'small' }): JSX.Element {
  const sum = [...name].reduce((total, character) => total + (character.codePointAt(0) ?? 0), 0);
  const [background = '', colour = ''] = COLOURS[sum % COLOURS.length] ?? [];
  return (
    <span
      className={`initials initials-${shape}`}
      style={{ background, color: colour }}
      data-initials={initials(name)}
      aria-hidden="true"
    />
  );
}

function initials(name: string): string {
  const words = name.split(/[^\p{L}\p{N}]+/u).filter(Boolean);
  const letters = words.length > 1 ? [words[0]?.[0], words[words.length - 1]?.[0]] : [words[0]?.slice(0, 2)];
  return letters.join('').toUpperCase();
}
