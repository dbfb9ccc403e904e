import type { ODataClient } from '../../odata';
import type { MapFacts } from '../preflight';

export type ProbeOutcome = 'supported' | 'notSupported' | 'unknown' | 'notAsked' | 'notProbed';

export interface ProbeResult {
  readonly probe: string;
  readonly outcome: ProbeOutcome;
  /** What was seen, or why nothing was. */
  readonly detail: string;
}

export interface ProbeGround {
  readonly dataverse: ODataClient;
  readonly finance: ODataClient;
  readonly maps: readonly MapFacts[];
}

/** Asks a real tenant what no documentation says for certain. */
export interface Probe {
  readonly name: string;
  /** What it writes, for the person who is asked first; absent: it only reads. */
  readonly writes?: string;
  /** A refusal of the service is a result; anything else is thrown. @throws ODataError */
  readonly run: (ground: ProbeGround) => Promise<readonly Omit<ProbeResult, 'probe'>[]>;
}

export const supported = (detail: string): Omit<ProbeResult, 'probe'> => ({ outcome: 'supported', detail });
export const notSupported = (detail: string): Omit<ProbeResult, 'probe'> => ({ outcome: 'notSupported', detail });
export const unknown = (detail: string): Omit<ProbeResult, 'probe'> => ({ outcome: 'unknown', detail });
