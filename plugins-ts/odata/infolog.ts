/**
 * What Finance has to say stands in its Infolog, behind a sentence that only programmers want to read:
 * `Write failed for table row of type 'X'. Infolog: Warning: Field 'Y' must be filled in.; Error: …`.
 * The texts are in the language of the calling user.
 */
const INFOLOG = /\bInfolog\s*:/i;

export const hasInfolog = (message: string): boolean => INFOLOG.test(message);

/** The Infolog's own sentences, each once, without severities; the whole message where there is no Infolog. */
export function readInfolog(message: string): string {
  const found = INFOLOG.exec(message);
  if (found === null) return message.trim();
  const entries = message
    .slice(found.index + found[0].length)
    .split(/(?:^|;)\s*(?:Info|Warning|Error)\s*:/i)
    .map((entry) => entry.trim().replace(/;$/, '').trim())
    .filter((entry) => entry !== '');
  return [...new Set(entries.map(asSentence))].join(' ');
}

/** Finance ends a sentence once, twice or not at all. */
const asSentence = (entry: string): string => (/[!?…。]$/u.test(entry) ? entry : `${entry.replace(/\.+$/, '')}.`);
