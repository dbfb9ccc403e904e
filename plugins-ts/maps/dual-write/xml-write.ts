/** What XML 1.0 cannot hold: most control characters, halves of characters, two that are none. */
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu;

const jsonEscape = (letter: string): string => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** Text for between two tags. What XML cannot hold goes as a JSON escape, for it stands in JSON strings only. */
export const xmlText = (text: string): string =>
  text
    .replace(FORBIDDEN, jsonEscape)
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    // A reader of XML makes one line feed of either.
    .replace(/\r/g, '&#xD;');

export const xmlAttribute = (text: string): string => xmlText(text).replace(/"/g, '&quot;');
